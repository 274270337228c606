"""The chain of one KPI: step scores, level, index, limiting link, urgency and prize."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from typing import Literal

from cxaudit.maturity import Maturity
from cxaudit.readiness.criteria import JudgedCriterion
from cxaudit.readiness.evidence import ONE, ZERO, Span

Side = Literal["declared", "evidenced"]
Steps = Sequence[Fraction]


@dataclass(frozen=True)
class Chain:
    """Five step scores and what follows from them; every span is low to high."""

    steps: dict[str, Span]
    level_low: int
    level_high: int
    index: Span
    mean: Span
    limiting_link: str | None

    @property
    def lows(self) -> list[Fraction]:
        """Return the low ends of the steps, in order."""
        return [span.low for span in self.steps.values()]

    @property
    def highs(self) -> list[Fraction]:
        """Return the high ends of the steps, in order."""
        return [span.high for span in self.steps.values()]


def build_chain(
    criteria: Sequence[JudgedCriterion], side: Side, model: Maturity, *, no_purpose: bool = False
) -> Chain:
    """Return the chain of a KPI as declared or as evidenced; ``no_purpose`` sets step 1 to 0."""
    limit = model.levels.not_applicable_per_step
    steps = {
        link: score_step([c for c in criteria if c.link == link], side, limit)
        for link in model.links
    }
    if no_purpose:
        steps[next(iter(steps))] = Span(ZERO, ZERO)
    lows, highs = ([getattr(s, end) for s in steps.values()] for end in ("low", "high"))
    return Chain(
        steps,
        level_of(lows, model),
        level_of(highs, model),
        Span(chain_index(lows), chain_index(highs)),
        Span(sum(lows, ZERO) / len(lows), sum(highs, ZERO) / len(highs)),
        limiting_link(steps, model),
    )


def score_step(criteria: Sequence[JudgedCriterion], side: Side, limit: int) -> Span:
    """Return the mean of a step's criteria; an unknown one is 0 at the low end, 1 at the high.

    Up to ``limit`` criteria that are not applicable leave the mean; any more count as unknown.
    """
    counted = [getattr(c, side) for c in criteria if c.status != "not_applicable"]
    absent = len(criteria) - len(counted)
    beyond = max(0, absent - limit)
    divisor = len(counted) + beyond
    low = sum((span.low for span in counted), ZERO)
    high = sum((span.high for span in counted), ZERO) + beyond
    return Span(low / divisor, high / divisor)


def level_of(steps: Steps, model: Maturity, sound: Decimal | None = None) -> int:
    """Return the highest level reached: its step above one half, every step before it sound."""
    threshold = Fraction(model.levels.sound if sound is None else sound)
    reached = Fraction(model.levels.reached)
    level = 0
    for number, score in enumerate(steps, start=1):
        if score > reached:
            level = number
        if score < threshold:
            break
    return level


def chain_index(steps: Steps) -> Fraction:
    """Return the mean of the running minima: a step earns no more than the weakest before it."""
    return sum(accumulate(steps, min), ZERO) / len(steps)


def limiting_link(steps: dict[str, Span], model: Maturity) -> str | None:
    """Return the first link that is not sound at its low end, None where all are."""
    sound = Fraction(model.levels.sound)
    return next((link for link, span in steps.items() if span.low < sound), None)


def to_prize(chain: Chain, weight: int) -> Fraction:
    """Return the weighted gain in the index when the limiting link is repaired to 1."""
    if chain.limiting_link is None:
        return ZERO
    repaired = [ONE if n == chain.limiting_link else s.low for n, s in chain.steps.items()]
    return weight * (chain_index(repaired) - chain.index.low)


def to_urgency(weight: int, target_level: int, level: int, model: Maturity) -> Fraction:
    """Return the weighted, convex gap to the target level, from 0 to 1."""
    gap = max(0, target_level - level)
    widest = (1 + model.levels.urgency.widest_gap) ** 2 - 1
    highest = model.levels.urgency.highest_weight
    return Fraction(weight * ((1 + gap) ** 2 - 1), highest * widest)
