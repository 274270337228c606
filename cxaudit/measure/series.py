"""A KPI over time and row by row: the same statement, asked again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cxaudit.catalogue import Kpi
from cxaudit.engine import to_identifier
from cxaudit.errors import ClientDataError
from cxaudit.measure.guard import Supply
from cxaudit.measure.observe import Engine
from cxaudit.measure.result import Measurement
from cxaudit.measure.run import choose_statement, measure_alone
from cxaudit.period import Period
from cxaudit.statistics import difference


@dataclass(frozen=True)
class Change:
    """A figure minus that of the period before, in its unit, with its interval."""

    value: float
    low: float | None = None
    high: float | None = None

    @property
    def is_clear(self) -> bool:
        """Tell whether the interval of the difference excludes zero."""
        return self.low is not None and self.high is not None and not self.low <= 0 <= self.high


@dataclass(frozen=True)
class Point:
    """One period of a series, what was measured in it, and the change since the one before."""

    period: Period
    measured: Measurement
    change: Change | None = None


def to_series(
    engine: Engine,
    kpi: Kpi,
    settings: Mapping[str, object],
    supply: Supply,
    periods: Sequence[Period],
) -> tuple[Point, ...]:
    """Measure the KPI once in each of the periods, in their order."""
    points: list[Point] = []
    for period in periods:
        measured = measure_alone(engine, kpi, settings, supply, period)
        before = points[-1].measured if points else None
        points.append(Point(period, measured, to_change(before, measured)))
    return tuple(points)


def to_change(before: Measurement | None, now: Measurement) -> Change | None:
    """Return the change between two like figures of one variant; None where one lacks."""
    if before is None or before.value is None or now.value is None or before.variant != now.variant:
        return None
    gap = now.value - before.value
    if None in (before.low, before.high, now.low, now.high):
        return Change(gap)
    first, other = (now.value, now.low, now.high), (before.value, before.low, before.high)
    return Change(gap, *difference(first, other))  # type: ignore[arg-type]


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
    file, columns = found.file, list(found.columns)
    listed = ", ".join(to_identifier(c) for c in columns)
    total = engine.execute(f"select count(*) from {file}").fetchone()[0]  # type: ignore[index]
    rows = engine.execute(
        f"select {listed} from {file} order by src_file, src_row, unit limit {int(limit)}"
    ).fetchall()
    return {
        "kpi_id": kpi.kpi_id, "columns": columns, "rows": [list(r) for r in rows], "total": total,
    }  # fmt: skip
