"""Observations: settings as one row, statements run as written, exclusions counted."""

from __future__ import annotations

import os
import threading
from datetime import date
from decimal import Decimal

import pytest

from cxaudit.canon import load_tables
from cxaudit.catalogue import FigureSpec, load_catalogue
from cxaudit.engine import Settled, connect
from cxaudit.errors import ModelError
from cxaudit.measure.observe import (
    count_all,
    count_in,
    labels_of,
    make_views,
    observe,
    parse_statements,
    to_exclusions,
    write_config,
)
from cxaudit.period import Period
from tests.measure.small_kpi import HEADLINE, fill, make_kpi, meeting, settings

SPEC = FigureSpec(**HEADLINE)
YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))


def config(engine, kpi, **changes):
    write_config(engine, kpi, settings(**changes), YEAR)
    cursor = engine.execute("select * from config")
    names = [column[0] for column in cursor.description]
    (row,) = cursor.fetchall()
    return dict(zip(names, row, strict=True))


def test_the_settings_stand_in_one_row_with_the_resolved_period(engine, tmp_path):
    found = config(
        engine, make_kpi(tmp_path, min_age_days=7), top_tier=["gold"],
        own_targets={"email_open_rate": Decimal("0.4")}, stance="defensive",
    )  # fmt: skip
    assert (found["period_start"], found["period_end"]) == (YEAR.start, YEAR.end)
    assert (found["as_of"], found["min_age_days"]) == (date(2025, 12, 31), 7)
    assert (found["top_tier"], found["stance"]) == (["gold"], "defensive")
    assert found["own_targets"] == {"email_open_rate": Decimal("0.4")}


def test_unset_texts_are_null_and_unset_lists_and_maps_empty(engine, tmp_path):
    found = config(engine, make_kpi(tmp_path))
    assert found["currency"] is None
    assert (found["internal_lists"], found["norms"]) == ([], {})


def test_a_setting_is_never_read_as_sql(engine, tmp_path):
    text = "x'); drop table config; --"
    assert config(engine, make_kpi(tmp_path), currency=text, top_tier=[text])["top_tier"] == [text]


def test_all_of_history_has_no_start(engine, tmp_path):
    kpi = make_kpi(tmp_path)
    write_config(engine, kpi, settings(), Period(None, date(2025, 12, 31)))
    assert engine.execute("select period_start from config").fetchone() == (None,)


def test_a_statement_that_does_not_run_is_our_fault_with_its_place(engine):
    with pytest.raises(ModelError, match="does not run") as caught:
        observe(engine, "select nothing from nowhere", "measure", "model/kpis/x/measure.sql")
    assert caught.value.file == "model/kpis/x/measure.sql"
    assert "nowhere" in caught.value.found


def test_a_statement_without_the_agreed_columns_is_our_fault(engine):
    with pytest.raises(ModelError, match="lacks columns") as caught:
        observe(engine, "select 1 as unit, 2 as planned", "measure", "m.sql")
    assert caught.value.wanted == "observed_on, excluded, src_file, src_row"


ROWS = """
select unit, date '2025-01-01' as observed_on, excluded, 'f.csv' as src_file, 1 as src_row,
  src_rows, held, planned, variant as declared, source as noted
from (values
  ('a', null, 3, 1, 2, 'declared_as_pitch', 'source x'),
  ('b', null, 1, 1, 1, null, 'source y'),
  ('c', 'staff', 4, 1, 1, 'declared_as_rfp', 'source z'),
  ('d', 'staff', 1, null, 1, null, null),
  ('e', null, 5, null, 1, null, null),
  ('f', null, 2, 1, null, null, null)
) rows(unit, excluded, src_rows, held, planned, variant, source)
"""


@pytest.fixture
def observed(engine):
    return engine, observe(engine, ROWS, "measure", "m.sql")


def units(rows):
    return rows.values("unit")


def test_excluded_rows_and_rows_with_a_gap_leave_the_figure_whole(observed):
    engine, columns = observed
    assert units(count_in(engine, "measure", SPEC, columns, "m.sql")) == ["a", "b"]


def test_before_exclusions_only_gaps_are_left_out(observed):
    engine, columns = observed
    assert units(count_all(engine, "measure", SPEC, columns, "m.sql")) == ["a", "b", "c"]


def test_what_left_the_figure_is_counted_in_source_rows_by_reason(observed):
    engine, columns = observed
    found = to_exclusions(engine, "measure", SPEC, columns)
    assert [(e.reason, e.rows) for e in found] == [
        ("missing held", 5), ("staff", 5), ("missing planned", 2),
    ]  # fmt: skip


def test_where_no_count_of_source_rows_is_given_each_row_is_one(engine):
    sql = "select unit, observed_on, excluded, src_file, src_row, held, planned from (" + ROWS + ")"
    columns = observe(engine, sql, "measure", "m.sql")
    found = to_exclusions(engine, "measure", SPEC, columns)
    assert {e.reason: e.rows for e in found} == {
        "staff": 2, "missing held": 1, "missing planned": 1,
    }  # fmt: skip


def test_a_figure_that_names_a_column_nobody_returns_is_our_fault(observed):
    engine, columns = observed
    spec = FigureSpec(**HEADLINE | {"numerator": "hold"})
    with pytest.raises(ModelError, match="does not return") as caught:
        count_in(engine, "measure", spec, columns, "m.sql")
    assert caught.value.found == "hold"


def test_counted_rows_say_which_definition_they_were_declared_as(observed):
    engine, columns = observed
    counted = count_in(engine, "measure", SPEC, columns, "m.sql")
    assert labels_of(counted) == ("declared_as_pitch", "source x+source y")


def test_rows_without_labels_say_nothing(observed):
    engine, _ = observed
    columns = observe(engine, f"select * exclude (declared, noted) from ({ROWS})", "plain", "m.sql")
    assert labels_of(count_in(engine, "plain", SPEC, columns, "m.sql")) == ("", "")


def test_on_tables_that_stand_settings_change_in_place_and_are_those_asked_for(engine, tmp_path):
    kpi, settled, read = make_kpi(tmp_path), Settled(engine), "select columns(*) from config"
    steps = [
        {"top_tier": ["gold"], "own_targets": {"email_open_rate": Decimal("0.4")}},
        {"top_tier": ["gold"], "stance": "defensive"},
        {"as_of": date(2025, 11, 30), "currency": "EUR"},
    ]
    for months, step in enumerate(steps):
        period = Period(date(2025, 1 + months, 1), date(2025, 12, 31))
        write_config(settled, kpi, settings(**step), period)
        changed = engine.execute(read).fetchall()
        write_config(engine, kpi, settings(**step), period)
        assert changed == engine.execute(read).fetchall()


def test_a_view_without_settings_is_held_where_tables_stand(engine):
    for name, table in load_tables().items():
        engine.execute(table.to_ddl()) if name != "config" else None
    engine.execute("create temp table config as select 'UTC' as timezone, current_date as as_of, "
                   "current_date as period_start, current_date as period_end, "
                   "['/a*'] as thought_leadership_patterns")  # fmt: skip
    make_views(Settled(engine))
    kinds = "select table_name, table_type from information_schema.tables where table_name in "
    found = dict(engine.execute(f"{kinds} ('content_row', 'visit')").fetchall())
    assert found == {"content_row": "LOCAL TEMPORARY", "visit": "VIEW"}


def test_a_statement_that_was_parsed_before_runs_on_any_engine(engine, tmp_path):
    kpi = make_kpi(
        tmp_path,
        {
            "measure": "select kind as unit, null::date as observed_on, "
            "null::varchar as excluded, src_file, src_row from interaction"
        },
    )
    parse_statements([kpi])
    for rows in (1, 2):
        opened = connect(threads=1)
        fill(opened, [meeting(f"c{n}", "2025-03-03") for n in range(rows)])
        found = observe(Settled(opened), kpi.read_sql(), "measure", "measure.sql")
        assert len(found.whole.listed) == rows
        opened.close()


def test_parsing_ahead_leaves_no_thread_behind():
    """A process forks only while it has one thread."""
    before = threading.active_count(), len(os.listdir("/proc/self/task"))
    parse_statements(load_catalogue().values())
    assert (threading.active_count(), len(os.listdir("/proc/self/task"))) == before
