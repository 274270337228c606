"""Rows dated after the day on which their file came: told, because no record can know them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from cxaudit.canon import load_tables
from cxaudit.intake.columns.section import Typed
from cxaudit.intake.known.form import Form
from cxaudit.intake.values.dates import zone_of
from cxaudit.intake.wish import Wish
from cxaudit.wording import show_count

RECEIVED = "received_on"


def warn_of_future(typed: Typed, form: Form, wish: Wish) -> list[str]:
    """Return a warning for each column that dates rows and lies after the file was received.

    Only columns that say when something happened are looked at, not deadlines. Where it is not
    known when the file was received, nothing is judged.
    """
    received = wish.settings.get(RECEIVED)
    if not isinstance(received, date) or not form.table:
        return []
    last = received + timedelta(days=1)
    warnings = []
    for name in dict.fromkeys(load_tables()[form.table].dated_by):
        if name == "due" or name not in typed.columns:
            continue
        count, latest = _find_late(typed, name, last, wish.timezone)
        if count:
            warnings.append(
                f"{show_count(count, 'row')} with {name.replace('_', ' ')} after the day the file "
                f"was received, {received} (the latest is {latest}); imported, flagged"
            )
    return warnings


def _find_late(typed: Typed, name: str, last: date, timezone: str) -> tuple[int, date | None]:
    """Return how many values of a column lie after a day, and the day of the latest."""
    zone, values, first = zone_of(timezone), typed.columns[name], last + timedelta(days=1)
    is_moment = typed.kinds[name] == "ts"
    least = datetime.combine(first, time(), zone) if is_moment else first
    if hasattr(values, "count_from"):
        count, latest = values.count_from(least)
    else:
        late = [value for value in values if value is not None and value >= least]
        count, latest = len(late), max(late, default=None)
    return count, latest.astimezone(zone).date() if is_moment and latest else latest
