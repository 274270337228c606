"""Sums over rows and over their units, those of many figures in one reading of the rows.

Sums are whole numbers (decimals times a power of ten), so that threads do not change a digit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from duckdb import ConversionException, OutOfRangeException

from cxaudit.engine import to_identifier, to_literal
from cxaudit.statistics.added import Sums, add_up, scale_of
from cxaudit.statistics.question import FEW, Asked, per_unit, to_query
from cxaudit.statistics.rows import Rows

NUMBERS = 11
KINDS = ("bigint", "hugeint")
TOO_LARGE = (ConversionException, OutOfRangeException)


def sums_of(rows: Rows, asked: Asked) -> Sums:
    """Return the sums asked for, as they are known already or from one reading.

    Where squares of unit sums would not fit, those of their first 14 digits stand in.
    """
    known = rows.known.get(asked)
    if isinstance(known, Sums):
        return known
    listed = rows.at_hand
    return _read_alone(rows, asked) if listed is None else add_up(rows, listed, asked)


def knowing(rows: Rows, asked: Iterable[Asked]) -> Rows:
    """Return the rows with all these sums read at once."""
    if rows.listed is not None:
        return rows
    wanted = [one for one in dict.fromkeys(asked) if one not in rows.known]
    return replace(rows, known={**rows.known, **_read(rows, wanted)}) if wanted else rows


def sums_by(
    rows: Rows, part: str, asked: Sequence[Asked], *, pairs: bool = True
) -> dict[str | None, tuple[Sums, ...]]:
    """Return what is asked for each value that an expression takes, null included.

    Without ``pairs`` tops and bottoms stay empty.
    """
    for kind in KINDS:
        query = f"{to_query(rows, asked, part=part, kind=kind)} group by part"
        try:
            found = rows.engine.execute(query).fetchall()
        except TOO_LARGE:
            continue
        return {
            value: tuple(
                _to_sums(rows, _within(one, part, value), _slice(numbers, at), listed, at, pairs)
                for at, one in enumerate(asked)
            )
            for value, listed, *numbers in found
        }
    values = rows.engine.execute(
        f"select distinct {part} from {to_identifier(rows.relation)}"
    ).fetchall()
    return {
        value: tuple(_read_alone(rows, _within(one, part, value)) for one in asked)
        for (value,) in values
    }


def _within(one: Asked, part: str, value: str | None) -> Asked:
    condition = f"({part}) is null" if value is None else f"({part}) = {to_literal(value)}"
    return replace(one, conditions=(*one.conditions, condition))


def _read(rows: Rows, asked: Sequence[Asked]) -> Mapping[Asked, Sums]:
    for kind in KINDS:
        try:
            listed, *numbers = _run(rows, to_query(rows, asked, kind=kind))
        except TOO_LARGE:
            continue
        return {
            one: _to_sums(rows, one, _slice(numbers, at), listed, at)
            for at, one in enumerate(asked)
        }
    if len(asked) > 1:
        return {one: _read_alone(rows, one) for one in asked}
    return {asked[0]: _read_shortened(rows, asked[0])}


def _read_alone(rows: Rows, one: Asked) -> Sums:
    return _read(rows, [one])[one]


def _slice(numbers: Sequence, at: int) -> Sequence:
    return numbers[NUMBERS * at :][:NUMBERS]


def _read_shortened(rows: Rows, one: Asked) -> Sums:
    """Return the sums, with squares of the first 14 digits of the sums of units."""
    query = f"select max(abs(a0)), max(abs(b0)) from ({per_unit(rows, [one])}) as per_unit"
    by_a, by_b = (int(largest or 0) // 10**14 + 1 for largest in _run(rows, query))
    listed, *found = _run(rows, to_query(rows, [one], by=(by_a, by_b)))
    sums = _to_sums(rows, one, found, listed, 0)
    aa, ab, bb = sums.aa * by_a**2, sums.ab * by_a * by_b, sums.bb * by_b**2
    return replace(sums, aa=aa, ab=ab, bb=bb)


def _to_sums(
    rows: Rows,
    one: Asked,
    found: Sequence[int | None],
    listed: Sequence | None,
    at: int,
    pairs: bool = True,
) -> Sums:
    count, seen, units, total, a, b, largest, least, aa, ab, bb = (Fraction(x or 0) for x in found)
    scale_a, scale_b = scale_of(rows, one.top), scale_of(rows, one.bottom)
    few = _few(rows, one, listed, at) if pairs and 0 < units <= FEW else ()
    return Sums(
        observations=int(count),
        seen=int(seen),
        units=int(units),
        a=a / scale_a,
        b=b / scale_b,
        aa=aa / scale_a**2,
        ab=ab / (scale_a * scale_b),
        bb=bb / scale_b**2,
        largest=largest / scale_b,
        least=least / scale_a,
        n=None if one.n is None else total / scale_of(rows, one.n),
        tops=tuple(top for top, _ in few),
        bottoms=tuple(bottom for _, bottom in few),
        factor=Fraction(scale_b, scale_a),
    )


def _few(rows: Rows, one: Asked, listed: Sequence | None, at: int) -> list[tuple[int, int]]:
    """Return a and b of every unit that contributes, in order."""
    if listed is None:
        query = f"select a0, b0 from ({per_unit(rows, [one])}) as per_unit"
        found = rows.engine.execute(query).fetchall()
    else:
        found = [(each[2 * at], each[2 * at + 1]) for each in listed]
    return sorted((a or 0, b or 0) for a, b in found if a or b)


def _run(rows: Rows, query: str) -> tuple:
    return rows.engine.execute(query).fetchall()[0]
