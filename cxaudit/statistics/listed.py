"""Rows that are few, at hand as lists: what is asked of them needs no statement of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from cxaudit.engine import to_identifier, to_literal
from cxaudit.errors import ModelError
from cxaudit.statistics.survival import Moment

ENDINGS = ("ended", "competing", "open")
READABLE = ("DECIMAL(", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT",
            "USMALLINT", "UINTEGER", "UBIGINT", "BOOLEAN", "VARCHAR", "DATE", '"NULL"')  # fmt: skip

Columns = Mapping[str, Sequence]
Test = Callable[[Columns], Iterable[bool]]


class Condition(str):
    """A condition on rows as SQL, and the test that says the same of rows at hand."""

    test: Test

    @classmethod
    def of(cls, sql: str, test: Test) -> Condition:
        """Return the condition of both."""
        made = cls(sql)
        made.test = test
        return made


def blank(column: str) -> Condition:
    """Keep the rows that this column says nothing about."""
    return Condition.of(
        f"{to_identifier(column)} is null", lambda rows: [v is None for v in rows[column]]
    )


def filled(column: str) -> Condition:
    """Keep the rows that fill this column."""
    return Condition.of(
        f"{to_identifier(column)} is not null", lambda rows: [v is not None for v in rows[column]]
    )


def reads(column: str, value: str) -> Condition:
    """Keep the rows whose column, as text, has this value."""
    return Condition.of(
        f"cast({to_identifier(column)} as varchar) = {to_literal(value)}",
        lambda rows: [v == value for v in rows[column]],
    )


def within(column: str, first: date, last: date) -> Condition:
    """Keep the rows whose date lies between two days, both included."""
    return Condition.of(
        f"{to_identifier(column)} between date '{first}' and date '{last}'",
        lambda rows: [v is not None and first <= v <= last for v in rows[column]],
    )


def watched(days: str, entered: str) -> Condition:
    """Keep the cases that were ever under observation: they left after they entered."""
    left, came = to_identifier(days), to_identifier(entered)
    return Condition.of(
        f"({came} <= 0 or {came} < {left})",
        lambda rows: [
            at is not None and (at <= 0 or (last is not None and at < last))
            for at, last in zip(rows[entered], rows[days], strict=True)
        ],
    )


@dataclass(frozen=True)
class Listed:
    """Rows at hand, column by column; ``places``: which of them, None for all."""

    columns: Columns
    size: int
    places: Sequence[int] | None = None
    known: dict[tuple[str, ...], Listed | None] = field(default_factory=dict, repr=False)

    def where(self, conditions: tuple[str, ...]) -> Listed | None:
        """Return those of all rows that meet every condition; None where one is SQL alone."""
        if conditions not in self.known:
            self.known[conditions] = self._where(conditions)
        return self.known[conditions]

    def _where(self, conditions: tuple[str, ...]) -> Listed | None:
        tests = [getattr(condition, "test", None) for condition in conditions]
        if None in tests:
            return None
        kept = zip(*(test(self.columns) for test in tests), strict=True)
        places = [place for place, found in enumerate(kept) if all(found)] if tests else None
        return Listed(self.columns, self.size, places)

    def __len__(self) -> int:
        return self.size if self.places is None else len(self.places)

    def __getitem__(self, column: str) -> Sequence:
        values = self.columns[column]
        return values if self.places is None else [values[place] for place in self.places]

    def values(self, column: str) -> list[str]:
        """Return the distinct values of a column of text, in order."""
        return sorted({value for value in self[column] if value is not None})

    def at_ranks(self, column: str, ranks: Iterable[int]) -> dict[int, Fraction]:
        """Return the value of each rank, counted from 1 in ascending order."""
        ordered = sorted(value for value in self[column] if value is not None)
        return {rank: Fraction(ordered[rank - 1]) for rank in ranks}

    def moments(self, days: str, ending: str, entered: str) -> tuple[int, list[Moment]]:
        """Return how many were seen from day 0 on, and every day on which something happened.

        Raises ModelError on an unknown ending.
        """
        happened: dict[Fraction, dict[str, int]] = {}

        def count(day: Fraction, what: str) -> None:
            counts = happened.setdefault(day, {})
            counts[what] = counts.get(what, 0) + 1

        names = (days, ending, entered)
        for left, how, came in zip(*map(self.__getitem__, names), strict=True):
            if how not in ENDINGS:
                raise unknown_ending(ending)
            count(Fraction(left), how)
            count(Fraction(max(came or 0, 0)), "entered")
        started = happened.get(Fraction(0), {}).pop("entered", 0)
        return started, [Moment(day, **happened[day]) for day in sorted(happened)]


def unknown_ending(column: str) -> ModelError:
    """Return the error of a column that holds another word than the three endings."""
    return ModelError("an unknown ending", place=to_identifier(column), wanted=", ".join(ENDINGS))


def is_readable(kind: str) -> bool:
    """Tell whether values of this SQL type mean the same at hand as in the engine."""
    return kind.startswith(READABLE) and not kind.endswith("]")
