"""Small files to read, written where a test says; and a reader with a key for tests."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import xlsxwriter

from cxaudit.intake import Reading, read_file

KEY = b"thirty-two bytes, for tests only"


def write(folder: Path, text: str, name: str = "file.csv", encoding: str = "utf-8") -> Path:
    """Write one text file with the line ends as given."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def read(folder: Path, text: str, name: str = "file.csv", **wishes: Any) -> Reading:
    """Write one text file and read it, with a pseudonym key unless told otherwise."""
    encoding = wishes.pop("encoding", "utf-8")
    return read_file(write(folder, text, name, encoding), **{"key": KEY, **wishes})


def rows_of(reading: Reading, *columns: str) -> list[tuple[Any, ...]]:
    """Return some columns of the reading's only table, row by row."""
    assert reading.verdict == "imported", (reading.message, reading.found)
    (table,) = reading.tables.values()
    return list(zip(*(table.column(name).to_pylist() for name in columns), strict=True))


def column_of(reading: Reading, column: str) -> list[Any]:
    """Return one column of the reading's only table."""
    return [value for (value,) in rows_of(reading, column)]


def reasons_of(reading: Reading) -> list[tuple[int, str]]:
    """Return row and reason of everything set aside."""
    return [(entry["row"], entry["reason"]) for entry in reading.to_json()["set_aside"]]


def workbook(sheets: dict[str, list[list[Any]]], **options: Any) -> bytes:
    """Return an XLSX file with these sheets; dates are written as dates."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, **options})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if hasattr(cell, "isoformat"):
                    sheet.write_datetime(number, place, cell, day)
                elif cell is not None:
                    sheet.write(number, place, cell)
    book.close()
    return stream.getvalue()


def archive(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip of these members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return stream.getvalue()


def to_json(value: Any) -> str:
    """Return plain JSON."""
    return json.dumps(value)
