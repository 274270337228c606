"""Sums over rows at hand and over their units, as the engine would return them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import prod

from cxaudit.statistics.listed import Listed
from cxaudit.statistics.question import FEW, Asked
from cxaudit.statistics.rows import Columns, Rows

Number = int | None


@dataclass(frozen=True)
class Sums:
    """Sums over the rows, and over the units that contribute: numerator a, denominator b.

    ``seen``: units with a row; ``units``: those where a or b is not zero. ``largest``: greatest
    b of a unit; ``least``: smallest a. ``n`` is the sum of the n column. ``tops`` and
    ``bottoms``: a and b of each unit as whole numbers in order, empty above 5,000 units;
    top / bottom x ``factor`` is a / b. Asked without units, only observations, seen, a, b and n.
    """

    observations: int
    seen: int
    units: int
    a: Fraction
    b: Fraction
    aa: Fraction
    ab: Fraction
    bb: Fraction
    largest: Fraction
    least: Fraction
    n: Fraction | None
    tops: tuple[int, ...]
    bottoms: tuple[int, ...]
    factor: Fraction


def scale_of(rows: Rows, names: Columns) -> int:
    """Return the power of ten that makes the product of the columns whole."""
    return prod(rows.scale(name) for name in names)


def add_up(rows: Rows, listed: Listed, one: Asked) -> Sums:
    """Return the sums asked for, of those of the rows that are at hand."""
    a, b = _whole(rows, listed, one.top), _whole(rows, listed, one.bottom)
    scale_a, scale_b = scale_of(rows, one.top), scale_of(rows, one.bottom)
    units: Sequence[Hashable] = range(len(listed)) if rows.once else listed["unit"]
    pairs = _by_unit(units, a, b) if one.by_unit else []
    contributing = sorted((x or 0, y or 0) for x, y in pairs if x or y)
    few = contributing if 0 < len(contributing) <= FEW else []
    return Sums(
        observations=len(listed),
        seen=len(pairs) if one.by_unit else len(set(units) - {None}),
        units=len(contributing),
        a=Fraction(_total(a), scale_a),
        b=Fraction(_total(b), scale_b),
        aa=Fraction(_products(pairs, 0, 0), scale_a**2),
        ab=Fraction(_products(pairs, 0, 1), scale_a * scale_b),
        bb=Fraction(_products(pairs, 1, 1), scale_b**2),
        largest=Fraction(max((y for _, y in pairs if y is not None), default=0), scale_b),
        least=Fraction(min((x for x, _ in pairs if x is not None), default=0), scale_a),
        n=None if one.n is None else Fraction(
            _total(_whole(rows, listed, one.n)), scale_of(rows, one.n)
        ),
        tops=tuple(top for top, _ in few),
        bottoms=tuple(bottom for _, bottom in few),
        factor=Fraction(scale_b, scale_a),
    )  # fmt: skip


def _whole(rows: Rows, listed: Listed, names: Columns) -> list[Number]:
    """Return the product of the columns as a whole number a row, 1 without any."""
    found: list[Number] = [1] * len(listed)
    for name in names:
        scale, values = rows.scale(name), listed[name]
        found = [
            None if product is None or value is None else product * _to_whole(value, scale)
            for product, value in zip(found, values, strict=True)
        ]
    return found


def _to_whole(value: int | Decimal, scale: int) -> int:
    if isinstance(value, Decimal):
        top, bottom = value.as_integer_ratio()
        return top * scale // bottom
    return int(value)


def _by_unit(
    units: Sequence[Hashable], a: Sequence[Number], b: Sequence[Number]
) -> list[tuple[Number, Number]]:  # fmt: skip
    sums: dict[Hashable, tuple[Number, Number]] = {}
    for unit, x, y in zip(units, a, b, strict=True):
        known = sums.get(unit)
        sums[unit] = (x, y) if known is None else (_add(known[0], x), _add(known[1], y))
    return list(sums.values())


def _add(one: Number, other: Number) -> Number:
    return other if one is None else one if other is None else one + other


def _total(values: Iterable[Number]) -> int:
    return sum(value for value in values if value is not None)


def _products(pairs: Iterable[tuple[Number, Number]], first: int, other: int) -> int:
    """Return the sum of products over the units that have both numbers."""
    return sum(
        pair[first] * pair[other]  # type: ignore[operator]
        for pair in pairs
        if pair[first] is not None and pair[other] is not None
    )
