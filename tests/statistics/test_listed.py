"""Rows at hand: every figure of them has the digits that the engine gives."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cxaudit.catalogue import FigureSpec
from cxaudit.engine import connect
from cxaudit.errors import ModelError
from cxaudit.statistics import blank, filled, to_figure, to_figures_by
from cxaudit.statistics.rows import Rows
from tests.statistics.observed import ANY, duration, fill, rate, ratio, share

TYPES = """unit varchar, kind varchar, hits bigint, shown bigint, seconds decimal(38, 18),
    days decimal(9, 1), ending varchar, entered_days integer, fine boolean, excluded varchar"""
SPECS = [
    share(), share(n="fine"), ratio(numerator="seconds"), ratio(denominator="seconds"),
    rate(overdispersed_at=1.5), duration(), duration(shape="restricted_mean"),
    duration(shape="last_at_risk"),
    FigureSpec(shape="chance_by", unit="fraction", days="days", ending="ending",
               entered_days="entered_days", at_day="median"),
    FigureSpec(shape="median", unit="seconds", value="seconds"),
    FigureSpec(shape="quantile", unit="days", value="days", p=0.9, n="hits"),
    FigureSpec(shape="mean", unit="seconds", value="seconds"),
    FigureSpec(shape="count", unit="seconds", value="seconds"),
    FigureSpec(shape="bracket", unit="fraction", value_low="hits", value_high="shown",
               weight="fine"),
]  # fmt: skip
MADE = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c", "d", "e", "f", "g", None]),
        st.sampled_from(["one", "two", None]),
        st.one_of(st.none(), st.integers(0, 9)),
        st.one_of(st.none(), st.integers(0, 99)),
        st.one_of(st.none(), st.decimals("-1e12", "1e12", places=18)),
        st.decimals("0", "400", places=1),
        st.sampled_from(["ended", "competing", "open"]),
        st.integers(-5, 200),
        st.booleans(),
        st.sampled_from([None, None, "test send"]),
    ),
    max_size=25,
)


def both(engine: Any, name: str, spec: FigureSpec, once: bool) -> list[Rows]:
    kept = (blank("excluded"), *map(filled, spec.columns))
    ways = (Rows.of(engine, name), Rows.listing(engine, name))
    return [dataclasses.replace(rows.where(*kept), once=once) for rows in ways]


NOTHING_TO_COUNT = [
    ("a", "one", None, None, None, 0, "ended", 0, False, None),
    ("a", "two", None, None, 18, 0, "ended", 0, False, None),
]


@settings(max_examples=15, deadline=None)
@given(MADE, st.booleans())
@example(NOTHING_TO_COUNT, False)
def test_figures_are_the_same_at_hand_and_in_the_engine(made: list[tuple], once: bool) -> None:
    engine = connect(threads=1)
    made = [
        (f"{n} {unit}", *rest) if once else (unit, *rest) for n, (unit, *rest) in enumerate(made)
    ]
    name = fill(engine, TYPES, made)
    for spec in SPECS:
        asked, listed = both(engine, name, spec, once)
        assert listed.at_hand is not None
        assert repr(to_figure(engine, listed, spec, ANY)) == repr(
            to_figure(engine, asked, spec, ANY)
        )
        parted = spec.model_copy(update={"by": "kind"})
        assert repr(to_figures_by(engine, listed, parted, ANY)) == repr(
            to_figures_by(engine, asked, parted, ANY)
        )


def test_a_column_that_reads_otherwise_at_hand_is_left_to_the_engine(engine: Any) -> None:
    name = fill(
        engine, "unit varchar, kind boolean, hits bigint", [("a", True, 1), ("b", False, 2)]
    )
    rows = Rows.listing(engine, name)
    assert rows.values("kind") == ["false", "true"]
    assert rows.only("kind", "true").at_hand is None
    assert to_figures_by(engine, rows, share(numerator="hits", denominator="hits", by="kind"), ANY)


def test_rows_of_other_types_are_not_taken_at_hand(engine: Any) -> None:
    name = fill(engine, "unit varchar, hits double, shown bigint", [("a", 0.5, 1)])
    assert Rows.listing(engine, name).listed is None


def test_an_unknown_ending_is_refused_at_hand_too(engine: Any) -> None:
    columns = "unit varchar, days integer, ending varchar, entered_days integer"
    name = fill(engine, columns, [("a", 3, "finished", 0)])
    with pytest.raises(ModelError, match="unknown ending"):
        to_figure(engine, Rows.listing(engine, name), duration(), ANY)
