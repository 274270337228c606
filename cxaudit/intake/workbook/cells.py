"""One cell of an answer: what it says as a value of the answers file, or the fault it is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cxaudit.errors import ClientDataError
from cxaudit.intake.gate.upload import to_shown_name
from cxaudit.intake.source.grid import Native
from cxaudit.intake.values.dates import read_moment, settle_order
from cxaudit.intake.workbook.layout import Asked, Choices

SHOWN_FAULTS = 20
SHOWN_TEXT = 60


@dataclass(frozen=True)
class CellFault:
    """One fault of a workbook: sheet and cell, what was found, what was wanted."""

    place: str
    found: str
    wanted: str

    def __str__(self) -> str:
        return f"{self.place}: found {self.found}, wanted {self.wanted}"


class Unfit(ValueError):
    """A cell does not fit; the message says what was wanted."""


def to_letters(position: int) -> str:
    """Return a column's letters: 0 is A, 26 is AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def to_place(sheet: str, row: int, position: int) -> str:
    """Return Sheet!F12 for a row number from 1 and a column position from 0."""
    return f"{sheet}!{to_letters(position)}{row}"


def quote(cell: str) -> str:
    """Return a cell's text for a message: in quotes, one line, cut where it is long."""
    plain = to_shown_name(" ".join(cell.split())) if cell.strip() else ""
    return f'"{plain[:SHOWN_TEXT]}"' if plain else "nothing"


def refuse(faults: Sequence[CellFault], file: str, next_move: str = "") -> None:
    """Raise one ClientDataError that names every fault by sheet and cell, where there are any."""
    if not faults:
        return
    shown = [str(fault) for fault in faults[:SHOWN_FAULTS]]
    more = len(faults) - len(shown)
    raise ClientDataError(
        f"{len(faults)} fault{'s' if len(faults) > 1 else ''} in the workbook; nothing was stored",
        file=file,
        place=faults[0].place if len(faults) == 1 else None,
        found="\n          ".join(shown + ([f"and {more} more"] if more else [])),
        next=next_move or "mend the cells named and read the workbook again",
    )


def read_cell(cell: str, column: Asked) -> Any:
    """Return what a filled cell says; raises Unfit with what was wanted."""
    if column.kind == "choice":
        return to_choice(cell, column.choices)
    if column.kind == "day":
        return to_day(cell)
    return to_number(cell) if column.kind == "number" else str(cell)


def fold(text: str) -> str:
    """Return text without case, with one plain space between words and plain apostrophes."""
    return " ".join(text.replace("\u2019", "'").split()).casefold()


def to_choice(cell: str, choices: Choices) -> Any:
    """Return the value of a label; the value itself is understood as well."""
    said = fold(cell)
    number = _to_float(cell)
    for label, value in choices:
        if said == fold(label) or (isinstance(value, str | bool) and said == fold(str(value))):
            return value
        if number is not None and not isinstance(value, str | bool | None) and number == value:
            return value
    raise Unfit("one of " + ", ".join(f'"{label}"' for label, _ in choices))


def to_day(cell: str) -> str:
    """Return a day as ISO text; a date whose order nothing tells is not guessed."""
    text = cell.strip()
    order = settle_order([text])
    moment = None if order == "ask" else read_moment(text, order)
    if moment is None or moment[0].time().replace(tzinfo=None) != moment[0].time().min:
        raise Unfit("a day, as in 2025-12-31")
    return moment[0].date().isoformat()


def to_number(cell: str) -> float:
    """Return a number with a decimal point; 25% as text is 0.25."""
    text = cell.strip()
    percent = text.endswith("%") and not isinstance(cell, Native)
    found = _to_float(text[:-1] if percent else text)
    if found is None:
        raise Unfit("a number with a decimal point, as in 0.25")
    return found / 100 if percent else found


def _to_float(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) and "_" not in text else None
