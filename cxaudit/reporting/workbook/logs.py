"""One sheet a plain log: its headers, an example row, and cells held to what a column means."""

from __future__ import annotations

from cxaudit.canon import load_tables
from cxaudit.intake.known.form import Form
from cxaudit.intake.known.parts import Field
from cxaudit.intake.workbook.example import log_headers, to_example
from cxaudit.intake.workbook.layout import EXAMPLE, YES_NO, Asked, Choices, Kind
from cxaudit.reporting.book import AMBER, EXAMPLE_FILL, GREY, LAST_ROW, Book
from cxaudit.reporting.workbook.asking import Asking

WIDTHS = {"str": 20, "enum": 17, "date": 13, "ts": 18, "bool": 12, "money": 16}
FORMATS = {"date": "yyyy-mm-dd", "ts": "yyyy-mm-dd hh:mm", "money": "#,##0.00", "str": "@",
           "enum": "@", "bool": "@"}  # fmt: skip
WORDS = {
    "date": "day", "ts": "day and time", "bool": "yes or no", "money": "amount",
    "count": "whole number", "int": "whole number", "rate": "number", "bps": "basis points",
    "share": "share, 0 to 1",
}  # fmt: skip
PRIVATE = "E-mail addresses and user names are replaced by codes when this is read. "
TIMED = ("date", "ts")
FILLED_FROM = 7
"""The first row to fill in, from 0: below title, help, question, kinds, header and example."""


def write_log(book: Book, asking: Asking, name: str, form: Form) -> None:
    """Write one log's sheet, empty but for an example row that is not read."""
    headers = log_headers(form)
    kinds = {header: _kind(form, column) for header, column in headers.items()}
    widths = [5, *(max(WIDTHS.get(kind, 13), len(h) * 1.15 + 2) for h, kind in kinds.items())]
    sheet = book.sheet(name, widths, GREY)
    book.head(sheet, form.label, _about(asking, name, form), min(len(widths), 9))
    sheet.set_row(1, 46)
    _write_questions(book, sheet, form)
    required = {f.header[0] for f in form.columns.values() if f.required and f.header}
    example = to_example(form)
    for position, (header, column) in enumerate(headers.items(), start=1):
        kind = kinds[header]
        field, choices = form.columns[column], _choices(form, column)
        said = "from the list" if choices else WORDS.get(kind, "text")
        needed = f"needed, {said}" if header in required else said
        look = book.look(font_size=8, font_color=AMBER if header in required else GREY)
        book.put(sheet, FILLED_FROM - 3, position, needed, look)
        shown = book.look(italic=True, font_color=GREY, bg_color=EXAMPLE_FILL,
                          num_format=FORMATS.get(kind, "General"), align=_align(kind))  # fmt: skip
        book.put(sheet, FILLED_FROM - 1, position, example[header], shown)
        more = {"num_format": FORMATS.get(kind, "General"), "align": _align(kind)}
        sheet.set_column(position, position, widths[position], book.input_look(**more))
        asked = _asked(header, kind, field, form, column, choices)
        book.validate_down(sheet, position, FILLED_FROM, LAST_ROW, asked)
    book.header(sheet, FILLED_FROM - 2, list(headers), list(headers), first=1)
    book.put(sheet, FILLED_FROM - 1, 0, EXAMPLE, book.look(italic=True, font_color=GREY))
    book.lock_above(sheet, FILLED_FROM, len(widths))
    sheet.freeze_panes(FILLED_FROM, 2)


def _about(asking: Asking, name: str, form: Form) -> str:
    owners = asking.owners_of(form)
    asked = f"Usually kept by: {owners}. " if owners else ""
    had = asking.had.get(name, ())
    known = f"Such rows came in already from {', '.join(had[:3])}: add only what those lack. "
    known = known if had else ""
    left = f"Please leave out: {', '.join(form.unread)}. " if form.unread else ""
    return (
        f"{known}{asked}One row each, below the example; rows may be pasted from any list. {left}"
    )


def _write_questions(book: Book, sheet: object, form: Form) -> None:
    for question in form.questions[:1]:
        book.put(sheet, 2, 1, question.ask, book.look(font_color=GREY))
        labels: Choices = tuple((choice.label, choice.value) for choice in question.choices)
        position = 6
        book.put(sheet, 2, position, None, book.input_look())
        book.validate(sheet, position, [2], Asked(question.id, "Answer", "choice", choices=labels))


def _align(kind: str) -> str:
    return "left" if kind in FORMATS and kind != "money" else "right"


def _kind(form: Form, column: str) -> str:
    return form.type_of(column, form.columns[column])


def _choices(form: Form, column: str) -> Choices:
    """Return the labels of a column that may hold a few values only; none where it is free."""
    field = form.columns[column]
    if _kind(form, column) == "bool":
        return tuple((label.lower(), value) for label, value in YES_NO)
    table = load_tables()[form.table or ""]
    known = table.columns[column].values if column in table.columns else ()
    values = tuple(field.values) or known if _kind(form, column) != "enum" else known
    if field.values_by or not values:
        return ()
    return tuple((to_label(value), value) for value in values)


def to_label(value: str) -> str:
    """Return a value as people write it: no_bid is No bid, RFP stays."""
    plain = value.replace("_", " ")
    return plain if plain.isupper() else plain[:1].upper() + plain[1:]


def _asked(
    header: str, kind: str, field: Field, form: Form, column: str, choices: Choices
) -> Asked:  # fmt: skip
    told = load_tables()[form.table or ""].columns.get(column)
    personal = field.personal if field.personal is not None else bool(told and told.personal)
    about = (PRIVATE if personal else "") + (told.about if told else "")
    held: Kind = "choice" if choices else "day" if kind in TIMED else "text"
    return Asked(column, header, held, about, choices)
