"""Columns of numbers: whole counts and decimals with the unit and scale their type declares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from cxaudit.canon import ColumnType
from cxaudit.errors import ClientDataError
from cxaudit.intake.columns.convert import Bad, Converted, Frame, apply, bad, is_missing
from cxaudit.intake.columns.settle import Held, settle
from cxaudit.intake.source.grid import Native
from cxaudit.intake.values.lengths import read_length
from cxaudit.intake.values.numerals import (
    Numeral,
    take_apart,
    to_decimal,
    to_plain_decimal,
    to_whole,
)

WHOLE = ("int", "count")
LENGTHS: Mapping[str, int] = {"seconds": 1, "minutes": 60}
PLACES: Mapping[str, tuple[int, int]] = {
    "money": (18, 2), "seconds": (18, 3), "minutes": (18, 3), "rate": (18, 9),
    "share": (9, 6), "bps": (9, 4),
}  # fmt: skip
LARGEST_WHOLE = Decimal(10) ** 18


def to_numbers(cells: Sequence[str], frame: Frame) -> Converted:
    """Return whole numbers for int and count, decimals of the type's places for the rest.

    Seconds and minutes may be written as lengths of time (1:27:51, 1h 27m 51s).
    Counts, durations, rates and shares below zero, shares above one and numbers too large for
    the type are faults. Two currencies in one column raise ClientDataError.
    """
    is_typed = Native in set(map(type, cells))
    written = dict.fromkeys(c for c in cells if not is_typed or c.__class__ is not Native)
    is_plain = frame.kind in WHOLE and not (frame.spec.scale or frame.note)
    if is_plain:
        written = dict.fromkeys(cell for cell in written if not _is_digits(cell))
    apart = {cell: take_apart(cell) for cell in written if not is_missing(cell)}
    numerals = [numeral for numeral in apart.values() if numeral]
    _refuse_mixed_currencies(numerals, frame)
    held = settle(cells, numerals, frame)
    if held.questions:
        return Converted([None] * len(cells), more_questions=tuple(held.questions))

    def parse(cell: str) -> Any:
        if is_plain and _is_digits(cell):
            return int(cell)
        if is_missing(cell):
            return None
        numeral = apart[cell] if cell.__class__ is not Native else None
        number = to_plain_decimal(cell) if cell.__class__ is Native else _read(numeral, frame, held)
        if number is None and frame.kind in LENGTHS and (length := read_length(cell)) is not None:
            return _to_stored(length / LENGTHS[frame.kind], frame, cell)
        if number is None:
            wanted = "a whole number" if frame.kind in WHOLE else "a number"
            return bad(frame, cell, wanted)
        number = _to_unit(number, bool(numeral and numeral.percent), frame, held)
        return _to_stored(number, frame, cell)

    done = apply(cells, parse)
    done.settled, done.notes = held.settled, tuple(held.notes)
    done.marks = tuple(sorted({n.currency for n in numerals if n.currency}))
    below = frame.spec.may_be_negative and sum(v is not None and v < 0 for v in done.values)
    done.notes += (f"'{frame.header}': {below:,} numbers below zero, kept",) if below else ()
    return done


def _is_digits(cell: str) -> bool:
    return cell.isdigit() and cell.isascii() and len(cell) < 18


def _read(numeral: Numeral | None, frame: Frame, held: Held) -> Decimal | None:
    """Return a number; one in whole units has no decimals, one in thousands may have them."""
    if numeral is None:
        return None
    if frame.kind in WHOLE and held.factor == 1:
        return to_whole(numeral.body)
    return to_decimal(numeral.body, held.sign)


def _to_unit(number: Decimal, percent: bool, frame: Frame, held: Held) -> Decimal:
    """Return a number in the unit of its type; one with its own percent sign needs no scale."""
    kind: ColumnType = frame.kind
    if percent:
        return number * 100 if kind == "bps" else number / 100
    if held.scale == "percent":
        return number * 100 if kind == "bps" else number / 100
    return number * held.factor


def _to_stored(number: Decimal, frame: Frame, cell: str) -> int | Decimal | Bad:
    signed = frame.kind in ("int", "money") or frame.spec.may_be_negative
    if number < 0 and not signed:
        return bad(frame, cell, "zero or more")
    if frame.kind in WHOLE:
        if number != number.to_integral_value() or abs(number) >= LARGEST_WHOLE:
            return bad(frame, cell, "a whole number of at most 18 digits")
        return int(number)
    if frame.kind == "share" and number > 1:
        return bad(frame, cell, "a share between 0 and 1")
    digits, places = PLACES[frame.kind]
    if abs(number) >= Decimal(10) ** (digits - places) - 1:
        return bad(frame, cell, "a number of a size that can be meant")
    return number.quantize(Decimal(1).scaleb(-places))


def to_share_lists(cells: Sequence[str], frame: Frame) -> Converted:
    """Return lists of shares written ``0.25|0.5``."""

    def parse(cell: str) -> Any:
        if is_missing(cell):
            return None
        parts = [to_plain_decimal(part.strip()) for part in cell.split("|") if part.strip()]
        if any(part is None or not 0 <= part <= 1 for part in parts):
            return bad(frame, cell, "a list of shares such as 0.25|0.5|0.75")
        return [part.quantize(Decimal("0.000001")) for part in parts if part is not None]

    return apply(cells, parse)


def _refuse_mixed_currencies(numerals: list[Numeral], frame: Frame) -> None:
    found = sorted({numeral.currency for numeral in numerals if numeral.currency})
    if frame.kind == "money" and len(found) > 1:
        raise ClientDataError(
            f"the column '{frame.header}' holds amounts in several currencies",
            found=", ".join(found),
            wanted="one currency in the column, or a currency column with plain amounts",
            next="add a column with the currency of each row, or split the file",
        )
