"""Values come back equal and of the same types, or are not written at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxaudit.store import Typed


class Colour(StrEnum):
    """A value of a closed list."""

    RED = "red"
    GREY = "grey"


@dataclass(frozen=True)
class Box:
    """A record that holds another."""

    what: object
    colour: Colour = Colour.RED


class Pair(NamedTuple):
    """A named tuple."""

    left: object
    right: object


TYPED = Typed((Box, Colour, Pair), unfit=[Colour.GREY])
SINGLE = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text() | st.dates() | st.fractions() | st.decimals(allow_nan=False, allow_infinity=False)
    | st.just(Colour.RED)
)  # fmt: skip
KEYS = st.text() | st.integers() | st.dates() | st.tuples(st.text(), st.text())
VALUES = st.recursive(
    SINGLE,
    lambda inner: (
        st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(KEYS, inner)
        | st.builds(Box, inner) | st.builds(Pair, inner, inner)
    ),
    max_leaves=20,
)  # fmt: skip


def shape(value: object) -> object:
    """Return the value with the type of everything in it, for 5 equals 5.0 and True equals 1."""
    kind = type(value).__name__
    if isinstance(value, Box):
        return kind, shape(value.what), shape(value.colour)
    if isinstance(value, dict):
        return kind, [(shape(key), shape(one)) for key, one in value.items()]
    if isinstance(value, list | tuple):
        return kind, [shape(one) for one in value]
    return kind, repr(value)


@given(VALUES)
def test_what_is_written_comes_back_equal_type_by_type(value):
    back = TYPED.from_text(TYPED.to_text(value))
    assert back == value
    assert shape(back) == shape(value)


@pytest.mark.parametrize(
    "value",
    [
        {1}, b"bytes", datetime(2025, 1, 1), float("nan"), float("inf"), Colour.GREY,
        Box([{"in": (Colour.GREY,)}]), frozenset(), object(), range(3),
    ],
)  # fmt: skip
def test_what_would_not_come_back_is_refused(value):
    with pytest.raises(ValueError):
        TYPED.to_text(value)


@pytest.mark.parametrize(
    "text", ["", "{", '["Unknown",1]', '["Box"]', '["Box",1,2,3]', '["date","x"]', '["Colour","?"]']
)
def test_a_text_that_was_not_written_here_raises(text):
    with pytest.raises((ValueError, TypeError, LookupError)):
        TYPED.from_text(text)


def test_an_example_reads_as_people_would_write_it():
    value = Box({"a": (1, 2.5, date(2025, 12, 31)), "b": [Fraction(1, 3), Decimal("1.10")]})
    assert TYPED.to_text(value) == (
        '["Box",{"a":["tuple",1,2.5,["date","2025-12-31"]],'
        '"b":["list",["Fraction","1/3"],["Decimal","1.10"]]},["Colour","red"]]'
    )
