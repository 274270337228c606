"""Expressions by which the engine itself reads the plain cells of a column, and tells the others.

Each gives a cell the value that the careful converter gives it; whatever it may read otherwise
is marked as odd, and its different cells are converted one by one.
"""

from __future__ import annotations

from typing import NamedTuple

from cxaudit.canon import SQL_TYPES
from cxaudit.engine import to_literal
from cxaudit.intake.bulk.as_text import MOMENTS, WHOLE, ZONED, is_text, to_text
from cxaudit.intake.bulk.by_moment import MomentColumn
from cxaudit.intake.bulk.by_number import DecimalColumn, WholeColumn
from cxaudit.intake.bulk.by_text import NUMBERLIKE, TextColumn, may_hold_numbers, to_marks
from cxaudit.intake.bulk.column import Column
from cxaudit.intake.bulk.moments import EARLIEST, LATEST
from cxaudit.intake.bulk.numbers import LONGEST_WHOLE
from cxaudit.intake.bulk.zones import find_changes
from cxaudit.intake.columns.convert import Frame
from cxaudit.intake.columns.quantities import PLACES

FRACTIONS = ("DOUBLE", "FLOAT")
LARGEST_FRACTION = 10**15
EDGES = r"^[^!-~]|[^!-~]$"


class Plain(NamedTuple):
    """``value`` of a plain cell, and what marks an odd one ("" where there can be none)."""

    value: str
    odd: str


class Range(NamedTuple):
    """First and last moment of a column, in microseconds as they are written."""

    first: int
    last: int


def to_plain(column: Column, cell: str, held: str) -> Plain | None:
    """Return how the engine reads a column; None where each different cell must be converted.

    ``cell``: the column in SQL; ``held``: its type in the file.
    """
    frame = column.frame
    if isinstance(column, TextColumn):
        return None if frame.personal else _to_words(frame, cell, held)
    if is_text(held):
        return None
    if frame.kind == "bool":
        return _to_bool(cell, held)
    if isinstance(column, MomentColumn):
        return _to_moment(frame, cell, held)
    if isinstance(column, WholeColumn):
        return _to_whole(frame, cell, held)
    return _to_decimal(frame, cell, held) if isinstance(column, DecimalColumn) else None


def _to_words(frame: Frame, cell: str, held: str) -> Plain | None:
    """Return text as it stands; what is trimmed, or may hide a person, is odd."""
    text, spec = to_text(cell, held), frame.spec
    blank = to_literal(spec.blank) if spec.blank is not None else "null"
    value = f"coalesce(nullif({text}, ''), {blank})"
    if held in WHOLE and not may_hold_numbers(frame):
        return Plain(f"coalesce({text}, {blank})" if spec.blank is not None else text, "")
    patterns = [EDGES, *(f"[{mark}]" for mark in to_marks(frame))]
    patterns += [NUMBERLIKE] if may_hold_numbers(frame) else []
    return Plain(value, f"regexp_matches({text}, {to_literal('|'.join(patterns))})")


def _to_bool(cell: str, held: str) -> Plain | None:
    """Return yes and no as they are held, or as 1 and 0; any other number is odd."""
    if held == "BOOLEAN":
        return Plain(cell, "")
    return Plain(f"({cell} = 1)", f"{cell} not in (0, 1)") if held in WHOLE else None


def _to_whole(frame: Frame, cell: str, held: str) -> Plain | None:
    most = 10**LONGEST_WHOLE - 1
    if held in WHOLE:
        least = -most if frame.kind == "int" and not held.startswith("U") else 0
        fits = f"{cell} between {least} and {most}"
    elif held in FRACTIONS or held.startswith("DECIMAL("):
        number = f"cast({cell} as double)" if held in FRACTIONS else cell
        finite = f"isfinite({number}) and " if held in FRACTIONS else ""
        fits = (f"{finite}{number} = trunc({number}) "
                f"and {number} between 0 and {LARGEST_FRACTION - 1}")  # fmt: skip
    else:
        return None
    return Plain(f"case when {fits} then cast({cell} as bigint) end", f"not ({fits})")


def _to_decimal(frame: Frame, cell: str, held: str) -> Plain | None:
    """Return decimals whose digits all fit; what would have to be rounded is odd."""
    digits, places = PLACES[frame.kind]
    longest, target = digits - places - 1, f"decimal({digits}, {places})"
    signed = frame.kind == "money"
    if held in FRACTIONS:
        minus, text = "-?" if signed else "", to_text(cell, held)
        pattern = rf"{minus}\d{{1,{longest}}}(\.\d{{1,{places}}})?"
        fits = f"regexp_full_match({text}, {to_literal(pattern)})"
        return Plain(f"case when {fits} then cast({text} as {target}) end", f"not {fits}")
    if held.startswith("DECIMAL("):
        if int(held[8:-1].split(",")[1]) > places:
            return None
    elif held not in WHOLE:
        return None
    most = 10**longest - 1
    fits = f"{cell} between {-most if signed and not held.startswith('U') else 0} and {most}"
    return Plain(f"case when {fits} then cast({cell} as {target}) end", f"not ({fits})")


def _to_moment(frame: Frame, cell: str, held: str) -> Plain | None:
    if held not in ("DATE", *MOMENTS, *ZONED):
        return None
    written = to_written(cell, held)
    return Plain(written, f"not ({written} >= {EARLIEST} and {written} < {LATEST})")


def to_written(cell: str, held: str) -> str:
    """Return a date or moment in microseconds, by the clock that it is written in."""
    zone = " with time zone" if held in ZONED else ""
    return f"epoch_us(cast({cell} as timestamp{zone}))"


def to_placed(frame: Frame, written: str, held: str, found: Range | None) -> str:
    """Return a moment as the date or moment in UTC that it is; ``found``: what the column spans."""
    is_date = frame.kind == "date"
    if held in ZONED and not is_date:
        return f"make_timestamptz({written})"
    if is_date and held not in ZONED:
        return f"cast(make_timestamp({written}) as date)"
    offset = _to_offset(frame.timezone, written, found, local=not is_date)
    if is_date:
        return f"cast(make_timestamp({written} + {offset}) as date)"
    return f"make_timestamptz({written} - {offset})"


def _to_offset(zone: str, written: str, found: Range | None, *, local: bool) -> str:
    """Return by how much a clock is ahead of UTC; ``local``: the moments are those of the clock."""
    if zone == "UTC" or found is None:
        return "0"
    borders, offsets = find_changes(zone, *found, local=local)
    arms = " ".join(
        f"when {written} < {border} then {offset}"
        for border, offset in zip(borders.tolist(), offsets[:-1].tolist(), strict=True)
    )
    return f"case {arms} else {offsets[-1]} end" if arms else str(offsets[-1])


def to_sql_type(frame: Frame) -> str:
    """Return the engine's type of a column's values."""
    return SQL_TYPES[frame.kind]
