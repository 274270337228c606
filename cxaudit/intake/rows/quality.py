"""What an import says about its own quality: completeness, validity, uniqueness, period."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from cxaudit.intake.rows.tally import Tally
from cxaudit.intake.values.dates import zone_of


def measure_quality(
    tally: Tally, supplied: Iterable[str], invalid: Mapping[str, int], *, duplicates: int
) -> dict[str, Any]:
    """Return counts only: rows, duplicate keys, order breaks, and per column filled and invalid.

    completeness = filled / rows, validity = (filled) / (filled + invalid), uniqueness =
    rows / (rows + duplicates); whoever shows them divides.
    """
    columns = {
        name: {"filled": tally.filled_of(name), "invalid": int(invalid.get(name, 0))}
        for name in tally.table.columns
        if name in set(supplied)
    }
    return {
        "rows": tally.rows,
        "duplicate_keys": duplicates,
        "order_breaks": tally.order_breaks,
        "columns": columns,
    }


def find_supplied(
    tally: Tally, columns: Iterable[str], constant: Iterable[str] = ()
) -> dict[str, list[str]]:
    """Return by discriminator value ("" where the table has none) the columns supplied.

    A column is supplied when its header stands in the file, or when a row has a value of it.
    ``constant``: kinds of row that the export holds by nature: an empty register supplies too.
    """
    named = set(columns) & set(tally.table.columns)

    def filled(kind: str | None) -> set[str]:
        return {name for name, count in tally.filled.get(kind, {}).items() if count}

    if tally.table.discriminator is None:
        return {"": sorted(named | filled(None))}
    kinds = {kind for kind in tally.filled if kind} | set(constant)
    return {kind: sorted(named | filled(kind)) for kind in sorted(kinds)}


def find_period(tallies: Iterable[Tally], timezone: str) -> dict[str, str | None]:
    """Return the first and last day that the rows speak of, in the audit's time zone."""
    ends = [end for tally in tallies for pair in tally.ends.values() for end in pair]
    days: list[date] = [_to_day(end, timezone) for end in ends]
    if not days:
        return {"start": None, "end": None}
    return {"start": min(days).isoformat(), "end": max(days).isoformat()}


def _to_day(value: Any, timezone: str) -> date:
    return value.astimezone(zone_of(timezone)).date() if hasattr(value, "astimezone") else value
