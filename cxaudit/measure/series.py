"""A KPI over time and row by row: the same statement, asked again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from cxaudit.catalogue import Kpi
from cxaudit.engine import Engine, to_identifier
from cxaudit.errors import ClientDataError
from cxaudit.measure.result import Measurement
from cxaudit.measure.run import choose_statement, measure_alone
from cxaudit.measure.supply import Supply
from cxaudit.period import Period
from cxaudit.statistics import difference, rate_ratio

EXACT_RATE = "Garwood"


@dataclass(frozen=True)
class Change:
    """A figure minus that of the period before, in its unit, with its interval.

    ``ratio`` with its exact interval stands for rates of events in an exposure, whose change is
    judged by it; its upper end is None where the period before had no event.
    """

    value: float
    low: float | None = None
    high: float | None = None
    ratio: float | None = None
    ratio_low: float | None = None
    ratio_high: float | None = None

    @property
    def is_clear(self) -> bool:
        """Tell whether the interval excludes no change: a ratio of 1, else a difference of 0."""
        if self.ratio_low is not None:
            return self.ratio_low > 1 or (self.ratio_high is not None and self.ratio_high < 1)
        return self.low is not None and self.high is not None and not self.low <= 0 <= self.high


@dataclass(frozen=True)
class Point:
    """One period of a series, what was measured in it, and the change since the one before.

    ``is_young``: cases of the period may still be decided, so that it is not alike the older
    ones; no change is taken to it or from it.
    """

    period: Period
    measured: Measurement
    change: Change | None = None
    is_young: bool = False


def to_series(
    engine: Engine,
    kpi: Kpi,
    settings: Mapping[str, object],
    supply: Supply,
    periods: Sequence[Period],
) -> tuple[Point, ...]:
    """Measure the KPI once in each of the periods, in their order; changes between like ages."""
    points: list[Point] = []
    ripe = timedelta(days=ripens_in_days(kpi, settings))
    for period in periods:
        measured = measure_alone(engine, kpi, settings, supply, period)
        young = bool(ripe) and period.end + ripe > settings["as_of"]  # type: ignore[operator]
        before = points[-1] if points else None
        alike = before is not None and not young and not before.is_young
        change = to_change(before.measured, measured) if before is not None and alike else None
        points.append(Point(period, measured, change, young))
    return tuple(points)


def ripens_in_days(kpi: Kpi, settings: Mapping[str, object]) -> int:
    """Return how long a case waits for its outcome: the decision lag of KPIs that count pending.

    0 for all others: their rows are whole from the start, from ``min_age_days`` on, or, open
    cases of a duration, taken for what they are.
    """
    return int(settings.get("decision_lag_days") or 0) if "pending_young" in kpi.figure else 0  # type: ignore[call-overload]


def to_change(before: Measurement | None, now: Measurement) -> Change | None:
    """Return the change between two like figures of one variant; None where one lacks.

    The difference carries Newcombe's hybrid interval, for shares with Wilson limits his method
    10. Rates of events with Garwood limits carry their exact ratio besides.
    """
    if before is None or before.value is None or now.value is None or before.variant != now.variant:
        return None
    gap = now.value - before.value
    if None in (before.low, before.high, now.low, now.high):
        return Change(gap)
    first, other = (now.value, now.low, now.high), (before.value, before.low, before.high)
    low, high = difference(first, other)  # type: ignore[arg-type]
    if not (before.method.startswith(EXACT_RATE) and now.method.startswith(EXACT_RATE)):
        return Change(gap, low, high)
    counts = (now.numerator, now.denominator, before.numerator, before.denominator)
    ratio = now.value / before.value if before.value else None
    return Change(gap, low, high, ratio, *rate_ratio(*counts))  # type: ignore[arg-type]


def to_rows(
    engine: Engine, kpi: Kpi, settings: Mapping[str, object], supply: Supply, limit: int = 1000
) -> dict[str, Any]:
    """Return the observations behind the headline, with source file and row.

    Keys: kpi_id, columns, rows (at most ``limit``), total. Raises ClientDataError when the
    columns needed were not supplied.
    """
    found = choose_statement(engine, kpi, settings, supply, None)
    if isinstance(found, Measurement):
        raise ClientDataError(
            f"there are no rows behind {kpi.kpi_id}", found=found.reason,
            next="import an export that holds them: cxaudit import CLIENT FILE",
        )  # fmt: skip
    columns, file = list(found.columns), to_identifier(found.columns.whole.relation)
    listed = ", ".join(to_identifier(c) for c in columns)
    total = engine.execute(f"select count(*) from {file}").fetchone()[0]  # type: ignore[index]
    rows = engine.execute(
        f"select {listed} from {file} order by src_file, src_row, unit limit {int(limit)}"
    ).fetchall()
    return {
        "kpi_id": kpi.kpi_id, "columns": columns, "rows": [list(r) for r in rows], "total": total,
    }  # fmt: skip
