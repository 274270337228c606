"""Periods, ages and zones of the definitions, by the standard library's calendar."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


def months_later(day: date, months: int) -> date:
    """Return the day so many months on, the last of its month where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Frame:
    """What a figure is asked for: first and last day (both in), as_of, and the zone of days."""

    start: date
    end: date
    as_of: date
    zone: ZoneInfo

    def day_of(self, moment: datetime) -> date:
        """Return the day of a moment in the audit's zone."""
        return moment.astimezone(self.zone).date()

    def holds(self, day: date) -> bool:
        """Tell whether the period has this day."""
        return self.start <= day <= self.end

    def age(self, day: date) -> int:
        """Return the whole days from a day to as_of."""
        return (self.as_of - day).days

    def happened(self, day: date | None) -> bool:
        """Tell whether something dated has happened by as_of."""
        return day is not None and day <= self.as_of


def to_frame(settings: dict[str, Any], months: int) -> Frame:
    """Return the frame of a figure over so many months; the audit's own days go first."""
    as_of = settings["as_of"]
    end = settings.get("period_end") or as_of
    start = settings.get("period_start") or months_later(end, -months) + DAY
    return Frame(start, end, as_of, ZoneInfo(settings.get("timezone", "UTC")))


def overlap(frame: Frame, first: date | None, last: date | None) -> int:
    """Return the days, both ends counted, that something lasting spends in the period."""
    begins, ends = max(frame.start, first or frame.start), min(frame.end, last or frame.end)
    return max(0, (ends - begins).days + 1)


def business_days(first: date, last: date, holidays: set[date]) -> int:
    """Return the working days after the first day, up to and with the last."""
    days = [first + n * DAY for n in range(1, (last - first).days + 1)]
    return sum(1 for day in days if day.weekday() < 5 and day not in holidays)


def utc(day: date, seconds: int) -> datetime:
    """Return the moment so many seconds after a day began in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=seconds)
