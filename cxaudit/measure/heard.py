"""How much of a period a log of events was heard of: its silence beyond that is not zero.

The days of a rate run on whether or not its events are logged. What no export can know of, or
where a log that never rests for long has stopped, is taken out of the period.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

from cxaudit.canon import Table, load_tables
from cxaudit.catalogue import Kpi
from cxaudit.engine import Engine, read_once, to_identifier, to_literal
from cxaudit.measure.guard import Settings
from cxaudit.measure.supply import Supply
from cxaudit.period import Period

MONTH = timedelta(days=31)
YEAR = 365
IMPROBABLE = 0.01
LEAST_SHARE = 0.5
"""Of the period: a log without a row in it has to cover so much for its silence to count."""


@dataclass(frozen=True)
class Log:
    """The rows of a table that a KPI counts: the day of each, as SQL over ``source``."""

    table: Table
    source: str
    day: str

    def span(self, engine: Engine) -> tuple[int, date | None, date | None]:
        """Return how many rows have a day, the first of the days and the last."""
        counts = f"count({self.day}), min({self.day}), max({self.day})"
        return read_once(engine, f"select {counts} from {self.source}")[0]  # type: ignore[return-value]

    def has_row_in(self, engine: Engine, period: Period) -> bool:
        """Tell whether a row lies in the period."""
        first = period.start or date.min
        asked = f"select 1 from {self.source} and {self.day} between ? and ? limit 1"
        return bool(read_once(engine, asked, [first, period.end]))


def to_heard(
    engine: Engine, kpi: Kpi, settings: Settings, supply: Supply, period: Period
) -> Period | None:
    """Return the part of the period that the KPI's logs cover; None where there is none.

    An export knows nothing of the days after it was taken in, and nothing proves a log before
    its first row. A silence at either end, longer than the table's ``quiet_months``, counts as
    the log's own end where, at its pace (rows in a year, or in its span if longer), it would come
    less than once in 100 times. Without a row in what is left, that has to be half the period.
    Without days of receipt the period is left as it is.
    """
    heard: Period | None = period
    for name in kpi.events_in:
        received = supply.received_last(name, kpi.rows.get(name))
        if received is not None and heard is not None:
            heard = _cut(engine, _to_log(kpi, name, settings), received, heard)
    return heard


def _to_log(kpi: Kpi, name: str, settings: Settings) -> Log:
    table = load_tables()[name]
    day = to_identifier(table.dated_by[0])
    if table.columns[table.dated_by[0]].type == "ts":
        day = f"({day} at time zone {to_literal(str(settings['timezone']))})::date"
    kinds = ", ".join(to_literal(kind) for kind in kpi.rows.get(name, ()))
    kept = f"{table.discriminator} in ({kinds})" if kinds else "true"
    return Log(table, f"{to_identifier(name)} where {kept}", day)


def _cut(engine: Engine, log: Log, received: date, period: Period) -> Period | None:
    """Return the days of the period that the log covers; None: none, or too few to be silent."""
    rows, first, last = log.span(engine)
    start, end = None, received
    if first is not None and last is not None:
        if period.end < first:
            return None
        pace = (rows - 1) / max((last - first).days, YEAR)
        quiet = MONTH * log.table.quiet_months
        if _is_end(min(period.end, received) - last, quiet, pace):
            end = last
        if period.start is not None and _is_end(first - period.start, quiet, pace):
            start = first
    heard = _between(period, start, end)
    if heard is None or heard == period or log.has_row_in(engine, heard):
        return heard
    whole = period.days
    return heard if whole is None or (heard.days or 0) >= LEAST_SHARE * whole else None


def _is_end(silence: timedelta, quiet: timedelta, pace: float) -> bool:
    """Tell whether a log of this pace (rows a day) has ended rather than been quiet."""
    return silence > quiet and math.exp(-pace * silence.days) < IMPROBABLE


def _between(period: Period, start: date | None, end: date) -> Period | None:
    starts = [day for day in (period.start, start) if day is not None]
    first, last = max(starts, default=None), min(period.end, end)
    return None if first is not None and first > last else Period(first, last)
