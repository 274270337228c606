"""Kaplan-Meier, against the printed cases and lifelines."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from lifelines.utils import median_survival_times, restricted_mean_survival_time

from cxaudit.statistics import Survival, kaplan_meier

FUNDED, OPEN = [20, 25, 31, 34, 40, 45, 60, 90], [10, 50, 75, 120]


def fit(days: object, ended: object, entered: object = None) -> KaplanMeierFitter:
    return KaplanMeierFitter().fit(days, ended, entry=entered)


def limits(fitted: KaplanMeierFitter) -> tuple[float, float]:
    return tuple(median_survival_times(fitted.confidence_interval_).iloc[0])


def test_onboarding_has_its_median_and_its_interval() -> None:
    found = kaplan_meier(FUNDED + OPEN, [True] * 8 + [False] * 4)
    assert (found.median, found.low, found.high) == (45, 25, 90)
    # at risk on day 45: 45, 60, 90 funded and 50, 75, 120 open
    assert found.at_risk_at_median == 6
    assert found.last_at_risk == 120


def test_without_open_cases_it_is_the_ordinary_median() -> None:
    assert kaplan_meier([10, 20, 30, 40], [True] * 4).median == 25


@given(st.lists(st.integers(0, 300), min_size=1, max_size=40))
def test_without_open_cases_it_is_always_the_ordinary_median(days: list[int]) -> None:
    found = kaplan_meier(days, [True] * len(days))
    assert float(found.median) == np.median(days)
    assert float(found.restricted_mean) == pytest.approx(np.mean(days), rel=1e-12)


def test_a_curve_that_ends_at_one_half_gives_the_day_it_got_there() -> None:
    assert kaplan_meier([10, 20], [True, False]).median == 10


def test_a_curve_that_stays_above_one_half_has_no_median() -> None:
    found = kaplan_meier([10, 20, 30], [True, False, False])
    assert (found.median, found.high, found.at_risk_at_median) == (None, None, None)
    # area by hand: 10 days at 1 and 20 days at 2/3
    assert float(found.restricted_mean) == pytest.approx(10 + 20 * 2 / 3)
    assert found.last_at_risk == 30


def test_endings_come_before_open_cases_on_the_same_day() -> None:
    found = kaplan_meier([10, 10], [True, False])
    assert found.steps[0].at_risk == 2
    assert found.steps[0].survival == 0.5


def test_an_ending_on_day_zero_counts() -> None:
    assert kaplan_meier([0, 0, 5], [True] * 3).median == 0


def test_a_case_is_at_risk_after_the_day_it_entered() -> None:
    # the second is seen from day 5 on, so not yet at risk at 5, but at 6
    found = kaplan_meier([5, 6, 9], [True, True, False], [0, 5, 0])
    assert [step.at_risk for step in found.steps] == [2, 2]


def test_entered_at_or_before_day_zero_means_seen_from_the_start() -> None:
    plain = kaplan_meier([3, 7, 8], [True, True, False])
    assert kaplan_meier([3, 7, 8], [True, True, False], [0, -400, -1]) == plain


def test_a_case_that_left_before_it_entered_was_never_seen() -> None:
    seen = kaplan_meier([3, 7, 8], [True, True, False])
    assert kaplan_meier([3, 7, 8, 4, 5], [True] * 2 + [False, True, True], [0, 0, 0, 6, 5]) == seen


def test_a_span_in_which_nobody_is_at_risk_is_told() -> None:
    assert kaplan_meier([3, 20], [True, True], [0, 10]).has_gap
    assert kaplan_meier([12, 20], [True, True], [0, 10]).has_gap is False
    assert kaplan_meier([12, 20], [True, True], [4, 10]).has_gap


TENURE = [
    (2005, 2018), (2008, None), (2010, 2016), (2012, None), (2014, 2022), (2016, 2019),
    (2017, None), (2019, 2024), (2020, None), (2023, None),
]  # fmt: skip


def tenure(entries: bool) -> Survival:
    """Return the curve of ten invented clients as of 2026, on a register that began in 2015."""
    as_of, register = date(2026, 1, 1), date(2015, 1, 1)
    starts = [date(start, 1, 1) for start, _ in TENURE]
    ends = [date(end, 1, 1) if end else as_of for _, end in TENURE]
    days = [(end - start).days for start, end in zip(starts, ends, strict=True)]
    entered = [(register - start).days for start in starts]
    return kaplan_meier(days, [end is not None for _, end in TENURE], entered if entries else None)


def test_tenure_with_delayed_entry_is_eight_years_and_thirteen_without() -> None:
    assert float(tenure(entries=True).median) / 365.25 == 8.0
    assert float(tenure(entries=False).median) / 365.25 == pytest.approx(13.0, abs=0.01)


def test_the_curve_and_its_limits_are_those_of_lifelines_with_delayed_entry() -> None:
    chance = np.random.default_rng(12)
    days = chance.integers(2, 120, 200)
    # entries fall between days: both count a case that enters at 3.5 from day 4 on
    entered = np.where(chance.random(200) < 0.5, 0, np.floor(days * chance.random(200)) * 0.9)
    entered = np.where(entered == np.floor(entered), 0, entered)
    ended = chance.random(200) < 0.6
    found, fitted = kaplan_meier(days, ended, entered), fit(days, ended, entered)
    ours = [step.survival for step in found.steps]
    theirs = [fitted.predict(float(step.days)) for step in found.steps]
    assert ours == pytest.approx(theirs, rel=1e-9)
    assert float(found.median) == fitted.median_survival_time_
    assert (found.low, found.high) == limits(fitted)


def test_the_restricted_mean_is_that_of_lifelines() -> None:
    chance = np.random.default_rng(13)
    days, ended = chance.integers(0, 400, 150), chance.random(150) < 0.5
    found = kaplan_meier(days, ended)
    expected = restricted_mean_survival_time(fit(days, ended), t=float(days.max()))
    assert float(found.restricted_mean) == pytest.approx(expected, rel=1e-9)


CURVES = [
    ("lung.csv", "time", "status", {}, 310),
    ("lung.csv", "time", "status", {"sex": 1}, 270),
    ("lung.csv", "time", "status", {"sex": 2}, 426),
    ("waltons.csv", "T", "E", {}, 56),
    ("waltons.csv", "T", "E", {"group": "miR-137"}, 26),
    ("waltons.csv", "T", "E", {"group": "control"}, 58),
    ("aml.csv", "time", "cens", {}, 27),
    ("aml.csv", "time", "cens", {"group": 1}, 31),
    ("aml.csv", "time", "cens", {"group": 2}, 23),
]


@pytest.mark.realdata
@pytest.mark.parametrize(("file", "days", "ended", "only", "median"), CURVES)
def test_published_curves_have_their_published_median_and_the_limits_of_lifelines(
    realdata: Path, file: str, days: str, ended: str, only: dict, median: float
) -> None:
    rows = pd.read_csv(realdata / "tenure" / file)
    for column, value in only.items():
        rows = rows[rows[column] == value]
    found, fitted = kaplan_meier(rows[days], rows[ended] == 1), fit(rows[days], rows[ended])
    assert found.median == median == fitted.median_survival_time_
    low, high = limits(fitted)
    assert found.low == low
    assert found.high == (high if np.isfinite(high) else None)


@pytest.mark.realdata
def test_churn_does_not_reach_its_median_where_the_naive_one_is_29_months(realdata: Path) -> None:
    rows = pd.read_csv(realdata / "tenure" / "telco_churn.csv")
    ended = rows["churn"] == "Yes"
    found = kaplan_meier(rows["tenure"], ended)
    at = {int(step.days): step.survival for step in found.steps}
    assert rows["tenure"].median() == 29
    assert found.median is None
    assert [round(at[month], 6) for month in (12, 24, 72)] == [0.8432, 0.788736, 0.59279]
    expected = restricted_mean_survival_time(fit(rows["tenure"], ended), t=72)
    assert float(found.restricted_mean) == pytest.approx(expected, rel=1e-9)
    assert found.last_at_risk == 72
