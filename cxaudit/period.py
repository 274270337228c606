"""The audited period (both ends inclusive) and the as_of date; never "today"."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from cxaudit.errors import ClientDataError


def add_months(day: date, months: int) -> date:
    """Return the day moved by whole months, held at the month's last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


@dataclass(frozen=True)
class Period:
    """A span of days; ``start`` and ``end`` both belong to it.

    ``start`` is None only for all of history.
    """

    start: date | None
    end: date

    def __post_init__(self) -> None:
        if self.start is not None and self.start > self.end:
            raise ClientDataError(
                "the period ends before it starts",
                found=f"{self.start} to {self.end}",
                wanted="period_start on or before period_end",
                next="set both again, for instance period_start=2025-01-01 period_end=2025-12-31",
            )

    def __str__(self) -> str:
        return f"{self.start or 'start'}_{self.end}"

    @property
    def in_words(self) -> str:
        """Return the period as people read it."""
        if self.start is None:
            return f"all up to {self.end.day} {self.end:%b %Y}"
        if self.start == self.end:
            return f"{self.end.day} {self.end:%b %Y}"
        return f"{self.start.day} {self.start:%b %Y} to {self.end.day} {self.end:%b %Y}"

    @property
    def days(self) -> int | None:
        """Return the number of days, both ends counted; None for all of history."""
        return None if self.start is None else (self.end - self.start).days + 1

    def before(self) -> Period:
        """Return the like period that ends the day before this one starts.

        Whole months step back by months, any other span by its own days.
        """
        if self.start is None:
            raise ValueError("all of history has no period before it")
        end = self.start - timedelta(days=1)
        after = self.end + timedelta(days=1)
        months = (after.year - self.start.year) * 12 + after.month - self.start.month
        if months > 0 and add_months(self.start, months) == after:
            return Period(add_months(self.start, -months), end)
        return Period(self.start - (after - self.start), end)


def parse_period(text: str) -> Period:
    """Read ``YYYY-MM-DD_YYYY-MM-DD``; raises ClientDataError."""
    start, _, end = text.partition("_")
    try:
        return Period(date.fromisoformat(start), date.fromisoformat(end))
    except ValueError as error:
        raise ClientDataError(
            "this is not a period",
            found=text,
            wanted="YYYY-MM-DD_YYYY-MM-DD, both days inclusive",
            next="write it like 2025-01-01_2025-12-31",
        ) from error


def resolve_as_of(as_of: date | None, period_end: date | None) -> date:
    """Return the as_of date: as set, else the period's end; raises ClientDataError."""
    if as_of is None and period_end is None:
        raise ClientDataError(
            "neither as_of nor period_end is set, and today is never assumed",
            wanted="the date at which open cases and ages are judged",
            next="cxaudit set CLIENT as_of=2025-12-31",
        )
    if as_of is not None and period_end is not None and period_end > as_of:
        raise ClientDataError(
            "the period ends after as_of",
            found=f"period_end {period_end}, as_of {as_of}",
            wanted="period_end on or before as_of",
            next="cxaudit set CLIENT as_of=... period_end=...",
        )
    return as_of if as_of is not None else period_end  # type: ignore[return-value]


def resolve_period(
    window: int | str, as_of: date, period_start: date | None, period_end: date | None
) -> Period:
    """Return a KPI's own period.

    ``window`` is a number of months, "snapshot" (the day as_of) or "all". The audit's
    own start and end replace the numbers only.
    """
    if window == "snapshot":
        return Period(as_of, as_of)
    if window == "all":
        return Period(None, as_of)
    end = period_end or as_of
    return Period(period_start, end) if period_start else to_window(int(window), end)


def to_window(months: int, end: date) -> Period:
    """Return the whole months that end on a day."""
    return Period(add_months(end, -months) + timedelta(days=1), end)
