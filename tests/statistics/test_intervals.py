"""Intervals of shares and rates, against printed test values, statsmodels and scipy."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtri
from scipy.stats import binomtest
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.rates import confint_poisson

from cxaudit.statistics import difference, garwood, newcombe, rate_ratio, wilson
from cxaudit.statistics.intervals import Z

SHARES = st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_the_normal_quantile_is_scipys() -> None:
    assert pytest.approx(ndtri(0.975), rel=1e-15) == Z


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        (7, 9, 0.453, 0.937),
        (0, 12, 0.0, 0.242),
        (12, 12, 0.758, 1.0),
        (3, 8, 0.137, 0.694),
        (455, 469, 0.951, 0.982),
    ],
)
def test_wilson_gives_the_printed_limits(
    successes: int, trials: int, low: float, high: float
) -> None:
    assert [round(end, 3) for end in wilson(successes, trials)] == [low, high]


@pytest.mark.parametrize(("trials", "points"), [(10, 26), (30, 17), (100, 10)])
def test_wilson_at_one_half_is_as_wide_as_the_sample_limits_say(trials: int, points: int) -> None:
    low, high = wilson(trials // 2, trials)
    assert round((high - low) / 2 * 100) == points


@given(SHARES)
def test_wilson_agrees_with_statsmodels_and_holds_the_share(share: tuple[int, int]) -> None:
    successes, trials = share
    low, high = wilson(successes, trials)
    assert (low, high) == pytest.approx(
        proportion_confint(successes, trials, method="wilson"), rel=1e-9, abs=1e-12
    )
    assert 0 <= low <= successes / trials <= high <= 1


@pytest.mark.parametrize("share", [(3, 2), (-1, 2), (0, 0), (0.5, 2)])
def test_wilson_refuses_what_is_no_share(share: tuple) -> None:
    with pytest.raises(ValueError, match="no share"):
        wilson(*share)


@pytest.mark.parametrize(
    ("events", "exposure", "low", "high", "digits"),
    [(0, 40, 0, 0.0922, 4), (6, 120, 0.0183, 0.1088, 4), (22, 5, 2.758, 6.662, 3)],
)
def test_garwood_gives_the_printed_limits(
    events: int, exposure: float, low: float, high: float, digits: int
) -> None:
    found = garwood(events, exposure)
    assert found == pytest.approx((low, high), abs=0.5 * 10**-digits * 1.3)


@given(st.integers(0, 3000), st.floats(0.01, 1e6))
def test_garwood_agrees_with_statsmodels(events: int, exposure: float) -> None:
    low, high = confint_poisson(events, exposure, method="exact-c")
    expected = (0.0 if events == 0 else low, high)
    assert garwood(events, exposure) == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize(("events", "exposure"), [(-1, 1), (1, 0), (1.5, 1), (1, float("nan"))])
def test_garwood_refuses_what_is_no_rate(events: float, exposure: float) -> None:
    with pytest.raises(ValueError, match="no rate"):
        garwood(events, exposure)


@given(SHARES, SHARES)
def test_newcombe_agrees_with_statsmodels(first: tuple[int, int], other: tuple[int, int]) -> None:
    expected = confint_proportions_2indep(*first, *other, method="newcomb", compare="diff")
    assert newcombe(*first, *other) == pytest.approx(expected, rel=1e-8, abs=1e-9)


def test_a_difference_keeps_the_skew_of_its_intervals() -> None:
    # by hand: 5 - 3 = 2; below sqrt(1 + 9), above sqrt(4 + 1)
    low, high = difference((5, 4, 7), (3, 2, 6))
    assert (low, high) == pytest.approx((2 - 10**0.5, 2 + 5**0.5))


@pytest.mark.parametrize("events", [(6, 3), (0, 4), (12, 1), (30, 55)])
def test_the_ratio_of_two_rates_is_the_exact_binomial_one(events: tuple[int, int]) -> None:
    first, other = events
    exact = binomtest(first, first + other).proportion_ci(0.95, method="exact")
    weight = 80 / 120
    low, high = rate_ratio(first, 120, other, 80)
    assert low == pytest.approx(weight * exact.low / (1 - exact.low), rel=1e-7)
    assert high == pytest.approx(weight * exact.high / (1 - exact.high), rel=1e-7)


def test_the_ratio_to_a_rate_without_events_has_no_upper_end() -> None:
    low, high = rate_ratio(4, 10, 0, 10)
    assert low > 0
    assert high is None
    assert rate_ratio(0, 10, 0, 10) == (0, None)
