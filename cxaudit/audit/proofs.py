"""The measurements behind machine evidence: shares of rows, cells, keys and months."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from cxaudit.audit.joins import MENDED
from cxaudit.canon import Table, load_tables
from cxaudit.catalogue import Kpi
from cxaudit.engine import to_identifier, to_literal
from cxaudit.maturity import MachineTest
from cxaudit.wording import show_number

if TYPE_CHECKING:
    from cxaudit.audit.audit import Audit

Measured = tuple[Fraction, str, str]


def _needed(audit: Audit, kpi: Kpi) -> list[tuple[Table, tuple[str, ...]]]:
    from cxaudit.audit.evidence import fed_needs

    tables = load_tables()
    return [(tables[name], columns) for name, columns in fed_needs(audit, kpi).items()]


def _where(table: Table, kpi: Kpi) -> str:
    kinds = kpi.rows.get(table.name)
    if not kinds or not table.discriminator:
        return "true"
    return f"{to_identifier(table.discriminator)} in ({', '.join(map(to_literal, kinds))})"


def _one(audit: Audit, sql: str) -> tuple:
    row = audit.engine.execute(sql).fetchone()
    assert row is not None
    return row


def share_filled(audit: Audit, kpi: Kpi, test: MachineTest) -> Measured | None:
    """Return the share of needed cells that are filled, cells that may be blank left out."""
    filled = cells = 0
    names = []
    for table, columns in _needed(audit, kpi):
        asked = [c for c in columns if c in table.columns and not table.columns[c].may_be_blank]
        asked = list(dict.fromkeys((*table.key, *asked)))
        counts = " + ".join(f"count({to_identifier(c)})" for c in asked)
        there, rows = _one(
            audit, f"select {counts}, count(*) from {table.name} where {_where(table, kpi)}"
        )
        filled, cells = filled + there, cells + rows * len(asked)
        names.append(f"{show_number(rows)} rows of {table.name}")
    if not cells:
        return None
    return Fraction(filled, cells), ", ".join(names), f"{filled:,} of {cells:,} cells filled"


def share_valid(audit: Audit, kpi: Kpi, test: MachineTest) -> Measured | None:
    """Return the share of source rows that were imported without a fault."""
    from cxaudit.audit.evidence import feeding

    records = feeding(audit, kpi)
    tables = {table.name for table, _ in _needed(audit, kpi)}
    good = sum(r["rows"]["imported"] for r in records)
    bad = sum(r["rows"]["set_aside"] for r in records)
    warned = sum(
        int(r.get("quality", {}).get(t, {}).get("order_breaks", 0)) for r in records for t in tables
    )
    if not good + bad:
        return None
    found = f"{good - warned:,} of {good + bad:,} rows inside types, ranges and order rules"
    files = ", ".join(sorted({r["file"] for r in records})[:3])
    return Fraction(good - warned, good + bad), files, found


def share_resolved(audit: Audit, kpi: Kpi, test: MachineTest) -> Measured | None:
    """Return the share of filled keys that find their row, where the other table was imported."""
    found = keys = 0
    names = []
    for table, columns in _needed(audit, kpi):
        for column, target in table.references.items():
            if column not in columns or target not in audit.supply or target == table.name:
                continue
            key = to_identifier(load_tables()[target].key[0])
            name = to_identifier(column)
            there, filled = _one(
                audit,
                f"select count(*) filter (where {name} in (select {key} from {target})), "
                f"count({name}) from {table.name} where {_where(table, kpi)}",
            )
            found, keys = found + there - _mended(audit, table, column, kpi), keys + filled
            names.append(f"{table.name}.{column} in {target}")
    if not keys:
        return None
    return Fraction(found, keys), ", ".join(names), f"{found:,} of {keys:,} keys resolve"


def _mended(audit: Audit, table: Table, column: str, kpi: Kpi) -> int:
    """Return how many of the rows found their row only because their key was mended."""
    (count,) = _one(
        audit,
        f"select count(*) from {table.name} where {_where(table, kpi)} and (src_file, src_row) in "
        f"(select (src_file, src_row) from {MENDED} where table_name = {to_literal(table.name)} "
        f"and column_name = {to_literal(column)})",
    )
    return count


def _dates(audit: Audit, kpi: Kpi, table: Table) -> list[tuple]:
    """Return (first day, last day) of each distinct dated span of the table's rows."""
    first, last = table.dated_by[0], table.dated_by[-1]
    zone = to_literal(audit.settings.get("timezone") or "UTC")
    ends = [_to_day(table, column, zone) for column in (first, last)]
    return audit.engine.execute(
        f"select distinct {ends[0]}, {ends[1]} from {table.name} "
        f"where {_where(table, kpi)} and {to_identifier(first)} is not null and {ends[1]} <= $1",
        [audit.as_of],
    ).fetchall()


def _to_day(table: Table, column: str, zone: str) -> str:
    name = to_identifier(column)
    return f"({name} at time zone {zone})::date" if table.columns[column].type == "ts" else name


def share_of_months(audit: Audit, kpi: Kpi, test: MachineTest) -> Measured | None:
    """Return the months up to as_of covered without a gap, of those wanted.

    Silence shorter than what is usual for such rows is no gap.
    """
    wanted = test.wanted or 12
    least: tuple[int, str] | None = None
    for table, _ in _needed(audit, kpi):
        if table.lasting or not table.dated_by:
            continue
        covered: set[int] = set()
        for start, end in _dates(audit, kpi, table):
            covered |= set(range(to_month(start), to_month(end) + 1))
        run = to_run(covered, to_month(audit.as_of), table.quiet_for(kpi.rows.get(table.name)))
        least = min(least or (run, table.name), (run, table.name))
    if least is None:
        return None
    run = min(least[0], wanted)
    found = f"{run} of {wanted} months up to {audit.as_of:%B %Y} without a gap"
    return Fraction(run, wanted), f"rows of {least[1]}", found


def to_month(day: date) -> int:
    """Return a running number of the day's month."""
    return day.year * 12 + day.month


def to_run(covered: set[int], newest: int, quiet: int) -> int:
    """Return how many months up to the newest are covered, bridging silences of usual length."""
    last = newest + 1
    for month in sorted(covered, reverse=True):
        if month <= newest:
            if last - month - 1 > quiet:
                break
            last = month
    return newest + 1 - last


def share_fresh(audit: Audit, kpi: Kpi, test: MachineTest) -> Measured | None:
    """Return how fresh the newest row is: all within the cadence, half within three, else less."""
    cadence = test.wanted or 31
    oldest: tuple[int, str] | None = None
    for table, _ in _needed(audit, kpi):
        if table.lasting or not table.dated_by:
            continue
        spans = _dates(audit, kpi, table)
        if spans:
            age = (audit.as_of - max(end for _, end in spans)).days
            oldest = max(oldest or (age, table.name), (age, table.name))
    if oldest is None:
        return None
    steps = [(cadence, Fraction(1)), (3 * cadence, Fraction(1, 2)), (6 * cadence, Fraction(1, 4))]
    share = next((share for days, share in steps if oldest[0] <= days), Fraction(0))
    return share, f"rows of {oldest[1]}", f"the newest row is {oldest[0]} days old at {audit.as_of}"
