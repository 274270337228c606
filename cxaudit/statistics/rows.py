"""The rows to count, in the engine: their values, values by rank, days with what happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from duckdb import DuckDBPyConnection

from cxaudit.engine import to_identifier, to_literal
from cxaudit.errors import ModelError
from cxaudit.statistics.listed import ENDINGS, Listed, is_readable, reads, unknown_ending, watched
from cxaudit.statistics.survival import Moment

_WHOLE = {
    "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER",
    "UBIGINT", "BOOLEAN", '"NULL"',
}  # fmt: skip
_SMALL = {"TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "BOOLEAN"}

TEXT = "VARCHAR"

Columns = tuple[str, ...]


@dataclass(frozen=True)
class Rows:
    """The rows to count: a table or view of the engine, with conditions on its rows.

    ``once``: no unit stands in two rows. ``held``: they lie in memory, so that asking twice is
    cheap; ``short``: and they are few. ``known``: answers that were read before, by question.
    ``listed``: all rows of the relation at hand, so that no statement is needed.
    """

    engine: DuckDBPyConnection
    relation: str
    types: Mapping[str, str]
    conditions: tuple[str, ...] = ()
    once: bool = False
    held: bool = True
    short: bool = True
    known: Mapping[object, object] = field(default_factory=dict, compare=False, repr=False)
    listed: Listed | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of(cls, engine: DuckDBPyConnection, relation: str) -> Rows:
        """Return all rows of a table or view."""
        described = engine.execute(f"describe {to_identifier(relation)}").fetchall()
        return cls(engine, relation, {row[0]: row[1] for row in described})

    @classmethod
    def listing(cls, engine: DuckDBPyConnection, relation: str) -> Rows:
        """Return all rows of a short table, at hand where their types allow."""
        found = engine.execute(f"select * from {to_identifier(relation)}")
        types = {column[0]: str(column[1]) for column in found.description}
        if not all(map(is_readable, types.values())):
            return cls(engine, relation, types)
        rows = found.fetchall()
        columns = zip(*rows, strict=True) if rows else [()] * len(types)
        return cls(
            engine,
            relation,
            types,
            listed=Listed(dict(zip(types, columns, strict=True)), len(rows)),
        )

    def where(self, *conditions: str) -> Rows:
        """Return the rows that meet these conditions too."""
        return replace(self, conditions=(*self.conditions, *conditions))

    def only(self, column: str, value: str) -> Rows:
        """Return the rows whose column, as text, has this value."""
        found = reads(column, value)
        return self.where(found if self.types[column] == TEXT else str(found))

    def seen(self, days: str, entered: str) -> Rows:
        """Return the cases that were ever under observation: they left after they entered."""
        self._name(days), self._name(entered)
        return self.where(watched(days, entered))

    @property
    def at_hand(self) -> Listed | None:
        """Return the rows that meet the conditions as lists, where they are at hand."""
        return self.listed and self.listed.where(self.conditions)

    def values(self, column: str) -> list[str]:
        """Return the distinct values of a column as text, in order."""
        rows = self.at_hand if self.types.get(column) == TEXT else None
        if rows is not None:
            return rows.values(column)
        query = f"""
            select distinct cast({self._name(column)} as varchar) as value
            {self._source}
            order by 1
            """
        return [value for (value,) in self.engine.execute(query).fetchall() if value is not None]

    def at_ranks(self, column: str, ranks: Iterable[int], n: int) -> dict[int, Fraction]:
        """Return the value of each rank among n, counted from 1 in ascending order.

        The discrete quantile at (rank - 1/2) / n is by definition the value of that rank.
        """
        wanted = sorted(set(ranks))
        if (rows := self.at_hand) is not None:
            return rows.at_ranks(column, wanted)
        shares = ", ".join(f"cast({(2 * rank - 1) / (2 * n)!r} as double)" for rank in wanted)
        query = f"""
            select quantile_disc({self._name(column)}, [{shares}])
            {self._source}
            """
        found = self.engine.execute(query).fetchall()[0][0]
        return {rank: Fraction(value) for rank, value in zip(wanted, found, strict=True)}

    def moments(self, days: str, ending: str, entered: str) -> tuple[int, list[Moment]]:
        """Return how many were seen from day 0 on, and every day on which something happened.

        Raises ModelError on an unknown ending.
        """
        if (rows := self.at_hand) is not None:
            return rows.moments(days, ending, entered)
        left, how_named, came = map(self._name, (days, ending, entered))
        kinds = [f"{how}_rows" for how in ENDINGS]
        sums = ", ".join(f"sum({kind})" for kind in kinds)
        named = ", ".join(
            f"count(*) filter ({how_named} = {to_literal(how)}) as {how}_rows" for how in ENDINGS
        )
        query = f"""
            with cases as materialized (
                select
                    {left} as left_at,
                    greatest({came}, 0) as entered_at,
                    count(*) as all_rows,
                    {named}
                {self._source}
                group by 1, 2
            ),
            happened as (
                select left_at as at_days, 0 as entered_rows, all_rows, {", ".join(kinds)}
                from cases
                union all
                select entered_at, all_rows, 0, 0, 0, 0
                from cases
            )
            select at_days, sum(entered_rows), sum(all_rows), {sums}
            from happened
            group by at_days
            order by at_days
            """
        found = [tuple(map(Fraction, row)) for row in self.engine.execute(query).fetchall()]
        if any(sum(row[3:]) != row[2] for row in found):
            raise unknown_ending(ending)
        started = sum(int(row[1]) for row in found if row[0] == 0)
        return started, [
            Moment(row[0], int(row[1]) if row[0] > 0 else 0, *map(int, row[3:])) for row in found
        ]

    @property
    def _source(self) -> str:
        where = f"where {' and '.join(self.conditions)}" if self.conditions else ""
        return f"from {to_identifier(self.relation)} {where}"

    def scale(self, column: str) -> int:
        """Return the power of ten that makes the column whole; ModelError on floats."""
        self._name(column)
        kind = self.types[column]
        if kind.startswith("DECIMAL("):
            return 10 ** int(kind.rstrip(")").split(",")[1])
        if kind in _WHOLE:
            return 1
        raise ModelError(
            "a column that is summed holds no exact numbers",
            place=column,
            found=kind,
            wanted="whole numbers or decimals",
            next=f"write cast({column} as decimal(18, 6)) in the SQL of the KPI",
        )

    def whole_type(self, column: str) -> str:
        """Return the type that holds the product of two such whole numbers."""
        kind = self.types[column]
        is_short = kind.startswith("DECIMAL(") and int(kind[8:].split(",")[0]) <= 9
        return "bigint" if is_short or kind in _SMALL else "hugeint"

    def _name(self, column: str) -> str:
        if column not in self.types:
            have = ", ".join(self.types)
            raise ModelError("a figure names a column that is not there", found=have, wanted=column)
        return to_identifier(column)
