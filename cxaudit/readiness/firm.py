"""The firm's figures out of its KPIs: funnel, levels, stage, index, distance to target."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from statistics import median_low

from cxaudit.maturity import Maturity
from cxaudit.readiness.chain import Chain, level_of
from cxaudit.readiness.evidence import ONE, ZERO, Span
from cxaudit.readiness.results import Distribution, KpiReadiness, Sensitivity

FUNNEL_STEPS = ("purposed", "captured", "trusted", "repeatable", "used")
HIGHEST_LEVEL = len(FUNNEL_STEPS)

Levels = Mapping[str, int]
"""kpi_id -> level, for every KPI in the funnel."""


def to_levels(kpis: Sequence[KpiReadiness], read: Callable[[KpiReadiness], int]) -> dict[str, int]:
    """Return kpi_id -> level of every KPI in the funnel."""
    return {kpi.kpi_id: read(kpi) for kpi in kpis if kpi.in_funnel}


def to_funnel(kpis: Sequence[KpiReadiness], levels: Levels) -> dict[str, int]:
    """Return the counts from all KPIs down to those used."""
    steps = {
        name: sum(level >= number for level in levels.values())
        for number, name in enumerate(FUNNEL_STEPS, start=1)
    }
    return {"kpis": len(kpis), "applicable": len(levels), **steps}


def to_distribution(kpis: Sequence[KpiReadiness], levels: Levels) -> Distribution:
    """Return how many of the KPIs that count stand at each level, and the lower median.

    At least half of them reach that median. Deferred use cases do not count.
    """
    own = [levels[kpi.kpi_id] for kpi in kpis if kpi.in_index]
    counts = tuple(own.count(number) for number in range(HIGHEST_LEVEL + 1))
    return Distribution(counts, median_low(own) if own else None)


def to_distributions(
    kpis: Sequence[KpiReadiness], levels: Levels
) -> dict[str, dict[str, Distribution]]:
    """Return the distribution by owner, goal and stage of the sale."""
    found: dict[str, dict[str, Distribution]] = {}
    for name in ("owner", "goal", "stage"):
        groups: dict[str, list[KpiReadiness]] = {}
        for kpi in kpis:
            if kpi.in_index:
                groups.setdefault(getattr(kpi, name) or "none", []).append(kpi)
        found[name] = {group: to_distribution(own, levels) for group, own in sorted(groups.items())}
    return found


def to_weight_share(kpis: Sequence[KpiReadiness], levels: Levels, level: int) -> Fraction | None:
    """Return the share of weight at this level or above; None where no KPI counts."""
    counted = [kpi for kpi in kpis if kpi.in_index]
    total = sum(kpi.weight for kpi in counted)
    reached = sum(kpi.weight for kpi in counted if levels[kpi.kpi_id] >= level)
    return Fraction(reached, total) if total else None


def to_stage(kpis: Sequence[KpiReadiness], levels: Levels, model: Maturity) -> int | None:
    """Return the firm's stage, None where no KPI counts.

    The highest n that half of the weight has reached, with most of it at n - 1 or above, and no
    KPI of the goal that may not lag below n - 1.
    """
    rule = model.levels.stage
    counted = [kpi for kpi in kpis if kpi.in_index]
    lagging = [levels[kpi.kpi_id] for kpi in counted if kpi.goal == rule.none_below_goal]
    for stage in range(HIGHEST_LEVEL, 0, -1):
        at_level = to_weight_share(kpis, levels, stage)
        one_below = to_weight_share(kpis, levels, stage - 1)
        if at_level is None or one_below is None:
            return None
        enough = at_level >= Fraction(rule.at_level) and one_below >= Fraction(rule.one_below)
        if enough and all(level >= stage - 1 for level in lagging):
            return stage
    return 0


def to_next_stage(
    kpis: Sequence[KpiReadiness], levels: Levels, stage: int | None, model: Maturity
) -> tuple[str, ...]:
    """Return what keeps the firm from the stage after this one, in words; empty at the highest."""
    if stage is None or stage == HIGHEST_LEVEL:
        return ()
    rule, wanted, found = model.levels.stage, stage + 1, []
    for level, asked in ((wanted, rule.at_level), (stage, rule.one_below)):
        share = to_weight_share(kpis, levels, level)
        if share is not None and share < Fraction(asked):
            said = f"{_percent(share)} of the weight stands at level {level} or above"
            found.append(f"{said}, {_percent(Fraction(asked))} is asked")
    lagging = [k.kpi_id for k in kpis if k.in_index and k.goal == rule.none_below_goal
               and levels[k.kpi_id] < stage]  # fmt: skip
    if lagging:
        goal = rule.none_below_goal.replace("_", " ")
        found.append(f"of {goal}, below level {stage}: {', '.join(lagging)}")
    return tuple(found)


def _percent(share: Fraction) -> str:
    exact = Decimal(share.numerator) * 100 / Decimal(share.denominator)
    return f"{exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)} %"


def to_index(
    kpis: Sequence[KpiReadiness], read: Callable[[KpiReadiness], Span], *, weighted: bool = True
) -> Span | None:
    """Return the weighted mean of a span over the KPIs that count; None without any."""
    counted = [(kpi.weight if weighted else 1, read(kpi)) for kpi in kpis if kpi.in_index]
    total = sum(weight for weight, _ in counted)
    if not total:
        return None
    low = sum((weight * span.low for weight, span in counted), ZERO)
    high = sum((weight * span.high for weight, span in counted), ZERO)
    return Span(low / total, high / total)


def to_target_share(kpis: Sequence[KpiReadiness], levels: Levels) -> Fraction | None:
    """Return the share of the way to the targets; a level beyond its target counts no more."""
    counted = [kpi for kpi in kpis if kpi.in_index]
    wanted = sum(kpi.weight * (kpi.target_level or 0) for kpi in counted)
    gaps = sum(kpi.weight * max(0, (kpi.target_level or 0) - levels[kpi.kpi_id]) for kpi in counted)
    return ONE - Fraction(gaps, wanted) if wanted else None


def to_progress(now: Fraction, base: Fraction, target: Fraction) -> Fraction | None:
    """Return (now - base) / (target - base); None where the target was met from the start."""
    return None if target == base else (now - base) / (target - base)


def to_firm_progress(
    kpis: Sequence[KpiReadiness], levels: Levels, baseline: Mapping[str, int]
) -> Fraction | None:
    """Return the progress from the baseline's levels towards the targets, over KPIs in both."""
    counted = [kpi for kpi in kpis if kpi.in_index and kpi.kpi_id in baseline]

    def weigh(own: Mapping[str, int]) -> Fraction:
        capped = [k.weight * min(k.target_level or 0, own[k.kpi_id]) for k in counted]
        return Fraction(sum(capped))

    target = Fraction(sum(kpi.weight * (kpi.target_level or 0) for kpi in counted))
    return to_progress(weigh(levels), weigh(baseline), target)


def to_confidence(
    kpis: Sequence[KpiReadiness], model: Maturity
) -> tuple[Fraction | None, str | None]:
    """Return the mean weight of the evidence grades over all criteria that count, and its grade.

    An unanswered criterion weighs as the lowest grade, so that skipping one raises nothing.
    """
    weights = [weight for kpi in kpis if kpi.in_index for weight in weights_of(kpi, model)]
    if not weights:
        return None, None
    mean = sum(weights, ZERO) / len(weights)
    bands = sorted(model.levels.confidence, key=lambda band: band.from_value, reverse=True)
    return mean, next(band.grade for band in bands if mean >= Fraction(band.from_value))


def weights_of(kpi: KpiReadiness, model: Maturity) -> list[Fraction]:
    """Return the weight of each criterion's grade, those not applicable left out."""
    return [model.weights[c.grade] for c in kpi.criteria if c.status != "not_applicable"]


def to_obstacles(kpis: Sequence[KpiReadiness], model: Maturity) -> tuple[str, ...]:
    """Return what keeps the audit from being benchmarked, in words; empty where nothing does."""
    absent = sum(kpi.state == "not_applicable" for kpi in kpis)
    allowed = Fraction(model.levels.not_applicable_share) * len(kpis)
    found = []
    if absent > allowed:
        percent = model.levels.not_applicable_share * 100
        found.append(
            f"{absent} of {len(kpis)} use cases are not applicable, more than {percent:.0f} %"
        )
    limit = model.levels.not_applicable_per_step
    for kpi in kpis:
        for link in model.links if kpi.in_index else ():
            own = [c for c in kpi.criteria if c.link == link and c.status == "not_applicable"]
            if len(own) > limit:
                found.append(
                    f"{kpi.kpi_id}: {len(own)} criteria of {link} are not applicable, "
                    f"more than {limit}"
                )
    return tuple(found)


def to_sensitivity(kpis: Sequence[KpiReadiness], sound: Decimal, model: Maturity) -> Sensitivity:
    """Return stage, median, funnel and levels were another score called sound."""

    def read(steps: Callable[[Chain], Sequence[Fraction]]) -> dict[str, int]:
        return to_levels(kpis, lambda k: level_of(steps(k.evidenced), model, sound))  # type: ignore[arg-type]

    lows, highs = read(lambda chain: chain.lows), read(lambda chain: chain.highs)
    return Sensitivity(
        Fraction(sound), to_stage(kpis, lows, model), to_stage(kpis, highs, model),
        to_distribution(kpis, lows).median, to_funnel(kpis, lows), lows,
    )  # fmt: skip
