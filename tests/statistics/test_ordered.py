"""Quantiles of type 8 and the ranks that enclose them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from cxaudit.statistics import median_interval, quantile
from cxaudit.statistics.ordered import EXACT_UP_TO, smallest_n, to_ranks, to_share


@pytest.mark.parametrize(
    ("n", "ranks"),
    [(1, None), (5, None), (6, (1, 6)), (9, (2, 8)), (20, (6, 15)), (30, (10, 21))],
)
def test_a_median_lies_between_these_ranks(n: int, ranks: tuple[int, int] | None) -> None:
    assert to_ranks(n) == ranks


@pytest.mark.parametrize(("p", "n"), [("1/2", 6), ("1/4", 11), ("3/4", 11), ("9/10", 29)])
def test_an_interval_exists_from_the_n_whose_range_covers_the_quantile(p: str, n: int) -> None:
    assert smallest_n(Fraction(p)) == n
    assert to_ranks(n - 1, Fraction(p)) is None
    assert to_ranks(n, Fraction(p)) is not None


@pytest.mark.parametrize("p", [0.05, 0.1, 0.25, 0.5, 0.9])
@pytest.mark.parametrize("n", [6, 11, 29, 36, 40, 77, 250, 1000, 1001, 40_000])
def test_the_ranks_enclose_the_quantile_at_95_percent_and_no_narrower_equal_tails_do(
    n: int, p: float
) -> None:
    ranks = to_ranks(n, to_share(p))
    if ranks is None:
        assert p**n + (1 - p) ** n > 0.05
        return
    low, high = ranks
    below, above = binom.cdf(low - 1, n, p), binom.sf(high - 1, n, p)
    assert below + above <= 0.05 + 1e-12
    if low > 1 and high < n:
        assert binom.cdf(low, n, p) > 0.025
        assert binom.sf(high - 2, n, p) > 0.025


def test_the_ranks_of_many_values_agree_on_both_sides_of_the_exact_ones() -> None:
    wide = [to_ranks(n) for n in range(EXACT_UP_TO - 3, EXACT_UP_TO + 4)]
    expected = [
        (int(binom.ppf(0.025, n, 0.5)), n + 1 - int(binom.ppf(0.025, n, 0.5)))
        for n in range(EXACT_UP_TO - 3, EXACT_UP_TO + 4)
    ]
    assert wide == expected


@given(
    st.lists(st.integers(-1000, 1000), min_size=1, max_size=60),
    st.sampled_from([0.05, 0.1, 0.25, 0.4, 0.5, 0.75, 0.9]),
)
def test_a_quantile_is_of_type_8(values: list[int], p: float) -> None:
    expected = np.quantile(values, p, method="median_unbiased")
    assert quantile(values, p) == pytest.approx(expected, rel=1e-9, abs=1e-9)


@given(st.lists(st.integers(-1000, 1000), min_size=1, max_size=60))
def test_at_one_half_it_is_the_ordinary_median(values: list[int]) -> None:
    assert quantile(values, 0.5) == np.median(values)


def test_a_median_interval_takes_the_values_at_its_ranks() -> None:
    assert median_interval([9, 1, 5, 3, 7, 2, 8, 4, 6]) == (2, 8)
    assert median_interval([1, 2, 3, 4, 5]) is None


@pytest.mark.parametrize("p", [0, 1, 1.5, -0.1])
def test_a_quantile_outside_0_and_1_is_refused(p: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        quantile([1, 2], p)


def test_no_values_have_no_quantile() -> None:
    with pytest.raises(ValueError, match="no values"):
        quantile([], 0.5)
