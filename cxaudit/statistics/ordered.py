"""Quantiles and their order-statistic intervals: Hyndman-Fan type 8, ranks from the binomial."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

HALF = Fraction(1, 2)
LEVEL_LEFT = Fraction(1, 20)
EXACT_UP_TO = 1000

Number = Fraction | int


def to_position(n: int, p: Fraction) -> tuple[int, int, Fraction]:
    """Return where the p-quantile of n ordered values lies: two ranks from 1, and the way between.

    Type 8: n p + (p + 1) / 3, held within the sample. At p = 1/2 this is the ordinary median.
    """
    place = min(max(n * p + (p + 1) / 3, Fraction(1)), Fraction(n))
    lower = place.numerator // place.denominator
    return lower, min(lower + 1, n), place - lower


def to_ranks(n: int, p: Fraction = HALF) -> tuple[int, int] | None:
    """Return the ranks whose values enclose the p-quantile at 95 % or more; None if n is small.

    Equal tails of 2.5 % where both ends exist; where one end must be the smallest or the
    largest value, the other tail takes what is left of 5 %. A median needs n = 6.
    """
    low, high = _lower_rank(n, p, LEVEL_LEFT / 2), _lower_rank(n, 1 - p, LEVEL_LEFT / 2)
    if high and not low:
        low, high = 1, _lower_rank(n, 1 - p, LEVEL_LEFT - (1 - p) ** n)
    elif low and not high:
        low, high = _lower_rank(n, p, LEVEL_LEFT - p**n), 1
    return (low, n + 1 - high) if low and high else None


def smallest_n(p: Fraction = HALF) -> int:
    """Return the fewest values from which an interval of the p-quantile exists at 95 %."""
    n = 1
    while p**n + (1 - p) ** n > LEVEL_LEFT:
        n += 1
    return n


def to_quantile(n: int, p: Fraction, value_at: Callable[[int], Fraction]) -> Fraction:
    """Return the exact p-quantile; ``value_at`` gives the value of a rank."""
    lower, upper, way = to_position(n, p)
    return value_at(lower) + way * (value_at(upper) - value_at(lower))


def quantile(values: Iterable[Number | float], p: Fraction | float) -> float:
    """Return the p-quantile (type 8) of the values; ValueError where there are none."""
    ordered = sorted(Fraction(value) for value in values)
    if not ordered:
        raise ValueError("no quantile of no values")
    return float(to_quantile(len(ordered), to_share(p), lambda rank: ordered[rank - 1]))


def median_interval(values: Sequence[float]) -> tuple[float, float] | None:
    """Return the order-statistic interval of the median; None below six values."""
    ranks = to_ranks(len(values))
    if ranks is None:
        return None
    ordered = sorted(values)
    return float(ordered[ranks[0] - 1]), float(ordered[ranks[1] - 1])


def to_share(p: Fraction | float) -> Fraction:
    """Return p as the fraction that was written: 0.9 is 9/10."""
    share = p if isinstance(p, Fraction) else Fraction(str(p))
    if not 0 < share < 1:
        raise ValueError(f"a quantile lies between 0 and 1, found {p}")
    return share


def _lower_rank(n: int, p: Fraction, tail: Fraction) -> int:
    """Return the largest rank l with P(Binomial(n, p) < l) <= tail; 0 where there is none."""
    if tail <= 0:
        return 0
    if n > EXACT_UP_TO:
        from scipy.special import bdtr

        return bisect_right(range(n), float(tail), key=lambda k: float(bdtr(k, n, float(p))))
    hit, miss = p.numerator, p.denominator - p.numerator
    limit = tail.numerator * p.denominator**n
    term, below, rank = miss**n, 0, 0
    while rank < n:
        below += term
        if below * tail.denominator > limit:
            break
        term = term * (n - rank) * hit // ((rank + 1) * miss)
        rank += 1
    return rank
