"""Importing a client's files: each judged for itself, good ones stored, nothing half."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from cxaudit.audit.layouts import Layouts, confirm, read_layouts, remember, tell_mapping
from cxaudit.audit.workspace import Workspace, keys_apart, memory_gb
from cxaudit.disk import lock
from cxaudit.errors import ClientDataError, name_client
from cxaudit.intake import (
    Limits,
    Reading,
    TableMapping,
    ask_about_overlap,
    client_key,
    find_same_rows,
    list_imports,
    mend_replaced,
    read_file,
    refuse_file,
    store_reading,
    sweep_readings,
    tell_renewed,
    to_form,
    to_shown_name,
)
from cxaudit.store import check_client_id, read_client, refuse_newer, to_settings

OTHERWISE = ", only saved otherwise (line ends, encoding, order of rows)"


def import_files(
    workspace: Workspace, client: str, files: Sequence[Path], *, received_on: date,
    form: str | None = None, answers: Mapping[str, str] | None = None,
    mapping: TableMapping | None = None, by: str = "",
) -> list[dict[str, Any]]:  # fmt: skip
    """Read and store files of one client; return one entry a file, as cli.md's import.

    ``form``: the format to read them as, else it is recognised. ``answers``: question id ->
    value; they go before what was answered for earlier files, and are remembered as answered
    ``by`` this person for the next file of the same layout. ``mapping``: what the columns of
    tables that no layout fits are; giving it confirms it. A file that is refused or asks is not
    stored, and the others are. The same content again is a duplicate, unless it is now read
    otherwise: then its rows are replaced.
    """
    folder = workspace.client_folder(check_client_id(client))
    file = read_client(folder)
    if file.is_newer:
        raise refuse_newer(client, file.schema_version)
    settings = to_settings(file.profile) | {"received_on": received_on}
    key = client_key(keys_apart(workspace), client, create=True)
    entries = []
    with lock(folder / ".import.lock"):
        mend_replaced(folder)
        limits = to_limits(folder)
        known = {record["content_hash"]: record for record in list_imports(folder)}
        for path in files:
            kept = read_layouts(folder)
            wish = {"form": form, "answers": answers or {}, "settings": settings, "key": key}
            wish["limits"] = limits
            reading, own = _read(path, kept, wish, mapping, by, received_on)
            reading = replace(reading, next=name_client(reading.next, client))
            if twin := _find_twin(reading, folder, known):
                entries.append(_to_duplicate(reading, twin, OTHERWISE))
                continue
            reading = ask_about_overlap(reading, folder)
            renewed = tell_renewed(reading, folder, list(known.values()))
            reading = replace(reading, warnings=(*reading.warnings, *renewed))
            reading = tell_mapping(reading, own, kept)
            entries.append(_store(reading, folder, known, received_on, again=True))
            if entries[-1]["verdict"] == "imported":
                remember(folder, reading, own, by, received_on)
    return entries


def to_limits(folder: Path) -> Limits:
    """Return what reading a large file of a client may take; what a killed import left goes."""
    scratch = folder / "tables"
    scratch.mkdir(parents=True, exist_ok=True)
    sweep_readings(scratch)
    return Limits(memory_gb=memory_gb(), scratch=scratch)


def _read(
    path: Path, kept: Layouts, wish: Mapping[str, Any], mapping: TableMapping | None,
    by: str, on: date,
) -> tuple[Reading, TableMapping | None]:  # fmt: skip
    """Return the reading of one file, and the mapping that is confirmed with it."""
    own, mapped = None, kept.forms
    if mapping is not None:
        try:
            own = confirm(mapping, path, by, on)
        except ClientDataError as error:
            return refuse_file(to_shown_name(path.name), error), None
        mapped = {own.key: to_form(own)}
    return read_file(path, name=path.name, remembered=kept.answers, mapped=mapped, **wish), own


def store_readings(
    folder: Path, readings: Sequence[Reading], received_on: date
) -> list[dict[str, Any]]:
    """Store readings into a client's folder in order; return one entry each, as import_files."""
    if not readings:
        return []
    with lock(folder / ".import.lock"):
        mend_replaced(folder)
        known = {record["content_hash"]: record for record in list_imports(folder)}
        return [_store(reading, folder, known, received_on, again=True) for reading in readings]


def _find_twin(
    reading: Reading, folder: Path, known: Mapping[str, dict[str, Any]]
) -> dict[str, Any] | None:
    """Return the earlier import with the same rows in a file of other bytes, if there is one."""
    if reading.content_hash in known:
        return None
    twin = find_same_rows(reading, folder, list(known.values()))
    return dict(twin) if twin else None


def _to_duplicate(reading: Reading, twin: Mapping[str, Any], how: str = "") -> dict[str, Any]:
    what = "the same rows were" if how else "the same content was"
    message = f"{what} imported before as {twin['file']}{how}; nothing was stored"
    return reading.to_json() | {"verdict": "duplicate", "message": message}


def _store(
    reading: Reading, folder: Path, known: dict[str, dict[str, Any]], received_on: date,
    *, again: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Store what was read unless the same content is there; return its entry.

    ``again``: content that is now read in another way replaces the rows it gave before.
    """
    entry = reading.to_json()
    if reading.verdict != "imported":
        return entry
    twin = known.get(reading.content_hash)
    if twin is not None and not (again and _is_read_otherwise(entry, twin)):
        return _to_duplicate(reading, twin)
    if twin is not None:
        told = f"read again: it replaces the rows of {twin['file']} (import {twin['sequence']})"
        reading = replace(reading, warnings=(told, *reading.warnings))
    sequence = int(twin["sequence"]) if twin is not None else _next_sequence(known)
    record = store_reading(reading, folder, sequence, received_on, again=twin is not None)
    known[record["content_hash"]] = record
    return reading.to_json()


def _is_read_otherwise(entry: Mapping[str, Any], twin: Mapping[str, Any]) -> bool:
    """Tell whether other answers, another layout or another mapping were used than before."""
    before = twin.get("answers", {})
    alike = all(entry.get(name) == twin.get(name) for name in ("format", "mapping"))
    return not alike or any(before.get(n) != value for n, value in entry["answers"].items())


def _next_sequence(known: Mapping[str, Mapping[str, Any]]) -> int:
    return 1 + max((int(record["sequence"]) for record in known.values()), default=0)
