"""Seeded draws: every subject of a firm has its own stream, so one never shifts another."""

from __future__ import annotations

import calendar
import math
import random
from datetime import date, timedelta

from cxaudit.demo.firms import Firm


def to_stream(firm: Firm, subject: str) -> random.Random:
    """Return the firm's own stream of draws for one subject."""
    return random.Random(f"{firm.seed}:{subject}")


def to_successes(rng: random.Random, trials: int, chance: float) -> int:
    """Return how many of the trials succeed: exact up to 300, normal above."""
    if trials <= 300:
        return sum(rng.random() < chance for _ in range(trials))
    spread = math.sqrt(trials * chance * (1 - chance))
    return min(trials, max(0, round(rng.gauss(trials * chance, spread))))


def to_skewed(rng: random.Random, median: float, sigma: float) -> float:
    """Return a right-skewed draw (log-normal) about its median."""
    return median * math.exp(rng.gauss(0, sigma))


def to_chance(rng: random.Random, centre: float, spread: float = 0.25) -> float:
    """Return a share scattered about its centre by a relative spread, held in 0.001-0.95."""
    return min(0.95, max(0.001, centre * (1 + rng.gauss(0, spread))))


def to_day(rng: random.Random, first: date, last: date) -> date:
    """Return a working day between two days, both possible."""
    day = first + timedelta(days=rng.randint(0, (last - first).days))
    return to_working_day(day)


def to_working_day(day: date) -> date:
    """Return the day, or the Friday before where it falls on a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def add_working_days(day: date, count: int) -> date:
    """Return the day after so many working days."""
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def to_month_ends(first: date, last: date) -> list[date]:
    """Return the month ends from first to last, both included where they are month ends."""
    found, year, month = [], first.year, first.month
    while (end := date(year, month, calendar.monthrange(year, month)[1])) <= last:
        found.append(end)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found


def to_monthly_days(rng: random.Random, count: int, last: date) -> list[date]:
    """Return one working day a month for so many months up to the last, in order."""
    newest = last.year * 12 + last.month - 1
    months = [divmod(newest - back, 12) for back in range(count - 1, -1, -1)]
    return [to_working_day(date(y, m + 1, min(rng.randint(4, 24), last.day))) for y, m in months]


def spread_days(rng: random.Random, count: int, first: date, last: date) -> list[date]:
    """Return so many working days spread over a span, in order."""
    step = (last - first).days / max(1, count)
    days = [first + timedelta(days=int(step * (i + rng.random()))) for i in range(count)]
    return sorted(to_working_day(day) for day in days)
