"""The statistics of the definitions in exact fractions: medians, survival, intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from math import comb, exp, log, sqrt
from typing import NamedTuple

from scipy.stats import chi2

HALF = Fraction(1, 2)
TAIL = Fraction(1, 40)
Z = Decimal("1.95996398454005423552459443052055152795555")
Ends = tuple[float | None, float | None]
NO_ENDS: Ends = (None, None)


class Case(NamedTuple):
    """One case of a survival curve: it was seen from ``entered`` until it ended on ``days``."""

    days: int
    ending: str
    entered: int = 0


def middle(values: Sequence[Fraction]) -> Fraction:
    """Return the ordinary median."""
    ordered = sorted(values)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def quantile(values: Sequence[Fraction], p: Fraction) -> Fraction:
    """Return the quantile of type 8: the point at (n + 1/3) p + 1/3, between its neighbours."""
    ordered = sorted(values)
    place = (len(ordered) + Fraction(1, 3)) * p + Fraction(1, 3)
    place = min(max(place, Fraction(1)), Fraction(len(ordered)))
    below = int(place)
    above = min(below + 1, len(ordered))
    return ordered[below - 1] + (place - below) * (ordered[above - 1] - ordered[below - 1])


def ends_of_median(values: Sequence[Fraction]) -> Ends:
    """Return the values at the symmetric ranks that enclose the median at 95 % or more."""
    n, rank = len(values), 0
    while rank < n and Fraction(sum(comb(n, i) for i in range(rank + 1)), 2**n) <= TAIL:
        rank += 1
    if not rank:
        return NO_ENDS
    ordered = sorted(values)
    return float(ordered[rank - 1]), float(ordered[n - rank])


def wilson(hits: Fraction, of: Fraction) -> Ends:
    """Return the Wilson interval at 95 %."""
    with localcontext() as context:
        context.prec = 60
        n = Decimal(of.numerator) / Decimal(of.denominator)
        p = Decimal(hits.numerator) / Decimal(hits.denominator) / n
        root = (p * (1 - p) / n + Z * Z / (4 * n * n)).sqrt()
        centre, spread = p + Z * Z / (2 * n), Z * root
        low, high = (centre - spread) / (1 + Z * Z / n), (centre + spread) / (1 + Z * Z / n)
    return (0.0 if hits == 0 else float(low)), (1.0 if hits == of else float(high))


def garwood(events: int, exposure: Fraction) -> Ends:
    """Return the exact Poisson interval of events over exposure."""
    low = float(chi2.ppf(0.025, 2 * events)) / 2 if events else 0.0
    high = float(chi2.ppf(0.975, 2 * events + 2)) / 2
    return low / float(exposure), high / float(exposure)


@dataclass(frozen=True)
class Survival:
    """A Kaplan-Meier curve: the height after every ending, and the cases behind it."""

    cases: tuple[Case, ...]
    steps: tuple[tuple[int, Fraction, float], ...]

    def at_risk(self, day: Fraction | int) -> int:
        """Return how many cases are under observation on a day."""
        return sum(1 for case in self.cases if starts(case) < day <= case.days)

    @property
    def median(self) -> Fraction | None:
        """Return the first day at one half or below, the middle where it stays at one half."""
        for place, (day, height, _) in enumerate(self.steps):
            if height <= HALF:
                later = self.steps[place + 1 :]
                return Fraction(day + later[0][0], 2) if height == HALF and later else Fraction(day)
        return None

    @property
    def last(self) -> int:
        """Return the last day on which a case was under observation."""
        return max(case.days for case in self.cases)

    @property
    def area(self) -> Fraction:
        """Return the mean restricted to the last day: the area under the steps."""
        total, height, since = Fraction(0), Fraction(1), 0
        for day, after in [*((d, h) for d, h, _ in self.steps), (self.last, Fraction(0))]:
            total += height * (day - since)
            height, since = after, day
        return total

    def chance_by(self, day: Fraction | int) -> Fraction:
        """Return the Aalen-Johansen chance of having ended by a day, other ways out counted."""
        left, found = Fraction(1), Fraction(0)
        for at in sorted({case.days for case in self.cases if case.ending != "open"}):
            here = [case.ending for case in self.cases if case.days == at]
            risk = sum(1 for case in self.cases if starts(case) < at <= case.days)
            if at <= day:
                found += left * Fraction(here.count("ended"), risk)
            left *= 1 - Fraction(here.count("ended") + here.count("competing"), risk)
        return found

    @property
    def ends(self) -> Ends:
        """Return the Brookmeyer-Crowley limits: where the log-log band crosses one half."""
        low = high = None
        for day, height, spread in self.steps:
            if not 0 < height < 1:
                continue
            width = float(Z) * sqrt(spread) / abs(log(height))
            below, above = float(height) ** exp(width), float(height) ** exp(-width)
            low = day if low is None and below <= 0.5 else low
            high = day if high is None and above <= 0.5 else high
        return (None if low is None else float(low)), (None if high is None else float(high))


def starts(case: Case) -> int:
    """Return the day before which a case was not watched; from the first day on: before 0."""
    return case.entered if case.entered > 0 else -1


def to_survival(cases: Sequence[Case]) -> Survival:
    """Return the curve of cases; those gone before they were watched are left out.

    Endings come before cases that are lost sight of on the same day.
    """
    seen = tuple(case for case in cases if starts(case) < case.days or case.entered <= 0)
    height, spread, steps = Fraction(1), 0.0, []
    for day in sorted({case.days for case in seen if case.ending == "ended"}):
        risk = sum(1 for case in seen if starts(case) < day <= case.days)
        ended = sum(1 for case in seen if case.ending == "ended" and case.days == day)
        height *= 1 - Fraction(ended, risk)
        spread += ended / (risk * (risk - ended)) if risk > ended else 0.0
        steps.append((day, height, spread))
    return Survival(seen, tuple(steps))
