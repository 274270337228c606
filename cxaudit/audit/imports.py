"""Importing a client's files: each judged for itself, good ones stored, nothing half."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from cxaudit.audit.workspace import Workspace, keys_folder
from cxaudit.disk import lock
from cxaudit.intake import (
    Reading,
    ask_about_overlap,
    client_key,
    list_imports,
    read_file,
    store_reading,
)
from cxaudit.store import check_client_id, read_client, to_settings


def import_files(
    workspace: Workspace, client: str, files: Sequence[Path], *, received_on: date,
    form: str | None = None, answers: Mapping[str, str] | None = None,
) -> list[dict[str, Any]]:  # fmt: skip
    """Read and store files of one client; return one entry a file, as cli.md's import.

    ``form``: the format to read them as, else it is recognised. ``answers``: question id ->
    value. A file that is refused or asks is not stored, and the others are.
    """
    folder = workspace.client_folder(check_client_id(client))
    settings = to_settings(read_client(folder).profile)
    key = client_key(keys_folder(), client, create=True)
    entries = []
    with lock(folder / ".import.lock"):
        known = {record["content_hash"]: record for record in list_imports(folder)}
        for path in files:
            reading = read_file(
                path, form=form, answers=answers or {}, settings=settings, key=key, name=path.name
            )
            entries.append(_store(ask_about_overlap(reading, folder), folder, known, received_on))
    return entries


def _store(
    reading: Reading, folder: Path, known: dict[str, dict[str, Any]], received_on: date
) -> dict[str, Any]:
    """Store what was read unless the same content is there; return its entry."""
    entry = reading.to_json()
    if reading.verdict != "imported":
        return entry
    twin = known.get(reading.content_hash)
    if twin is not None:
        message = f"the same content was imported before as {twin['file']}; nothing was stored"
        return entry | {"verdict": "duplicate", "message": message}
    record = store_reading(reading, folder, _next_sequence(known), received_on)
    known[record["content_hash"]] = record
    return entry


def _next_sequence(known: Mapping[str, Mapping[str, Any]]) -> int:
    return 1 + max((int(record["sequence"]) for record in known.values()), default=0)
