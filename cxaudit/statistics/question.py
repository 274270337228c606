"""One question for the sums of many figures: SQL that reads the rows once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cxaudit.engine import to_identifier
from cxaudit.statistics.rows import Columns, Rows

FEW = 5000


@dataclass(frozen=True)
class Asked:
    """What one figure sums over the rows that meet its conditions.

    ``top`` (a), ``bottom`` (b) and ``n`` name the columns whose product is summed; none named:
    each row counts one. Without ``n`` (None) nothing is summed for it. ``by_unit``: the sums of
    units matter too, as for an interval by clusters.
    """

    top: Columns
    bottom: Columns
    n: Columns | None
    conditions: Columns
    by_unit: bool = True


def ask(
    rows: Rows,
    top: Columns = (),
    bottom: Columns = (),
    n: Columns | None = None,
    *,
    by_unit: bool = True,
) -> Asked:
    """Return what these columns of the rows come to, as a question; ModelError on floats."""
    for name in (*top, *bottom, *(n or ())):
        rows.scale(name)
    return Asked(top, bottom, n, rows.conditions, by_unit)


def to_query(
    rows: Rows,
    asked: Sequence[Asked],
    *,
    kind: str = "hugeint",
    by: tuple[int, int] = (1, 1),
    part: str = "",
) -> str:
    """Return the select of a and b of few units in a list, then eleven numbers a figure.

    ``kind``: type of the sums of a unit. ``by``: what a and b are divided by before they are
    squared. ``part``: an expression whose value leads, for the caller to group by.
    """
    plain = _is_plain(asked)
    listed = ", ".join(f"a{at}, b{at}" for at in range(len(asked)))
    inline = rows.short and not plain
    pairs = f"case when count(*) <= {FEW} then list(row({listed})) end" if inline else "null"
    to_numbers = _plain_numbers if plain and not rows.once else _numbers
    numbers = ", ".join(to_numbers(at, *by) for at in range(len(asked)))
    lead = "part, " if part else ""
    return f"select {lead}{pairs}, {numbers} from ({per_unit(rows, asked, part, kind)}) as per_unit"


def _is_plain(asked: Sequence[Asked]) -> bool:
    return not any(one.by_unit for one in asked)


def _numbers(at: int, by_a: int, by_b: int) -> str:
    a, b = f"a{at}", f"b{at}"
    small_a, small_b = (f"({x} // {by})" if by > 1 else x for x, by in ((a, by_a), (b, by_b)))
    return f"""
        sum(rows{at}),
        count(*) filter (where rows{at} > 0),
        count(*) filter (where {a} <> 0 or {b} <> 0),
        sum(n{at}),
        sum({a}),
        sum({b}),
        max({b}),
        min({a}),
        sum({small_a} * {small_a}),
        sum({small_a} * {small_b}),
        sum({small_b} * {small_b})"""


def _plain_numbers(at: int, *_: int) -> str:
    units = f"count(distinct unit) filter (where rows{at} > 0)"
    sums = f"sum(n{at}), sum(a{at}), sum(b{at})"
    return f"sum(rows{at}), {units}, 0, {sums}, null, null, null, null, null"


def per_unit(
    rows: Rows, asked: Sequence[Asked], part: str = "", kind: str = "hugeint"
) -> str:  # fmt: skip
    """Return the select of rows, a, b and n by unit, numbered by figure; of each part apart.

    Where no unit stands twice, or units do not matter, a row of it is a row.
    """
    shared = [c for c in asked[0].conditions if all(c in one.conditions for one in asked)]
    single = rows.once or _is_plain(asked)
    to_fields = _of_row if single else _of_unit
    fields = [
        field
        for at, one in enumerate(asked)
        for field in to_fields(rows, one, at, [c for c in one.conditions if c not in shared], kind)
    ]
    fields += [f"{part} as part"] if part else []
    fields += ["unit"] if single and not rows.once else []
    where = f"where {' and '.join(shared)}" if shared else ""
    group = "" if single else "group by unit" + (", part" if part else "")
    return f"""
        select {", ".join(fields)}
        from {to_identifier(rows.relation)}
        {where}
        {group}"""


def _of_unit(
    rows: Rows, one: Asked, at: int, conditions: Sequence[str], kind: str
) -> list[str]:  # fmt: skip
    """Return the fields of a row a unit, summed over the rows that meet the conditions."""
    only = f" filter (where {' and '.join(conditions)})" if conditions else ""
    count = f"count(*){only}"

    def total(names: Columns | None) -> str:
        if names is None:
            return "0"
        if len(names) == 1:
            return to_whole(f"sum({to_identifier(names[0])}){only}", rows.scale(names[0]), kind)
        return to_whole(f"sum({_product(rows, names)}){only}" if names else count, 1, kind)

    fields = {"rows": count, "a": total(one.top), "b": total(one.bottom), "n": total(one.n)}
    return [f"{sql} as {name}{at}" for name, sql in fields.items()]


def _of_row(rows: Rows, one: Asked, at: int, conditions: Sequence[str], _: str) -> list[str]:
    """Return the same fields where a row is not summed up with others."""

    def value(names: Columns | None) -> str:
        sql = "0" if names is None else _product(rows, names)
        return f"case when {' and '.join(conditions)} then {sql} end" if conditions else sql

    fields = {"rows": value(()), "a": value(one.top), "b": value(one.bottom), "n": value(one.n)}
    return [f"{sql} as {name}{at}" for name, sql in fields.items()]


def _product(rows: Rows, names: Columns) -> str:
    """Return SQL of the product of columns as a whole number, 1 without any."""
    factors = [
        to_whole(to_identifier(name), rows.scale(name), rows.whole_type(name)) for name in names
    ]
    return " * ".join(factors) or "1"


def to_whole(expression: str, scale: int, kind: str) -> str:
    """Return SQL for expression x scale as a whole number.

    A decimal of many places is read from its digits: the product would not fit.
    """
    if scale == 1:
        return f"cast({expression} as {kind})"
    if scale <= 10**9:
        return f"cast({expression} * {scale} as {kind})"
    return f"cast(replace(cast({expression} as varchar), '.', '') as {kind})"
