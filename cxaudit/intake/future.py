"""Rows dated after the day on which their file came: told, because no record can know them."""

from __future__ import annotations

from datetime import date, timedelta

from cxaudit.canon import load_tables
from cxaudit.intake.columns import Typed
from cxaudit.intake.dates import zone_of
from cxaudit.intake.form import Form
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
        zone = zone_of(wish.timezone)
        days = [
            value.astimezone(zone).date() if hasattr(value, "astimezone") else value
            for value in typed.columns[name]
            if value is not None
        ]
        late = [day for day in days if day > last]
        if late:
            rows = show_count(len(late), "row")
            warnings.append(
                f"{rows} with {name.replace('_', ' ')} after the day the file was received, "
                f"{received} (the latest is {max(late)}); imported, flagged"
            )
    return warnings
