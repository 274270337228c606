"""Milestones: frozen copies of a client's audit under a name, published whole, then read-only."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from cxaudit.disk import publish_folder, to_json_text, write_text
from cxaudit.errors import ClientDataError
from cxaudit.store.ids import to_printable, to_slug
from cxaudit.store.layout import parse_json, read_text, to_text
from cxaudit.store.newer import refuse_newer
from cxaudit.store.records import ClientFile
from cxaudit.store.values import clean_text

FOLDER = "milestones"
ABOUT, AUDIT, CARD = "milestone.json", "audit.json", "scorecard.json"
READ_ONLY = 0o444


@dataclass(frozen=True)
class Milestone:
    """One milestone: its id and name, the revision it froze, who froze it and when."""

    id: str
    name: str
    revision: int
    who: str
    at: str

    def to_json(self) -> dict[str, Any]:
        """Return every field."""
        return dict(vars(self))


def save_milestone(
    folder: Path, file: ClientFile, scorecard: Mapping[str, Any], *, name: str, who: str, at: str
) -> Milestone:
    """Freeze the file and its scorecard under a name; raises ClientDataError where it is taken.

    ``folder`` is the client's; the copy lies in ``milestones/<id>/`` as ``audit.json``,
    ``scorecard.json`` and ``milestone.json``, and is never written again.
    """
    if file.is_newer:
        raise refuse_newer(AUDIT, file.schema_version)
    shown = clean_text(name)
    if not shown:
        raise ClientDataError("a milestone needs a name", next="name it: as first-reading")
    made = Milestone(to_slug(shown), shown, file.revision, who, at)
    final = folder / FOLDER / made.id
    if final.exists():
        raise ClientDataError(
            "there is a milestone of that name", found=to_printable(shown),
            wanted="a name of its own", next="list them: cxaudit show CLIENT",
        )  # fmt: skip
    texts = {AUDIT: to_text(file), CARD: to_json_text(scorecard),
             ABOUT: to_json_text(made.to_json())}  # fmt: skip
    staging = folder / FOLDER / f".staging-{uuid4().hex}"
    try:
        staging.mkdir(parents=True)
        for name, text in texts.items():
            write_text(staging / name, text, READ_ONLY)
        publish_folder(staging, final)
    except OSError as error:
        shutil.rmtree(staging, ignore_errors=True)
        raise ClientDataError(
            "the milestone could not be written; nothing of it is kept", file=folder.name,
            found=error.strerror or type(error).__name__,
            next="free some space or mend the folder's permissions, then freeze it again",
        ) from error  # fmt: skip
    return made


def list_milestones(folder: Path) -> tuple[Milestone, ...]:
    """Return a client's milestones, oldest first."""
    found = [Milestone(**json.loads(p.read_text())) for p in folder.glob(f"{FOLDER}/*/{ABOUT}")]
    return tuple(sorted(found, key=lambda one: (one.at, one.revision, one.id)))


def read_milestone_card(folder: Path, name: str) -> dict[str, Any]:
    """Return the scorecard that a milestone froze, by its name or id; raises ClientDataError."""
    known = list_milestones(folder)
    for one in known:
        if name in (one.id, one.name):
            path = folder / FOLDER / one.id / CARD
            return parse_json(read_text(path), path.name)
    raise ClientDataError(
        "there is no such milestone", found=to_printable(name),
        wanted=", ".join(one.id for one in known) or "none was made yet",
        next="freeze one: cxaudit milestone CLIENT NAME",
    )  # fmt: skip
