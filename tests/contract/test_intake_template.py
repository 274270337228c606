"""The tracked blank workbook is the one that the command writes today."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl

from cxaudit.reporting.workbook import write_blank

TRACKED = Path(__file__).resolve().parents[2] / "templates" / "intake" / "workbook.xlsx"
COMMAND = "write it again: cxaudit blank templates/intake/workbook.xlsx"


def to_cells(path: Path) -> dict[str, dict[str, object]]:
    """Return sheet -> place -> text, and its lists, formats, locks and widths."""
    found: dict[str, dict[str, object]] = {}
    for sheet in openpyxl.load_workbook(path):
        cells: dict[str, object] = {
            cell.coordinate: (cell.value, cell.number_format, cell.protection.locked)
            for row in sheet.iter_rows() for cell in row if cell.value is not None
        }  # fmt: skip
        rules = sheet.data_validations.dataValidation
        cells |= {f"rule {rule.sqref}": (rule.type, rule.formula1, rule.prompt) for rule in rules}
        cells |= {f"width {n}": d.width for n, d in sheet.column_dimensions.items()}
        found[sheet.title] = cells
    return found


def test_the_tracked_workbook_is_what_the_command_writes(tmp_path):
    write_blank(tmp_path / "now.xlsx")
    now, tracked = to_cells(tmp_path / "now.xlsx"), to_cells(TRACKED)
    assert list(tracked) == list(now), COMMAND
    for sheet, cells in now.items():
        gone = {place: tracked[sheet].get(place) for place in cells}
        assert gone == cells, f"{sheet}: {COMMAND}"
        assert set(tracked[sheet]) == set(cells), f"{sheet}: {COMMAND}"


def test_the_tracked_workbook_names_no_person_or_place_of_making():
    with zipfile.ZipFile(TRACKED) as packed:
        core = packed.read("docProps/core.xml").decode()
    assert "2026-01-01T00:00:00Z" in core
    assert "<dc:creator></dc:creator>" in core
