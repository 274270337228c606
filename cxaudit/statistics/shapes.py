"""The twelve shapes: observations of one kind become one figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from cxaudit.catalogue import FigureSpec
from cxaudit.outcome import Outcome
from cxaudit.statistics.choice import Bounds, of_proportion, of_rate, of_ratio
from cxaudit.statistics.figure import (
    NO_OBSERVATION,
    NOT_REACHED,
    ZERO_DENOMINATOR,
    Figure,
    to_empty,
    to_number,
)
from cxaudit.statistics.incidence import chance_by
from cxaudit.statistics.ordered import (
    HALF,
    smallest_n,
    to_position,
    to_quantile,
    to_ranks,
    to_share,
)
from cxaudit.statistics.question import Asked, ask
from cxaudit.statistics.rows import Rows
from cxaudit.statistics.sums import Sums, sums_of
from cxaudit.statistics.survival import Survival, to_survival
from cxaudit.wording import show_count

COMPLETE = "complete count"
AALEN = "Aalen-Johansen"
ABOVE_ONE = "ratio > 1"
_SUMMED = ("mean", "count")
GAP = "nobody at risk for part of the span"


def to_shape(rows: Rows, spec: FigureSpec, seed: int) -> Figure:
    """Return the figure of any shape, not yet judged by its sample."""
    return _SHAPES[spec.shape](rows, spec, seed)


def to_asked(rows: Rows, spec: FigureSpec) -> Asked:
    """Return the sums that a figure of these rows is made from, in whole or in part."""
    if spec.shape == "bracket":
        low, high, weight = spec.value_low, spec.value_high, spec.weight
        return ask(rows, (low, weight), (high, weight), (weight,), by_unit=False)  # type: ignore[arg-type]
    top = spec.numerator or spec.events or (spec.value if spec.shape in _SUMMED else None)
    bottom = spec.denominator or spec.exposure
    named = [(name,) if name else () for name in (top, bottom)]
    n = (spec.n,) if spec.n else None
    return ask(rows, *named, n, by_unit=bool(top))


def _sums(rows: Rows, spec: FigureSpec) -> Sums:
    return sums_of(rows, to_asked(rows, spec))


def to_curve(rows: Rows, spec: FigureSpec) -> Survival:
    """Return the Kaplan-Meier curve, in days, of a duration's rows."""
    seen = rows.seen(spec.days, spec.entered_days)
    return to_survival(*seen.moments(spec.days, spec.ending, spec.entered_days))


def _from_sums(rows: Rows, spec: FigureSpec, seed: int) -> Figure:
    """Proportion, ratio, mean and rate: a sum over a sum."""
    sums = _sums(rows, spec)
    sizes = _sizes(sums, spec)
    if not sums.observations:
        return to_empty(spec.unit, spec.shape, NO_OBSERVATION, **sizes)
    if not sums.b:
        return to_empty(spec.unit, spec.shape, ZERO_DENOMINATOR, **sizes)
    choose = {"proportion": of_proportion, "rate": of_rate}.get(spec.shape, of_ratio)
    bounds = Bounds(None, None, COMPLETE) if spec.complete else choose(spec, sums, seed)
    above = sums.a > sums.b and (spec.shape == "proportion" or spec.unit == "fraction")
    flags = ((ABOVE_ONE,) if above else ()) + bounds.flags
    value = sums.a / sums.b
    return _measured(spec, value, bounds.low, bounds.high, bounds.method, flags=flags, **sizes)


def _count(rows: Rows, spec: FigureSpec, seed: int) -> Figure:
    sums = _sums(rows, spec)
    sizes = _sizes(sums, spec) | {"denominator": None}
    if not sums.observations:
        return to_empty(spec.unit, COMPLETE, NO_OBSERVATION, **sizes)
    return _measured(spec, sums.a, None, None, COMPLETE, **sizes)


def _bracket(rows: Rows, spec: FigureSpec, seed: int) -> Figure:
    sums = _sums(rows, spec)
    low, high, weight = sums.a, sums.b, sums.n
    n = sums_of(rows, ask(rows, n=(spec.n,), by_unit=False)).n if spec.n else weight
    sizes = {"n": to_number(n), "denominator": to_number(weight)}
    sizes |= {"observations": sums.observations, "units": sums.seen}
    if not sums.observations:
        return to_empty(spec.unit, "bracket", NO_OBSERVATION, **sizes)
    if not weight:
        return to_empty(spec.unit, "bracket", ZERO_DENOMINATOR, **sizes)
    scale = Fraction(spec.scale)
    ends = float(low / weight * scale), float(high / weight * scale)
    value = (low + high) / (2 * weight)
    return _measured(spec, value, None, None, "bracket", bracket=ends, **sizes)


def _quantile(rows: Rows, spec: FigureSpec, seed: int) -> Figure:
    """Median and quantile: values by rank."""
    p = HALF if spec.p is None else to_share(spec.p)
    sizes = _sizes_of_cases(_sums(rows, spec))
    count = sizes["observations"]
    if not count:
        return to_empty(spec.unit, "order statistics", NO_OBSERVATION, **sizes)
    ranks = to_ranks(count, p)
    lower, upper, _ = to_position(count, p)
    found = rows.at_ranks(spec.value, {lower, upper, *(ranks or ())}, count)
    value = to_quantile(count, p, found.__getitem__)
    if ranks is None:
        method = f"no interval: {show_count(count, 'observation')}, {smallest_n(p)} needed"
        return _measured(spec, value, None, None, method, **sizes)
    method = f"order statistics, ranks {ranks[0]} and {ranks[1]} of {count}"
    return _measured(spec, value, found[ranks[0]], found[ranks[1]], method, **sizes)


def _duration(rows: Rows, spec: FigureSpec, seed: int) -> Figure:
    """The median of a duration, its restricted mean or its last time at risk."""
    curve = to_curve(rows, spec)
    sizes = _sizes_of_curve(rows, spec, curve)
    if not sizes["observations"]:
        return to_empty(spec.unit, "Kaplan-Meier", NO_OBSERVATION, **sizes)
    if spec.shape == "restricted_mean":
        method = f"area under the Kaplan-Meier curve to {float(curve.last_at_risk):g} days"
        return _measured(spec, curve.restricted_mean, None, None, method, **sizes)
    if spec.shape == "last_at_risk":
        return _measured(spec, curve.last_at_risk, None, None, "last time at risk", **sizes)
    method = "Kaplan-Meier, Brookmeyer-Crowley log-log"
    reason = NOT_REACHED if curve.median is None else None
    sizes |= {"reason": reason}
    return _measured(spec, curve.median, curve.low, curve.high, method, **sizes)


def _chance_by(rows: Rows, spec: FigureSpec, seed: int) -> Figure:
    """The chance of having ended by a day; without value where too few ended in another way."""
    started, moments = rows.seen(spec.days, spec.entered_days).moments(
        spec.days, spec.ending, spec.entered_days
    )
    curve = to_survival(started, moments)
    sizes = _sizes_of_curve(rows, spec, curve)
    cases = sizes["observations"]
    if not cases:
        return to_empty(spec.unit, AALEN, NO_OBSERVATION, **sizes)
    others = f"{curve.competing:,} of {cases:,} ended in another way"
    least = spec.competing_above
    if least is not None and curve.competing <= to_share(least) * cases:
        reason = f"{others}; shown where more than {least:.0%} did"
        empty = to_empty(spec.unit, AALEN, reason, **sizes)
        return replace(empty, outcome=Outcome.NOT_APPLICABLE)
    day = curve.median if spec.at_day == "median" else Fraction(spec.at_day)
    if day is None:
        return to_empty(spec.unit, AALEN, "the median is not reached", **sizes)
    chance = chance_by(started, moments, day)
    if chance is None:
        seen = f"nobody was seen for {float(day):g} days"
        return to_empty(spec.unit, AALEN, seen, **sizes)
    method = f"Aalen-Johansen by day {float(day):g}, log-log; {others}"
    return _measured(spec, chance.value, chance.low, chance.high, method, **sizes)


def _sizes_of_curve(rows: Rows, spec: FigureSpec, curve: Survival) -> dict[str, object]:
    seen = _sums(rows.seen(spec.days, spec.entered_days), spec)
    unseen = sums_of(rows, ask(rows, by_unit=False)).observations - seen.observations
    flags = (f"{unseen} never under watch",) if unseen else ()
    flags += (GAP,) if curve.has_gap else ()
    return _sizes_of_cases(seen) | {"flags": flags, "counts": _counts(curve)}


def _counts(curve: Survival) -> dict[str, float]:
    counts = {"ended": curve.ended, "competing": curve.competing, "open": curve.open}
    at_risk = curve.at_risk_at_median
    return counts if at_risk is None else counts | {"at_risk_at_median": at_risk}


def _sizes_of_cases(sums: Sums) -> dict[str, object]:
    n = sums.observations if sums.n is None else to_number(sums.n)
    return {"n": n, "observations": sums.observations, "units": sums.seen}


def _sizes(sums: Sums, spec: FigureSpec) -> dict[str, object]:
    n = sums.b if spec.shape == "proportion" else Fraction(sums.observations)
    return {
        "n": to_number(n if sums.n is None else sums.n),
        "numerator": to_number(sums.a),
        "denominator": to_number(sums.b),
        "observations": sums.observations,
        "units": sums.units,
    }


def _measured(
    spec: FigureSpec,
    value: Fraction | None,
    low: Fraction | float | None,
    high: Fraction | float | None,
    method: str,
    **sizes: object,
) -> Figure:
    """Return the figure in its unit: the exact scale times value, low and high."""
    scale = Fraction(spec.scale)
    shown = [None if x is None else float(Fraction(x) * scale) for x in (value, low, high)]
    return Figure(Outcome.MEASURED, *shown, unit=spec.unit, method=method, **sizes)


_SHAPES: dict[str, Callable[[Rows, FigureSpec, int], Figure]] = {
    "proportion": _from_sums,
    "ratio": _from_sums,
    "mean": _from_sums,
    "rate": _from_sums,
    "count": _count,
    "bracket": _bracket,
    "median": _quantile,
    "quantile": _quantile,
    "duration": _duration,
    "restricted_mean": _duration,
    "last_at_risk": _duration,
    "chance_by": _chance_by,
}
