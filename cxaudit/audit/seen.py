"""An audit as far as a measure may see it, and the key of what it answers: the same things."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from cxaudit.edition import files_digest
from cxaudit.intake import load_rows
from cxaudit.store import ReportedFigure

if TYPE_CHECKING:
    from cxaudit.audit.audit import Audit

ROWS = ("imports", "supply", "opened", "engine", "catalogue", "kpis")
"""Of an audit: what rests on the imports and the model alone."""
UNDER = {
    "settings": ("as_of", "period", "period_of", "currency", "measurements"),
    "reported": ("reported",),
    "told": (),
    "peers": ("workspace", "states", "is_invented", "past"),
}
"""Of an audit: what rests on each of the things that a part may read besides."""
HELD_AGAINST = ("own_targets", "norms")
"""Settings that figures are held against; no figure depends on them, and no measure sees them."""
TOLD = ("review_days", "declared_counts")
"""Of the profile: what tests on the data read, how often a figure is reviewed and lists' counts."""


@dataclass(frozen=True)
class SeenFile:
    """Of a client's file: figures that the firm reported, and what it told of reviews and lists."""

    reported: tuple[ReportedFigure, ...] | None
    profile: Mapping[str, Any] | None


class Seen:
    """An audit as one part of it is measured: what is not in the part's key is not there.

    ``reads``: what the part reads besides rows and model, out of settings, reported, told, peers.
    """

    def __init__(self, audit: Audit, reads: Sequence[str]) -> None:
        self._audit = audit
        self._names = {*ROWS, *(name for read in reads for name in UNDER[read])}
        if "settings" in reads:
            self.settings = to_settings_seen(audit, reads)
        reported = audit.file.reported if "reported" in reads else None
        self.file = SeenFile(reported, to_profile_seen(audit, reads))

    def __getattr__(self, name: str) -> Any:
        if name not in self._names:
            raise AttributeError(f"a measure does not depend on the audit's {name}")
        return getattr(self._audit, name)


def to_settings_seen(audit: Audit, reads: Sequence[str]) -> dict[str, Any]:
    """Return the typed settings; those that figures are held against only beside peers."""
    hidden = () if "peers" in reads else HELD_AGAINST
    return {name: value for name, value in audit.settings.items() if name not in hidden}


def to_profile_seen(audit: Audit, reads: Sequence[str]) -> dict[str, Any] | None:
    """Return the profile beside peers, what it tells of reviews and lists to tests, else None."""
    if "peers" in reads:
        return audit.file.profile
    return {name: audit.file.profile.get(name) for name in TOLD} if "told" in reads else None


def to_key(audit: Audit, part: str, reads: Sequence[str], edition: Sequence[str]) -> str:
    """Return 64 hex digits over all that a part of the audit depends on.

    Imports count with all that is recorded of them, and with size and time of their tables.
    """
    content: dict[str, Any] = {
        "client": audit.client, "part": part, "edition": list(edition),
        "imports": audit.imports, "tables": audit.lying,
    }  # fmt: skip
    if "settings" in reads:
        content["settings"] = to_settings_seen(audit, reads)
    if "reported" in reads:
        content["reported"] = [vars(figure) for figure in audit.file.reported]
    content["profile"] = to_profile_seen(audit, reads)
    if "peers" in reads:
        content["states"] = audit.states
        content["peers"] = files_digest(sorted(audit.workspace.benchmarks.rglob("*")))
    text = json.dumps(content, sort_keys=True, default=repr)
    return sha256(text.encode("utf-8")).hexdigest()


def list_tables(audit: Audit) -> list[list[Any]]:
    """Return size and time of every table's file; rows put there by hand are other rows."""
    paths = (path for record in audit.imports for path in load_rows(audit.folder, record).values())
    found = ((path, path.stat()) for path in paths)
    return [[path.parent.name, path.name, s.st_size, s.st_mtime_ns] for path, s in found]
