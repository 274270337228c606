"""Intervals of a ratio of sums whose rows come in clusters: bootstrap and linearised variance."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from math import sqrt
from typing import TYPE_CHECKING

from cxaudit.statistics.intervals import TAIL, Interval, Z

if TYPE_CHECKING:
    import numpy as np

    Columns = tuple[np.ndarray, np.ndarray]

DRAWS = 2000
SEED = 20260101
_CELLS_AT_ONCE = 16_000
_EXACT_BELOW = 2**62
_HALF = 2**31
_KEPT_UNITS = 5000


def cluster_bootstrap(
    numerators: Sequence[int], denominators: Sequence[int], *, seed: int = SEED, draws: int = DRAWS
) -> Interval:
    """Return the percentile interval of sum(numerators) / sum(denominators).

    One whole number per unit in each list. A draw takes as many units as there are, with
    replacement; draws whose denominator is zero are left out. Sums are whole numbers, and the
    units are put in order first, so neither threads nor the order of rows change a digit.
    """
    import numpy as np

    pairs = sorted(zip(numerators, denominators, strict=True))
    sums = _to_sums(*zip(*pairs, strict=True))
    draw = _draw_kept if len(pairs) <= _KEPT_UNITS else _draw
    found = []
    for taken in draw(len(pairs), seed, draws):
        top, bottom = sums(taken)
        kept = bottom != 0
        found.append(top[kept] / bottom[kept])
    low, high = np.quantile(np.concatenate(found), (TAIL, 1 - TAIL))
    return float(low), float(high)


def _draw(units: int, seed: int, draws: int) -> Iterator[np.ndarray]:
    """Yield which units are taken, a row a draw, some draws at once.

    It hangs on the seed and the number of units alone: figures of as many units share it.
    """
    import numpy as np

    small = np.min_scalar_type(units)
    chance, at_once = np.random.default_rng(seed), max(1, _CELLS_AT_ONCE // units)
    for start in range(0, draws, at_once):
        size = (min(at_once, draws - start), units)
        yield chance.integers(0, units, size=size).astype(small)


@lru_cache(maxsize=3)
def _draw_kept(units: int, seed: int, draws: int) -> tuple[np.ndarray, ...]:
    """Keep the newest draws: figures of one statement follow each other. At most 60 MB."""
    return tuple(_draw(units, seed, draws))


def linearised(
    units: int, a: Fraction, b: Fraction, aa: Fraction, ab: Fraction, bb: Fraction
) -> Interval:  # fmt: skip
    """Return the interval of a / b from six sums over the units: count, a, b, a a, a b, b b.

    Variance of the ratio by linearisation: U / (U - 1) x sum((a_u - R b_u) ^ 2) / b ^ 2.
    """
    ratio = a / b
    squares = aa - 2 * ratio * ab + ratio * ratio * bb
    spread = Z * sqrt(squares * units / (units - 1) / (b * b))
    return float(ratio) - spread, float(ratio) + spread


def _to_sums(tops: Sequence[int], bottoms: Sequence[int]) -> Callable[[np.ndarray], Columns]:
    """Return what sums both columns over the units of each draw.

    Where both sums fit into one whole number of 64 bits, they are taken and added as one.
    """
    top, bottom = _to_array(tops), _to_array(bottoms)
    reach = [max(map(abs, column)) * len(column) for column in (tops, bottoms)]
    if min(bottoms) < 0 or max(reach) >= _HALF:
        return lambda taken: (top.take(taken).sum(axis=1), bottom.take(taken).sum(axis=1))
    both = top * _HALF + bottom

    def split(taken: np.ndarray) -> Columns:
        sums = both.take(taken).sum(axis=1)
        return sums // _HALF, sums % _HALF

    return split


def _to_array(column: Sequence[int]) -> np.ndarray:
    """Return whole numbers as int64 while every sum fits, else as floats."""
    import numpy as np

    fits = max(abs(value) for value in column) * len(column) < _EXACT_BELOW
    return np.array(column, dtype=np.int64 if fits else np.float64)
