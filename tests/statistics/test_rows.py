"""Sufficient statistics in the engine: exact, the same with any number of threads."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from typing import Any

import pytest

from cxaudit.catalogue import FigureSpec
from cxaudit.engine import connect
from cxaudit.errors import ModelError
from cxaudit.statistics import Figure, to_figure
from cxaudit.statistics.question import ask
from cxaudit.statistics.rows import Rows
from cxaudit.statistics.sums import Sums, sums_of
from tests.statistics.observed import ANY, cases_figure, duration, fill, rate, ratio, share

INVENTED = """
    create table made as
    select
        'unit ' || hash(i) % {units} as unit,
        hash(i + 1) % 40 as hits,
        40 + hash(i + 2) % 400 as shown,
        cast(hash(i + 3) % 1000000 / 1000 as decimal(18, 3)) as seconds,
        cast(hash(i + 4) % 900 as integer) as days,
        case when hash(i + 5) % 3 = 0 then 'open' else 'ended' end as ending,
        cast(hash(i + 6) % 500 as integer) - 250 as entered_days
    from range(300000) as rows(i)
    """
SPECS = [
    share(), ratio(numerator="seconds"), rate(overdispersed_at=1.5), duration(),
    duration(shape="restricted_mean"),
    FigureSpec(shape="median", unit="seconds", value="seconds"),
    FigureSpec(shape="quantile", unit="seconds", value="seconds", p=0.9),
    FigureSpec(shape="mean", unit="seconds", value="seconds"),
    FigureSpec(shape="count", unit="seconds", value="seconds"),
]  # fmt: skip


def hits_of_shown(engine: Any, name: str) -> Sums:
    rows = Rows.of(engine, name)
    return sums_of(rows, ask(rows, ("hits",), ("shown",)))


def figures(threads: int, units: int) -> list[Figure]:
    engine = connect(threads=threads)
    engine.execute(INVENTED.format(units=units))
    return [to_figure(engine, "made", spec, ANY) for spec in SPECS]


@pytest.mark.parametrize("units", [300, 20_000])
def test_one_thread_and_two_give_the_same_digits(units: int) -> None:
    assert repr(figures(1, units)) == repr(figures(2, units))


def test_the_values_of_ranks_are_those_of_the_sorted_list(engine: Any) -> None:
    engine.execute("create table made as select i, hash(i) % 5000 as v from range(20001) t(i)")
    ordered = sorted(v for (v,) in engine.execute("select v from made").fetchall())
    ranks = [1, 2, 3, 57, 9999, 10000, 10001, 10002, 19999, 20000, 20001]
    found = Rows.of(engine, "made").at_ranks("v", ranks, 20001)
    assert found == {rank: ordered[rank - 1] for rank in ranks}


@pytest.mark.parametrize("n", [1, 2, 3, 6, 7, 10, 29, 30, 97, 100])
def test_every_rank_of_a_short_list_is_found(engine: Any, n: int) -> None:
    name = fill(engine, "v integer", [(rank * 10,) for rank in range(n, 0, -1)])
    found = Rows.of(engine, name).at_ranks("v", range(1, n + 1), n)
    assert found == {rank: rank * 10 for rank in range(1, n + 1)}


def test_sums_of_decimals_are_exact(engine: Any) -> None:
    columns = "unit varchar, hits decimal(18, 2), shown decimal(18, 9)"
    rows = [("a", "0.10", "0.000000001"), ("a", "0.20", "2.5"), ("b", "-0.70", "1")]
    sums = hits_of_shown(engine, fill(engine, columns, rows))
    by_unit = [
        (Fraction("0.3"), Fraction("2.500000001")),
        (Fraction("-0.7"), Fraction(1)),
    ]
    assert sums.a == sum(a for a, _ in by_unit)
    assert sums.b == sum(b for _, b in by_unit)
    assert sums.aa == sum(a * a for a, _ in by_unit)
    assert sums.ab == sum(a * b for a, b in by_unit)
    assert sums.bb == sum(b * b for _, b in by_unit)
    assert (sums.observations, sums.units, sums.least) == (3, 2, Fraction("-0.7"))


def test_decimals_of_many_places_do_not_overflow(engine: Any) -> None:
    columns = "unit varchar, hits decimal(38, 18), shown bigint"
    big = "12345678901234567890.123456789012345678"
    name = fill(engine, columns, [("a", big, 1), ("b", "-0.5", 1)])
    sums = hits_of_shown(engine, name)
    assert sums.a == Fraction(big) - Fraction(1, 2)
    assert float(sums.aa) == pytest.approx(float(Fraction(big)) ** 2, rel=1e-12)


def test_a_sum_of_floats_is_refused(engine: Any) -> None:
    name = fill(engine, "unit varchar, hits double, shown bigint", [("a", 0.5, 1)])
    with pytest.raises(ModelError, match="no exact numbers") as refused:
        to_figure(engine, name, ratio(), ANY)
    assert (refused.value.place, refused.value.found) == ("hits", "DOUBLE")


def test_truth_values_can_be_counted(engine: Any) -> None:
    columns = "unit varchar, hits boolean, shown bigint"
    name = fill(engine, columns, [("a", True, 1), ("b", False, 1), ("c", True, 1)])
    assert to_figure(engine, name, share(), ANY).numerator == 2


def test_a_column_that_is_not_there_is_named(engine: Any) -> None:
    name = fill(engine, "unit varchar, hits bigint", [("a", 1)])
    with pytest.raises(ModelError, match="not there") as refused:
        to_figure(engine, name, ratio(), ANY)
    assert refused.value.wanted == "shown"


def test_an_unknown_ending_is_refused(engine: Any) -> None:
    with pytest.raises(ModelError, match="unknown ending"):
        cases_figure(engine, duration(), [(3, "closed", 0)])


def test_relations_and_columns_may_have_any_name(engine: Any) -> None:
    engine.execute('create table "odd ""name" as select 1 as unit, 2 as "a b", 4 as "select"')
    engine.execute('create view "a view" as select unit, "a b", "select" from "odd ""name"')
    spec = ratio(numerator="a b", denominator="select")
    for name in ('odd "name', "a view"):
        assert to_figure(engine, name, spec, ANY).value == 0.5


def test_starting_up_loads_neither_numpy_nor_scipy() -> None:
    asked = "import sys, cxaudit.statistics; print({'numpy', 'scipy', 'pandas'} & set(sys.modules))"
    found = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "set()"


def test_ten_units_bring_back_ten_pairs_and_many_units_none(engine: Any) -> None:
    engine.execute(
        "create table made as select i % 10 as unit, i as hits, 1 as shown from range(99) t(i)"
    )
    few = hits_of_shown(engine, "made")
    assert len(few.tops) == len(few.bottoms) == 10
    engine.execute(
        "create table many as select i as unit, i as hits, 1 as shown from range(5001) t(i)"
    )
    many = hits_of_shown(engine, "many")
    assert (many.tops, many.bottoms, many.units) == ((), (), 5001)
