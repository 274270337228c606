"""Companions of a headline: from its rows, from a statement of their own, one for each value."""

from __future__ import annotations

from cxaudit.measure import measure_kpi
from cxaudit.outcome import Outcome
from tests.measure.small_kpi import HEADLINE, MEASURE, SUPPLY, fill, make_kpi, meeting, settings

HELD = {"shape": "count", "value": "held", "unit": "count"}
CLIENTS = """
select
  i.client_id as unit, max(i.ts)::date as observed_on, null as excluded,
  min(i.src_file) as src_file, min(i.src_row) as src_row, 1 as clients
from interaction i
where i.kind = 'meeting'
group by i.client_id
"""


def parts(engine, kpi, supply=SUPPLY):
    return measure_kpi(engine, kpi, settings(), supply).parts


def figures(**more):
    return {"headline": HEADLINE} | more


def test_a_part_counts_the_rows_of_the_headline(meetings, tmp_path):
    found = parts(meetings, make_kpi(tmp_path, figure=figures(held=HELD)))
    assert (found["held"].value, found["held"].outcome) == (8, Outcome.MEASURED)


def test_a_part_at_another_grain_has_its_own_statement(meetings, tmp_path):
    clients = {"shape": "count", "value": "clients", "unit": "count"}
    kpi = make_kpi(tmp_path, {"part_clients": CLIENTS}, figure=figures(clients=clients))
    assert parts(meetings, kpi)["clients"].value == 8


def test_a_part_for_each_value_is_named_by_it(meetings, tmp_path):
    sql = MEASURE.replace("1 as planned,", "1 as planned, i.client_id as client,")
    by = HELD | {"by": "client"}
    found = parts(meetings, make_kpi(tmp_path, {"measure": sql}, figure=figures(held=by)))
    assert sorted(found) == [f"held:c{n}" for n in range(8)]
    assert {part.value for part in found.values()} == {1}


def test_a_part_for_each_value_that_has_none_is_there_without_a_figure(meetings, tmp_path):
    sql = MEASURE.replace("1 as planned,", "1 as planned, null::varchar as client,")
    by = HELD | {"by": "client"}
    found = parts(meetings, make_kpi(tmp_path, {"measure": sql}, figure=figures(held=by)))
    assert list(found) == ["held"]
    assert (found["held"].outcome, found["held"].value) == (Outcome.NO_DATA, None)
    assert found["held"].reason == "no observation counted"


def test_a_part_whose_columns_lack_says_so_and_the_headline_stands(meetings, tmp_path):
    kpi = make_kpi(
        tmp_path, figure=figures(held=HELD), part={"held": {"needs": {"interaction": ["mode"]}}}
    )
    measured = measure_kpi(meetings, kpi, settings(), SUPPLY)
    assert measured.outcome is Outcome.MEASURED
    assert measured.parts["held"].outcome is Outcome.NO_DATA
    assert measured.parts["held"].reason == "no import supplied interaction.mode"


def test_a_part_is_there_even_where_the_headline_has_no_data(meetings, tmp_path):
    clients = {"shape": "count", "value": "clients", "unit": "count"}
    kpi = make_kpi(
        tmp_path, {"part_clients": CLIENTS}, figure=figures(held=HELD, clients=clients),
        part={"clients": {"needs": {"interaction": ["client_id"]}}},
    )  # fmt: skip
    supply = {"interaction": {"meeting": frozenset({"client_id"})}}
    found = parts(meetings, kpi, supply)
    assert found["clients"].value == 8
    assert (found["held"].outcome, found["held"].value) == (Outcome.NO_DATA, None)
    assert found["held"].reason


def test_a_part_without_a_row_has_no_value(engine, tmp_path):
    fill(engine, [])
    found = parts(engine, make_kpi(tmp_path, figure=figures(held=HELD)))["held"]
    assert (found.outcome, found.value) == (Outcome.NO_DATA, None)
    assert found.reason


def test_a_part_whose_rows_all_left_names_why(meetings, tmp_path):
    sql = CLIENTS.replace("null as excluded", "'not separable' as excluded")
    clients = {"shape": "count", "value": "clients", "unit": "count"}
    kpi = make_kpi(tmp_path, {"part_clients": sql}, figure=figures(clients=clients))
    found = parts(meetings, kpi)["clients"]
    assert (found.outcome, found.value, found.reason) == (Outcome.NO_DATA, None, "not separable")


def test_a_variant_may_make_a_part_in_its_own_way(meetings, tmp_path):
    variant = {
        "label": "all of them", "needs": {"interaction": ["ts"]}, "fallback": 1,
        "figure": {"shape": "count", "value": "planned", "unit": "count"},
        "parts": {"held": {"shape": "count", "value": "planned", "unit": "count"}},
    }  # fmt: skip
    kpi = make_kpi(tmp_path, figure=figures(held=HELD), variant={"all": variant})
    supply = {"interaction": {"meeting": frozenset({"ts"})}}
    measured = measure_kpi(meetings, kpi, settings(), supply)
    assert (measured.variant, measured.value) == ("all", 13)
    assert measured.parts["held"].value == 13


def test_a_part_under_its_own_least_size_says_why_and_leaves_no_number_behind(meetings, tmp_path):
    sql = MEASURE.replace("1 as planned,", "1 as planned, i.client_id as client,")
    by = {"shape": "ratio", "numerator": "held", "denominator": "planned", "unit": "fraction",
          "by": "client"}  # fmt: skip
    part = {"sample": {"shown": {"n": 2}, "ok": {"n": 9}}, "suppressed": "under 2 meetings"}
    kpi = make_kpi(tmp_path, {"measure": sql}, figure=figures(held=by), part={"held": part})
    found = parts(meetings, kpi)
    small = [one for one in found.values() if one.n < 2]
    assert small and all(one.reason == "suppressed: under 2 meetings" for one in small)
    assert {(one.value, one.numerator, one.denominator) for one in small} == {(None, None, None)}
    assert {one.outcome for one in found.values() if one.n >= 2} == {Outcome.INDICATIVE}


def test_a_part_whose_column_came_empty_is_no_nought(engine, tmp_path):
    fill(engine, [meeting("a", "2025-03-01"), meeting("b", "2025-03-02")])
    staffed = {"shape": "count", "value": "staffed", "unit": "count"}
    sql = MEASURE.replace(
        "1 as planned,", "1 as planned, coalesce(i.staff, false)::int as staffed,"
    )
    kpi = make_kpi(
        tmp_path, {"measure": sql}, figure=figures(staffed=staffed),
        part={"staffed": {"needs": {"interaction": ["staff"]}}},
    )  # fmt: skip
    found = parts(engine, kpi)["staffed"]
    assert (found.outcome, found.value) == (Outcome.NO_DATA, None)
    assert found.reason == "no row fills interaction.staff"
