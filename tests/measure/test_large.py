"""Tables that are read where they lie: the same figures, with less in memory."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from cxaudit.catalogue import FigureSpec, Sample, load_catalogue
from cxaudit.engine import connect
from cxaudit.measure import LARGE, measure_alone, measure_kpi, period_of
from cxaudit.measure.observe import make_views, observe, to_exclusions, write_config
from cxaudit.measure.observed import ALL, COUNTED
from cxaudit.period import Period
from cxaudit.statistics import to_figure
from tests.contract.generated_tables import all_settings, open_generated
from tests.contract.kpi_cases import load_cases, measure_case
from tests.measure.small_kpi import HEADLINE, MEASURE, SUPPLY, fill, make_kpi, meeting, settings

WEB = ("K02", "K05", "K06", "K07", "K11")
KPIS = {kpi.code: kpi for kpi in load_catalogue().values()}
CASES = [
    pytest.param(KPIS[code], case, id=f"{code}: {case['name']}")
    for code in WEB
    for case in load_cases(KPIS[code])[:3]
]
YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))


def lie_outside(engine):
    """Turn every canonical table of an engine into a view of the same rows, marked large."""
    for (name,) in engine.execute("select table_name from duckdb_tables()").fetchall():
        engine.execute(f"alter table {name} rename to {name}_rows_outside")
        engine.execute(f"create view {name} as select * from {name}_rows_outside")
        engine.execute(f"comment on view {name} is '{LARGE}'")


def in_digits(measured):
    return repr(dataclasses.asdict(measured))


@pytest.mark.parametrize(("kpi", "case"), CASES)
def test_a_worked_case_has_the_same_figures_where_tables_are_large(kpi, case, monkeypatch):
    held = measure_case(kpi, case)

    def measured_outside(engine, *about):
        lie_outside(engine)
        return measure_kpi(engine, *about)

    monkeypatch.setattr("tests.contract.kpi_cases.measure_kpi", measured_outside)
    assert in_digits(measure_case(kpi, case)) == in_digits(held)


@pytest.mark.parametrize("once", [False, True])
def test_alone_and_with_its_parts_a_headline_is_the_same(tmp_path, once):
    figure = {"headline": HEADLINE, "planned": {"shape": "count", "value": "planned",
                                                "unit": "count"}}  # fmt: skip
    kpi = make_kpi(tmp_path, figure=figure, one_row_a_unit=["measure"] if once else [])
    found = []
    for outside in (False, True):
        engine = connect(threads=2)
        fill(engine, [meeting(f"c{n}", "2025-03-03", staff=n == 3) for n in range(9)])
        if outside:
            lie_outside(engine)
        told = settings()
        alone = measure_alone(engine, kpi, told, SUPPLY, period_of(kpi, told))
        whole = measure_kpi(engine, kpi, told, SUPPLY)
        assert whole.parts["planned"].value == 8
        assert whole.variants["unfiltered"].figure.n == 9
        found += [alone, dataclasses.replace(whole, parts={}, variants={})]
    assert len({in_digits(one) for one in found}) == 1


def test_nothing_of_a_large_table_is_held_for_one_figure(engine):
    fill(engine, [meeting(f"c{n}", "2025-03-03", staff=n == 3) for n in range(9)])
    lie_outside(engine)
    write_config(engine, KPIS["K05"], settings(), YEAR)
    bracket = FigureSpec(
        shape="bracket", value_low="held", value_high="planned", weight="planned", unit="fraction"
    )
    for spec in (FigureSpec(**HEADLINE), bracket):
        rows = observe(engine, MEASURE, "measure", "m.sql").expecting([(spec, COUNTED)])
        held = "select count(*) from duckdb_tables() where table_name like 'measure%'"
        assert engine.execute(held).fetchone() == (0,)
        assert to_figure(engine, rows.rows_of(spec, COUNTED), spec, Sample()).n == 8
        assert [(e.reason, e.rows) for e in to_exclusions(engine, "measure", spec, rows)] == [
            ("staff", 1)
        ]


def test_a_column_that_is_not_held_is_read_from_the_whole(engine):
    fill(engine, [meeting("c1", "2025-03-03"), meeting("c2", "2025-03-03")])
    write_config(engine, KPIS["K05"], settings(), YEAR)
    rows = observe(engine, MEASURE, "measure", "m.sql").holding(["planned"])
    spec = FigureSpec(**HEADLINE)
    assert "held" in rows and "held" not in rows.rows.types
    assert to_figure(engine, rows.rows_of(spec, ALL), spec, Sample()).value == 1


ONCE = [(kpi, file) for kpi in KPIS.values() for file in kpi.one_row_a_unit]


@pytest.mark.parametrize(("kpi", "file"), ONCE, ids=[f"{k.code}-{file}" for k, file in ONCE])
def test_a_statement_said_to_return_no_unit_twice_does_so(kpi, file):
    engine = open_generated(threads=2, most=3000)
    write_config(engine, kpi, all_settings(), period_of(kpi, all_settings()))
    make_views(engine)
    observe(engine, kpi.read_sql(file), "seen", file)
    twice = "select unit from seen group by unit having count(*) > 1"
    assert engine.execute("select count(*) > 100 from seen").fetchone() == (True,)
    assert engine.execute(twice).fetchall() == []
