"""Reads sufficient statistics in the engine: exact sums, values by rank, days with what happened.

Sums are whole numbers (decimals times a power of ten), so that threads do not change a digit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from duckdb import DuckDBPyConnection, OutOfRangeException

from cxaudit.engine import to_identifier, to_literal
from cxaudit.errors import ModelError
from cxaudit.statistics.survival import Moment

_WHOLE = {
    "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER",
    "UBIGINT", "BOOLEAN", '"NULL"',
}  # fmt: skip
FEW = 5000
_ENDINGS = ("ended", "competing", "open")


@dataclass(frozen=True)
class Sums:
    """Sums over the rows, and over the units that contribute: numerator a, denominator b.

    ``largest``: greatest b of a unit; ``least``: smallest a. ``n`` is the sum of the n column.
    ``tops`` and ``bottoms``: a and b of each unit as whole numbers, empty above 5,000 units;
    top / bottom x ``factor`` is a / b.
    """

    observations: int
    units: int
    a: Fraction
    b: Fraction
    aa: Fraction
    ab: Fraction
    bb: Fraction
    largest: Fraction
    least: Fraction
    n: Fraction | None
    tops: tuple[int, ...]
    bottoms: tuple[int, ...]
    factor: Fraction


@dataclass(frozen=True)
class Rows:
    """The rows to count: a table or view of the engine, with a condition on its rows."""

    engine: DuckDBPyConnection
    relation: str
    types: Mapping[str, str]
    condition: str = "true"

    @classmethod
    def of(cls, engine: DuckDBPyConnection, relation: str) -> Rows:
        """Return all rows of a table or view."""
        described = engine.execute(f"describe {to_identifier(relation)}").fetchall()
        return cls(engine, relation, {row[0]: row[1] for row in described})

    def only(self, column: str, value: str) -> Rows:
        """Return the rows whose column, as text, has this value."""
        condition = f"cast({to_identifier(column)} as varchar) = {to_literal(value)}"
        return replace(self, condition=condition)

    def seen(self, days: str, entered: str) -> Rows:
        """Return the cases that were ever under observation: they left after they entered."""
        days, entered = self._name(days), self._name(entered)
        condition = f"{self.condition} and ({entered} <= 0 or {entered} < {days})"
        return replace(self, condition=condition)

    def values(self, column: str) -> list[str]:
        """Return the distinct values of a column as text, in order."""
        query = f"""
            select distinct cast({self._name(column)} as varchar) as value
            {self._source}
            order by 1
            """
        return [value for (value,) in self.engine.execute(query).fetchall() if value is not None]

    def sums(self, numerator: str, denominator: str | None, n: str | None = None) -> Sums:
        """Return the sums in one pass; without a denominator each row counts one.

        Where squares of unit sums would not fit, those of their first 14 digits stand in.
        """
        per_unit, scale_a, scale_b = self._per_unit(numerator, denominator, n)
        by_a = by_b = 1
        try:
            found = self._totals(per_unit, "a", "b")
        except OutOfRangeException:
            query = f"select max(abs(a)), max(abs(b)) from ({per_unit}) as per_unit"
            largest = self.engine.execute(query).fetchall()[0]
            by_a, by_b = (int(one) // 10**14 + 1 for one in largest)
            found = self._totals(per_unit, f"(a // {by_a})", f"(b // {by_b})")
        count, units, total, a, b, largest, least, aa, ab, bb = (
            Fraction(value or 0) for value in found[1:]
        )
        few = (found[0] or ()) if units <= FEW else ()
        return Sums(
            observations=int(count),
            units=int(units),
            a=a / scale_a,
            b=b / scale_b,
            aa=aa * Fraction(by_a, scale_a) ** 2,
            ab=ab * Fraction(by_a * by_b, scale_a * scale_b),
            bb=bb * Fraction(by_b, scale_b) ** 2,
            largest=largest / scale_b,
            least=least / scale_a,
            n=None if n is None else total,
            tops=tuple(top for top, _ in few),
            bottoms=tuple(bottom for _, bottom in few),
            factor=Fraction(scale_b, scale_a),
        )

    def _totals(self, per_unit: str, a: str, b: str) -> tuple:
        """Return the pairs of the first units, then the sums; squares of ``a`` and ``b``."""
        query = f"""
            select
                min(row(a, b), {FEW + 1}) filter (a <> 0 or b <> 0),
                sum(observations),
                count(*) filter (a <> 0 or b <> 0),
                sum(n),
                sum(a),
                sum(b),
                max(b),
                min(a),
                sum({a} * {a}),
                sum({a} * {b}),
                sum({b} * {b})
            from ({per_unit}) as per_unit
            """
        return self.engine.execute(query).fetchall()[0]

    def weighted(self, low: str, high: str, weight: str) -> tuple[int, int, list[Fraction]]:
        """Return observations, units, and the sums of low x weight, high x weight, weight."""
        scales = [self._scale(column) for column in (low, high, weight)]
        whole = [
            _to_whole(self._name(column), scale)
            for column, scale in zip((low, high, weight), scales, strict=True)
        ]
        query = f"""
            select
                count(*),
                count(distinct unit),
                coalesce(sum({whole[0]} * {whole[2]}), 0),
                coalesce(sum({whole[1]} * {whole[2]}), 0),
                coalesce(sum({whole[2]}), 0)
            {self._source}
            """
        count, units, *found = self.engine.execute(query).fetchall()[0]
        powers = (scales[0] * scales[2], scales[1] * scales[2], scales[2])
        return count, units, [Fraction(x) / power for x, power in zip(found, powers, strict=True)]

    def counted(self, n: str | None = None) -> tuple[int, int, Fraction | None]:
        """Return observations, units and the sum of the n column."""
        total = _to_whole(f"sum({self._name(n)})", self._scale(n)) if n else "null"
        query = f"select count(*), count(distinct unit), {total} {self._source}"
        count, units, found = self.engine.execute(query).fetchall()[0]
        return count, units, None if n is None else Fraction(found or 0) / self._scale(n)

    def at_ranks(self, column: str, ranks: Iterable[int], n: int) -> dict[int, Fraction]:
        """Return the value of each rank among n, counted from 1 in ascending order.

        The discrete quantile at (rank - 1/2) / n is by definition the value of that rank.
        """
        wanted = sorted(set(ranks))
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
        days, ending, entered = map(self._name, (days, ending, entered))
        kinds = [f"{how}_rows" for how in _ENDINGS]
        sums = ", ".join(f"sum({kind})" for kind in kinds)
        named = ", ".join(
            f"count(*) filter ({ending} = {to_literal(how)}) as {how}_rows" for how in _ENDINGS
        )
        query = f"""
            with cases as materialized (
                select
                    {days} as left_at,
                    greatest({entered}, 0) as entered_at,
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
            raise ModelError("an unknown ending", place=ending, wanted=", ".join(_ENDINGS))
        started = sum(int(row[1]) for row in found if row[0] == 0)
        return started, [
            Moment(row[0], int(row[1]) if row[0] > 0 else 0, *map(int, row[3:])) for row in found
        ]

    @property
    def _source(self) -> str:
        return f"from {to_identifier(self.relation)} where {self.condition}"

    def _name(self, column: str) -> str:
        if column not in self.types:
            have = ", ".join(self.types)
            raise ModelError("a figure names a column that is not there", found=have, wanted=column)
        return to_identifier(column)

    def _scale(self, column: str | None) -> int:
        """Return the power of ten that makes the column whole; ModelError on floats."""
        if column is None:
            return 1
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

    def _per_unit(
        self, numerator: str, denominator: str | None, n: str | None = None
    ) -> tuple[str, int, int]:
        """Return the select of whole a and b by unit, and the powers of ten they carry."""
        scale_a, scale_b = self._scale(numerator), self._scale(denominator)
        bottom = f"sum({self._name(denominator)})" if denominator else "count(*)"
        query = f"""
            select
                count(*) as observations,
                {_to_whole(f"sum({self._name(numerator)})", scale_a)} as a,
                {_to_whole(bottom, scale_b)} as b,
                {f"sum({self._name(n)})" if n and self._scale(n) else "0"} as n
            {self._source}
            group by unit
            """
        return query, scale_a, scale_b


def _to_whole(expression: str, scale: int) -> str:
    """Return SQL for expression x scale as a whole number.

    A decimal of many places is read from its digits: the product would not fit.
    """
    if scale == 1:
        return f"cast({expression} as hugeint)"
    if scale <= 10**9:
        return f"cast({expression} * {scale} as hugeint)"
    return f"cast(replace(cast({expression} as varchar), '.', '') as hugeint)"
