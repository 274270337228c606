"""Quantiles that are no firm's value, and the digits and bands that may be shown (D3, D8)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import numpy as np

from cxaudit.benchmark import thresholds as limit
from cxaudit.benchmark.uncertainty import Array


def smoothed_quantile(ordered: Array, p: Fraction) -> float:
    """Return the mean of the order statistics around h = (n + 1/3) p + 1/3 (Hyndman-Fan 8).

    Three of them, or four where h lies halfway, so that no result is one firm's value.
    """
    first, last = to_span(len(ordered), p)
    return float(np.mean(ordered[first - 1 : last]))


def to_span(n: int, p: Fraction) -> tuple[int, int]:
    """Return the first and last order statistic, from 1, whose mean is the quantile."""
    h = (n + Fraction(1, 3)) * p + Fraction(1, 3)
    if h % 1 == Fraction(1, 2):
        first, last = int(h) - 1, int(h) + 2
    else:
        first, last = round(h) - 1, round(h) + 1
    if first < 1 or last > n:
        raise ValueError(f"{n} values are too few for the quantile {p}")
    return first, last


def round_shown(value: float, unit: str) -> float:
    """Round as the pool may show it: shares to whole points, others to two digits, half up."""
    exact = Decimal(f"{value:.12g}")  # a mean of 0.335 is stored a little below it
    if unit == "fraction" or exact == 0:
        return float(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))
    step = Decimal(1).scaleb(exact.adjusted() - 1)
    return float((exact / step).quantize(Decimal(1), ROUND_HALF_UP) * step)


def to_n_band(others: int) -> str | None:
    """Return the band in which the number of other firms lies; None under the least."""
    return next((band for least, band in limit.N_BANDS if others >= least), None)
