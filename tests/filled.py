"""An intake workbook as a person fills it in: cells found by their headers, sheets changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from cxaudit.catalogue import load_catalogue
from cxaudit.reporting.workbook import to_bytes
from cxaudit.reporting.workbook.asking import Asking
from cxaudit.store import ClientFile

SEARCHED = 12
FEW = ("email_open_rate", "rfp_success_rate", "factsheet_timeliness")
LOGS = ("Report log", "RFP log")


def write_few(path: Path, file: ClientFile | None = None) -> Path:
    """Write a workbook about three KPIs, which read two logs; blank unless a file is given.

    It also holds what the file answers about other KPIs.
    """
    file = file or ClientFile("", 0)
    told = {r.kpi_id for r in (*file.use_cases, *file.criteria, *file.reported)}
    catalogue = {n: kpi for n, kpi in load_catalogue().items() if n in told | set(FEW)}
    asking = Asking(file, catalogue, tuple(catalogue[kpi_id] for kpi_id in FEW))
    path.write_bytes(to_bytes(asking))
    return path


class Filled:
    """A workbook open for filling in; ``save`` writes it where it was read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book = openpyxl.load_workbook(path)

    def columns(self, sheet: str) -> tuple[int, dict[str, int]]:
        """Return the header row and the column of each header, from 1."""
        rows = list(self.book[sheet].iter_rows(min_row=1, max_row=SEARCHED))
        widest = max(rows, key=lambda row: sum(bool(c.value and c.font.bold) for c in row))
        return widest[0].row, {str(c.value): c.column for c in widest if c.value}

    def find(self, sheet: str, **where: str) -> int:
        """Return the first row whose cells under these headers say this (_ for a blank)."""
        head, columns = self.columns(sheet)
        wanted = {columns[name.replace("_", " ")]: value for name, value in where.items()}
        for row in range(head + 1, self.book[sheet].max_row + 1):
            if all(self.book[sheet].cell(row, c).value == value for c, value in wanted.items()):
                return row
        raise AssertionError(f"{sheet} has no row {where}")

    def cell(self, sheet: str, row: int, header: str) -> Any:
        """Return a cell by its row and header."""
        return self.book[sheet].cell(row, self.columns(sheet)[1][header])

    def put(self, sheet: str, row: int, **values: Any) -> str:
        """Fill cells of a row by their headers; return the place of the last one."""
        place = ""
        for name, value in values.items():
            cell = self.cell(sheet, row, name.replace("_", " "))
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
            place = f"{sheet}!{cell.coordinate}"
        return place

    def add_log(self, sheet: str, *rows: dict[str, Any]) -> None:
        """Write rows of a log below its example."""
        head, columns = self.columns(sheet)
        for number, row in enumerate(rows, start=head + 2):
            for header, value in row.items():
                cell = self.book[sheet].cell(number, columns[header])
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"

    def sheet(self, name: str) -> Worksheet:
        """Return a sheet."""
        return self.book[name]

    def save(self, path: Path | None = None) -> Path:
        """Write the workbook, here or to another place; return where."""
        self.book.save(path or self.path)
        return path or self.path
