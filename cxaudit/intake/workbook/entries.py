"""The rows of an answer sheet as entries of the answers file, each with its cells' places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from cxaudit.intake.source.grid import Grid
from cxaudit.intake.workbook.cells import CellFault, Unfit, quote, read_cell
from cxaudit.intake.workbook.layout import REVIEWED, Asked, Sheet
from cxaudit.intake.workbook.tables import Found, find_table


@dataclass(frozen=True)
class Entry:
    """One row: its fields as the answers file has them, and where each stands."""

    row: Mapping[str, Any]
    places: Mapping[str, str]

    def place_of(self, name: str = "") -> str:
        """Return Sheet!F12 of a field, else of the row's first cell."""
        return self.places.get(name) or next(iter(self.places.values()))


@dataclass(frozen=True)
class Setting:
    """One setting of the firm: key, text as typed ("" where the cell is blank), and its cell."""

    key: str
    text: str
    place: str


@dataclass
class Rows:
    """What one sheet holds, with every fault and note."""

    entries: list[Entry] = field(default_factory=list)
    settings: list[Setting] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_entries(grid: Grid, sheet: Sheet) -> Rows:
    """Read one sheet of answers; a row in which nothing is answered is left out."""
    found, done = _open(grid, sheet)
    for number, cells in found.rows():
        given = {
            column: cell
            for column in sheet.columns
            if (cell := found.cell(cells, column.header)).strip()
        }
        if all(column.key for column in given):
            continue
        row, places = _read_row(found, number, given, done.faults)
        places |= {c.field: found.place(number, c.header) for c in sheet.columns}
        needed = sheet.column(sheet.needed)
        if needed not in given:
            wanted = "an answer, as the row is filled in otherwise"
            done.faults.append(CellFault(places[needed.field], "nothing", wanted))
        done.entries.append(Entry(row, places))
    return done


def _open(grid: Grid, sheet: Sheet) -> tuple[Found, Rows]:
    needed = [header for header in sheet.headers if header != REVIEWED]
    found = find_table(grid, list(sheet.headers), sheet.order, needed)
    return found, Rows(faults=found.faults, notes=found.notes)


def _read_row(
    found: Found, number: int, given: Mapping[Asked, str], faults: list[CellFault]
) -> tuple[dict[str, Any], dict[str, str]]:
    row: dict[str, Any] = {}
    places: dict[str, str] = {}
    for column, cell in given.items():
        places[column.field] = found.place(number, column.header)
        try:
            row[column.field] = read_cell(cell, column)
        except Unfit as error:
            faults.append(CellFault(places[column.field], quote(cell), str(error)))
    return row, places


def read_firm(grid: Grid, sheet: Sheet) -> Rows:
    """Read the sheet of settings: one row a setting."""
    found, done = _open(grid, sheet)
    for number, cells in found.rows():
        key, value = found.cell(cells, "Setting").strip(), found.cell(cells, "Answer")
        place = found.place(number, "Answer")
        if key:
            done.settings.append(Setting(key, _to_text(value), place))
        elif value.strip():
            wanted = "the setting it belongs to, in the column Setting"
            done.faults.append(CellFault(place, quote(value), wanted))
    return done


def _to_text(cell: str) -> str:
    """Return a setting as typed; a day without its midnight, which some programs add."""
    return str(cell).strip().removesuffix("T00:00:00")


def read_systems(grid: Grid, sheet: Sheet) -> Rows:
    """Read the sheet of systems: their names, and a mark under each kind of data they hold."""
    found, done = _open(grid, sheet)
    for number, cells in found.rows():
        given = {c: cell for c in sheet.columns if (cell := found.cell(cells, c.header)).strip()}
        row, _ = _read_row(found, number, given, done.faults)
        place = found.place(number, "System id")
        system = str(row.get("id", "")).strip()
        if not system:
            wanted = "a short name of letters and digits, as in crm"
            done.faults.append(CellFault(place, "nothing", wanted))
            continue
        kinds = [c.field for c in sheet.columns if row.get(c.field) == "x" and c.kind == "choice"]
        name = str(row.get("name", ""))
        done.settings.append(
            Setting(f"systems.{system}.name", name, found.place(number, "Name in the firm"))
        )
        done.settings.append(Setting(f"systems.{system}.tables", ", ".join(kinds), place))
    return done


def read_maps(grid: Grid, sheet: Sheet) -> Rows:
    """Read a sheet of settings by id, targets or counts: one row an id, a column a setting.

    A column that the workbook does not have says nothing.
    """
    found, done = _open(grid, sheet)
    (key,) = (column for column in sheet.columns if column.key)
    numbers: Sequence[Asked] = [
        c for c in sheet.columns if c.kind == "number" and c.header in found.columns
    ]
    for number, cells in found.rows():
        name = found.cell(cells, key.header).strip()
        for column in numbers:
            cell, place = found.cell(cells, column.header), found.place(number, column.header)
            if not name and cell.strip():
                wanted = f"a {key.header} in {sheet.name}"
                done.faults.append(CellFault(place, quote(cell), wanted))
            elif name:
                text = _to_number_text(cell, column, place, done.faults)
                done.settings.append(Setting(f"{column.field}.{name}", text, place))
    return done


def _to_number_text(cell: str, column: Asked, place: str, faults: list[CellFault]) -> str:
    if not cell.strip():
        return ""
    try:
        return f"{Decimal(repr(read_cell(cell, column))):f}".removesuffix(".0")
    except Unfit as error:
        faults.append(CellFault(place, quote(cell), str(error)))
        return ""
