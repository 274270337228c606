"""How figures print: half up on decimals, in their unit, never as NaN."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest

from cxaudit.wording import (
    NO_VALUE,
    round_half_up,
    show_count,
    show_interval,
    show_money,
    show_number,
    show_value,
)


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (0.5, 0, "1"), (1.5, 0, "2"), (2.5, 0, "3"), (0.125, 2, "0.13"), (2.675, 2, "2.68"),
        (1.005, 2, "1.01"), (0.35649, 3, "0.356"), (-0.5, 0, "-1"), (-0.004, 2, "0.00"),
        (Decimal("0.15"), 1, "0.2"), (1e-9, 2, "0.00"), (123456789.5, 0, "123456790"),
    ],
)  # fmt: skip
def test_numbers_round_half_up_on_the_digits_people_see(value, places, shown):
    assert str(round_half_up(value, places)) == shown


def test_thousands_are_separated():
    assert show_number(51075) == "51,075"
    assert show_number(-1234567.891, 1) == "-1,234,567.9"


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (0.3564908, "fraction", "35.6%"), (0.28845, "fraction", "28.8%"), (0, "fraction", "0.0%"),
        (1.0, "fraction", "100.0%"), (2.5, "fraction", "250.0%"), (0.0005, "fraction", "0.1%"),
        (1.5, "ratio", "1.50"), (4.005, "ratio", "4.01"), (250.4, "ratio", "250"),
        (57.95866, "seconds", "58.0 s"), (600, "seconds", "10.0 min"), (59, "seconds", "59.0 s"),
        (45, "days", "45 days"), (25.5, "days", "25.5 days"), (1500.5, "days", "1,501 days"),
        (10.0, "years", "10.0 years"), (51075, "count", "51,075"), (12.25, "count", "12.3"),
        (None, "fraction", "–"),
    ],
)  # fmt: skip
def test_a_figure_prints_in_its_unit(value, unit, shown):
    assert show_value(value, unit) == shown


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_prints_as_no_value(value):
    assert show_value(value, "fraction") == NO_VALUE


def test_money_names_its_currency_where_it_is_known():
    assert show_value(12_345_678, "currency", "EUR") == "EUR 12.3 m"
    assert show_value(12_345_678, "currency") == "12.3 m"


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (479.4, "479"), (7192, "7,192"), (999_999, "999,999"), (1_000_000, "1.0 m"),
        (12_345_678, "12.3 m"), (1_254_000_000, "1.25 bn"), (-2_500_000, "-2.5 m"), (0, "0"),
    ],
)  # fmt: skip
def test_large_amounts_are_short(amount, shown):
    assert show_money(amount) == shown


def test_an_interval_prints_with_both_ends_or_not_at_all():
    assert show_interval(0.3366, 0.3748, "fraction") == "33.7% to 37.5%"
    assert show_interval(None, None, "fraction") == ""
    assert show_interval(0.1, None, "fraction") == ""


def test_counts_agree_with_their_noun():
    assert show_count(1, "firm") == "1 firm"
    assert show_count(3, "firm") == "3 firms"
    assert show_count(0, "firm") == "0 firms"
    assert show_count(2, "entry", "entries") == "2 entries"
    assert show_count(1.5, "day") == "1.5 days"
