"""Intervals of a ratio of sums whose rows come in clusters: bootstrap and linearised variance."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import sqrt
from typing import TYPE_CHECKING

from cxaudit.statistics.intervals import TAIL, Interval, Z

if TYPE_CHECKING:
    import numpy as np

DRAWS = 2000
SEED = 20260101
_CELLS_AT_ONCE = 100_000
_EXACT_BELOW = 2**62


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
    tops, bottoms = (_to_array(column) for column in zip(*pairs, strict=True))
    units, at_once = len(pairs), max(1, _CELLS_AT_ONCE // len(pairs))
    chance = np.random.default_rng(seed)
    found = []
    for start in range(0, draws, at_once):
        taken = chance.integers(0, units, size=(min(at_once, draws - start), units))
        top, bottom = tops.take(taken).sum(axis=1), bottoms.take(taken).sum(axis=1)
        kept = bottom != 0
        found.append(top[kept] / bottom[kept])
    low, high = np.quantile(np.concatenate(found), (TAIL, 1 - TAIL))
    return float(low), float(high)


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


def _to_array(column: Sequence[int]) -> np.ndarray:
    """Return whole numbers as int64 while every sum fits, else as floats."""
    import numpy as np

    fits = max(abs(value) for value in column) * len(column) < _EXACT_BELOW
    return np.array(column, dtype=np.int64 if fits else np.float64)
