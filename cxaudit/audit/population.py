"""Rows against a list that somebody else keeps: campaigns, events, mandates, clients ..."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from cxaudit.audit.feeding import fed_kinds, fed_tables, take_one, to_day, where_kinds
from cxaudit.audit.proofs import Measured, name_some
from cxaudit.canon import Table
from cxaudit.catalogue import Kpi
from cxaudit.engine import to_identifier, to_literal
from cxaudit.maturity import MachineTest, Population, load_maturity
from cxaudit.period import Period
from cxaudit.readiness import Untested
from cxaudit.wording import show_number

if TYPE_CHECKING:
    from cxaudit.audit.audit import Audit


def to_populations(audit: Audit, kpi: Kpi) -> list[tuple[Population, Table]]:
    """Return the lists against which the KPI's rows may be held, each with its table."""
    found = []
    for table, columns in fed_tables(audit, kpi):
        kinds = set(fed_kinds(audit, kpi, table.name) or ())
        for population in load_maturity().populations.values():
            is_kind = not population.kinds or bool(kinds & set(population.kinds))
            reads = set(population.reads) <= set(columns)
            if population.table == table.name and is_kind and reads:
                found.append((population, table))
    return found


def share_counted(audit: Audit, kpi: Kpi, test: MachineTest) -> Measured | Untested:
    """Return how far the rows and the number on the firm's own list agree, the worst of several.

    The smaller of the two over the larger: more rows than the list names prove no more than
    fewer, for one of the two is then not what it says.
    """
    lists = to_populations(audit, kpi)
    declared = audit.file.profile.get("declared_counts") or {}
    told = [_hold(audit, p, table, int(declared[p.id])) for p, table in lists if p.id in declared]
    if told:
        return min(told)
    if not lists:
        return Untested(
            "no list is known against which such rows could be counted",
            "let whoever runs the system answer, with a document",
        )
    named = name_some([f"{p.name} ({p.list})" for p, _ in lists])
    return Untested(
        f"the firm has not said how many its own list names: {named}",
        "count them on that list and enter the number in notebook 01",
        tuple(f"declared_counts.{p.id}" for p, _ in lists),
    )


def _hold(audit: Audit, population: Population, table: Table, declared: int) -> Measured:
    rows = count_rows(audit, population, table)
    when = audit.period if population.dated else Period(audit.as_of, audit.as_of)
    share = Fraction(min(rows, declared), max(rows, declared)) if rows != declared else Fraction(1)
    named = f"{population.name}, {when.in_words}"
    found = f"the rows hold {show_number(rows)}, the firm's list names {show_number(declared)}"
    less = f"find the {show_number(declared - rows)} that the export lacks"
    more = (
        f"find out why the list lacks {show_number(rows - declared)} of the rows: rows of another "
        "kind, or a list that is not whole"
    )
    to_raise = "" if rows == declared else less if rows < declared else more
    return Measured(share, named, found, to_raise)


def count_rows(audit: Audit, population: Population, table: Table) -> int:
    """Return how many different things the rows hold in the period, or at as_of.

    Without a first day a thing is there, unless the blank says that it has not begun.
    """
    zone = audit.settings.get("timezone") or "UTC"
    parts = [where_kinds(table, population.kinds)]
    for column, values in population.without.items():
        left_out = ", ".join(map(to_literal, values))
        parts.append(f"coalesce({to_identifier(column)} not in ({left_out}), true)")
    if population.dated:
        day = to_day(table, population.dated, zone)
        parts.append(f"{day} between $1 and $2")
        days = (audit.period.start, audit.period.end)
    else:
        first, last = (to_day(table, column, zone) for column in population.lasts)
        not_yet = table.columns[population.lasts[0]].may_be_blank
        parts.append(f"coalesce({first} <= $1, {not not_yet}) and coalesce({last} >= $2, true)")
        days = (audit.as_of, audit.as_of)
    (count,) = take_one(
        audit,
        f"select count(distinct {to_identifier(population.key)}) "
        f"from {to_identifier(table.name)} where {' and '.join(parts)}",
        *days,
    )
    return int(count)
