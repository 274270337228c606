"""The eleven shapes: observations of one kind become one figure."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from cxaudit.catalogue import FigureSpec
from cxaudit.outcome import Outcome
from cxaudit.statistics.choice import of_proportion, of_rate, of_ratio
from cxaudit.statistics.figure import (
    NO_OBSERVATION,
    NOT_REACHED,
    ZERO_DENOMINATOR,
    Figure,
    to_empty,
    to_number,
)
from cxaudit.statistics.ordered import (
    HALF,
    smallest_n,
    to_position,
    to_quantile,
    to_ranks,
    to_share,
)
from cxaudit.statistics.rows import Rows, Sums
from cxaudit.statistics.survival import Survival, to_survival

COMPLETE = "complete count"
ABOVE_ONE = "ratio > 1"
GAP = "nobody at risk for part of the span"


def to_shape(rows: Rows, spec: FigureSpec, seed: int) -> Figure:
    """Return the figure of any shape, not yet judged by its sample."""
    return _SHAPES[spec.shape](rows, spec, seed)


def to_curve(rows: Rows, spec: FigureSpec) -> Survival:
    """Return the Kaplan-Meier curve, in days, of a duration's rows."""
    seen = rows.seen(spec.days, spec.entered_days)
    return to_survival(*seen.moments(spec.days, spec.ending, spec.entered_days))


def _from_sums(rows: Rows, spec: FigureSpec, seed: int) -> Figure:
    """Proportion, ratio, mean and rate: a sum over a sum."""
    top = spec.numerator or spec.value or spec.events
    bottom = spec.denominator or spec.exposure
    sums = rows.sums(top, bottom, spec.n)
    sizes = _sizes(sums, spec)
    if not sums.observations:
        return to_empty(spec.unit, spec.shape, NO_OBSERVATION, **sizes)
    if not sums.b:
        return to_empty(spec.unit, spec.shape, ZERO_DENOMINATOR, **sizes)
    choose = {"proportion": of_proportion, "rate": of_rate}.get(spec.shape, of_ratio)
    bounds = choose(spec, sums, seed)
    above = sums.a > sums.b and (spec.shape == "proportion" or spec.unit == "fraction")
    flags = ((ABOVE_ONE,) if above else ()) + bounds.flags
    value = sums.a / sums.b
    return _measured(spec, value, bounds.low, bounds.high, bounds.method, flags=flags, **sizes)


def _count(rows: Rows, spec: FigureSpec, seed: int) -> Figure:
    sums = rows.sums(spec.value, None, spec.n)
    sizes = _sizes(sums, spec) | {"denominator": None}
    if not sums.observations:
        return to_empty(spec.unit, COMPLETE, NO_OBSERVATION, **sizes)
    return _measured(spec, sums.a, None, None, COMPLETE, **sizes)


def _bracket(rows: Rows, spec: FigureSpec, seed: int) -> Figure:
    count, units, (low, high, weight) = rows.weighted(spec.value_low, spec.value_high, spec.weight)
    n = rows.counted(spec.n)[2] if spec.n else weight
    sizes = {"n": to_number(n), "denominator": to_number(weight)}
    sizes |= {"observations": count, "units": units}
    if not count:
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
    count, units, n = rows.counted(spec.n)
    sizes = {"n": to_number(count if n is None else n), "observations": count, "units": units}
    if not count:
        return to_empty(spec.unit, "order statistics", NO_OBSERVATION, **sizes)
    ranks = to_ranks(count, p)
    lower, upper, _ = to_position(count, p)
    found = rows.at_ranks(spec.value, {lower, upper, *(ranks or ())}, count)
    value = to_quantile(count, p, found.__getitem__)
    if ranks is None:
        method = f"no interval: {count} observations, {smallest_n(p)} needed"
        return _measured(spec, value, None, None, method, **sizes)
    method = f"order statistics, ranks {ranks[0]} and {ranks[1]} of {count}"
    return _measured(spec, value, found[ranks[0]], found[ranks[1]], method, **sizes)


def _duration(rows: Rows, spec: FigureSpec, seed: int) -> Figure:
    """The median of a duration, its restricted mean or its last time at risk."""
    curve = to_curve(rows, spec)
    count, units, n = rows.seen(spec.days, spec.entered_days).counted(spec.n)
    unseen = rows.counted()[0] - count
    flags = (f"{unseen} left before they entered",) if unseen else ()
    flags += (GAP,) if curve.has_gap else ()
    sizes = {"n": to_number(count if n is None else n), "observations": count, "units": units}
    sizes |= {"flags": flags, "counts": _counts(curve)}
    if not count:
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


def _counts(curve: Survival) -> dict[str, float]:
    counts = {"ended": curve.ended, "competing": curve.competing, "open": curve.open}
    at_risk = curve.at_risk_at_median
    return counts if at_risk is None else counts | {"at_risk_at_median": at_risk}


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
}
