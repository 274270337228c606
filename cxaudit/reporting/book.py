"""A workbook in the house style: text is only ever text, cells are locked but for input."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from cxaudit.errors import ClientDataError
from cxaudit.intake.workbook.layout import LISTS, Asked, Choices

INK, BLUE, AMBER, GREY, RULE = "#1b2733", "#0b4f8a", "#8f3d07", "#5b6470", "#d5dae0"
INPUT, PALE, EXAMPLE_FILL = "#eef5fb", "#f6f8fa", "#f1f3f5"
OPTIONS = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_format_properties": {"font_name": "Arial", "font_size": 10, "font_color": INK},
}  # fmt: skip
MADE = datetime(2026, 1, 1)
"""Stands as the day of making in every workbook, so that the same content gives the same bytes."""
LONGEST_TEXT, LONGEST_TITLE, LONGEST_MESSAGE = 32_767, 32, 255
FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2100, 12, 31)
ALLOWED = {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True}
LAST_ROW = 1_048_575
Place = tuple[int, int, int, int]
"""First row, first column, last row, last column, from 0."""


class Book:
    """The workbook being written. ``put`` writes a cell by its type; nothing becomes a formula.

    ``title``: our own words, on every printed page; never a client's.
    """

    def __init__(self, title: str = "Intake workbook") -> None:
        self.title = title
        self.stream = BytesIO()
        self.file = xlsxwriter.Workbook(self.stream, deepcopy(OPTIONS))
        self.file.set_properties({"title": title, "created": MADE})
        self.looks: dict[tuple[tuple[str, Any], ...], Format] = {}
        self.lists: dict[Choices, str] = {}
        self.kept: list[Sequence[str]] = []
        self.written: set[tuple[str, int, int]] = set()

    def look(self, **properties: Any) -> Format:
        """Return a format; the same properties give the same one."""
        key = tuple(sorted(properties.items()))
        if key not in self.looks:
            self.looks[key] = self.file.add_format({"valign": "top", **properties})
        return self.looks[key]

    def input_look(self, kind: str = "text", **more: Any) -> Format:
        """Return the look of a cell to fill in, with the number format of its kind."""
        numbers = {"day": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm", "number": "General"}
        side = "right" if kind == "number" else "left"
        plain = {
            "text_wrap": True,
            "num_format": numbers.get(kind, "@"),
            "align": side,
            "indent": 1,
        }
        shown = {"locked": False, "bg_color": INPUT, "border": 1, "border_color": RULE}
        return self.look(**(plain | shown | more))

    def sheet(self, name: str, widths: Sequence[float], colour: str = BLUE) -> Worksheet:
        """Return a new sheet with these column widths, set up for the screen and for A4."""
        sheet = self.file.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_tab_color(colour)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(0.5, 0.5, 0.6, 0.6)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L&8{self.title}, &A&R&8Page &P of &N")
        for position, width in enumerate(widths):
            sheet.set_column(position, position, width)
        sheet.protect("", ALLOWED)
        return sheet

    def put(self, sheet: Worksheet, row: int, column: int, value: Any, look: Format) -> None:
        """Write one cell: text as text, numbers and days as such, None or "" as a blank."""
        self.written.add((sheet.get_name(), row, column))
        if value is None or value == "":
            sheet.write_blank(row, column, None, look)
        elif isinstance(value, str):
            if len(value) > LONGEST_TEXT:
                raise ClientDataError(
                    "this text is longer than a cell of a workbook can hold",
                    place=sheet.get_name(), found=f"{len(value):,} characters",
                    wanted=f"at most {LONGEST_TEXT:,}",
                    next="write the answers as JSON: a file whose name ends in .json",
                )  # fmt: skip
            sheet.write_string(row, column, value, look)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, look)
        else:
            sheet.write_number(row, column, float(value) if isinstance(value, Decimal) else value,
                               look)  # fmt: skip

    def head(self, sheet: Worksheet, title: str, about: str, columns: int) -> None:
        """Write a sheet's title and, under it, what to do on it."""
        self.put(sheet, 0, 0, title, self.look(bold=True, font_size=16, font_color=BLUE))
        sheet.set_row(0, 26)
        sheet.merge_range(1, 0, 1, columns - 1, "", self.look(text_wrap=True))
        self.put(sheet, 1, 0, about, self.look(text_wrap=True, font_color=GREY))

    def header(self, sheet: Worksheet, row: int, headers: Sequence[str], inputs: Sequence[str],
               first: int = 0) -> None:  # fmt: skip
        """Write a header row: what is filled in stands on blue, what is only shown on grey."""
        shared = {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1,
                  "border_color": RULE}  # fmt: skip
        own = self.look(bg_color=BLUE, font_color="#ffffff", **shared)
        told = self.look(bg_color=PALE, font_color=GREY, **shared)
        for position, header in enumerate(headers, start=first):
            self.put(sheet, row, position, header, own if header in inputs else told)
        sheet.set_row(row, 32)
        sheet.repeat_rows(row)

    def validate(
        self, sheet: Worksheet, column: int, rows: Sequence[int], asked: Asked, about: str = ""
    ) -> None:
        """Hold a column's cells in these rows to what it may say, with a message at the cell."""
        places = [(first, column, last, column) for first, last in to_runs(rows)]
        self._hold(sheet, places, asked, about or asked.about, strict=True)

    def _hold(
        self, sheet: Worksheet, places: Sequence[Place], asked: Asked, about: str, strict: bool
    ) -> None:
        rule = self._to_rule(asked)
        if about:
            rule |= {"input_title": asked.header[:LONGEST_TITLE]}
            rule |= {"input_message": about[:LONGEST_MESSAGE]}
        if places and (rule["validate"] != "any" or about):
            rule |= {"error_type": "stop" if strict else "warning", "ignore_blank": True}
            more = {"other_cells": list(places[1:])} if len(places) > 1 else {}
            sheet.data_validation(*places[0], rule | more)

    def _to_rule(self, asked: Asked) -> dict[str, Any]:
        if asked.kind == "choice":
            message = "Please choose from the list."
            return {"validate": "list", "source": f"={self.listed(asked.choices)}",
                    "error_message": message}  # fmt: skip
        if asked.kind == "day":
            return {"validate": "date", "criteria": "between", "minimum": FIRST_DAY,
                    "maximum": LAST_DAY, "error_message": "Please enter a day."}  # fmt: skip
        if asked.kind == "number":
            return {"validate": "decimal", "criteria": "between", "minimum": -1e15,
                    "maximum": 1e15, "error_message": "Please enter a number."}  # fmt: skip
        return {"validate": "any"}

    def validate_down(self, sheet: Worksheet, column: int, first: int, last: int,
                      asked: Asked) -> None:  # fmt: skip
        """Hold a whole column from a row down; what a list lacks may be kept after a warning."""
        self._hold(sheet, [(first, column, last, column)], asked, asked.about, strict=False)

    def lock_above(self, sheet: Worksheet, first: int, columns: int) -> None:
        """Lock the unwritten cells above the first row to fill in."""
        for row in range(first):
            for column in range(columns):
                if (sheet.get_name(), row, column) not in self.written:
                    sheet.write_blank(row, column, None, self.look())

    def listed(self, choices: Choices) -> str:
        """Return the name of a list of labels on the hidden sheet; equal lists share one."""
        if choices not in self.lists:
            self.lists[choices] = f"list_{len(self.lists) + 1}"
            self.kept.append([label for label, _ in choices])
        return self.lists[choices]

    def close(self) -> bytes:
        """Write the lists, hidden, and return the file."""
        if self.lists:
            self._write_lists()
        self.file.close()
        return self.stream.getvalue()

    def _write_lists(self) -> None:
        sheet = self.file.add_worksheet(LISTS)
        for column, (name, labels) in enumerate(zip(self.lists.values(), self.kept, strict=True)):
            for row, label in enumerate(labels):
                sheet.write_string(row, column, label)
            letter = xlsxwriter.utility.xl_col_to_name(column)
            place = f"={LISTS}!${letter}$1:${letter}${len(labels)}"
            self.file.define_name(name, place)
        sheet.hide()
        sheet.protect()


def to_label(asked: Asked, value: Any) -> Any:
    """Return what stands in the cell for a stored value: its label, a day, or the value."""
    if value is None and not any(known is None for _, known in asked.choices):
        return None
    for label, known in asked.choices:
        if known == value and isinstance(known, bool) == isinstance(value, bool):
            return label
    return date.fromisoformat(value) if asked.kind == "day" and value else value


def to_runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Return ascending row numbers as runs of neighbours, first and last."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs


def to_height(text: str, width: float) -> float:
    """Return the height that wrapped text needs in a column of this width, in points."""
    lines = sum(-(-len(part) // max(1, int(width * 1.12))) for part in text.split("\n") if part)
    return 13.5 * max(1, lines) + 3
