"""What a figure must say, built from counted observations by the rules of the definitions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from tests.oracle.exact import (
    NO_ENDS,
    Case,
    Ends,
    ends_of_median,
    garwood,
    middle,
    quantile,
    to_survival,
    wilson,
)

SOME = "some"
FREE = "free"
Sizes = dict[str, float]
Number = Fraction | int


class Pair(NamedTuple):
    """One counted observation of a ratio: the cluster it belongs to, numerator, denominator."""

    unit: object
    part: Number
    whole: Number


@dataclass(frozen=True)
class Sample:
    """The least sizes of the definitions: below ok indicative, below shown no value."""

    ok: Sizes = field(default_factory=dict)
    shown: Sizes = field(default_factory=dict)


ANY_SIZE = Sample()


@dataclass(frozen=True)
class Want:
    """What one figure must say; n None = not fixed.

    ``ends``: both limits, SOME = there are some, FREE = not fixed.
    """

    outcome: str
    value: Number | None
    n: Number | None
    ends: Ends | str = NO_ENDS
    part: Number | None = None
    whole: Number | None = None
    bracket: tuple[Fraction, Fraction] | None = None


NO_DATA = Want("no_data", None, 0)
TOO_FEW = Want("too_few", None, 0)


@dataclass
class Expected:
    """What a measurement must say: headline, variant's name, exclusions, parts and variants."""

    headline: Want
    variant: str = "headline"
    excluded: Counter[str] | None = None
    parts: dict[str, Want] = field(default_factory=dict)
    variants: dict[str, Want] = field(default_factory=dict)


def judge(sample: Sample, sizes: Sizes, value: Fraction | None, blank: bool = False) -> str:
    """Return the outcome of a figure of these sizes; ``blank``: a value may be missing."""
    if value is None and not blank:
        return "too_few"
    if any(sizes[key] < least for key, least in sample.shown.items() if key in sizes):
        return "too_few"
    short = any(sizes[key] < least for key, least in sample.ok.items() if key in sizes)
    return "indicative" if short else "measured"


def to_ratio(
    pairs: Sequence[Pair],
    sample: Sample = ANY_SIZE,
    *,
    ends: str = "clusters",
    clusters_from: int = 6,
    n: Number | None = None,
    scale: Fraction | int = 1,
) -> Want:
    """Return sum / sum, never a mean of ratios.

    ``ends``: clusters = by units where there are enough of them; wilson; few = by units, Wilson
    where there are too few or all say none or all; either = the same, and Wilson too where no unit
    holds more than one; none; free = not fixed. n is the denominator of a share (wilson, either).
    """
    part, whole = sum(p.part for p in pairs), sum(p.whole for p in pairs)
    value = Fraction(part) / whole * scale if whole else None
    units = Counter(p.unit for p in pairs)
    shown_n = (whole if ends in ("wilson", "either") else len(pairs)) if n is None else n
    sizes = {"n": shown_n, "observations": len(pairs), "units": len(units), "denominator": whole}
    outcome = judge(sample, sizes, value)
    if value is None or outcome == "too_few":
        return Want(outcome, None, shown_n, NO_ENDS, part, whole)
    limits = _ends_of_ratio(pairs, units, ends, clusters_from, Fraction(part), Fraction(whole))
    return Want(outcome, value, shown_n, limits, part, whole)


def _ends_of_ratio(
    pairs: Sequence[Pair], units: Counter, how: str, least: int, part: Fraction, whole: Fraction
) -> Ends | str:
    # A unit whose sums are nought is seen and adds nothing: it is no cluster.
    enough = sum(any(_sums_of(pairs, unit)) for unit in units) >= least
    if how == "free":
        return FREE
    if how == "none":
        return NO_ENDS
    if how == "clusters":
        return SOME if enough else NO_ENDS
    bounded = wilson(part, whole) if 0 <= part <= whole else NO_ENDS
    together = how == "few" or any(_sums_of(pairs, unit)[1] > 1 for unit in units)
    if how == "wilson" or not enough or not together or part in (0, whole):
        return bounded
    return SOME


def _sums_of(pairs: Sequence[Pair], unit: object) -> tuple[Number, Number]:
    own = [pair for pair in pairs if pair.unit == unit]
    return sum(pair.part for pair in own), sum(pair.whole for pair in own)


def to_median(
    values: Sequence[Number], sample: Sample = ANY_SIZE, scale: Fraction | int = 1
) -> Want:
    """Return the middle value with the limits at its ranks."""
    return _of_values(values, sample, scale, middle, ends_of_median)


def to_quantile(values: Sequence[Number], p: Fraction, sample: Sample = ANY_SIZE) -> Want:
    """Return a quantile of type 8; its limits are not fixed by the definitions."""
    return _of_values(values, sample, 1, lambda v: quantile(v, p), lambda v: FREE)


def to_mean(
    values: Sequence[Number], sample: Sample = ANY_SIZE, scale: Fraction | int = 1, units: int = 0
) -> Want:
    """Return the mean; limits from six clusters on."""
    some: Callable = lambda v: SOME if (units or len(v)) >= 6 else NO_ENDS  # noqa: E731
    return _of_values(values, sample, scale, lambda v: sum(v) / len(v), some, units)


def _of_values(
    values: Sequence[Number],
    sample: Sample,
    scale: Number,
    point: Callable,
    limits: Callable,
    units: int = 0,
) -> Want:
    numbers = [Fraction(value) * scale for value in values]
    sizes = {"n": len(numbers), "observations": len(numbers), "units": units or len(numbers)}
    outcome = judge(sample, sizes, None, bool(numbers))
    if outcome == "too_few":
        return Want(outcome, None, len(numbers))
    return Want(outcome, point(numbers), len(numbers), limits(numbers))


def to_count(
    values: Sequence[Number], sample: Sample = ANY_SIZE, *, n: Number | None = None
) -> Want:
    """Return a complete count: the sum, without an interval."""
    counted = len(values) if n is None else n
    if not values:
        return Want("too_few", None, counted)
    outcome = judge(sample, {"n": counted, "observations": len(values)}, Fraction(0))
    return Want(outcome, Fraction(sum(values)), counted)


def to_rate(
    pairs: Sequence[Pair],
    sample: Sample = ANY_SIZE,
    *,
    scale: Fraction,
    spread_at: Fraction | None = None,
) -> Want:
    """Return events over exposure (days), with Garwood's limits or by clusters where uneven."""
    events, days = int(sum(p.part for p in pairs)), sum(p.whole for p in pairs)
    value = Fraction(events) / days * scale if days else None
    sizes = {"n": len(pairs), "units": len({p.unit for p in pairs}), "exposure": days}
    outcome = judge(sample, sizes, value)
    if value is None or outcome == "too_few":
        return Want(outcome, None, len(pairs), NO_ENDS, events, days)
    uneven = spread_at is not None and variance_over_mean(pairs) > spread_at
    limits = SOME if uneven and len(pairs) >= 6 else garwood(events, Fraction(days) / scale)
    return Want(outcome, value, len(pairs), limits, events, days)


def variance_over_mean(pairs: Sequence[Pair]) -> Fraction:
    """Return the variance of the units' events over their mean."""
    counts = [Fraction(p.part) for p in pairs]
    if len(counts) < 2 or not sum(counts):
        return Fraction(0)
    mean = sum(counts) / len(counts)
    return sum((c - mean) ** 2 for c in counts) / (len(counts) - 1) / mean


def to_duration(
    cases: Sequence[Case], sample: Sample, scale: Fraction | int = 1, units: int | None = None
) -> dict[str, Want]:
    """Return the survival median under ``headline``, with restricted_mean and last_at_risk."""
    curve, n = to_survival(cases), len(cases)
    if not curve.cases:
        empty = Want("too_few", None, n)
        return {"headline": empty, "restricted_mean": empty, "last_at_risk": empty}
    median = curve.median
    ended = sum(1 for case in curve.cases if case.ending == "ended")
    sizes: Sizes = {"n": n, "ended": ended, "units": n if units is None else units}
    if median is not None:
        sizes["at_risk_at_median"] = curve.at_risk(median)
    outcome = judge(sample, sizes, median, blank=True)
    shown = outcome != "too_few"
    low, high = (e * float(scale) if e is not None else None for e in curve.ends)
    value = median * scale if shown and median is not None else None
    return {
        "headline": Want(outcome, value, n, (low, high) if shown else NO_ENDS),
        "restricted_mean": Want("measured", curve.area * scale, n),
        "last_at_risk": Want("measured", Fraction(curve.last) * scale, n),
    }


def to_bracket(rows: Sequence[tuple[Fraction, Fraction, int]], sample: Sample) -> Want:
    """Return the two weighted means as a bracket, the value in its middle."""
    weight = sum(views for *_, views in rows)
    outcome = judge(sample, {"n": weight}, Fraction(0) if weight else None)
    if not weight or outcome == "too_few":
        return Want("too_few", None, weight)
    low = sum((low * views for low, _, views in rows), Fraction(0)) / weight
    high = sum((high * views for _, high, views in rows), Fraction(0)) / weight
    return Want(outcome, (low + high) / 2, weight, NO_ENDS, bracket=(low, high))
