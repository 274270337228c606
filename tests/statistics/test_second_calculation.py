"""A second calculation in plain exact fractions over a thousand generated data sets.

Nothing of the package is used for the expected numbers: sums, ratios, medians and the
Kaplan-Meier curve are worked out from their definitions, case by case.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction
from functools import cache

import duckdb
import pytest

from cxaudit.catalogue import FigureSpec, Sample
from cxaudit.engine import connect
from cxaudit.statistics import Figure, to_figures_by
from cxaudit.statistics.rows import Rows
from cxaudit.statistics.shapes import to_curve
from tests.statistics.observed import duration, ratio, share

DATA_SETS = 1000
HALF = Fraction(1, 2)
Row = tuple[str, str, int, int, str, int, str, int]


@cache
def data_sets() -> dict[str, list[Row]]:
    """Return invented rows: data set, unit, hits, shown, amount, days, ending, entered_days."""
    chance = random.Random(2026)
    return {f"{number:04d}": one_set(chance, f"{number:04d}") for number in range(DATA_SETS)}


def one_set(chance: random.Random, number: str) -> list[Row]:
    longest, delayed = chance.choice([5, 30, 2000]), chance.random() < 0.5
    rows = []
    for _ in range(chance.randint(1, 40)):
        shown = chance.randint(0, 30)
        rows.append(
            (
                number,
                f"unit {chance.randint(0, 12)}",
                chance.randint(0, shown),
                shown,
                f"{chance.randint(-500, 5000) / 100:.2f}",
                chance.randint(0, longest),
                chance.choice(["ended", "ended", "open", "competing"]),
                chance.randint(-longest, longest) if delayed else 0,
            )
        )
    return rows


@pytest.fixture(scope="module")
def filled() -> duckdb.DuckDBPyConnection:
    engine = connect()
    columns = zip(*(row for rows in data_sets().values() for row in rows), strict=True)
    engine.execute(
        """
        create table observed as
        select
            unnest(?) as data_set, unnest(?) as unit, unnest(?) as hits, unnest(?) as shown,
            cast(unnest(?) as decimal(18, 2)) as amount, unnest(?) as days,
            unnest(?) as ending, unnest(?) as entered_days
        """,
        [list(column) for column in columns],
    )
    return engine


def figures(engine: duckdb.DuckDBPyConnection, spec: FigureSpec) -> dict[str, Figure]:
    parted = spec.model_copy(update={"by": "data_set"})
    found = to_figures_by(engine, "observed", parted, Sample())
    assert list(found) == list(data_sets())
    return found


def agree(found: dict[str, Figure], expected: Callable[[list[Row]], Fraction | None]) -> None:
    for name, rows in data_sets().items():
        wanted, value = expected(rows), found[name].value
        if wanted is None:
            assert value is None, name
        else:
            assert value == pytest.approx(float(wanted), rel=1e-12, abs=1e-12), name


def share_of(rows: list[Row]) -> Fraction | None:
    shown = sum(row[3] for row in rows)
    return Fraction(sum(row[2] for row in rows), shown) if shown else None


def ratio_of(rows: list[Row]) -> Fraction | None:
    shown = sum(row[3] for row in rows)
    return sum(Fraction(row[4]) for row in rows) / shown if shown else None


def median_of(rows: list[Row]) -> Fraction:
    ordered = sorted(Fraction(row[4]) for row in rows)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def seen(rows: list[Row]) -> list[tuple[int, str, int]]:
    """Return (days, ending, entered) of the cases that were under observation at all."""
    return [(d, how, e if e > 0 else -1) for *_, d, how, e in rows if e <= 0 or e < d]


def curve_of(rows: list[Row]) -> list[tuple[int, Fraction]]:
    """Return (day, S) at every ending, by the product over all earlier days."""
    cases, height, curve = seen(rows), Fraction(1), []
    for day in sorted({days for days, how, _ in cases if how == "ended"}):
        at_risk = sum(1 for days, _, entered in cases if entered < day <= days)
        ended = sum(1 for days, how, _ in cases if how == "ended" and days == day)
        height *= 1 - Fraction(ended, at_risk)
        curve.append((day, height))
    return curve


def survival_median_of(rows: list[Row]) -> Fraction | None:
    curve = curve_of(rows)
    reached = [day for day, height in curve if height <= HALF]
    if not reached:
        return None
    at_half = dict(curve)[reached[0]] == HALF
    return Fraction(reached[0] + reached[1], 2) if at_half and reached[1:] else Fraction(reached[0])


def area_of(rows: list[Row]) -> Fraction | None:
    """Return the area under the steps, from day 0 to the last day of any case."""
    cases, area, height, since = seen(rows), Fraction(0), Fraction(1), 0
    if not cases:
        return None
    for day, after in [*curve_of(rows), (max(days for days, _, _ in cases), Fraction(0))]:
        area += height * (day - since)
        height, since = after, day
    return area


def test_sums_and_shares(filled: duckdb.DuckDBPyConnection) -> None:
    found = figures(filled, share())
    agree(found, share_of)
    for name, rows in data_sets().items():
        assert found[name].numerator == sum(row[2] for row in rows)
        assert found[name].n == sum(row[3] for row in rows)


def test_ratios_of_decimals(filled: duckdb.DuckDBPyConnection) -> None:
    agree(figures(filled, ratio(numerator="amount", unit="currency")), ratio_of)


def test_medians(filled: duckdb.DuckDBPyConnection) -> None:
    agree(figures(filled, FigureSpec(shape="median", unit="currency", value="amount")), median_of)


def test_survival_curves_with_delayed_entry(filled: duckdb.DuckDBPyConnection) -> None:
    every, reached = Rows.of(filled, "observed"), 0
    for name, rows in data_sets().items():
        curve = to_curve(every.only("data_set", name), duration())
        expected = survival_median_of(rows)
        assert curve.median == expected, name
        reached += expected is not None
        heights = [height for _, height in curve_of(rows)]
        assert [step.survival for step in curve.steps] == pytest.approx(heights, rel=1e-12), name
        area = area_of(rows)
        assert float(curve.restricted_mean) == pytest.approx(float(area or 0), rel=1e-12), name
    assert 200 < reached < DATA_SETS
