"""A figure's own error as a distribution; expected numbers from scipy.stats."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from cxaudit.benchmark.uncertainty import BETA, EXACT, Stated, to_uncertain

NONE = np.array([np.nan])


def state(value, numerator=np.nan, denominator=np.nan, low=np.nan, high=np.nan):
    cells = (value, numerator, denominator, low, high)
    return Stated(*(np.array([cell], dtype=float) for cell in cells))


def test_a_share_of_counts_is_a_beta_with_half_a_count_more():
    drawn = to_uncertain("beta", 1.0, state(0.3, 9, 30))
    expected = stats.beta(9.5, 21.5).sf([0.2, 0.3, 0.5])
    assert drawn.chance_above(np.array([0.2, 0.3, 0.5])) == pytest.approx(expected)


def test_events_over_exposure_are_a_gamma_in_the_figures_unit():
    drawn = to_uncertain("gamma", 365.25, state(0.05, 6, 120 * 365.25))
    expected = stats.gamma(6.5, scale=1 / 120).sf([0.02, 0.05, 0.1])
    assert drawn.chance_above(np.array([0.02, 0.05, 0.1])) == pytest.approx(expected)


def test_a_positive_value_with_an_interval_is_log_normal():
    drawn = to_uncertain("interval", 1.0, state(45, low=25, high=90))
    sigma = (np.log(90) - np.log(25)) / (2 * stats.norm.ppf(0.975))
    expected = stats.lognorm(sigma, scale=45).sf([30, 45, 100])
    assert drawn.chance_above(np.array([30.0, 45.0, 100.0])) == pytest.approx(expected)


def test_an_interval_that_reaches_below_zero_is_normal():
    drawn = to_uncertain("interval", 1.0, state(1.0, low=-1.0, high=3.0))
    sigma = 4 / (2 * stats.norm.ppf(0.975))
    assert drawn.chance_above(np.array([0.0])) == pytest.approx(stats.norm(1, sigma).sf(0))


def test_a_value_without_an_interval_is_taken_as_exact_and_a_tie_counts_half():
    drawn = to_uncertain("interval", 1.0, state(7))
    assert drawn.kind[0] == EXACT
    assert drawn.chance_above(np.array([6.0, 7.0, 8.0])).tolist() == [1.0, 0.5, 0.0]


def test_a_wilson_interval_changes_nothing_but_a_twice_as_wide_one_quarters_the_counts():
    low, high = 0.166664, 0.478758  # Wilson, 9 of 30, statsmodels
    alike = to_uncertain("beta", 1.0, state(0.3, 9, 30, low, high))
    assert (alike.first[0], alike.second[0]) == pytest.approx((9.5, 21.5), rel=1e-4)
    half = high - low
    wide = to_uncertain("beta", 1.0, state(0.3, 9, 30, 0.3 - half, 0.3 + half))
    assert (wide.first[0], wide.second[0]) == pytest.approx((9 / 4 + 0.5, 21 / 4 + 0.5), rel=1e-4)


def test_a_garwood_interval_changes_nothing():
    drawn = to_uncertain("gamma", 1.0, state(4.4, 22, 5, 2.757434, 6.661602))
    assert drawn.first[0] == pytest.approx(22.5, rel=1e-3)


def test_more_opens_than_delivered_are_no_share_and_take_the_interval():
    drawn = to_uncertain("beta", 1.0, state(1.2, 12, 10, 1.0, 1.5))
    assert drawn.kind[0] != BETA


def test_firms_with_counts_and_firms_with_values_stand_side_by_side():
    both = Stated(
        np.array([0.3, 0.4]),
        np.array([9, np.nan]),
        np.array([30, np.nan]),
        np.array([np.nan, 0.3]),
        np.array([np.nan, 0.5]),
    )
    drawn = to_uncertain("beta", 1.0, both).draw(np.random.default_rng(1), 20_000)
    assert drawn.mean(axis=0) == pytest.approx([9.5 / 31, 0.4], abs=0.01)
