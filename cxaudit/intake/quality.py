"""What an import says about its own quality: completeness, validity, uniqueness, period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from cxaudit.canon import Table
from cxaudit.intake.dates import zone_of

if TYPE_CHECKING:
    import pyarrow as pa

PERIOD_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "content_stat": ("published", "period_start"),
    "web_stat": ("period_start", "period_end"),
    "web_session": ("start",),
    "page_view": ("viewed",),
    "participation": ("event_start",),
    "pursuit": ("received", "submitted", "pitch", "decided"),
    "delivery": ("due",),
    "interaction": ("ts",),
    "mandate": ("won", "funded", "terminated"),
    "aum": ("as_of",),
    "rating": ("valid_from",),
}


def measure_quality(
    rows: pa.Table,
    table: Table,
    supplied: Iterable[str],
    invalid: Mapping[str, int],
    *,
    duplicates: int,
    order_breaks: int,
) -> dict[str, Any]:
    """Return counts only: rows, duplicate keys, order breaks, and per column filled and invalid.

    completeness = filled / rows, validity = (filled) / (filled + invalid), uniqueness =
    rows / (rows + duplicates); whoever shows them divides.
    """
    columns = {
        name: {
            "filled": rows.num_rows - rows.column(name).null_count,
            "invalid": int(invalid.get(name, 0)),
        }
        for name in table.columns
        if name in set(supplied)
    }
    return {
        "rows": rows.num_rows,
        "duplicate_keys": duplicates,
        "order_breaks": order_breaks,
        "columns": columns,
    }


def find_supplied(
    rows: pa.Table, table: Table, columns: Iterable[str], constant: Iterable[str] = ()
) -> dict[str, list[str]]:
    """Return by discriminator value ("" where the table has none) the columns supplied.

    A column is supplied when its header stands in the file, or when a row has a value of it.
    ``constant``: kinds of row that the export holds by nature: an empty register supplies too.
    """
    import pyarrow.compute as pc

    named = set(columns) & set(table.columns)
    if table.discriminator is None:
        return {"": sorted(named | _filled(rows, table))}
    found = {kind for kind in rows.column(table.discriminator).to_pylist() if kind}
    of_kind = {
        kind: rows.filter(pc.equal(rows.column(table.discriminator), kind))
        for kind in sorted(found | set(constant))
    }
    return {kind: sorted(named | _filled(part, table)) for kind, part in of_kind.items()}


def _filled(rows: pa.Table, table: Table) -> set[str]:
    return {name for name in table.columns if rows.column(name).null_count < rows.num_rows}


def find_period(tables: Mapping[str, pa.Table], timezone: str) -> dict[str, str | None]:
    """Return the first and last day that the rows speak of, in the audit's time zone."""
    import pyarrow.compute as pc

    days: list[date] = []
    for name, rows in tables.items():
        for column in PERIOD_COLUMNS.get(name, ()):
            ends = pc.min_max(rows.column(column)).as_py()
            days += [_to_day(end, timezone) for end in ends.values() if end is not None]
    if not days:
        return {"start": None, "end": None}
    return {"start": min(days).isoformat(), "end": max(days).isoformat()}


def _to_day(value: Any, timezone: str) -> date:
    return value.astimezone(zone_of(timezone)).date() if hasattr(value, "astimezone") else value
