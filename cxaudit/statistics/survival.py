"""Kaplan-Meier with delayed entry: median, interval, restricted mean, last time at risk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import exp, fsum, log, sqrt

from cxaudit.statistics.intervals import Z

TOLERANCE = 1e-9


@dataclass(frozen=True)
class Moment:
    """What happens on one day: how many enter, end, end otherwise or stay open from then on."""

    days: Fraction
    entered: int = 0
    ended: int = 0
    competing: int = 0
    open: int = 0

    @property
    def left(self) -> int:
        """Return how many are no longer at risk after this day."""
        return self.ended + self.competing + self.open


@dataclass(frozen=True)
class Step:
    """The curve from one day with an ending on: S, its log-log limits, who was at risk.

    The limits are None where S is 0: the variance does not exist there.
    """

    days: Fraction
    at_risk: int
    ended: int
    survival: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Survival:
    """A Kaplan-Meier curve and the figures read off it, in days.

    ``median`` is None where S never reaches one half; ``low`` and ``high`` (Brookmeyer-Crowley,
    log-log) are None where their limit never does. ``restricted_mean`` is the area under the
    curve up to ``last_at_risk``. ``has_gap``: nobody was at risk for a part of that span.
    """

    steps: tuple[Step, ...]
    median: Fraction | None
    low: Fraction | None
    high: Fraction | None
    restricted_mean: Fraction
    last_at_risk: Fraction
    at_risk_at_median: int | None
    ended: int
    competing: int
    open: int
    has_gap: bool


def kaplan_meier(
    days: Sequence[float], ended: Sequence[bool], entered: Sequence[float] | None = None
) -> Survival:
    """Return the curve of plain lists; a case that did not end is open (censored).

    A case is at risk at t when entered < t <= days; entered at or below 0 means observed from
    the start. Cases that left before they entered are passed over.
    """
    enters = entered if entered is not None else [0] * len(days)
    started, moments = 0, []
    for left_at, has_ended, entered_at in zip(days, ended, enters, strict=True):
        if entered_at > 0 and entered_at >= left_at:
            continue
        if entered_at > 0:
            moments.append(Moment(Fraction(entered_at), entered=1))
        else:
            started += 1
        ending = {"ended": 1} if has_ended else {"open": 1}
        moments.append(Moment(Fraction(left_at), **ending))
    return to_survival(started, _merge(moments))


def to_survival(started: int, moments: Sequence[Moment]) -> Survival:
    """Return the curve; ``moments`` in order of days, one a day; ``started`` seen from day 0 on.

    Endings precede censorings on the same day, and an entry counts from the next moment on.
    """
    steps = tuple(_walk(started, moments))
    last = max((moment.days for moment in moments if moment.left), default=Fraction(0))
    median = _reach_half(steps)
    return Survival(
        steps=steps,
        median=median,
        low=_first_below(steps, "low"),
        high=_first_below(steps, "high"),
        restricted_mean=_area(steps, last),
        last_at_risk=last,
        at_risk_at_median=None if median is None else _at_risk(started, moments, median),
        ended=sum(moment.ended for moment in moments),
        competing=sum(moment.competing for moment in moments),
        open=sum(moment.open for moment in moments),
        has_gap=_has_gap(started, moments, last),
    )


def _walk(started: int, moments: Iterable[Moment]) -> Iterator[Step]:
    at_risk, survival, greenwood = started, 1.0, 0.0
    for moment in moments:
        if moment.ended:
            stay = at_risk - moment.ended
            survival *= stay / at_risk
            greenwood += moment.ended / (at_risk * stay) if stay else 0.0
            low, high = _limits(survival, greenwood)
            yield Step(moment.days, at_risk, moment.ended, survival, low, high)
        at_risk += moment.entered - moment.left


def _limits(survival: float, greenwood: float) -> tuple[float, float] | tuple[None, None]:
    if survival <= 0:
        return None, None
    spread = Z * sqrt(greenwood) / abs(log(survival))
    return survival ** exp(spread), survival ** exp(-spread)


def _reach_half(steps: Sequence[Step]) -> Fraction | None:
    """Return the first day with S <= 1/2; the middle of the interval on which S is just 1/2."""
    for index, step in enumerate(steps):
        if step.survival > 0.5 + TOLERANCE:
            continue
        if step.survival >= 0.5 - TOLERANCE and index + 1 < len(steps):
            return (step.days + steps[index + 1].days) / 2
        return step.days
    return None


def _first_below(steps: Iterable[Step], limit: str) -> Fraction | None:
    for step in steps:
        height = getattr(step, limit)
        if height is not None and height <= 0.5 + TOLERANCE:
            return step.days
    return None


def _area(steps: Sequence[Step], last: Fraction) -> Fraction:
    corners = [(Fraction(0), 1.0), *((step.days, step.survival) for step in steps)]
    corners.append((last, 0.0))
    return Fraction(
        fsum(height * float(to - start) for (start, height), (to, _) in pairwise(corners))
    )


def _at_risk(started: int, moments: Iterable[Moment], days: Fraction) -> int:
    past = [moment for moment in moments if moment.days < days]
    return started + sum(moment.entered - moment.left for moment in past)


def _has_gap(started: int, moments: Iterable[Moment], last: Fraction) -> bool:
    at_risk = started
    for moment in moments:
        if not at_risk and moment.days > 0:
            return True
        at_risk += moment.entered - moment.left
        if moment.days >= last:
            break
    return False


def _merge(moments: Iterable[Moment]) -> list[Moment]:
    """Return one moment a day, in order of days."""
    by_day: dict[Fraction, Moment] = {}
    for one in moments:
        seen = by_day.get(one.days, Moment(one.days))
        by_day[one.days] = Moment(
            one.days,
            seen.entered + one.entered,
            seen.ended + one.ended,
            seen.competing + one.competing,
            seen.open + one.open,
        )
    return [by_day[day] for day in sorted(by_day)]
