"""Columns of numbers: whole counts and decimals with the unit and scale their type declares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from cxaudit.canon import ColumnType
from cxaudit.errors import ClientDataError
from cxaudit.intake.convert import Bad, Converted, Frame, apply, bad, is_missing, take_answer
from cxaudit.intake.form import Choice, Question
from cxaudit.intake.grid import Native
from cxaudit.intake.numerals import (
    DecimalSign,
    Numeral,
    settle_decimal,
    take_apart,
    to_decimal,
    to_plain_decimal,
    to_whole,
)

WHOLE = ("int", "count")
PLACES: Mapping[str, tuple[int, int]] = {
    "money": (18, 2), "seconds": (18, 3), "minutes": (18, 3), "rate": (18, 9),
    "share": (9, 6), "bps": (9, 4),
}  # fmt: skip
LARGEST_WHOLE = Decimal(10) ** 18
SIGNS = (
    Choice(value="point", label="the point is the decimal sign: 1.234 is a little over one"),
    Choice(value="comma", label="the comma is the decimal sign: 1.234 is over a thousand"),
)
SCALES = (
    Choice(value="fraction", label="fractions: 0.125 means an eighth"),
    Choice(value="percent", label="percent: 12.5 means an eighth"),
)


def to_numbers(cells: Sequence[str], frame: Frame) -> Converted:
    """Return whole numbers for int and count, decimals of the type's places for the rest.

    Counts, durations, rates and shares below zero, shares above one and numbers too large for
    the type are faults. Two currencies in one column raise ClientDataError.
    """
    is_typed = Native in set(map(type, cells))
    written = {c for c in cells if c.__class__ is not Native} if is_typed else set(cells)
    is_plain = frame.kind in WHOLE and not frame.spec.scale
    if is_plain:
        written = {cell for cell in written if not _is_digits(cell)}
    apart = {cell: take_apart(cell) for cell in written if not is_missing(cell)}
    numerals = [numeral for numeral in apart.values() if numeral]
    _refuse_mixed_currencies(numerals, frame)
    sign, question = _settle_sign(numerals, frame)
    scale, asked = _settle_scale(cells, numerals, frame, sign)
    if question or asked:
        return Converted([None] * len(cells), question=question or asked)

    def parse(cell: str) -> Any:
        if is_plain and _is_digits(cell):
            return int(cell)
        if is_missing(cell):
            return None
        numeral = apart[cell] if cell.__class__ is not Native else None
        number = to_plain_decimal(cell) if cell.__class__ is Native else _read(numeral, frame, sign)
        if number is None:
            wanted = "a whole number" if frame.kind in WHOLE else "a number"
            return bad(frame, cell, wanted)
        number = _to_unit(number, bool(numeral and numeral.percent), frame, scale)
        return _to_stored(number, frame, cell)

    done = apply(cells, parse)
    if frame.spec.may_be_negative:
        below = sum(value is not None and value < 0 for value in done.values)
        done.notes = (f"'{frame.header}': {below:,} numbers below zero, kept",) if below else ()
    return done


def _is_digits(cell: str) -> bool:
    return cell.isdigit() and cell.isascii() and len(cell) < 18


def _read(numeral: Numeral | None, frame: Frame, sign: DecimalSign) -> Decimal | None:
    if numeral is None:
        return None
    return to_whole(numeral.body) if frame.kind in WHOLE else to_decimal(numeral.body, sign)


def _settle_sign(numerals: list[Numeral], frame: Frame) -> tuple[DecimalSign, Question | None]:
    if frame.kind in WHOLE:
        return "point", None
    if frame.decimal in ("point", "comma"):
        return frame.decimal, None  # type: ignore[return-value]
    settled = settle_decimal(numeral.body for numeral in numerals)
    if settled in ("point", "comma"):
        return settled, None  # type: ignore[return-value]
    answer = take_answer(frame, "decimal", SIGNS)
    if answer:
        return answer, None  # type: ignore[return-value]
    example = next(n.body for n in numerals if settle_decimal([n.body]) == "ask" or "," in n.body)
    why = "nothing in the column tells" if settled == "ask" else "the column holds both ways"
    return "point", Question(
        id=f"{frame.column}.decimal",
        column=frame.header,
        ask=f"Which sign is the decimal one in '{frame.header}'? "
        f"An example is {example[:40]}, and {why}.",
        choices=SIGNS,
    )


def _settle_scale(
    cells: Sequence[str], numerals: list[Numeral], frame: Frame, sign: DecimalSign
) -> tuple[str, Question | None]:
    """Tell whether bare numbers of a share are fractions or percent; ask when it is mixed."""
    if frame.kind != "share":
        return "fraction", None
    bare = [to_decimal(n.body, sign) for n in numerals if not n.percent]
    bare += [to_plain_decimal(c) for c in set(cells) if c.__class__ is Native and not is_missing(c)]
    found = [number for number in bare if number is not None]
    mixed = bool(found) and any(numeral.percent for numeral in numerals)
    if not mixed and all(number <= 1 for number in found):
        return "fraction", None
    answer = take_answer(frame, "scale", SCALES)
    if answer:
        return answer, None
    return "fraction", Question(
        id=f"{frame.column}.scale",
        column=frame.header,
        ask=f"Are the numbers without a percent sign in '{frame.header}' fractions or percent?",
        choices=SCALES,
    )


def _to_unit(number: Decimal, percent: bool, frame: Frame, scale: str) -> Decimal:
    kind: ColumnType = frame.kind
    if percent:
        number = number * 100 if kind == "bps" else number / 100
    elif kind == "share" and scale == "percent":
        number /= 100
    return number * Decimal(frame.spec.scale) if frame.spec.scale else number


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
