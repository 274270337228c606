"""Files that came and count nowhere, because their rows lie outside the days looked at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from cxaudit.canon import load_tables
from cxaudit.catalogue import Kpi
from cxaudit.period import Period

if TYPE_CHECKING:
    from cxaudit.audit.audit import Audit


def files_outside(audit: Audit) -> dict[str, Period]:
    """Return the files none of whose rows lies in the days of any figure that reads their tables.

    File name -> the days of its rows. Registers and what else lasts are never outside.
    """
    found = {}
    for record in audit.imports:
        span = _to_span(record)
        tables = set(record["supplied"])
        lasting = any(load_tables()[name].lasting for name in tables)
        readers = [kpi for kpi in audit.catalogue.values() if tables & _tables_of(kpi)]
        periods = [audit.period_of(kpi.kpi_id) for kpi in readers]
        if span is None or lasting or not periods:
            continue
        if all(_is_apart(span, period) for period in periods):
            found[record["file"]] = span
    return found


def _to_span(record: Mapping[str, Any]) -> Period | None:
    start, end = record["period"]["start"], record["period"]["end"]
    return Period(date.fromisoformat(start), date.fromisoformat(end)) if start and end else None


def _tables_of(kpi: Kpi) -> set[str]:
    """Return the tables that the figure or one of its simpler definitions reads."""
    return {name for part in (kpi, *kpi.variant.values()) for name in part.needs}


def _is_apart(span: Period, period: Period) -> bool:
    first = period.start or date.min
    return (span.start or date.min) > period.end or span.end < first
