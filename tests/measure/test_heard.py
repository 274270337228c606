"""What a log of events covers of a period: silence beyond its own end is not zero."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cxaudit.catalogue import load_catalogue
from cxaudit.engine import connect
from cxaudit.measure.heard import to_heard
from cxaudit.measure.supply import Supply
from cxaudit.period import Period
from tests.measure.small_kpi import fill, meeting

KPI = next(kpi for kpi in load_catalogue().values() if kpi.code == "K25")
YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
SETTINGS = {"timezone": "Europe/London"}


def heard(days, received, period=YEAR, kind="meeting"):
    engine = connect(threads=1)
    fill(engine, [meeting(f"c{n}", str(day), kind=kind) for n, day in enumerate(days)])
    taken = {"interaction": {"meeting": received}} if received else {}
    supply = Supply({"interaction": {"meeting": frozenset({"ts"})}}, taken)
    return to_heard(engine, KPI, SETTINGS, supply, period)


def every(days, first, last):
    """Return the days from first to last, ``days`` apart."""
    return [first + timedelta(days=n) for n in range(0, (last - first).days + 1, days)]


def test_a_log_taken_in_after_the_period_with_rows_throughout_covers_it():
    rows = every(14, date(2025, 1, 8), date(2025, 12, 20))
    assert heard(rows, date(2026, 1, 10)) == YEAR


def test_an_export_knows_nothing_of_the_days_after_it_was_taken_in():
    rows = every(14, date(2025, 1, 8), date(2025, 9, 20))
    assert heard(rows, date(2025, 9, 30)) == Period(YEAR.start, date(2025, 9, 30))


def test_a_log_of_every_fortnight_that_falls_silent_in_august_ended_there():
    rows = every(14, date(2025, 1, 8), date(2025, 8, 20))
    assert heard(rows, date(2026, 1, 10)) == Period(YEAR.start, rows[-1])


def test_a_log_of_every_fortnight_that_begins_in_may_began_there():
    rows = every(14, date(2025, 5, 20), date(2025, 12, 20))
    assert heard(rows, date(2026, 1, 10)) == Period(date(2025, 5, 20), YEAR.end)


@pytest.mark.parametrize(("rows", "ended"), [(8, False), (9, True)])
def test_a_silence_is_the_end_where_it_comes_less_than_once_in_a_hundred_times(rows, ended):
    # 8 rows: exp(-7/365 x 231) = .0119; 9 rows: exp(-8/365 x 231) = .0063
    days = every(1, date(2025, 5, 14) - timedelta(days=rows - 1), date(2025, 5, 14))
    found = heard(days, date(2026, 1, 10), Period(date(2025, 5, 1), date(2025, 12, 31)))
    assert (found.end == date(2025, 5, 14)) is ended


def test_a_silence_of_a_month_is_never_the_end():
    rows = every(1, date(2025, 1, 1), date(2025, 11, 30))
    assert heard(rows, date(2026, 1, 10)) == YEAR


def test_a_log_without_a_row_in_the_period_has_to_cover_half_of_it():
    rows = [date(2024, 3, 1), date(2024, 11, 1)]
    assert heard(rows, date(2025, 7, 2)) == Period(YEAR.start, date(2025, 7, 2))
    assert heard(rows, date(2025, 7, 1)) is None
    assert heard([*rows, date(2025, 2, 1)], date(2025, 3, 31)).end == date(2025, 3, 31)


def test_nothing_proves_a_log_before_its_first_row():
    assert heard([date(2026, 1, 5)], date(2026, 1, 10)) is None


def test_an_empty_register_speaks_up_to_the_day_it_was_taken_in():
    assert heard([], date(2026, 1, 10)) == YEAR
    assert heard([], date(2025, 3, 1)) is None


def test_rows_of_another_kind_prove_nothing():
    rows = every(14, date(2025, 1, 8), date(2025, 12, 20))
    assert heard(rows, date(2025, 3, 1), kind="portal") is None


def test_where_nobody_knows_when_rows_came_the_period_is_left_as_it_is():
    assert heard([date(2026, 1, 5)], None) == YEAR
