"""Which sign is the decimal one is settled by the column, never by a cell."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cxaudit.intake.values.numerals import settle_decimal, take_apart, to_decimal, to_whole


@pytest.mark.parametrize(
    ("column", "settled"),
    [
        (["1.234.567,89", "1.234"], "comma"),
        (["1,234,567.89", "1,234"], "point"),
        (["12.5", "3"], "point"),
        (["12,5", "3"], "comma"),
        (["0.125"], "point"),
        (["0,125"], "comma"),
        (["1.234"], "ask"),
        (["1,234"], "ask"),
        (["1.234", "5,678"], "ask"),
        (["1.234", "1000000"], "point"),
        (["1,234", "1000000"], "comma"),
        (["12.5", "12,5"], "conflict"),
        (["7", "1200"], "point"),
        (["12,34,567"], "point"),
        (["1e5"], "point"),
        ([], "point"),
    ],
)
def test_the_decimal_sign_of_a_column(column, settled):
    assert settle_decimal(column) == settled


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("1\u00a0234,56", "1234,56"),
        ("1\u202f234,56", "1234,56"),
        ("1'234.56", "1234.56"),
        ("€ 1.234,56", "1.234,56"),
        ("EUR 5", "5"),
        ("(1,000.50)", "-1,000.50"),
        ("12-", "-12"),
        ("−5", "-5"),
        ("9.52%", "9.52"),
    ],
)
def test_marks_around_a_number_are_taken_off(text, body):
    assert take_apart(text).body == body


@pytest.mark.parametrize("text", ["", "abc", "1 of 2", "12:30", "1-2", "٣", "--", "$", "e5"])
def test_what_is_no_number_is_none(text):
    assert take_apart(text) is None


@pytest.mark.parametrize(
    ("body", "sign", "number"),
    [
        ("1,234.5", "point", "1234.5"),
        ("1.234,5", "comma", "1234.5"),
        ("12,34,567", "point", "1234567"),
        ("9007199254740993", "point", "9007199254740993"),
        ("1,23", "point", None),
        ("1.2.3", "point", None),
        ("12.5", "comma", None),
        ("1e400", "point", None),
    ],
)
def test_a_number_that_does_not_fit_the_settled_sign_is_none(body, sign, number):
    assert to_decimal(body, sign) == (Decimal(number) if number else None)


@pytest.mark.parametrize(
    ("body", "number"),
    [("1,234", 1234), ("1.234", 1234), ("12.0", 12), ("1,234.0", 1234), ("1.5", None)],
)
def test_in_a_count_a_sign_between_groups_of_three_is_grouping(body, number):
    assert to_whole(body) == number
