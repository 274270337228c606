"""The first sheet: for whom the workbook was made, how it is filled in, and what is where."""

from __future__ import annotations

from collections.abc import Sequence

from cxaudit.display.names import OWNERS
from cxaudit.intake.workbook.layout import FACTS, GUIDE, LAYOUT, SHEETS_HEAD
from cxaudit.reporting.book import BLUE, GREY, PALE, RULE, Book, to_height
from cxaudit.reporting.workbook.asking import Asking

WIDTHS = (26, 62, 34)
STEPS = (
    "Fill in the blue cells only; all others are locked. Where a cell offers a list, choose from "
    "it. A message at the cell says what it wants.",
    "Nobody has to fill in everything. Pass the workbook on, or take out the sheets that a person "
    "does not need: a sheet that is not there changes nothing.",
    "A cell that is cleared takes its answer back. A blank answer is no answer; Don't know is one.",
    "Logs: one row each below the grey example. Needed columns say so above the header. Leave out "
    "names, notes and all that no header asks for.",
    "Send the file back the way you agreed on, not by open e-mail. It is checked as a whole: every "
    "fault is named by sheet and cell, and until all are mended nothing is stored.",
)


def write_guide(book: Book, asking: Asking, sheets: Sequence[tuple[str, str, str]]) -> None:
    """Write the guide; ``sheets``: name, what it holds, and who usually fills it in."""
    sheet = book.sheet(GUIDE, WIDTHS)
    title = book.look(bold=True, font_size=18, font_color=BLUE)
    book.put(sheet, 0, 0, "Intake workbook of the CX Data Maturity Audit", title)
    sheet.set_row(0, 30)
    row = 2
    for label, value in _facts(asking):
        book.put(sheet, row, 0, label, book.look(font_color=GREY))
        book.put(sheet, row, 1, value, book.look(bold=True, num_format="@", text_wrap=True))
        row += 1
    row = _write_steps(book, sheet, row + 1)
    shared = {"bold": True, "bg_color": BLUE, "font_color": "#ffffff"}
    for column, header in enumerate((SHEETS_HEAD, "What it holds", "Who usually fills it in")):
        book.put(sheet, row, column, header, book.look(**shared))
    for name, about, who in sheets:
        row += 1
        line = {"bottom": 1, "bottom_color": RULE, "text_wrap": True}
        book.put(sheet, row, 0, name, book.look(bold=True, **line))
        book.put(sheet, row, 1, about, book.look(**line))
        book.put(sheet, row, 2, who, book.look(font_color=GREY, **line))
        sheet.set_row(row, max(18, to_height(about, WIDTHS[1]), to_height(who, WIDTHS[2])))
    sheet.activate()


def _facts(asking: Asking) -> list[tuple[str, str]]:
    file = asking.file
    told = {
        "client": file.client, "name": file.name if file.client else "", "as_of": asking.as_of,
        "period": asking.period, "revision": str(file.revision) if file.client else "",
        "layout": str(LAYOUT), "part": OWNERS.get(asking.part, asking.part),
    }  # fmt: skip
    return [(FACTS[name], value) for name, value in told.items() if name != "part" or value]


def _write_steps(book: Book, sheet: object, row: int) -> int:
    heading = book.look(bold=True, font_size=12, font_color=BLUE)
    book.put(sheet, row, 0, "How it is filled in", heading)
    for number, step in enumerate(STEPS, start=1):
        row += 1
        look = book.look(text_wrap=True, bg_color=PALE)
        sheet.merge_range(row, 0, row, 2, "", look)  # type: ignore[attr-defined]
        book.put(sheet, row, 0, f"{number}. {step}", look)
        sheet.set_row(row, to_height(step, sum(WIDTHS) * 0.95) + 2)  # type: ignore[attr-defined]
    return row + 2
