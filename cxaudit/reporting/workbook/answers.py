"""The sheets of answers: one row an answer, prepared rows first, spare rows below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from xlsxwriter.worksheet import Worksheet

from cxaudit.intake.workbook.layout import Asked, Sheet
from cxaudit.reporting.book import GREY, PALE, RULE, Book, to_label
from cxaudit.store.records import to_row

A3 = 8
HEADER = 3
"""The header row of every sheet of answers, from 0."""


@dataclass(frozen=True)
class Line:
    """One row: what it shows, what it holds, and whether it starts a new group.

    ``fixed``: fields that the person may not change here. ``formats``: number formats by field.
    ``hint``: what is told at the cell of the answer itself.
    """

    told: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    fixed: tuple[str, ...] = ()
    starts: bool = False
    formats: Mapping[str, str] = field(default_factory=dict)
    height: float = 30
    hint: str = ""


@dataclass(frozen=True)
class Plan:
    """How a sheet of answers looks: its columns' widths, and how many stay in view.

    ``printed``: how many columns a printout holds, on A3; 0 is all, on A4.
    """

    sheet: Sheet
    widths: Mapping[str, float]
    about: str
    frozen: int
    title: str = ""
    printed: int = 0


def write_answers(
    book: Book, plan: Plan, lines: Sequence[Line], spare: Sequence[Line] = (),
    choices: Mapping[str, tuple[str, ...]] | None = None,
) -> Worksheet:  # fmt: skip
    """Write one sheet of answers.

    ``spare``: rows to add more answers, after the prepared ones. ``choices``: ids that may be
    chosen in spare rows, by field.
    """
    headers = plan.sheet.order
    sheet = book.sheet(plan.sheet.name, [plan.widths[header] for header in headers])
    book.head(sheet, plan.title or plan.sheet.name, plan.about, min(len(headers), 9))
    sheet.set_row(1, 44)
    inputs = [column.header for column in plan.sheet.columns if column.kind != "id"]
    book.header(sheet, HEADER, headers, inputs)
    rows = [*lines, *spare]
    for number, line in enumerate(rows, start=HEADER + 1):
        _write_line(book, sheet, plan, number, line)
    sheet.freeze_panes(HEADER + 1, plan.frozen)
    last = HEADER + len(rows)
    if plan.printed:
        sheet.set_paper(A3)
        sheet.print_area(0, 0, last, plan.printed - 1)
    if rows:
        sheet.autofilter(HEADER, 0, last, len(headers) - 1)
        hints = _to_hints(rows, HEADER + 1)
        _validate(book, sheet, plan, hints, HEADER + 1 + len(lines), choices or {})
    return sheet


def _write_line(book: Book, sheet: Worksheet, plan: Plan, row: int, line: Line) -> None:
    top = {"top": 1, "top_color": GREY if line.starts else RULE}
    for position, header in enumerate(plan.sheet.order):
        asked = plan.sheet.headers.get(header)
        if asked is None:
            strong = line.starts and position < plan.frozen
            look = book.look(text_wrap=True, font_color=GREY, bold=strong, **top)
            book.put(sheet, row, position, line.told.get(header, ""), look)
            continue
        value = to_label(asked, line.values[asked.field]) if asked.field in line.values else None
        if asked.field in line.fixed:
            look = book.look(font_size=8, font_color=GREY, bg_color=PALE, num_format="@", **top)
        else:
            more = {"num_format": line.formats[asked.field]} if asked.field in line.formats else {}
            look = book.input_look(asked.kind, **more, **top)
        book.put(sheet, row, position, value, look)
    sheet.set_row(row, line.height)


def _to_hints(lines: Sequence[Line], first: int) -> dict[str, list[int]]:
    """Return hint -> the rows that it is told at."""
    found: dict[str, list[int]] = {}
    for row, line in enumerate(lines, start=first):
        found.setdefault(line.hint, []).append(row)
    return found


def _validate(
    book: Book, sheet: Worksheet, plan: Plan, hints: Mapping[str, Sequence[int]], spare_at: int,
    choices: Mapping[str, tuple[str, ...]],
) -> None:  # fmt: skip
    """Hold every input column to its kind; ids are chosen from a list in the spare rows only."""
    every = sorted(row for rows in hints.values() for row in rows)
    spare = [row for row in every if row >= spare_at]
    for position, header in enumerate(plan.sheet.order):
        asked = plan.sheet.headers.get(header)
        if asked is None:
            continue
        rows = every
        if asked.field in choices:
            ids = tuple((name, name) for name in choices[asked.field])
            asked, rows = replace(asked, kind="choice", choices=ids), spare
        elif asked.key and asked.kind == "choice":
            rows = spare
        if asked.kind == "choice" and not asked.choices:
            continue
        told = hints if asked.field == plan.sheet.needed else {"": rows}
        for hint, own in told.items():
            book.validate(sheet, position, own, asked, hint)


def to_fields(record: Any, columns: Sequence[Asked]) -> dict[str, Any]:
    """Return a stored record's fields as the sheet's columns hold them."""
    row = to_row(record, complete=True)
    return {column.field: row.get(column.field) for column in columns}
