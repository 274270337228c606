"""Every shape: value, n, sums, scale, and what it says where there is nothing to count."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from cxaudit.catalogue import FigureSpec, Sample
from cxaudit.outcome import Outcome
from cxaudit.statistics import Figure, cluster_bootstrap, to_figure, to_figures_by
from cxaudit.statistics import to_survival_curve as curve_of
from tests.statistics.observed import (
    ANY,
    cases_figure,
    duration,
    fill,
    pairs_figure,
    rate,
    ratio,
    share,
    values_figure,
)

MEDIAN = FigureSpec(shape="median", unit="count", value="height")
MEAN = FigureSpec(shape="mean", unit="count", value="height")
COUNT = FigureSpec(shape="count", unit="count", value="height")
P90 = FigureSpec(shape="quantile", unit="days", value="height", p=0.9)
BRACKET = FigureSpec(
    shape="bracket", unit="fraction", value_low="low", value_high="high", weight="views"
)
ONBOARDING = [(day, "ended", 0) for day in (20, 25, 31, 34, 40, 45, 60, 90)]
ONBOARDING += [(day, "open", 0) for day in (10, 50, 75, 120)]


def test_a_ratio_is_the_ratio_of_sums_not_the_mean_of_rates(engine: Any) -> None:
    posts = [("a", 160, 4000), ("b", 84, 1200), ("c", 36, 300), ("d", 300, 20000)]
    found = pairs_figure(engine, ratio(), posts)
    assert found.value == 580 / 25500
    assert (found.numerator, found.denominator) == (580, 25500)
    assert (found.n, found.observations, found.units) == (4, 4, 4)


def test_n_is_the_denominator_of_a_share_and_the_observations_of_a_ratio(engine: Any) -> None:
    rows = [("a", 1, 4), ("a", 0, 4), ("b", 2, 4)]
    assert pairs_figure(engine, share(), rows).n == 12
    assert pairs_figure(engine, ratio(), rows).n == 3
    assert pairs_figure(engine, ratio(n="shown"), rows).n == 12


def test_the_scale_is_an_exact_fraction_on_value_and_interval(engine: Any) -> None:
    rows = [(f"u{number}", 1000 * number, 3) for number in range(1, 13)]
    plain = pairs_figure(engine, ratio(unit="seconds"), rows)
    scaled = pairs_figure(engine, ratio(unit="seconds", scale="1/1000"), rows)
    assert scaled.value == float(Fraction(78000, 36) / 1000)
    assert scaled.low == pytest.approx(plain.low / 1000, rel=1e-15)
    assert scaled.high == pytest.approx(plain.high / 1000, rel=1e-15)


def test_a_rate_by_day_is_shown_by_year_and_its_exposure_judged_in_days(engine: Any) -> None:
    spec = rate(scale="365.25")
    rows = [("a", 10, 731), ("b", 12, 1095)]
    found = pairs_figure(engine, spec, rows, Sample(ok={"exposure": 1827}, shown={"exposure": 9}))
    assert found.value == pytest.approx(22 / (1826 / 365.25), rel=1e-15)
    assert found.denominator == 1826
    assert found.outcome is Outcome.INDICATIVE
    assert found.reason == "1,826 of exposure, 1,827 wanted"


@pytest.mark.parametrize("spec", [share(), ratio(), rate()])
def test_a_denominator_of_zero_gives_no_value_and_says_so(engine: Any, spec: FigureSpec) -> None:
    found = pairs_figure(engine, spec, [("a", 0, 0), ("b", 0, 0)])
    assert (found.outcome, found.value) == (Outcome.TOO_FEW, None)
    assert found.reason == "denominator is zero"
    assert found.observations == 2


EMPTY_COLUMNS = (
    "unit varchar, hits bigint, shown bigint, height bigint, low decimal(9, 6), "
    "high decimal(9, 6), views bigint, days integer, ending varchar, entered_days integer"
)


@pytest.mark.parametrize(
    "spec",
    [
        share(), ratio(), rate(), MEDIAN, MEAN, COUNT, P90, BRACKET, duration(),
        duration(shape="restricted_mean"), duration(shape="last_at_risk"), share(n="views"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("sample", [ANY, Sample(shown={"n": 5})])
def test_without_an_observation_every_shape_says_so(
    engine: Any, spec: FigureSpec, sample: Sample
) -> None:
    name = fill(engine, EMPTY_COLUMNS, [])
    found = to_figure(engine, name, spec, sample)
    assert (found.outcome, found.value, found.n) == (Outcome.TOO_FEW, None, 0)
    assert found.reason == "no observation counted"
    assert (found.observations, found.units) == (0, 0)


def test_a_median_lies_between_the_middle_values_with_its_order_statistics(engine: Any) -> None:
    found = values_figure(engine, MEDIAN, [10, 20, 30, 40])
    assert found.value == 25
    assert found.method == "no interval: 4 observations, 6 needed"
    nine = values_figure(engine, MEDIAN, [9, 1, 5, 3, 7, 2, 8, 4, 6])
    assert (nine.value, nine.low, nine.high, nine.n) == (5, 2, 8, 9)
    assert nine.method == "order statistics, ranks 2 and 8 of 9"


def test_a_median_of_decimals_is_exact(engine: Any) -> None:
    values = ["0.10", "0.30", "0.20", "0.20", "0.40", "0.35"]
    found = values_figure(engine, MEDIAN, values, kind="decimal(18, 2)")
    assert (found.value, found.low, found.high) == (0.25, 0.1, 0.4)


def test_equal_values_share_their_ranks(engine: Any) -> None:
    found = values_figure(engine, MEDIAN, [3] * 8 + [1, 9])
    # ten values: ranks 2 and 9
    assert (found.value, found.low, found.high) == (3, 3, 3)


def test_a_quantile_is_type_8_with_its_ranks(engine: Any) -> None:
    found = values_figure(engine, P90, range(1, 41))
    # 40 x 0.9 + 1.9 / 3 = 36.6333
    assert found.value == pytest.approx(36 + 19 / 30)
    assert found.method == "order statistics, ranks 32 and 40 of 40"
    short = values_figure(engine, P90, range(1, 11))
    assert short.method == "no interval: 10 observations, 29 needed"


def test_a_mean_goes_by_clusters(engine: Any) -> None:
    found = values_figure(engine, MEAN, [4, 8, 15, 16, 23, 42, 7])
    assert found.value == 115 / 7
    assert (found.low, found.high) == cluster_bootstrap([4, 7, 8, 15, 16, 23, 42], [1] * 7)
    assert values_figure(engine, MEAN, [4, 8]).method == "no interval: 2 units, 6 needed"


def test_a_count_is_complete_and_has_no_interval(engine: Any) -> None:
    found = values_figure(engine, COUNT, [220, 51075])
    assert (found.value, found.low, found.high) == (51295, None, None)
    assert (found.method, found.n, found.numerator) == ("complete count", 2, 51295)
    assert found.denominator is None


def test_a_count_of_money_adds_up_to_the_last_place(engine: Any) -> None:
    values = ["12345678901234567.12345678901"] * 3
    found = values_figure(engine, COUNT, values, kind="decimal(36, 11)")
    assert found.value == float(3 * Fraction("12345678901234567.12345678901"))


def bracket(engine: Any, rows: list[tuple], spec: FigureSpec = BRACKET) -> Figure:
    columns = "unit varchar, low decimal(9, 6), high decimal(9, 6), views hugeint"
    return to_figure(engine, fill(engine, columns, rows), spec, ANY)


def test_a_bracket_holds_both_weighted_means_and_its_value_is_the_middle(engine: Any) -> None:
    found = bracket(engine, [("a", 0.25, 0.5, 10), ("b", 0.9, 1, 30)])
    assert found.bracket == ((2.5 + 27) / 40, 35 / 40)
    assert found.value == pytest.approx((29.5 / 40 + 35 / 40) / 2)
    assert (found.low, found.high, found.method, found.n) == (None, None, "bracket", 40)


def test_a_bracket_without_weight_says_so(engine: Any) -> None:
    assert bracket(engine, [("a", 0.25, 0.5, 0)]).reason == "denominator is zero"


def test_onboarding_is_45_days_between_25_and_90(engine: Any) -> None:
    found = cases_figure(engine, duration(), ONBOARDING)
    assert (found.value, found.low, found.high, found.n) == (45, 25, 90, 12)
    assert found.counts == {"ended": 8, "competing": 0, "open": 4, "at_risk_at_median": 6}
    assert found.method == "Kaplan-Meier, Brookmeyer-Crowley log-log"


def test_competing_cases_are_censored_and_counted(engine: Any) -> None:
    rows = [(day, "competing" if how == "open" else how, 0) for day, how, _ in ONBOARDING]
    found = cases_figure(engine, duration(), rows)
    assert (found.value, found.low, found.high) == (45, 25, 90)
    assert (found.counts["competing"], found.counts["open"]) == (4, 0)


def test_delayed_entry_in_the_engine_is_that_of_the_plain_curve(engine: Any) -> None:
    # invented tenures in days as of 2026, the register begins in 2015
    rows = [
        (4748, "ended", 3652), (6575, "open", 2557), (2191, "ended", 1826), (5114, "open", 1096),
        (2922, "ended", 365), (1096, "ended", -365), (3287, "open", -731), (1826, "ended", -1461),
        (2192, "open", -1826), (1096, "open", -2922),
    ]  # fmt: skip
    found = cases_figure(engine, duration(unit="years", scale="4/1461"), rows)
    assert found.value == 8.0
    assert found.n == 10


def test_a_median_that_is_not_reached_is_measured_without_a_value(engine: Any) -> None:
    rows = [(10, "ended", 0), (20, "open", 0), (30, "open", 0)]
    sample = Sample(shown={"at_risk_at_median": 5, "ended": 1})
    found = cases_figure(engine, duration(), rows, sample)
    assert (found.outcome, found.value, found.reason) == (Outcome.MEASURED, None, "not_reached")
    assert "at_risk_at_median" not in found.counts


def test_restricted_mean_and_last_time_at_risk_come_from_the_same_curve(engine: Any) -> None:
    rows = [(10, "ended", 0), (20, "open", 0), (30, "open", 0)]
    mean = cases_figure(engine, duration(shape="restricted_mean"), rows)
    assert mean.value == pytest.approx(10 + 20 * 2 / 3)
    assert mean.method == "area under the Kaplan-Meier curve to 30 days"
    last = cases_figure(engine, duration(shape="last_at_risk", scale="1/10"), rows)
    assert (last.value, last.low, last.high) == (3.0, None, None)


def test_cases_that_left_before_they_entered_are_told_and_not_counted(engine: Any) -> None:
    found = cases_figure(engine, duration(), [*ONBOARDING, (5, "ended", 8)])
    assert (found.value, found.n, found.observations) == (45, 12, 12)
    assert found.flags == ("1 never under watch",)


def test_a_span_with_nobody_at_risk_is_flagged(engine: Any) -> None:
    found = cases_figure(engine, duration(), [(3, "ended", 0), (20, "ended", 10)])
    assert found.flags == ("nobody at risk for part of the span",)


def test_the_curve_behind_a_duration_can_be_drawn(engine: Any) -> None:
    cases_figure(engine, duration(), ONBOARDING)
    steps = curve_of(engine, "observed", duration()).steps
    assert [int(step.days) for step in steps] == [20, 25, 31, 34, 40, 45, 60, 90]
    assert [step.at_risk for step in steps] == [11, 10, 9, 8, 7, 6, 4, 2]


def test_a_figure_by_column_gives_one_figure_a_value_in_order(engine: Any) -> None:
    rows = [("a", "youtube", 5), ("b", "brightcove", 3), ("c", "youtube", 7), ("d", "o'hara", 1)]
    name = fill(engine, "unit varchar, platform varchar, height bigint", rows)
    spec = COUNT.model_copy(update={"by": "platform"})
    found = to_figures_by(engine, name, spec, ANY)
    assert {key: figure.value for key, figure in found.items()} == {
        "brightcove": 3,
        "o'hara": 1,
        "youtube": 12,
    }
    assert list(found) == ["brightcove", "o'hara", "youtube"]
    with pytest.raises(ValueError, match="no column to part by"):
        to_figures_by(engine, name, COUNT, ANY)


def test_a_complete_ratio_has_no_interval_however_many_units(engine: Any) -> None:
    rows = [(f"m{n}", 10 + n, 100) for n in range(40)]
    found = pairs_figure(engine, ratio(complete=True), rows)
    assert (found.value, found.low, found.high) == (1180 / 4000, None, None)
    assert (found.method, found.numerator, found.denominator) == ("complete count", 1180, 4000)
    assert pairs_figure(engine, share(complete=True), [("a", 1, 3)]).method == "complete count"


def test_a_complete_ratio_of_nothing_is_none(engine: Any) -> None:
    found = pairs_figure(engine, ratio(complete=True), [("a", 5, 0)])
    assert (found.outcome, found.value, found.reason) == (
        Outcome.TOO_FEW, None, "denominator is zero",
    )  # fmt: skip
