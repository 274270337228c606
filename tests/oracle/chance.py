"""Invented data sets: seeded, small, and full of what goes wrong in real exports."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from tests.oracle.days import DAY, utc

T = TypeVar("T")
Row = dict[str, Any]
ZONES = (
    "UTC", "UTC", "Europe/Paris", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe",
    "Asia/Kathmandu", "America/St_Johns",
)  # fmt: skip
AS_OF = (
    date(2025, 12, 31), date(2025, 12, 31), date(2024, 2, 29), date(2025, 3, 30), date(2024, 11, 3),
    date(2023, 2, 28), date(2025, 6, 30),
)  # fmt: skip


@dataclass
class DataSet:
    """One invented firm's rows: settings, tables, and the columns that its exports brought."""

    settings: dict[str, Any]
    tables: dict[str, list[Row]] = field(default_factory=dict)
    lacking: dict[str, set[str]] = field(default_factory=dict)

    def rows(self, table: str, **wanted: object) -> list[Row]:
        """Return the rows of a table that say this."""
        found = self.tables.get(table, [])
        return [row for row in found if all(row.get(k) == v for k, v in wanted.items())]

    def fills(self, table: str, column: str, **wanted: object) -> bool:
        """Tell whether any of the rows that say this has something in the column."""
        return any(row[column] is not None for row in self.rows(table, **wanted))

    def has(self, table: str, *columns: str) -> bool:
        """Tell whether the table came with these columns."""
        lacks = self.lacking.get(table, set())
        return bool(self.tables.get(table)) and not lacks & set(columns)


class Chance(random.Random):
    """Seeded draws, with the words that the makers of data sets use."""

    def maybe(self, share: float) -> bool:
        """Return True in this share of draws."""
        return self.random() < share

    def pick(self, values: Sequence[T]) -> T:
        """Return one of the values."""
        return self.choice(values)

    def or_none(self, value: T, share: float) -> T | None:
        """Return the value, blank in this share of draws."""
        return None if self.maybe(share) else value

    def settings(self, **more: Any) -> dict[str, Any]:
        """Return as_of, a zone and now and then a period of the audit's own."""
        found: dict[str, Any] = {"as_of": self.pick(AS_OF), "timezone": self.pick(ZONES)}
        if self.maybe(0.25):
            found["period_end"] = found["as_of"] - timedelta(days=self.randint(0, 200))
        if self.maybe(0.25):
            end = found.get("period_end", found["as_of"])
            found["period_start"] = end - timedelta(days=self.randint(0, 900))
        return found | more

    def day(self, first: date, last: date) -> date:
        """Return a day of the span; its edges and the days beside them often."""
        if self.maybe(0.2):
            return self.pick((first, last, first - DAY, last + DAY))
        return first + timedelta(days=self.randint(0, max(0, (last - first).days)))

    def moment(self, first: date, last: date) -> datetime:
        """Return a moment, often near a midnight somewhere on earth."""
        day = self.day(first, last)
        if self.maybe(0.4):
            return utc(day, self.randint(-50, 50) * 1800 - self.randint(0, 1))
        return utc(day, self.randint(0, 86_399))
