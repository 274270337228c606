"""Periods: both ends inclusive, whole months step by months, today is never assumed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxaudit.errors import ClientDataError
from cxaudit.period import Period, add_months, parse_period, resolve_as_of, resolve_period

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("day", "months", "moved"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 3, 31), -1, date(2025, 2, 28)),
        (date(2025, 12, 31), -12, date(2024, 12, 31)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 11, 15), 2, date(2026, 1, 15)),
        (date(2025, 1, 15), -1, date(2024, 12, 15)),
        (date(2025, 6, 30), 0, date(2025, 6, 30)),
    ],
)
def test_moving_by_months_is_held_at_the_last_day_of_the_month(day, months, moved):
    assert add_months(day, months) == moved


@given(DAYS, st.integers(-240, 240))
def test_moving_by_months_lands_in_the_month_that_many_away(day, months):
    moved = add_months(day, months)
    assert (moved.year - day.year) * 12 + moved.month - day.month == months
    assert moved.day <= day.day


def test_both_ends_belong_to_a_period():
    assert Period(date(2025, 1, 1), date(2025, 12, 31)).days == 365
    assert Period(date(2025, 6, 30), date(2025, 6, 30)).days == 1
    assert Period(None, date(2025, 6, 30)).days is None


def test_a_period_that_ends_before_it_starts_is_refused():
    with pytest.raises(ClientDataError, match="ends before it starts") as caught:
        Period(date(2025, 2, 1), date(2025, 1, 31))
    assert caught.value.found == "2025-02-01 to 2025-01-31"


@pytest.mark.parametrize(
    ("start", "end", "before"),
    [
        ("2025-01-01", "2025-12-31", "2024-01-01_2024-12-31"),
        ("2025-01-01", "2025-03-31", "2024-10-01_2024-12-31"),
        ("2025-03-01", "2025-03-31", "2025-02-01_2025-02-28"),
        ("2024-07-01", "2025-06-30", "2023-07-01_2024-06-30"),
        ("2025-01-16", "2025-02-15", "2024-12-16_2025-01-15"),
        ("2025-01-01", "2025-01-10", "2024-12-22_2024-12-31"),
        ("2025-06-30", "2025-06-30", "2025-06-29_2025-06-29"),
    ],
)
def test_the_like_period_before_ends_the_day_before(start, end, before):
    period = Period(date.fromisoformat(start), date.fromisoformat(end))
    assert str(period.before()) == before


@given(DAYS, st.integers(0, 1500))
def test_the_period_before_touches_this_one_and_is_about_as_long(start, length):
    period = Period(start, start + timedelta(days=length))
    before = period.before()
    assert before.end + timedelta(days=1) == period.start
    assert abs(before.days - period.days) <= 3


def test_all_of_history_has_no_period_before():
    with pytest.raises(ValueError, match="no period before"):
        Period(None, date(2025, 6, 30)).before()


def test_a_period_is_written_and_read_in_one_way():
    text = "2025-01-01_2025-12-31"
    assert str(parse_period(text)) == text


@given(DAYS, st.integers(0, 4000))
def test_what_is_written_is_read_back(start, length):
    period = Period(start, start + timedelta(days=length))
    assert parse_period(str(period)) == period


@pytest.mark.parametrize("text", ["2025", "", "2025-01-01", "2025-01-01_", "2025-13-01_2025-12-31",
                                  "start_2025-12-31", "2025-01-01 2025-12-31"])  # fmt: skip
def test_what_is_no_period_is_refused_with_the_form_wanted(text):
    with pytest.raises(ClientDataError) as caught:
        parse_period(text)
    assert "YYYY-MM-DD_YYYY-MM-DD" in caught.value.wanted


def test_as_of_is_as_set_and_else_the_end_of_the_period():
    june, december = date(2025, 6, 30), date(2025, 12, 31)
    assert resolve_as_of(december, june) == december
    assert resolve_as_of(december, None) == december
    assert resolve_as_of(None, june) == june


def test_today_is_never_assumed():
    with pytest.raises(ClientDataError, match="today is never assumed"):
        resolve_as_of(None, None)


def test_a_period_that_ends_after_as_of_is_refused():
    with pytest.raises(ClientDataError, match="ends after as_of"):
        resolve_as_of(date(2025, 6, 30), date(2025, 7, 1))


AS_OF = date(2025, 12, 31)


@pytest.mark.parametrize(
    ("window", "start", "end", "own"),
    [
        (12, None, None, "2025-01-01_2025-12-31"),
        (24, None, None, "2024-01-01_2025-12-31"),
        (12, None, date(2025, 6, 30), "2024-07-01_2025-06-30"),
        (24, date(2025, 4, 1), date(2025, 6, 30), "2025-04-01_2025-06-30"),
        (12, date(2025, 4, 1), None, "2025-04-01_2025-12-31"),
        ("snapshot", None, None, "2025-12-31_2025-12-31"),
        ("snapshot", date(2025, 4, 1), date(2025, 6, 30), "2025-12-31_2025-12-31"),
        ("all", None, None, "start_2025-12-31"),
        ("all", date(2025, 4, 1), date(2025, 6, 30), "start_2025-12-31"),
    ],
)
def test_the_audits_own_period_replaces_months_only(window, start, end, own):
    assert str(resolve_period(window, AS_OF, start, end)) == own


def test_the_window_to_the_end_of_february_starts_on_the_first_of_march():
    assert str(resolve_period(12, date(2024, 2, 29), None, None)) == "2023-03-01_2024-02-29"
