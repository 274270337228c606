"""Shrinkage before ranking: by hand, and where there is no need."""

from __future__ import annotations

import numpy as np
import pytest

from cxaudit.benchmark.shrinkage import shrink, to_between, to_exposure
from cxaudit.benchmark.uncertainty import Stated, to_uncertain
from tests.benchmark.builders import EXAMPLE

NOT_KNOWN = np.nan


def counted(pairs, spread="beta", scale=1.0):
    top, base = (np.array(side, dtype=float) for side in zip(*pairs, strict=True))
    none = np.full(len(top), NOT_KNOWN)
    return to_uncertain(spread, scale, Stated(scale * top / base, top, base, none, none))


def test_firms_of_like_size_are_left_as_they_are():
    assert shrink(counted([(9, 30)]), counted(EXAMPLE)) is None  # 15 to 33 bids


def test_firms_without_counts_or_of_two_kinds_are_left_as_they_are():
    none = np.full(6, NOT_KNOWN)
    exact = to_uncertain("interval", 1.0, Stated(np.arange(6.0), none, none, none, none))
    assert shrink(counted([(9, 30)]), exact) is None


def test_firms_that_differ_by_chance_only_are_held_to_their_common_share():
    """Shares of 1/2, 1/2 and 1/2: no variance between firms, so the prior has the largest size."""
    peers = counted([(5, 10), (50, 100), (500, 1000)])
    found = shrink(counted([(9, 10)]), peers)
    # prior: 1,000 cases at 1/2; the firm: (500 + 9) / (1,000 + 10)
    assert found.firm_value == pytest.approx(509 / 1010)
    assert found.peer_values == pytest.approx([0.5, 0.5, 0.5])


def test_a_small_firm_at_the_top_is_held_more_than_a_large_one():
    rng = np.random.default_rng(2)
    cases = np.array([12, 15, 20, 400, 900, 1500, 2000, 2500])
    pairs = [(float(rng.binomial(n, 0.3 + 0.1 * (i % 2))), float(n)) for i, n in enumerate(cases)]
    found = shrink(counted([(9.0, 12.0)]), counted(pairs))
    raw = np.array([k / n for k, n in pairs])
    moved = np.abs(found.peer_values - raw)
    assert found.firm_value < 9 / 12 - 0.2
    assert moved[4:].max() < 0.02


def test_the_variance_between_firms_is_dersimonian_and_lairds():
    """Three values 0, 1, 2 of variance 1/2: Q = 4, so (4 - 2) / (6 - 12/6) = 1/2."""
    assert to_between(np.array([0.0, 1.0, 2.0]), np.full(3, 0.5)) == pytest.approx(0.5)
    assert to_between(np.array([1.0, 1.0, 1.0]), np.full(3, 0.5)) == 0.0


def test_rates_are_held_to_the_common_rate_by_their_exposure():
    """Rates of 0.1 a year everywhere: the prior has 1,000 years, the firm 5 events in 10."""
    peers = counted([(1, 10), (10, 100), (100, 1000)], "gamma")
    found = shrink(counted([(5, 10)], "gamma"), peers)
    assert found.firm_value == pytest.approx((100 + 5) / (1000 + 10))


def test_figures_with_intervals_are_weighed_by_precision():
    """Logarithms with errors of 0.1 and 1: exposure goes with the inverse of the variance."""
    value = np.full(4, 10.0)
    error = np.array([0.1, 0.1, 0.1, 1.0])
    low, high = value * np.exp(-1.96 * error), value * np.exp(1.96 * error)
    none = np.full(4, NOT_KNOWN)
    peers = to_uncertain("interval", 1.0, Stated(value, none, none, low, high))
    assert to_exposure(peers) == pytest.approx([100, 100, 100, 1], rel=1e-3)
    one = np.array([NOT_KNOWN])
    firm = to_uncertain(
        "interval", 1.0,
        Stated(np.array([40.0]), one, one, np.array([40 * np.exp(-1.96)]),
               np.array([40 * np.exp(1.96)])),
    )  # fmt: skip
    found = shrink(firm, peers)
    # prior: log 10 with variance 0.01 (the smallest); weight of the firm 1 / (1 + 100)
    assert found.firm_value == pytest.approx(10 * 4 ** (1 / 101), rel=1e-3)
