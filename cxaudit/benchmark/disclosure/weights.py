"""Dominance: a weighted statistic in which one or two firms carry most shows those firms (D4)."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from cxaudit.benchmark import thresholds as limit


def find_dominance(weights: Iterable[float]) -> str | None:
    """Return D4 where a firm carries more than 25 %, two more than 85 %, or the rest too little.

    The rest after the two largest is to be at least 10 % of the largest (p-ratio). Computed in
    fractions, so that exactly 25 % passes. Quantiles give each firm one vote and pass from four.
    """
    exact = (w if isinstance(w, int) else Fraction(str(w)) for w in weights)
    largest = sorted(exact, reverse=True)
    whole = sum(largest)
    if not whole:
        return "D4"
    two = sum(largest[:2])
    dominated = (
        largest[0] > limit.MOST_OF_ONE * whole
        or two > limit.MOST_OF_TWO * whole
        or whole - two < limit.LEAST_OF_REST * largest[0]
    )
    return "D4" if dominated else None
