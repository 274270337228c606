"""Reads one file both ways, whole and in pieces, and tells where the outcomes differ."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cxaudit.intake import Reading, read_file
from cxaudit.intake.gate.limits import Limits
from tests.intake.files import KEY

WHOLE = Limits(bulk_from=1 << 60, sheet_rows=0)
SAME = ("verdict", "kind", "supplied", "quality", "period", "spans", "answers", "used", "checks")


def read_both(path: Path, block_bytes: int = 4096, **wishes: Any) -> tuple[Reading, Reading]:
    """Return the outcome of reading a file whole, and in pieces of so many bytes."""
    wishes = {"key": KEY, **wishes}
    pieces = Limits(bulk_from=0, block_bytes=block_bytes, sheet_rows=1, memory_gb=1.0)
    return read_file(path, limits=WHOLE, **wishes), read_file(path, limits=pieces, **wishes)


def is_in_pieces(reading: Reading) -> bool:
    """Tell whether the file, or a long sheet of it, was read in pieces: its rows lie on disk."""
    on_disk = any(not hasattr(rows, "schema") for rows in reading.tables.values())
    return on_disk or reading.original is not None


def find_differences(whole: Reading, pieces: Reading) -> list[Any]:
    """Return every difference: of the entry, of what is recorded, of any cell of any row."""
    entries = whole.to_json(), pieces.to_json()
    found = [(name, *(entry.get(name) for entry in entries))
             for name in entries[0] | entries[1]
             if entries[0].get(name) != entries[1].get(name)]  # fmt: skip
    for name in SAME:
        if getattr(whole, name) != getattr(pieces, name):
            found.append((name, getattr(whole, name), getattr(pieces, name)))
    if set(whole.tables) != set(pieces.tables):
        return [*found, ("tables", set(whole.tables), set(pieces.tables))]
    for name, rows in whole.tables.items():
        pairs = zip(rows.to_pylist(), pieces.tables[name].to_pylist(), strict=False)
        found += [(name, n, one, other) for n, (one, other) in enumerate(pairs) if one != other]
        if rows.num_rows != pieces.tables[name].num_rows:
            found.append((name, rows.num_rows, pieces.tables[name].num_rows))
    return found
