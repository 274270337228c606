"""A KPI over time, by segment, and row by row: the same statement, asked again."""

from __future__ import annotations

from collections.abc import Mapping
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


@dataclass(frozen=True)
class Point:
    """One period of a series and what was measured in it."""

    period: Period
    measured: Measurement


def to_series(
    engine: Engine, kpi: Kpi, settings: Mapping[str, object], supply: Supply, periods: list[Period]
) -> tuple[Point, ...]:
    """Measure the KPI once in each of the periods, in their order."""
    return tuple(
        Point(period, measure_alone(engine, kpi, settings, supply, period)) for period in periods
    )


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
        "kpi_id": kpi.kpi_id,
        "columns": columns,
        "rows": [list(r) for r in rows],
        "total": total,
    }
