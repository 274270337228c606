"""Days, moments and rates as vendors print them, the same in every locale."""

from __future__ import annotations

from datetime import date, datetime

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def to_month_first(day: date) -> str:
    """Return a day as in Dec 18, 2022."""
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def to_clock(moment: datetime) -> str:
    """Return the time of day as in 8:07 AM."""
    half = "AM" if moment.hour < 12 else "PM"
    return f"{(moment.hour - 1) % 12 + 1}:{moment.minute:02d} {half}"


def to_send_moment(moment: datetime) -> str:
    """Return a moment as a mail platform prints it, as in Oct 26, 2018 02:56 pm."""
    day = f"{MONTHS[moment.month - 1]} {moment.day:02d}, {moment.year}"
    return f"{day} {to_clock(moment).lower():0>8}"


def to_minute(moment: datetime) -> str:
    """Return a moment to the minute as a webinar platform prints it: Mar 28, 2020 8:07 AM."""
    return f"{MONTHS[moment.month - 1]} {moment.day:02d}, {moment.year} {to_clock(moment)}"


def to_second(moment: datetime) -> str:
    """Return a moment to the second as a webinar platform prints it: Mar 28, 2020 08:07:27."""
    return f"{MONTHS[moment.month - 1]} {moment.day:02d}, {moment.year} {moment:%H:%M:%S}"


def to_percent(count: int, base: int) -> str:
    """Return a rate as platforms print it, as in 35.71%."""
    return f"{100 * count / base:.2f}%" if base else "0.00%"
