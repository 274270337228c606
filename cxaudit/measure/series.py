"""A KPI over time, by segment, and row by row: the same statement, asked again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cxaudit.catalogue import Kpi
from cxaudit.engine import to_identifier
from cxaudit.errors import ClientDataError
from cxaudit.measure.guard import Supply, lacking_columns
from cxaudit.measure.observe import Engine, observe, write_config
from cxaudit.measure.result import Measurement
from cxaudit.measure.run import measure_kpi, period_of
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
        Point(period, measure_kpi(engine, kpi, settings, supply, period)) for period in periods
    )


def to_rows(
    engine: Engine, kpi: Kpi, settings: Mapping[str, object], supply: Supply, limit: int = 1000
) -> dict[str, Any]:
    """Return the observations behind the headline, with source file and row.

    Keys: kpi_id, columns, rows (at most ``limit``), total. Raises ClientDataError when the
    columns needed were not supplied.
    """
    missing = lacking_columns(kpi.needs, kpi.rows, supply)
    file = "measure"
    if missing:
        for name, variant in sorted(kpi.variant.items(), key=lambda p: p[1].fallback or 99):
            usable = not lacking_columns(variant.needs, variant.rows or kpi.rows, supply)
            if variant.fallback is not None and usable:
                file = f"variant_{name}" if kpi.read_sql(f"variant_{name}") else "measure"
                break
        else:
            raise ClientDataError(
                f"there are no rows behind {kpi.kpi_id}",
                found="no import supplied " + ", ".join(missing),
                next="import an export that holds them: cxaudit import CLIENT FILE",
            )
    write_config(engine, kpi, settings, period_of(kpi, settings))
    columns = observe(engine, kpi.read_sql(file) or "", file, f"model/kpis/{kpi.kpi_id}/{file}.sql")
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
