"""The chance of an ending by a day, against hand calculation, lifelines and statsmodels."""

from __future__ import annotations

import warnings
from fractions import Fraction
from math import exp, log, sqrt
from typing import Any

import numpy as np
import pytest
from lifelines import AalenJohansenFitter
from scipy.special import ndtri
from statsmodels.duration.survfunc import CumIncidenceRight

from cxaudit.outcome import Outcome
from cxaudit.statistics import Chance, Moment, chance_by, kaplan_meier
from tests.statistics.observed import cases_figure, duration

HOW = {0: "open", 1: "ended", 2: "competing"}


def moments_of(days: Any, causes: Any, entered: Any = None) -> tuple[int, list[Moment]]:
    """Return what happened on each day of plain lists; causes as in HOW."""
    enters = [0] * len(days) if entered is None else list(entered)
    started = sum(one <= 0 for one in enters)
    found = []
    for day in sorted({*days, *(one for one in enters if one > 0)}):
        here = [c for d, c in zip(days, causes, strict=True) if d == day]
        counts = {HOW[cause]: here.count(cause) for cause in HOW}
        found.append(Moment(Fraction(day), sum(one == day for one in enters if one > 0), **counts))
    return started, found


def chance(days: Any, causes: Any, by: float, entered: Any = None) -> Chance | None:
    return chance_by(*moments_of(days, causes, entered), Fraction(by))


def log_log(value: float, variance: float) -> tuple[float, float]:
    spread = ndtri(0.975) * sqrt(variance) / (value * abs(log(value)))
    return value ** exp(spread), value ** exp(-spread)


# funded on day 10, 30 and 50, called off on day 20, open on day 40:
# 1/5; then 3/5 x 1/3 more is 2/5; then, with one left of two, 2/5 x 1 more is 4/5
FIVE = [10, 20, 30, 40, 50], [1, 2, 1, 0, 1]


@pytest.mark.parametrize(
    ("by", "value"),
    [(9, 0), (10, "1/5"), (29, "1/5"), (30, "2/5"), (49.5, "2/5"), (50, "4/5"), (900, "4/5")],
)
def test_each_ending_adds_what_was_still_there_to_end(by: float, value: object) -> None:
    assert chance(*FIVE, by).value == pytest.approx(float(Fraction(value)), rel=1e-12)


def test_without_open_cases_it_is_the_plain_share_with_its_binomial_variance() -> None:
    # up to day 30 nobody is open: 2 of 5, variance 2/5 x 3/5 / 5 = 6/125
    found = chance(*FIVE, 30)
    assert (found.low, found.high) == pytest.approx(log_log(0.4, 6 / 125), rel=1e-12)


def test_taking_the_other_endings_for_open_cases_would_promise_too_much() -> None:
    days, causes = FIVE
    alone = kaplan_meier(days, [cause == 1 for cause in causes])
    # 4/5, 4/5 x 2/3, nothing left: as if nobody could ever be called off
    assert [1 - step.survival for step in alone.steps] == pytest.approx([1 / 5, 7 / 15, 1])
    assert chance(*FIVE, 50).value == pytest.approx(4 / 5)


def test_both_kinds_of_ending_on_one_day_leave_the_same_group() -> None:
    # four at risk: one funded and one called off on day 5, then one of two funded on day 9
    found = chance([5, 5, 9, 12], [1, 2, 1, 0], 9)
    assert found.value == pytest.approx(1 / 4 + 1 / 2 * 1 / 2)


def test_where_nobody_or_everybody_ended_there_are_no_limits() -> None:
    assert chance([10, 20], [1, 0], 5) == Chance(0, None, None)
    assert chance([10, 20], [1, 1], 20) == Chance(1, None, None)
    assert chance([10, 20], [2, 2], 20) == Chance(0, None, None)


def test_beyond_the_last_case_seen_nothing_is_said_unless_none_remained() -> None:
    assert chance([10, 20, 30], [1, 2, 0], 31) is None
    assert chance([10, 20, 30], [1, 2, 0], 30).value == pytest.approx(1 / 3)
    assert chance([10, 20, 30], [1, 2, 1], 31).value == pytest.approx(2 / 3)
    assert chance([], [], 3) is None


def untied(seed: int, size: int = 160) -> tuple[np.ndarray, np.ndarray]:
    draw = np.random.default_rng(seed)
    days = draw.permutation(np.arange(1, 4 * size + 1))[:size]
    return days, draw.choice([0, 1, 2], size, p=[0.3, 0.5, 0.2])


def fit(days: Any, causes: Any, entered: Any = None) -> AalenJohansenFitter:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return AalenJohansenFitter().fit(days, causes, event_of_interest=1, entry=entered)


@pytest.mark.parametrize("seed", [1, 2])
def test_chance_and_limits_are_those_of_lifelines(seed: int) -> None:
    days, causes = untied(seed)
    fitted = fit(days, causes)
    limits = fitted.confidence_interval_
    for day in sorted(days[causes > 0])[5:-5:9]:
        found = chance(days.tolist(), causes.tolist(), int(day))
        assert found.value == pytest.approx(fitted.predict(day), rel=1e-9)
        theirs = sorted(limits.loc[day])
        assert [found.low, found.high] == pytest.approx(theirs, rel=1e-7)


def test_with_delayed_entry_it_is_still_that_of_lifelines() -> None:
    days, causes = untied(3)
    draw = np.random.default_rng(4)
    # entries fall between days: both count a case that enters at 3.5 from day 4 on
    entered = np.where(draw.random(len(days)) < 0.5, 0, np.floor(days * draw.random(len(days))))
    entered = np.where(entered > 0, entered - 0.5, 0)
    fitted = fit(days, causes, entered)
    for day in sorted(days[causes == 1])[20:-5:9]:
        found = chance(days.tolist(), causes.tolist(), int(day), entered.tolist())
        assert found.value == pytest.approx(fitted.predict(day), rel=1e-9)
        assert [found.low, found.high] == pytest.approx(
            sorted(fitted.confidence_interval_.loc[day]), rel=1e-7
        )


def test_days_that_many_cases_share_agree_with_statsmodels() -> None:
    draw = np.random.default_rng(5)
    days, causes = draw.integers(1, 25, 300), draw.choice([0, 1, 2], 300, p=[0.3, 0.5, 0.2])
    theirs = CumIncidenceRight(days, causes)
    for place in range(2, len(theirs.times) - 2, 3):
        value, error = theirs.cinc[0][place], theirs.cinc_se[0][place]
        found = chance(days.tolist(), causes.tolist(), int(theirs.times[place]))
        assert found.value == pytest.approx(value, rel=1e-9)
        assert (found.low, found.high) == pytest.approx(log_log(value, error**2), rel=1e-7)


def spec(at_day: object = 30, **more: Any) -> Any:
    return duration(shape="chance_by", unit="fraction", at_day=at_day, **more)


def cases(causes_of_days: tuple) -> list[tuple]:
    return [(day, HOW[cause], 0) for day, cause in zip(*causes_of_days, strict=True)]


def test_the_figure_names_its_day_and_who_ended_in_another_way(engine: Any) -> None:
    found = cases_figure(engine, spec(), cases(FIVE))
    assert (found.outcome, found.value, found.n) == (Outcome.MEASURED, pytest.approx(0.4), 5)
    assert (found.low, found.high) == pytest.approx(log_log(0.4, 6 / 125))
    assert found.method == "Aalen-Johansen by day 30, log-log; 1 of 5 ended in another way"


def test_by_the_median_means_the_day_that_is_reported(engine: Any) -> None:
    # 1 - 7/15 > 1/2 on day 30, so the median is day 50
    found = cases_figure(engine, spec("median"), cases(FIVE))
    assert found.method.startswith("Aalen-Johansen by day 50,")
    assert found.value == pytest.approx(0.8)
    never = cases_figure(engine, spec("median"), cases(([5, 9, 9], [1, 0, 0])))
    assert (never.value, never.reason) == (None, "the median is not reached")


def test_it_is_shown_only_where_more_than_the_share_ended_in_another_way(engine: Any) -> None:
    ten = cases(([*range(1, 11)], [1] * 9 + [2]))
    tenth = cases_figure(engine, spec(5, competing_above=0.1), ten)
    assert (tenth.outcome, tenth.value) == (Outcome.NOT_APPLICABLE, None)
    assert tenth.reason == "1 of 10 ended in another way; shown where more than 10% did"
    more = cases_figure(engine, spec(5, competing_above=0.1), [*ten, (10, "competing", 0)])
    assert more.value == pytest.approx(5 / 11)


def test_a_day_that_nobody_was_seen_for_and_no_cases_at_all_give_a_reason(engine: Any) -> None:
    far = cases_figure(engine, spec(90), cases(([5, 9, 12], [1, 2, 0])))
    assert (far.outcome, far.value, far.reason) == (
        Outcome.TOO_FEW, None, "nobody was seen for 90 days",
    )  # fmt: skip
    assert cases_figure(engine, spec(), []).reason == "no observation counted"


def test_the_day_belongs_to_this_shape_alone() -> None:
    with pytest.raises(ValueError, match="at_day belongs to a chance_by"):
        spec(None)
    with pytest.raises(ValueError, match="at_day belongs to a chance_by"):
        duration(at_day=30)
