"""Seals a raw file and publishes its canonical rows: a folder an import, by content hash."""

from __future__ import annotations

import errno
import json
import os
import shutil
import stat
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from cxaudit.disk import (
    fsync_folder,
    publish_folder,
    take_file,
    to_json_text,
    write_bytes,
    write_text,
)
from cxaudit.errors import ClientDataError
from cxaudit.intake.reading import Reading

HASH_DIGITS = 16
STAGING, REPLACED = ".staging-", ".replaced-"


def store_reading(
    reading: Reading,
    folder: Path,
    sequence: int,
    received_on: date,
    *,
    again: bool = False,
) -> dict[str, Any]:
    """Store one imported reading in a client's folder and return its record.

    The raw file goes read-only to ``exports/`` under a generated name, the rows to
    ``tables/<first 16 hex of the content hash>/``, published by one rename. A file whose
    content is stored already comes back with verdict duplicate, or ``again`` replaces the rows
    that it was read to before; one that was refused or asks comes back as it is; neither writes
    anything. Raises ClientDataError when the folder cannot be written; nothing half is left
    under a final name.
    """
    if reading.verdict != "imported" or reading.content_hash is None:
        return reading.to_json()
    short = reading.content_hash[:HASH_DIGITS]
    final = folder / "tables" / short
    if final.exists() and not again:
        return _to_duplicate(reading, final)
    raw = f"exports/{sequence:04d}-{short}.{_to_ending(reading.kind)}"
    record = to_record(reading, raw, sequence, received_on)
    staging: Path | None = None
    try:
        for name in ("exports", "tables"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=STAGING, dir=folder / "tables"))
        _write_tables(reading, staging)
        write_text(staging / "record.json", to_json_text(record))
        if not (folder / raw).exists():
            _seal_raw(reading, folder / raw)
        os.chmod(staging, 0o755)
        if final.exists():
            os.replace(final, final.with_name(f"{REPLACED}{short}"))
        publish_folder(staging, final)
        shutil.rmtree(final.with_name(f"{REPLACED}{short}"), ignore_errors=True)
    except OSError as error:
        if staging is not None:
            shutil.rmtree(staging, ignore_errors=True)
        _drop_unpublished(folder / raw, final)
        raise _unwritable(folder, error) from error
    return record


def _seal_raw(reading: Reading, path: Path) -> None:
    if reading.original is None:
        write_bytes(path, reading.content, mode=0o400)
    else:
        take_file(reading.original.raw, path, mode=0o400)


def mend_replaced(folder: Path) -> None:
    """Put back rows whose replacement was cut short, and drop those that were replaced."""
    for earlier in (folder / "tables").glob(f"{REPLACED}*"):
        final = earlier.with_name(earlier.name.removeprefix(REPLACED))
        if final.exists():
            shutil.rmtree(earlier, ignore_errors=True)
        else:
            publish_folder(earlier, final)


def to_record(reading: Reading, raw: str, sequence: int, received_on: date) -> dict[str, Any]:
    """Return record.json: the import entry and what the audit needs to find its rows."""
    return reading.to_json() | {
        "sequence": sequence,
        "content_hash": reading.content_hash,
        "raw": raw,
        "received_on": received_on.isoformat(),
        "supplied": {t: dict(kinds) for t, kinds in reading.supplied.items()},
        "quality": dict(reading.quality),
        "period": dict(reading.period),
        "spans": [list(span) for span in reading.spans],
    }


def list_imports(folder: Path) -> list[dict[str, Any]]:
    """Return the records of a client's imports in order of sequence; raises ClientDataError."""
    records = [
        _read_record(path)
        for path in sorted((folder / "tables").glob("*/record.json"))
        if not path.parent.name.startswith(".")
    ]
    return sorted(records, key=lambda record: (record["sequence"], record["content_hash"]))


def load_rows(folder: Path, record: Mapping[str, Any]) -> dict[str, Path]:
    """Return where the rows of an import lie: table -> Parquet file."""
    home = folder / "tables" / str(record["content_hash"])[:HASH_DIGITS]
    return {path.stem: path for path in sorted(home.glob("*.parquet"))}


def _read_record(path: Path) -> dict[str, Any]:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ClientDataError(
            "the record of an import is damaged",
            file=f"tables/{path.parent.name}/record.json",
            next="remove that folder and import the file again; the raw file is in exports/",
        ) from error


def _write_tables(reading: Reading, staging: Path) -> None:
    import pyarrow.parquet as parquet

    for name, rows in reading.tables.items():
        path = staging / f"{name}.parquet"
        if not hasattr(rows, "schema"):
            take_file(rows.path, path)
            continue
        parquet.write_table(rows, path, compression="zstd")
        _fsync(path)
    fsync_folder(staging)


def _fsync(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _to_duplicate(reading: Reading, final: Path) -> dict[str, Any]:
    earlier = _read_record(final / "record.json")
    return reading.to_json() | {
        "verdict": "duplicate",
        "tables": [],
        "questions": [],
        "message": f"the same content was imported before as '{earlier['file']}' "
        f"(import {earlier['sequence']}); nothing was added",
        "content_hash": reading.content_hash,
        "sequence": earlier["sequence"],
    }


def _to_ending(kind: str | None) -> str:
    return {"text": "txt", None: "bin"}.get(kind, str(kind))


def _drop_unpublished(raw: Path, final: Path) -> None:
    if raw.exists() and not final.exists():
        os.chmod(raw, stat.S_IWUSR | stat.S_IRUSR)
        raw.unlink()


def _unwritable(folder: Path, error: OSError) -> ClientDataError:
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    return ClientDataError(
        "the disk is full" if full else "the client's folder cannot be written",
        file=folder.name,
        found=error.strerror,
        next="make room and import again" if full else "give yourself write permission on it",
    )
