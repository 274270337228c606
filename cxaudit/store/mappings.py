"""What a client told about layouts: answers and column mappings, a file each in mappings/."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cxaudit.disk import fsync_folder, to_json_text, write_text
from cxaudit.errors import ClientDataError

FOLDER = "mappings"
LAYOUT = re.compile(r"[a-z0-9][a-z0-9_]{0,79}")
KEPT_BEFORE = 20


@dataclass(frozen=True)
class Kept:
    """What is remembered of one layout, a known format or the fingerprint of the firm's own.

    ``answers``: question id -> value, who, on, file, and ``before``: the answers it replaced.
    ``mapping``: the confirmed mapping as plain data, for a table of the firm's own.
    """

    layout: str
    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    mapping: Mapping[str, Any] | None = None

    def to_json(self) -> dict[str, Any]:
        """Return layout, answers and mapping as plain data."""
        answers = {name: dict(answer) for name, answer in self.answers.items()}
        return {"layout": self.layout, "answers": answers,
                "mapping": dict(self.mapping) if self.mapping else None}  # fmt: skip


def read_kept(folder: Path) -> dict[str, Kept]:
    """Return what is remembered, by layout; raises ClientDataError where a file is damaged."""
    return {
        path.stem: _read(path)
        for path in sorted((folder / FOLDER).glob("*.json"))
        if LAYOUT.fullmatch(path.stem)
    }


def keep_answers(
    folder: Path, layout: str, answers: Mapping[str, str], *, who: str, on: str, file: str
) -> None:
    """Remember answers about files of one layout; what they replace stands behind them.

    Nothing is written where the same was answered before. The caller holds the client's lock.
    """
    kept = _find(folder, layout)
    changed = dict(kept.answers)
    for name, value in answers.items():
        old = changed.get(name)
        if old is not None and old.get("value") == value:
            continue
        before = [] if old is None else [_without_past(old), *old.get("before", [])]
        changed[name] = {"value": value, "who": who, "on": on, "file": file}
        changed[name] |= {"before": before[:KEPT_BEFORE]} if before else {}
    if changed != kept.answers:
        _write(folder, Kept(layout, changed, kept.mapping))


def keep_mapping(folder: Path, layout: str, mapping: Mapping[str, Any]) -> None:
    """Remember a confirmed mapping; answers about files read by another one are dropped."""
    kept = _find(folder, layout)
    if kept.mapping != mapping:
        _write(folder, Kept(layout, kept.answers if _is_alike(kept, mapping) else {}, mapping))


def forget_kept(folder: Path, layout: str) -> Kept:
    """Remove what is remembered of a layout and return it; raises ClientDataError where nothing is.

    Files imported before stay as they were read. The caller holds the client's lock.
    """
    known = read_kept(folder)
    if layout not in known:
        raise ClientDataError(
            "nothing is remembered of this layout", found=layout[:80],
            wanted=f"one of: {', '.join(known)}" if known else "a layout that was answered about",
            next=f"see: cxaudit mappings {folder.name}",
        )  # fmt: skip
    (folder / FOLDER / f"{layout}.json").unlink()
    fsync_folder(folder / FOLDER)
    return known[layout]


def _is_alike(kept: Kept, mapping: Mapping[str, Any]) -> bool:
    before = kept.mapping or {}
    return all(before.get(name) == mapping.get(name) for name in ("as", "columns"))


def _without_past(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "before"}


def _find(folder: Path, layout: str) -> Kept:
    if not LAYOUT.fullmatch(layout):
        raise ClientDataError("this is not the name of a layout", found=layout[:80])
    path = folder / FOLDER / f"{layout}.json"
    return _read(path) if path.exists() else Kept(layout)


def _read(path: Path) -> Kept:
    try:
        plain = json.loads(path.read_text(encoding="utf-8"))
        answers = {str(n): dict(a) for n, a in plain["answers"].items() if str(a["value"])}
        return Kept(path.stem, answers, plain.get("mapping"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ClientDataError(
            "what is remembered of a layout is damaged", file=f"{FOLDER}/{path.name}",
            found=str(error)[:120], next="remove that file; the next import asks anew",
        ) from error  # fmt: skip


def _write(folder: Path, kept: Kept) -> None:
    try:
        (folder / FOLDER).mkdir(exist_ok=True)
        write_text(folder / FOLDER / f"{kept.layout}.json", to_json_text(kept.to_json()))
    except OSError as error:
        raise ClientDataError(
            "the answers could not be remembered; the import itself is stored",
            file=f"{folder.name}/{FOLDER}", found=error.strerror,
            next="give yourself write permission on the client's folder",
        ) from error  # fmt: skip
