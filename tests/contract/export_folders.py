"""Reads the sample of an export folder and tells how it differs from what is expected.

In expected.csv a cell ``~text`` means the pseudonym of that text under the key of these
tests, ``*`` and ``~*`` any value that no other row of the column has.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from cxaudit.canon import load_tables
from cxaudit.intake import read_file
from cxaudit.intake.assemble import assemble
from cxaudit.intake.columns.section import Wish
from cxaudit.intake.gate.upload import open_upload
from cxaudit.intake.known.form import Form
from cxaudit.intake.known.recognise import match_form
from cxaudit.intake.read import to_grids
from cxaudit.intake.reading import Reading
from cxaudit.intake.values.pseudonym import to_pseudonym

KEY = b"a key that only these tests use."


def sample_pairs(folder: Path) -> Iterator[tuple[Path, Path]]:
    """Yield every sample of the folder with the file that says what it becomes."""
    for sample in sorted(folder.glob("sample*")):
        yield sample, folder / (sample.stem.replace("sample", "expected", 1) + ".csv")


def read_sample(form: Form, sample: Path) -> Reading:
    """Read one sample by one form, whatever other forms there are."""
    name = form.sample.file_name or sample.name
    if form.is_nested:
        told = {"answers": form.sample.answers, "settings": form.sample.settings}
        return read_file(sample, form=form.format, key=KEY, name=name, **told)
    upload = open_upload(sample, name)
    grids, _ = to_grids(upload)
    matches = [match for grid in grids if (match := match_form(form, grid)) is not None]
    return assemble(upload, matches, Wish(form.sample.answers, form.sample.settings, KEY), [])


def find_differences(form: Form, reading: Reading, expected: Path) -> list[str]:
    """Return one line for every cell that is not as expected.

    Rows of further tables stand in ``expected_<table>.csv``.
    """
    files = {name: expected.with_stem(f"{expected.stem}_{name}") for name in form.tables[1:]}
    files = {form.table or "": expected} | files
    return [
        f"{name}: {fault}" if name != form.table else fault
        for name, path in files.items()
        for fault in _find_faults(name, reading, path)
    ]


def _find_faults(table: str, reading: Reading, expected: Path) -> list[str]:
    with expected.open(encoding="utf-8", newline="") as stream:
        wanted = list(csv.DictReader(stream))
    rows = reading.tables[table].to_pylist()
    if len(rows) != len(wanted):
        return [f"{len(rows)} rows, expected {len(wanted)}"]
    schema = [name for name in load_tables()[table].schema if name != "src_file"]
    listed = list(wanted[0]) if wanted else []
    faults = [f"expected.csv names {name}, which is no column" for name in set(listed) - {*schema}]
    for number, (row, want) in enumerate(zip(rows, wanted, strict=True), start=1):
        for name in schema:
            shown, cell = to_text(row[name]), want.get(name) or ""
            if not is_as_wanted(shown, cell, [to_text(other[name]) for other in rows]):
                faults.append(f"row {number}, {name}: {shown!r}, expected {cell!r}")
    return faults


def is_as_wanted(shown: str, cell: str, column: list[str]) -> bool:
    """Compare one shown value with one cell of expected.csv."""
    if cell in ("*", "~*"):
        return bool(shown) and column.count(shown) == 1
    return shown == (to_pseudonym(cell[1:], KEY) if cell.startswith("~") else cell)


def to_text(value: Any) -> str:
    """Return a stored value as it is written in expected.csv."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "|".join(map(to_text, value))
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat() if isinstance(value, date) else str(value)
