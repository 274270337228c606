"""What may lie between the firm's own figure and ours: rows, means, periods, units."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from cxaudit.catalogue import Kpi
from cxaudit.measure import Reading, measure_alone, to_readings
from cxaudit.period import Period, add_months
from cxaudit.wording import round_half_up, show_count, show_value

if TYPE_CHECKING:
    from cxaudit.audit.audit import Audit

Kind = Literal["exclusions", "undecided", "mean", "unit", "period", "as_of"]
KINDS: dict[str, Kind] = {
    "pooled": "exclusions", "undecided": "undecided", "of_units": "mean", "of_months": "mean",
}  # fmt: skip
LEAST_DIGITS = 2
LEAST_SHARE = 0.05
MEANS = {"of_units": "the plain mean of single rates", "of_months": "the plain mean of the months"}
FACTORS: dict[str, dict[str, float]] = {
    "fraction": {"in per cent": 100, "per thousand": 1000, "divided by a hundred": 0.01},
    "ratio": {"in per cent": 100, "per thousand": 1000, "divided by a hundred": 0.01},
    "seconds": {"in milliseconds": 1000, "in minutes": 1 / 60, "in hours": 1 / 3600},
    "days": {"in hours": 24, "in weeks": 1 / 7, "in months": 12 / 365.25, "in years": 1 / 365.25},
    "years": {"in days": 365.25, "in months": 12},
    "count": {"in thousands": 1e-3, "in millions": 1e-6},
    "currency": {"in thousands": 1e-3, "in millions": 1e-6, "in billions": 1e-9},
}


@dataclass(frozen=True)
class Cause:
    """One reading under which our figure moves towards the firm's.

    ``words`` follow "comes out"; ``value``: our figure under it, in the KPI's unit, but for a
    unit in the unit meant. ``share``: of the gap between the two that it explains, above 1
    where it goes past the firm's figure. ``closes``: it gives the firm's figure.
    """

    kind: Kind
    words: str
    value: float
    share: float
    closes: bool
    reasons: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the fields as plain values."""
        return {
            "kind": self.kind, "words": self.words, "value": self.value, "share": self.share,
            "closes": self.closes, "reasons": list(self.reasons),
        }  # fmt: skip


@dataclass(frozen=True)
class Gap:
    """What is to be explained: the firm's figure, ours, and when two figures are the same."""

    reported: float
    ours: float
    unit: str
    within: float

    def equals(self, value: float) -> bool:
        """Tell whether a figure of ours equals the firm's, within tolerance or as it rounds."""
        return is_same(self.reported, value, self.within)

    def to_cause(self, kind: Kind, words: str, value: float, *reasons: str) -> Cause:
        """Return a reading with the share of the gap that it explains."""
        share = (value - self.ours) / (self.reported - self.ours)
        return Cause(kind, words, value, share, self.equals(value), reasons)


def is_same(reported: float, value: float, within: float) -> bool:
    """Tell whether two figures agree: relatively, or ours rounds to the digits reported.

    At least two digits are read, so a reported 31 % agrees with 31.2 %, and 4 not with 4.4.
    """
    if math.isclose(reported, value, rel_tol=within, abs_tol=1e-12):
        return True
    written = Decimal(repr(float(reported))).normalize()
    places = -int(written.as_tuple().exponent) + max(
        LEAST_DIGITS - len(written.as_tuple().digits), 0
    )
    return bool(written) and round_half_up(value, places) == written


def find_causes(audit: Audit, kpi: Kpi, period: Period, gap: Gap, others: Mapping[str, float]
                ) -> tuple[Cause, ...]:  # fmt: skip
    """Return what gives the firm's figure; else what explains a part of the gap, most first.

    Of several that do, the simplest kind stands: another unit, fewer exclusions, then cases
    without an outcome, a mean of rates, another period. ``others``: labels of the named
    definitions and their values, to be tried in other units.
    """
    found = [*_units(gap, others), *_rows(audit, kpi, period, gap)]
    closing = [cause for cause in found if cause.closes]
    if not closing:
        closing = [cause for cause in _periods(audit, kpi, period, gap) if cause.closes]
    if closing:
        first = (closing[0].kind, len(closing[0].reasons))
        return tuple(c for c in closing if (c.kind, len(c.reasons)) == first)
    alone = [c for c in found if c.kind == "exclusions" and len(c.reasons) == 1]
    return tuple(
        sorted((c for c in alone if abs(c.share) >= LEAST_SHARE), key=lambda c: -abs(c.share))
    )


def _units(gap: Gap, others: Mapping[str, float]) -> list[Cause]:
    """Read our figure, else another definition's, in a unit not the KPI's, or as the rest to 1."""
    for label, value in others.items():
        ours = show_value(value, gap.unit) + (f" ({label})" if label else "")
        found = [
            Cause("unit", f"as ours, {ours}, {words}: enter {value:.4g}", value * factor, 1.0, True)
            for words, factor in FACTORS.get(gap.unit, {}).items()
            if math.isclose(gap.reported, value * factor, rel_tol=gap.within)
        ]
        if gap.unit == "fraction" and gap.equals(1 - value):
            rest = f"as what is left of 100% by ours, {ours}"
            found.append(Cause("unit", rest, 1 - value, 1.0, True))
        if found:
            return found
    return []


def _rows(audit: Audit, kpi: Kpi, period: Period, gap: Gap) -> Iterator[Cause]:
    readings = to_readings(audit.engine, kpi, audit.settings, audit.supply, period)
    for reading in sorted(readings, key=lambda r: (r.how != "pooled", len(r.put_back))):
        yield gap.to_cause(KINDS[reading.how], _say(reading), reading.value, *reading.put_back)


def _say(reading: Reading) -> str:
    if reading.how == "undecided":
        return f"on taking {show_count(reading.rows, 'case')} without an outcome for misses"
    *first, last = [f"'{reason}'" for reason in reading.put_back] or [""]
    named = f"{', '.join(first)} and {last}" if first else last
    rows = f"counting {show_count(reading.rows, 'row')} left out as {named}"
    if reading.how == "pooled":
        return f"on {rows}"
    mean = f"as {MEANS[reading.how]}, where the definition divides the sums"
    return f"{mean}, {rows}" if reading.put_back else mean


def _periods(audit: Audit, kpi: Kpi, period: Period, gap: Gap) -> Iterator[Cause]:
    """The same definition at neighbouring dates, and as things stood when the period ended."""
    for other in to_neighbours(period):
        measured = measure_alone(audit.engine, kpi, audit.settings, audit.supply, other)
        if measured.value is not None:
            yield gap.to_cause("period", f"for {other.in_words}", measured.value)
    if period.end < audit.as_of:
        then = {**audit.settings, "as_of": period.end}
        measured = measure_alone(audit.engine, kpi, then, audit.supply, period)
        if measured.value is not None:
            words = f"as things stood on {Period(period.end, period.end).in_words}"
            yield gap.to_cause("as_of", words, measured.value)


def to_neighbours(period: Period) -> list[Period]:
    """Return the periods a figure may really stand for, nearest first.

    One month and one quarter earlier and later, the like period before and after, the calendar
    year of its end and the one before, its last quarter, one and two years to the same end. A
    snapshot or all of history moves its end alone.
    """
    moves = (-1, 1, -3, 3, -12, 12)
    ends = [_month_end(period.end, months) for months in moves]
    ends.append(date(period.end.year - 1, 12, 31))
    if period.start is None or period.start == period.end:
        start = period.start
        return [Period(end if start else None, end) for end in dict.fromkeys(ends)]
    after = period.end + timedelta(days=1)
    found = [
        Period(add_months(period.start, months), _month_end(period.end, months)) for months in moves
    ]
    found += [period.before(), Period(date(period.end.year, 1, 1), date(period.end.year, 12, 31))]
    found.append(Period(date(period.end.year - 1, 1, 1), date(period.end.year - 1, 12, 31)))
    found += [Period(add_months(after, -back), period.end) for back in (3, 12, 24)]
    return [one for one in dict.fromkeys(found) if one != period]


def _month_end(day: date, months: int) -> date:
    """Return the day moved by whole months; the last of a month stays the last of its month."""
    return add_months(day + timedelta(days=1), months) - timedelta(days=1)
