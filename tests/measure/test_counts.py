"""Counts of several periods: dated rows from one look, and the same as each period alone."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from random import Random
from unittest.mock import patch

import pytest

from cxaudit.canon import load_tables
from cxaudit.catalogue import load_catalogue
from cxaudit.measure import Supply, count_each, measure_alone, observe, run
from cxaudit.period import Period
from tests.measure.small_kpi import HEADLINE, SUPPLY, fill, make_kpi, settings
from tests.oracle.chance import Chance
from tests.oracle.families import ORACLES

MARCH = Period(date(2025, 3, 1), date(2025, 3, 31))
MAY = Period(date(2025, 5, 1), date(2025, 5, 31))
JUNE = Period(date(2025, 6, 1), date(2025, 6, 30))
MANY = 40
DATED = [kpi_id for kpi_id, kpi in load_catalogue().items() if kpi.dated_rows]
MADE_BY = {oracle.kpi_id: oracle for oracle in ORACLES if oracle.source == "rows"}


def counted(engine, kpi, periods):
    """Return what each period counts, and how many statements ran for it."""
    with patch.object(run, "observe", wraps=run.observe) as asked:
        found = count_each(engine, kpi, settings(), SUPPLY, periods)
    return found, asked.call_count


def test_dated_rows_are_asked_for_once_and_any_others_once_a_period(meetings, tmp_path):
    plain, dated = make_kpi(tmp_path), make_kpi(tmp_path, dated_rows=["measure"])
    expected = [(0, 4), (8, 8)]
    assert counted(meetings, dated, [JUNE, MARCH]) == (expected, 1)
    assert counted(meetings, plain, [JUNE, MARCH]) == (expected, 2)


def test_a_month_without_rows_counts_nothing(meetings, tmp_path):
    kpi = make_kpi(tmp_path, dated_rows=["measure"])
    assert counted(meetings, kpi, [MAY, MARCH])[0] == [(0, 0), (8, 8)]


def test_where_another_statement_may_stand_in_each_period_is_asked_by_itself(meetings, tmp_path):
    other = {"label": "any", "fallback": 1, "figure": HEADLINE}
    kpi = make_kpi(tmp_path, dated_rows=["measure"], variant={"other": other})
    assert counted(meetings, kpi, [JUNE, MARCH])[1] > 1


def test_days_that_the_log_does_not_cover_count_nothing(meetings, tmp_path):
    kpi = make_kpi(tmp_path, dated_rows=["measure"], events_in=["interaction"])
    supply = Supply(SUPPLY, {"interaction": {"meeting": date(2025, 3, 31)}})
    periods = [MARCH, JUNE]
    found = count_each(meetings, kpi, settings(), supply, periods)
    alone = [measure_alone(meetings, kpi, settings(), supply, period) for period in periods]
    assert found == [(one.numerator, one.denominator) for one in alone] == [(8, 8), (None, None)]


def test_the_catalogue_has_dated_rows() -> None:
    assert DATED


@pytest.mark.parametrize("held", [True, False], ids=["at hand", "in the engine"])
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("kpi_id", DATED)
def test_rows_that_are_called_dated_count_as_each_period_alone(engine, kpi_id, seed, held):
    """Made rows, some without any date, of a list that is whole; spans that overlap or touch."""
    chance, kpi = Random(seed), load_catalogue()[kpi_id]
    all_made = (MADE_BY[kpi_id].make(Chance(f"{seed} {tried}")) for tried in count())
    made = next(one for one in all_made if sum(map(len, one.tables.values())) > MANY)
    ((name, rows),) = made.tables.items()
    undated = {c: None for c, column in load_tables()[name].columns.items()
               if column.type in ("ts", "date")}  # fmt: skip
    whole = {"kind": kpi.rows[name][0], "owed_list": True}
    rows = rows + [
        row | undated | whole | {"delivery_id": f"x{n}"} for n, row in enumerate(rows[:3])
    ]
    fill(engine, rows, name)
    kinds = dict.fromkeys(kpi.rows[name], frozenset(load_tables()[name].columns))
    first = made.settings["as_of"] - timedelta(days=500)
    starts = [first + timedelta(days=chance.randrange(480)) for _ in range(12)]
    periods = [Period(day, day + timedelta(days=chance.randrange(90))) for day in starts]
    asked = (settings(**made.settings), Supply({name: kinds}), periods)
    with patch.object(observe, "LISTED", observe.LISTED if held else 0):
        found = count_each(engine, kpi, *asked)
    alone = [measure_alone(engine, kpi, *asked[:2], period) for period in periods]
    assert found == [(one.numerator, one.denominator) for one in alone]
    assert any(denominator for _, denominator in found)
