"""Writing the exports: one file, its answers, and CSV text that is the same on every machine."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from cxaudit.demo.firms import AS_OF


@dataclass(frozen=True)
class ExportFile:
    """One vendor export on disk and what the import of it needs.

    ``answers`` maps a question's id to its value (the ``--answer`` of the command line);
    ``as_format`` is set only where the layout alone cannot say which export it is.
    """

    path: Path
    answers: dict[str, str] = field(default_factory=dict)
    as_format: str | None = None


SEEN_AT_AS_OF = {"observed_on": AS_OF.isoformat()}
"""The answer for counts since publication: they were exported on the last day of the audit."""


@dataclass(frozen=True)
class Draft:
    """One file before it is written: its place in the folder, its text and its answers."""

    name: str
    text: str
    answers: dict[str, str] = field(default_factory=dict)
    as_format: str | None = None

    def write(self, folder: Path) -> ExportFile:
        """Write the file below the folder, UTF-8, and return where it stands."""
        path = folder / self.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.text.encode("utf-8"))
        return ExportFile(path, dict(self.answers), self.as_format)


def to_csv(
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    newline: str = "\n",
    date_style: str = "%Y-%m-%d",
) -> str:
    """Return CSV text: header, rows, blank for None, true and false for booleans."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator=newline)
    writer.writerow(header)
    writer.writerows([to_cell(value, date_style) for value in row] for row in rows)
    return stream.getvalue()


def to_cell(value: object, date_style: str = "%Y-%m-%d") -> str:
    """Return one value as text: ISO moments, whole numbers plain, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, date):
        return value.strftime(date_style)
    return str(value)
