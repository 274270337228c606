"""Which imports feed a KPI: the needs they meet, the files, their hashes and days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from cxaudit.canon import Table, load_tables
from cxaudit.catalogue import Kpi
from cxaudit.engine import read_once, to_identifier, to_literal
from cxaudit.measure.guard import lacking_columns
from cxaudit.readiness import SourceFile

if TYPE_CHECKING:
    from cxaudit.audit.audit import Audit

HASH_DIGITS = 16


def is_fed(audit: Audit, kpi: Kpi) -> bool:
    """Tell whether imports brought rows of the kinds that the KPI or a fallback of it reads."""
    return bool(fed_needs(audit, kpi))


def fed_needs(audit: Audit, kpi: Kpi) -> dict[str, tuple[str, ...]]:
    """Return the needs that the imports meet: the headline's, else of the first fallback."""
    return _feed(audit, kpi)[0]


def fed_kinds(audit: Audit, kpi: Kpi, table: str) -> tuple[str, ...] | None:
    """Return the kinds of row of a table that the KPI, or the fallback that is fed, reads."""
    return _feed(audit, kpi)[1].get(table)


def _feed(
    audit: Audit, kpi: Kpi
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:  # fmt: skip
    if not lacking_columns(kpi.needs, kpi.rows, audit.supply):
        return dict(kpi.needs), dict(kpi.rows)
    fallbacks = [v for v in kpi.variant.values() if v.fallback is not None]
    for variant in sorted(fallbacks, key=lambda v: v.fallback or 0):
        rows = variant.rows or kpi.rows
        if not lacking_columns(variant.needs, rows, audit.supply):
            return dict(variant.needs), dict(rows)
    return {}, {}


def fed_tables(audit: Audit, kpi: Kpi) -> list[tuple[Table, tuple[str, ...]]]:
    """Return the tables whose rows the KPI reads, each with the columns that it needs."""
    tables = load_tables()
    return [(tables[name], columns) for name, columns in fed_needs(audit, kpi).items()]


def feeding(audit: Audit, kpi: Kpi) -> list[dict[str, Any]]:
    """Return the imports that brought rows of the kinds that the KPI reads."""
    tables, rows = _feed(audit, kpi)
    return [record for record in audit.imports if _feeds(record, tables, rows)]


def _feeds(
    record: dict[str, Any], tables: Iterable[str], rows: Mapping[str, Iterable[str]]
) -> bool:  # fmt: skip
    for table in tables:
        kinds, wanted = set(record["supplied"].get(table, {})), rows.get(table)
        if kinds and (wanted is None or kinds & {*wanted, ""}):
            return True
    return False


def to_sources(audit: Audit, kpi: Kpi) -> tuple[SourceFile, ...]:
    """Return the files that feed the KPI, in the order in which they were taken in."""
    tables = fed_needs(audit, kpi)
    return tuple(_to_source(record, tables) for record in feeding(audit, kpi))


def _to_source(record: dict[str, Any], tables: Iterable[str]) -> SourceFile:
    quality, period = record.get("quality", {}), record.get("period") or {}
    return SourceFile(
        file=record["file"], hash=record["content_hash"][:HASH_DIGITS],
        rows=sum(int(quality.get(table, {}).get("rows", 0)) for table in tables),
        start=period.get("start"), end=period.get("end"), received_on=record["received_on"],
    )  # fmt: skip


def where_kinds(table: Table, kinds: Iterable[str] | None) -> str:
    """Return the condition that keeps the rows of these kinds; every row where none is named."""
    if not kinds or not table.discriminator:
        return "true"
    return f"{to_identifier(table.discriminator)} in ({', '.join(map(to_literal, kinds))})"


def to_day(table: Table, column: str, zone: str) -> str:
    """Return the expression of a column's day, in the audit's time zone where it is a moment."""
    name = to_identifier(column)
    if table.columns[column].type != "ts":
        return name
    return f"({name} at time zone {to_literal(zone)})::date"


def take_one(audit: Audit, sql: str, *values: Any) -> tuple:
    """Return the one row of a statement."""
    (row,) = read_once(audit.engine, sql, values)
    return row
