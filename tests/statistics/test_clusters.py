"""Cluster intervals, against cluster-robust regression and against each other."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import statsmodels.api as sm

from cxaudit.statistics import cluster_bootstrap, linearised


def invented_units(units: int, seed: int) -> tuple[list[int], list[int]]:
    """Return clicks and views of invented units whose own rates differ."""
    chance = np.random.default_rng(seed)
    views = chance.integers(1, 200, units)
    clicks = chance.binomial(views, chance.beta(2, 8, units))
    return clicks.tolist(), views.tolist()


def six_sums(tops: list[int], bottoms: list[int]) -> tuple:
    products = (
        sum(a * a for a in tops),
        sum(a * b for a, b in zip(tops, bottoms, strict=True)),
        sum(b * b for b in bottoms),
    )
    return (len(tops), *map(Fraction, (sum(tops), sum(bottoms), *products)))


def test_the_linearised_interval_is_that_of_cluster_robust_regression() -> None:
    tops, bottoms = invented_units(300, seed=5)
    rates = np.array(tops) / np.array(bottoms)
    fitted = sm.WLS(rates, np.ones(len(rates)), weights=bottoms).fit(
        cov_type="cluster", cov_kwds={"groups": np.arange(len(rates))}
    )
    low, high = linearised(*six_sums(tops, bottoms))
    assert (low, high) == pytest.approx(fitted.conf_int()[0], rel=1e-9)


def test_with_many_units_the_bootstrap_comes_near_the_linearised_interval() -> None:
    tops, bottoms = invented_units(3000, seed=6)
    drawn, exact = cluster_bootstrap(tops, bottoms), linearised(*six_sums(tops, bottoms))
    width = exact[1] - exact[0]
    assert drawn == pytest.approx(exact, abs=0.1 * width)


def test_the_bootstrap_repeats_its_digits_and_does_not_see_the_order_of_units() -> None:
    tops, bottoms = invented_units(40, seed=7)
    first = cluster_bootstrap(tops, bottoms, seed=3)
    assert cluster_bootstrap(tops, bottoms, seed=3) == first
    assert cluster_bootstrap(tops[::-1], bottoms[::-1], seed=3) == first
    assert cluster_bootstrap(tops, bottoms, seed=4) != first


def test_units_that_agree_leave_no_spread() -> None:
    assert cluster_bootstrap([1, 2, 3, 4], [4, 8, 12, 16]) == (0.25, 0.25)


def test_draws_without_a_denominator_are_left_out() -> None:
    low, high = cluster_bootstrap([3, 1, 1], [6, 0, 0])
    assert low == 0.5
    assert np.isfinite(high)


def test_sums_beyond_sixty_two_bits_still_have_an_interval() -> None:
    tops, bottoms = invented_units(50, seed=8)
    plain = cluster_bootstrap(tops, bottoms)
    large = cluster_bootstrap([a * 10**20 for a in tops], [b * 10**20 for b in bottoms])
    assert large == pytest.approx(plain, rel=1e-12)


@pytest.mark.parametrize(
    ("units", "most", "least"),
    [
        (1, 9, 0), (7, 9, 0), (60, 9, -9), (60, 2**31, 0), (60, 10**25, 0), (300, 9, 0),
        (60, 9, 0), (5001, 9, 0),
    ],
)  # fmt: skip
def test_a_draw_sums_the_units_that_the_seed_takes(units: int, most: int, least: int) -> None:
    chance = np.random.default_rng(units)
    tops = sorted(int(chance.integers(least, 10)) * (most // 9) for _ in range(units))
    bottoms = [1 + abs(top) for top in tops]
    taken = np.random.default_rng(11).integers(0, units, size=(50, units))
    pairs = sorted(zip(tops, bottoms, strict=True))
    shares = [
        sum(pairs[u][0] for u in row) / sum(pairs[u][1] for u in row) for row in taken.tolist()
    ]
    wanted = np.quantile(shares, (0.025, 0.975))
    found = cluster_bootstrap(tops, bottoms, seed=11, draws=50)
    assert found == pytest.approx(tuple(wanted), rel=1e-12)
    assert cluster_bootstrap(tops, bottoms, seed=11, draws=50) == found
