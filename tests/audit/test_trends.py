"""Each KPI beside its like period before: same length, like ages, and an honest verdict."""

from __future__ import annotations

from datetime import date

import pytest

from cxaudit.audit.trends import Trend, expected_by_chance
from cxaudit.measure import Change, Measurement
from cxaudit.outcome import Outcome
from cxaudit.period import Period

YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))


def test_only_figures_that_stand_have_a_trend(small):
    assert set(small.trends) == {k for k in small.kpis if small.measurements[k].value is not None}


def test_the_period_before_is_as_long_and_ends_the_day_before(small):
    trend = small.trends["email_open_rate"]
    assert trend.now is small.measurements["email_open_rate"]
    assert trend.before.period == Period(date(2024, 1, 1), date(2024, 12, 31))
    assert (trend.change, trend.verdict) == (None, "nothing before")


def test_cases_that_wait_for_a_decision_are_given_the_same_time_in_both_periods(small):
    # two years to 31 December, moved back by the decision lag of 180 days
    trend = small.trends["rfp_sales_conversion_rate"]
    assert trend.waits_days == 180
    assert trend.now.period == Period(date(2023, 7, 5), date(2025, 7, 4))
    assert trend.before.period.end == date(2023, 7, 4)
    # all twelve but the pending one of November: 5 of 11 won
    assert trend.now.value == pytest.approx(5 / 11)


def test_a_look_at_one_day_is_held_against_the_day_a_year_before_and_not_tested(small):
    trend = small.trends["mandates_products_per_client"]
    assert (trend.before.period.end, trend.shared) == (date(2024, 12, 31), True)
    assert not trend.is_tested


def trend(change: Change | None, shared: bool = False) -> Trend:
    plain = Measurement("x", "X", Outcome.MEASURED, "fraction", YEAR)
    return Trend(plain, plain, change, shared)


@pytest.mark.parametrize(
    ("change", "shared", "verdict"),
    [
        (Change(0.1, 0.02, 0.18), False, "up"),
        (Change(-0.1, -0.18, -0.02), False, "down"),
        (Change(0.1, -0.02, 0.22), False, "no clear change"),
        (Change(0.1, 0.02, 0.18), True, "not tested"),
        (Change(0.1), False, "not tested"),
        (None, False, "nothing before"),
        (Change(0.1, -0.02, 0.3, 2.0, 1.05, 3.9), False, "up"),
    ],
)
def test_a_verdict_is_given_only_where_the_interval_gives_one(change, shared, verdict):
    assert trend(change, shared).verdict == verdict


def test_28_figures_at_95_per_cent_make_14_false_alarms_in_ten_periods():
    assert expected_by_chance(28) == pytest.approx(1.4)
