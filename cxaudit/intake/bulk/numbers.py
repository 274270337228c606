"""Numbers that are written plainly, converted a column at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxaudit.intake.bulk.cells import (
    COMMA,
    DIGIT,
    POINT,
    kinds_of_sign,
    lengths,
    only,
    to_mask,
    without_blanks,
)
from cxaudit.intake.bulk.moments import Plain
from cxaudit.intake.columns.convert import Frame
from cxaudit.intake.columns.quantities import PLACES
from cxaudit.intake.values.numerals import DecimalSign

if TYPE_CHECKING:
    import pyarrow as pa

LONGEST_WHOLE = 17
WRITTEN_PLACES = 12
MARKS: dict[DecimalSign, str] = {"point": ".", "comma": ","}


def to_plain_wholes(cells: pa.Array) -> Plain:
    """Return whole numbers written in digits only; anything else but an empty cell is odd."""
    import pyarrow as pa
    import pyarrow.compute as pc

    filled = without_blanks(cells)
    valid = to_mask(filled.is_valid())
    plain = valid & (lengths(cells) <= LONGEST_WHOLE)
    if kinds_of_sign(cells) & ~DIGIT:
        plain &= to_mask(pc.ascii_is_decimal(filled))
    return Plain(only(filled, plain).cast(pa.int64()), valid & ~plain)


def to_plain_decimals(cells: pa.Array, frame: Frame, sign: DecimalSign) -> Plain:
    """Return decimals written with digits and at most the settled sign; all others are odd."""
    import pyarrow as pa
    import pyarrow.compute as pc

    filled = without_blanks(cells)
    signs = kinds_of_sign(cells)
    valid = to_mask(filled.is_valid())
    if sign == "point" and not signs & ~(DIGIT | POINT):
        values = _cast_all(filled, frame)
        if values is not None:
            return Plain(values, np.zeros(len(cells), bool))
    plain = valid & to_mask(pc.match_substring_regex(filled, _to_pattern(frame, sign)))
    texts = only(filled, plain)
    if sign == "comma" and signs & COMMA:
        texts = pc.replace_substring(texts, ",", ".")
    digits, places = PLACES[frame.kind]
    target = pa.decimal128(digits, places)
    try:
        values = texts.cast(target)
    except pa.ArrowInvalid:
        exact = texts.cast(pa.decimal128(38, WRITTEN_PLACES))
        values = pc.round(exact, ndigits=places, round_mode="half_to_even").cast(target)
    return Plain(values, valid & ~plain)


def _cast_all(cells: pa.Array, frame: Frame) -> pa.Array | None:
    """Return cells of digits and points as decimals; None where not all fit the type at once."""
    import pyarrow as pa

    digits, places = PLACES[frame.kind]
    if lengths(cells).max(initial=0) >= digits - places:
        return None
    try:
        return cells.cast(pa.decimal128(digits, places))
    except pa.ArrowInvalid:
        return None


def _to_pattern(frame: Frame, sign: DecimalSign) -> str:
    """Return the pattern of plain numbers that fit the type however they are rounded."""
    digits, places = PLACES[frame.kind]
    minus = "-?" if frame.kind == "money" else ""
    return rf"^{minus}\d{{1,{digits - places - 1}}}(?:\{MARKS[sign]}\d{{1,{WRITTEN_PLACES}}})?$"


def find_samples(cells: pa.Array, wanted: set[str]) -> dict[str, int]:
    """Return the first row of each wanted way to write a decimal, among plain ones.

    ``long``: more than three digits and no sign; ``point``, ``comma``: the sign can only be
    the decimal one; ``either.``, ``either,``: it may group thousands.
    """
    import pyarrow.compute as pc

    signs = kinds_of_sign(cells)
    found: dict[str, int] = {}

    def note(name: str, pattern: str) -> None:
        if name in wanted:
            place = pc.index(pc.match_substring_regex(cells, pattern), True).as_py()
            if place >= 0:
                found[name] = place

    if "long" in wanted:
        is_long = to_mask(pc.ascii_is_decimal(cells)) & (lengths(cells) > 3)
        found |= {"long": int(is_long.argmax())} if is_long.any() else {}
    for name, mark, bit in (("point", r"\.", POINT), ("comma", ",", COMMA)):
        if signs & bit:
            either = "either" + mark[-1]
            note(either, rf"^-?[1-9]\d{{0,2}}{mark}\d{{3}}$")
            unlike = rf"(?:0\d*|\d{{4,}})?{mark}\d*|\d+{mark}(?:\d{{0,2}}|\d{{4,}})"
            note(name, rf"^-?(?:{unlike})$")
    return found


def is_below_zero(values: pa.Array) -> np.ndarray:
    """Mark the numbers below zero."""
    import pyarrow.compute as pc

    return to_mask(pc.less(values, 0))
