"""Aalen-Johansen: the chance of an ending by a day, where other endings may come first.

Reference: Marubini and Valsecchi, Analysing Survival Data from Clinical Trials, 1995; the same
variance stands in Collett, Modelling Survival Data in Medical Research.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import exp, fsum, log, sqrt

from cxaudit.statistics.intervals import Z
from cxaudit.statistics.survival import TOLERANCE, Moment


@dataclass(frozen=True)
class Chance:
    """The chance of having ended by a day, with its log-log limits.

    The limits are None where nobody or everybody had ended: the variance does not exist there.
    """

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class _Step:
    """One day with an ending of any kind: chance after it, survival before it, who did what."""

    incidence: float
    survival_before: float
    at_risk: int
    ended: int
    left: int


def chance_by(started: int, moments: Sequence[Moment], days: Fraction) -> Chance | None:
    """Return the chance of having ended on or before ``days``; competing endings take theirs.

    ``started`` and ``moments`` as in ``to_survival``: in order of days, one a day, endings of
    both kinds before the open cases of that day. None where cases remain and nobody was seen
    as long as ``days``: what became of them is not known.
    """
    steps = _walk(started, moments, days)
    last = max((moment.days for moment in moments if moment.left), default=Fraction(0))
    remain = steps[-1].left < steps[-1].at_risk if steps else True
    if days > last and remain:
        return None
    value = steps[-1].incidence if steps else 0.0
    if not TOLERANCE < value < 1 - TOLERANCE:
        return Chance(round(value), None, None)
    spread = Z * sqrt(_variance(steps)) / (value * abs(log(value)))
    return Chance(value, value ** exp(spread), value ** exp(-spread))


def _walk(started: int, moments: Sequence[Moment], days: Fraction) -> list[_Step]:
    at_risk, survival, incidence = started, 1.0, 0.0
    steps = []
    for moment in moments:
        if moment.days > days:
            break
        left = moment.ended + moment.competing
        if left:
            incidence += survival * moment.ended / at_risk
            steps.append(_Step(incidence, survival, at_risk, moment.ended, left))
            survival *= (at_risk - left) / at_risk
        at_risk += moment.entered - moment.left
    return steps


def _variance(steps: Sequence[_Step]) -> float:
    """Return the delta-method variance of the last incidence."""
    final = steps[-1].incidence
    terms = []
    for step in steps:
        ahead, n = final - step.incidence, step.at_risk
        if step.left < n:
            terms.append(ahead**2 * step.left / (n * (n - step.left)))
        terms.append(step.survival_before**2 * step.ended * (n - step.ended) / n**3)
        terms.append(-2 * ahead * step.survival_before * step.ended / n**2)
    return max(fsum(terms), 0.0)
