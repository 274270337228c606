"""The data request as a workbook to keep track in: requests, their columns, open questions."""

from __future__ import annotations

from collections.abc import Sequence

from cxaudit.audit.wanted import DataRequest
from cxaudit.display.names import OWNERS
from cxaudit.reporting.book import BLUE, GREY, RULE, Book, to_height
from cxaudit.reporting.letter.words import (
    to_column,
    to_days,
    to_headers,
    to_log,
    to_place,
    to_state,
    to_what,
)

HEADER = 3
REQUESTS = {
    "No.": 6, "What": 28, "One row is": 34, "Whom to ask": 20, "Where it lies": 30,
    "Which days": 30, "Exports that are read": 60, "State": 16, "Files here": 30, "Figures": 18,
    "Asked on": 12, "Promised for": 12, "Received on": 12, "Remark": 34,
}  # fmt: skip
COLUMNS = {"No.": 6, "What": 28, "What it must show": 60, "Column in our own layout": 28,
           "For": 18, "State": 12}  # fmt: skip
QUESTIONS = {"Question": 70, "Whom to ask": 22, "Figures that wait": 40, "Answer": 40}
FILLED = ("Asked on", "Promised for", "Received on", "Remark", "Answer")


def to_tracker(
    name: str, requests: Sequence[tuple[int, DataRequest]],
    questions: Sequence[tuple[str, str, str]],
) -> bytes:  # fmt: skip
    """Return the workbook; the last columns of a sheet are there to be filled in."""
    book = Book("Data request")
    _write(book, "Requests", f"Data request: {name}", "One row a set of rows. Blue is for you.",
           REQUESTS, [_request(*pair) for pair in requests])  # fmt: skip
    _write(book, "Columns", "Which columns it must show", "In plain words, and in our own layout.",
           COLUMNS, [line for pair in requests for line in _columns(*pair)])  # fmt: skip
    _write(book, "Questions", "Questions only the firm can answer", "No export says it.",
           QUESTIONS, [[*line, ""] for line in questions])  # fmt: skip
    return book.close()


def _request(number: int, request: DataRequest) -> list[str | int]:
    what = to_what(request)
    exports = [source.form.label for source in request.sources] + [to_log(request.log)]
    return [
        number, what.title, what.row, OWNERS[request.owner], to_place(request), to_days(request),
        "\n".join(exports), to_state(request)[0] if request.is_open else "here",
        ", ".join(request.files[:5]), ", ".join(kpi.code for kpi in request.kpis), "", "", "", "",
    ]  # fmt: skip


def _columns(number: int, request: DataRequest) -> list[list[str | int]]:
    headers, title = to_headers(request.log), to_what(request).title
    return [
        [number, title, to_column(request, column), headers.get(column.name, column.name),
         ", ".join(column.codes), "here" if column.supplied else "lacks"]
        for column in request.columns
    ]  # fmt: skip


def _write(
    book: Book, name: str, title: str, about: str, widths: dict[str, float],
    lines: Sequence[Sequence[str | int]],
) -> None:  # fmt: skip
    sheet = book.sheet(name, list(widths.values()), BLUE)
    book.put(sheet, 0, 0, title, book.look(bold=True, font_size=16, font_color=BLUE))
    book.put(sheet, 1, 0, about, book.look(font_color=GREY))
    book.header(sheet, HEADER, list(widths), [h for h in widths if h in FILLED])
    told = book.look(text_wrap=True, bottom=1, bottom_color=RULE)
    for row, line in enumerate(lines, start=HEADER + 1):
        for column, (header, value) in enumerate(zip(widths, line, strict=True)):
            kind = "day" if header.endswith((" on", " for")) else "text"
            book.put(sheet, row, column, value, book.input_look(kind) if header in FILLED else told)
        texts = zip(map(str, line), widths.values(), strict=True)
        sheet.set_row(row, max(to_height(text, width) for text, width in texts))
    sheet.freeze_panes(HEADER + 1, 2)
    if lines:
        sheet.autofilter(HEADER, 0, HEADER + len(lines), len(widths) - 1)
