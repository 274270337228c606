"""The measurements behind machine evidence: shares of cells, rows and keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from cxaudit.audit.feeding import fed_kinds, fed_tables, feeding, take_one, where_kinds
from cxaudit.audit.joins import MENDED
from cxaudit.canon import Table, load_tables
from cxaudit.catalogue import Kpi
from cxaudit.engine import to_identifier, to_literal
from cxaudit.maturity import MachineTest
from cxaudit.readiness import Untested
from cxaudit.wording import show_count, show_number

if TYPE_CHECKING:
    from cxaudit.audit.audit import Audit

MOST_NAMED = 3


class Measured(NamedTuple):
    """A share from 0 to 1, on which rows, what was found, and what would raise it."""

    share: Fraction
    rows: str
    found: str
    to_raise: str


def name_some(named: Sequence[str], most: int = MOST_NAMED) -> str:
    """Return the first few, and how many more there are."""
    more = f" and {len(named) - most} more" if len(named) > most else ""
    return ", ".join(named[:most]) + more


def share_filled(audit: Audit, kpi: Kpi, test: MachineTest) -> Measured | Untested:
    """Return the share of needed cells that are filled, cells that may be blank left out."""
    filled = cells = 0
    names: list[str] = []
    blanks: Counter[str] = Counter()
    later: list[str] = []
    for table, columns in fed_tables(audit, kpi):
        asked = [c for c in columns if c in table.columns and not table.columns[c].may_be_blank]
        asked = list(dict.fromkeys((*table.key, *asked)))
        counts = ", ".join(f"count({to_identifier(c)})" for c in asked)
        where = where_kinds(table, fed_kinds(audit, kpi, table.name))
        rows, *there = take_one(
            audit, f"select count(*), {counts} from {to_identifier(table.name)} where {where}"
        )
        filled, cells = filled + sum(there), cells + rows * len(asked)
        names.append(f"{show_count(rows, 'row')} of {table.name}")
        later += [c.replace("_", " ") for c in columns if c not in asked]
        blanks.update({c: rows - n for c, n in zip(asked, there, strict=True) if n < rows})
    if not cells:
        return Untested("the exports hold no row of its kind", "import an export that holds rows")
    blank = name_some([f"{c.replace('_', ' ')} {show_number(n)}" for c, n in blanks.most_common()])
    found = f"{filled:,} of {cells:,} cells filled" + (f"; blank: {blank}" if blank else "")
    if later:
        found += f"; not counted, for a blank says 'not yet' there: {name_some(later, 4)}"
    return Measured(
        Fraction(filled, cells), ", ".join(names), found,
        f"fill at the source what is blank: {blank}" if blank else "",
    )  # fmt: skip


def share_valid(audit: Audit, kpi: Kpi, test: MachineTest) -> Measured | Untested:
    """Return the share of source rows that were imported without a fault."""
    records = feeding(audit, kpi)
    tables = {table.name for table, _ in fed_tables(audit, kpi)}
    good = sum(r["rows"]["imported"] for r in records)
    bad = sum(r["rows"]["set_aside"] for r in records)
    warned = _sum_quality(records, tables, "order_breaks")
    if not good + bad:
        return Untested("the exports hold no row", "import an export that holds rows")
    why = Counter(str(row.get("reason")) for r in records for row in r.get("set_aside", ()))
    faults = [f"{show_count(n, 'row')} set aside: {reason}" for reason, n in why.most_common()]
    if warned:
        faults.insert(0, f"{show_count(warned, 'row')} with dates out of order")
    twice = _sum_quality(records, tables, "duplicate_keys")
    once = f"{show_count(twice, 'key')} more than once" if twice else "every key once"
    found = f"{good - warned:,} of {good + bad:,} rows inside types, ranges and order rules, {once}"
    told = name_some(faults)
    return Measured(
        Fraction(good - warned, good + bad), name_some(sorted({r["file"] for r in records})),
        found + (f"; {told}" if told else ""), f"mend at the source: {told}" if told else "",
    )  # fmt: skip


def _sum_quality(records: Sequence[dict[str, Any]], tables: set[str], name: str) -> int:
    return sum(int(r.get("quality", {}).get(t, {}).get(name, 0)) for r in records for t in tables)


def share_resolved(audit: Audit, kpi: Kpi, test: MachineTest) -> Measured | Untested:
    """Return the share of filled keys that find their row, where the other table was imported."""
    found = keys = 0
    names, absent, lost = [], [], []
    for table, column, target in _references(audit, kpi):
        if target not in audit.supply:
            absent.append(f"{target} (for {table.name} {column})".replace("_", " "))
            continue
        there, filled = _count_keys(audit, kpi, table, column, target)
        found, keys = found + there, keys + filled
        names.append(f"{table.name}.{column} in {target}")
        if filled > there:
            pointed = f"{table.name} {column}".replace("_", " ")
            lost.append(f"{show_number(filled - there)} of {pointed}")
    if absent and not keys:
        return Untested(
            f"its keys point to rows that no import brought: {name_some(absent)}",
            f"import {name_some(absent)}",
        )
    if not keys:
        return Untested(
            "nothing it counts carries a key to a client or campaign in another file",
            "answer the question about joins with 'not applicable', unless the figure needs a key",
            is_needless=True,
        )
    told = name_some(lost)
    return Measured(
        Fraction(found, keys), ", ".join(names),
        f"{found:,} of {keys:,} keys resolve" + (f"; without a row: {told}" if told else ""),
        f"use one key for a client in every system; without a row: {told}" if told else "",
    )  # fmt: skip


def _references(audit: Audit, kpi: Kpi) -> list[tuple[Table, str, str]]:
    return [
        (table, column, target)
        for table, columns in fed_tables(audit, kpi)
        for column, target in table.references.items()
        if column in columns and target != table.name
    ]


def _count_keys(
    audit: Audit, kpi: Kpi, table: Table, column: str, target: str
) -> tuple[int, int]:  # fmt: skip
    """Return how many keys find their row as they are written, and how many are filled.

    A key that found its row only because it was mended counts as not found.
    """
    key, name = to_identifier(load_tables()[target].key[0]), to_identifier(column)
    where = where_kinds(table, fed_kinds(audit, kpi, table.name))
    source = to_identifier(table.name)
    there, filled = take_one(
        audit,
        f"select count(*) filter (where {name} in (select {key} from {to_identifier(target)})), "
        f"count({name}) from {source} where {where}",
    )
    (mended,) = take_one(
        audit,
        f"select count(*) from {source} where {where} and (src_file, src_row) in "
        f"(select (src_file, src_row) from {MENDED} where table_name = {to_literal(table.name)} "
        f"and column_name = {to_literal(column)})",
    )
    return there - mended, filled
