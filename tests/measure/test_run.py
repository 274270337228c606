"""From statement to Measurement: no row vanishes, gaps are named, fallbacks say their name."""

from __future__ import annotations

import dataclasses
import json

import pytest

from cxaudit.errors import ModelError
from cxaudit.measure import measure_alone, measure_catalogue, measure_kpi, period_of
from cxaudit.outcome import Outcome
from tests.contract.generated_tables import full_supply
from tests.measure.small_kpi import MEASURE, SUPPLIED, SUPPLY, fill, make_kpi, meeting, settings


def measured(engine, kpi, supply=SUPPLY, **changes):
    return measure_kpi(engine, kpi, settings(**changes), supply)


def test_a_figure_is_the_sum_of_its_counted_rows(meetings, tmp_path):
    found = measured(meetings, make_kpi(tmp_path))
    assert (found.value, found.numerator, found.denominator) == (8 / 12, 8, 12)
    assert (found.n, found.units, found.outcome) == (12, 8, Outcome.MEASURED)
    assert found.variant == "headline"
    assert found.low < found.value < found.high


def test_what_was_left_out_is_named_and_counted(meetings, tmp_path):
    found = measured(meetings, make_kpi(tmp_path))
    assert {e.reason: e.rows for e in found.excluded} == {"staff": 1, "missing held": 1}


def test_the_figure_before_exclusions_stands_beside_it(meetings, tmp_path):
    found = measured(meetings, make_kpi(tmp_path)).variants["unfiltered"].figure
    assert (found.value, found.n) == (9 / 13, 13)


def test_a_column_may_hold_the_number_before_exclusions_below_the_grain(meetings, tmp_path):
    sql = MEASURE.replace("1 as planned,", "1 as planned, 2 as planned_before,")
    figure = {"headline": {
        "shape": "ratio", "numerator": "held", "denominator": "planned", "unit": "fraction",
        "unfiltered": {"planned": "planned_before"},
    }}  # fmt: skip
    found = measured(meetings, make_kpi(tmp_path, {"measure": sql}, figure=figure))
    assert found.value == 8 / 12
    assert found.variants["unfiltered"].figure.value == 9 / 26


def test_where_nothing_was_left_out_both_figures_are_the_same(engine, tmp_path):
    fill(engine, [meeting(f"c{n}", "2025-03-03") for n in range(3)])
    found = measured(engine, make_kpi(tmp_path))
    assert found.excluded == ()
    assert found.variants["unfiltered"].figure.value == found.value == 1


def test_columns_that_nobody_supplied_end_as_no_data_with_their_names(meetings, tmp_path):
    supply = {"interaction": {"meeting": frozenset({"ts"})}}
    found = measured(meetings, make_kpi(tmp_path), supply)
    assert found.outcome is Outcome.NO_DATA
    assert found.missing == ("interaction.client_id", "interaction.status")
    assert found.value is None
    assert found.n == 0


def test_a_period_without_rows_ends_as_no_data_not_as_zero(engine, tmp_path):
    fill(engine, [])
    found = measured(engine, make_kpi(tmp_path))
    assert (found.outcome, found.value) == (Outcome.NO_DATA, None)
    assert found.reason == "no row of this kind in the period"


def test_rows_that_all_lack_a_column_end_as_no_data_with_the_reason(engine, tmp_path):
    fill(engine, [meeting("c1", "2025-03-03", status=None)])
    found = measured(engine, make_kpi(tmp_path))
    assert (found.outcome, found.reason) == (Outcome.NO_DATA, "missing held")


def test_rows_that_are_all_left_out_by_the_definition_are_too_few(engine, tmp_path):
    fill(engine, [meeting("c1", "2025-03-03", staff=True)])
    found = measured(engine, make_kpi(tmp_path))
    assert (found.outcome, found.value) == (Outcome.TOO_FEW, None)


def test_a_setting_that_lacks_is_named(meetings, tmp_path):
    found = measured(meetings, make_kpi(tmp_path, settings=["top_tier"]))
    assert found.outcome is Outcome.NO_DATA
    assert found.reason == "the setting top_tier is not set"


SMALL = {"ok": {"observations": 20}, "shown": {"observations": 13}}


def test_under_the_shown_size_only_counts_remain(meetings, tmp_path):
    found = measured(meetings, make_kpi(tmp_path, sample=SMALL))
    assert (found.outcome, found.value, found.low, found.n) == (Outcome.TOO_FEW, None, None, 12)
    assert found.reason == "12 observations, 13 wanted"


def test_between_both_sizes_a_figure_is_indicative(meetings, tmp_path):
    sizes = {"ok": {"observations": 20}, "shown": {"observations": 12}}
    found = measured(meetings, make_kpi(tmp_path, sample=sizes))
    assert (found.outcome, found.value) == (Outcome.INDICATIVE, 8 / 12)


BY_DUE = MEASURE.replace("(i.status = 'held')", "(i.closed is not null)").replace(
    "i.status is not null", "true"
)
FALLBACK = {
    "label": "closed counts as held", "needs": {"interaction": ["client_id", "ts", "closed"]},
    "fallback": 1,
}  # fmt: skip
CLOSED = {"interaction": {"meeting": frozenset({"client_id", "ts", "closed"})}}


def test_a_fallback_stands_in_under_its_own_name(meetings, tmp_path):
    kpi = make_kpi(tmp_path, {"variant_by_due": BY_DUE}, variant={"by_due": FALLBACK})
    found = measured(meetings, kpi, CLOSED)
    assert (found.variant, found.value, found.n) == ("by_due", 0, 13)
    assert "by_due" not in found.variants
    assert "unfiltered" in found.variants


def test_a_fallback_stands_beside_where_the_headline_has_its_data(meetings, tmp_path):
    kpi = make_kpi(tmp_path, {"variant_by_due": BY_DUE}, variant={"by_due": FALLBACK})
    both = {"interaction": {"meeting": CLOSED["interaction"]["meeting"] | {"status"}}}
    found = measured(meetings, kpi, both)
    assert (found.variant, found.value) == ("headline", 8 / 12)
    assert found.variants["by_due"].label == "closed counts as held"
    assert found.variants["by_due"].figure.value == 0


def test_fallbacks_are_tried_in_their_order(meetings, tmp_path):
    again = FALLBACK | {"fallback": 2}
    kpi = make_kpi(
        tmp_path, {"variant_a": BY_DUE, "variant_b": BY_DUE}, variant={"a": again, "b": FALLBACK}
    )
    assert measured(meetings, kpi, CLOSED).variant == "b"


def test_a_fallback_without_a_row_does_not_hide_what_lacks(engine, tmp_path):
    fill(engine, [])
    kpi = make_kpi(tmp_path, {"variant_by_due": BY_DUE}, variant={"by_due": FALLBACK})
    found = measured(engine, kpi, CLOSED)
    assert (found.variant, found.outcome) == ("headline", Outcome.NO_DATA)
    assert found.missing == ("interaction.status",)


def test_a_variant_that_is_no_fallback_never_stands_in(meetings, tmp_path):
    beside = {name: FALLBACK[name] for name in ("label", "needs")}
    kpi = make_kpi(tmp_path, {"variant_by_due": BY_DUE}, variant={"by_due": beside})
    found = measured(meetings, kpi, CLOSED)
    assert (found.variant, found.outcome) == ("headline", Outcome.NO_DATA)
    assert found.variants["by_due"].figure.value == 0


def test_a_headline_whose_rows_all_lack_a_column_gives_way_to_a_fallback(engine, tmp_path):
    fill(engine, [meeting("c1", "2025-03-03", status=None)])
    kpi = make_kpi(tmp_path, {"variant_by_due": BY_DUE}, variant={"by_due": FALLBACK})
    both = {"interaction": {"meeting": CLOSED["interaction"]["meeting"] | {"status"}}}
    assert measured(engine, kpi, both).variant == "by_due"


@pytest.mark.parametrize(("gaps_only", "stands"), [(False, "by_due"), (True, "headline")])
def test_a_fallback_for_gaps_leaves_an_empty_period_empty(engine, tmp_path, gaps_only, stands):
    fill(engine, [meeting("c1", "2024-03-03")])
    whenever = BY_DUE.replace("between c.period_start", "between c.period_start - 366")
    only = {"by_due": FALLBACK | {"gaps_only": gaps_only}}
    kpi = make_kpi(tmp_path, {"variant_by_due": whenever}, variant=only)
    assert measured(engine, kpi, full_supply()).variant == stands
    assert measured(engine, kpi, CLOSED).variant == "by_due"


def test_a_variant_may_count_the_same_rows_by_another_figure(meetings, tmp_path):
    count = {"label": "how many", "needs": {"interaction": ["ts"]},
             "figure": {"shape": "count", "value": "held", "unit": "count"}}  # fmt: skip
    found = measured(meetings, make_kpi(tmp_path, variant={"held": count}))
    assert found.variants["held"].figure.value == 8


def test_declared_rows_give_their_name_to_the_variant_and_noted_ones_to_the_method(
    meetings, tmp_path
):
    sql = MEASURE.replace("1 as planned,", "1 as planned, 'declared_as_review' as declared, "
                          "'source crm' as noted,")  # fmt: skip
    found = measured(meetings, make_kpi(tmp_path, {"measure": sql}))
    assert found.variant == "declared_as_review"
    assert found.method.endswith("; source crm")


def test_the_audits_own_period_is_used_and_told(meetings, tmp_path):
    kpi = make_kpi(tmp_path)
    assert str(period_of(kpi, settings())) == "2025-01-01_2025-12-31"
    june = settings(period_start=settings()["as_of"].replace(month=6, day=1),
                    period_end=settings()["as_of"].replace(month=6, day=30))  # fmt: skip
    found = measure_kpi(meetings, kpi, june, SUPPLY)
    assert (str(found.period), found.n, found.value) == ("2025-06-01_2025-06-30", 4, 0)


def test_measured_alone_is_the_same_figure_without_companions(meetings, tmp_path):
    kpi = make_kpi(tmp_path)
    alone = measure_alone(meetings, kpi, settings(), SUPPLY, period_of(kpi, settings()))
    whole = measured(meetings, kpi)
    assert alone == dataclasses.replace(whole, parts={}, variants={})


def test_our_own_fault_fails_one_entry_and_spares_the_others(meetings, tmp_path):
    (tmp_path / "good").mkdir()
    (tmp_path / "bad").mkdir()
    good = make_kpi(tmp_path / "good")
    bad = make_kpi(tmp_path / "bad", {"measure": "select broken"}, kpi_id="broken", code="T02")
    found = measure_catalogue(meetings, {"broken": bad, "good": good}, settings(), SUPPLY)
    assert [m.outcome for m in found] == [Outcome.FAILED, Outcome.MEASURED]
    assert found[0].reason.startswith("model/kpis/broken/measure.sql")
    with pytest.raises(ModelError):
        measured(meetings, bad)


def test_a_statement_that_breaks_while_it_is_summed_fails_one_entry_too(
    meetings, tmp_path, monkeypatch
):
    monkeypatch.setattr("cxaudit.measure.observe.LISTED", 0)
    sql = MEASURE.replace(
        "1 as planned", "9000000000000000000000000000000000000::hugeint * 9 as planned"
    )
    kpi = make_kpi(tmp_path, {"measure": sql})
    (found,) = measure_catalogue(meetings, {"x": kpi}, settings(), SUPPLY)
    assert found.outcome is Outcome.FAILED


def test_a_measurement_is_json_with_every_agreed_field(meetings, tmp_path):
    found = measured(meetings, make_kpi(tmp_path)).to_json()
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    assert set(found) >= {
        "kpi_id", "code", "outcome", "value", "unit", "low", "high", "n", "variant", "method",
        "reason", "missing", "period", "excluded", "bracket", "parts", "variants",
    }  # fmt: skip
    assert found["period"] == {"start": "2025-01-01", "end": "2025-12-31"}
    assert found["excluded"] == [
        {"reason": "missing held", "rows": 1}, {"reason": "staff", "rows": 1},
    ]  # fmt: skip
    assert set(found["variants"]["unfiltered"]) >= {"outcome", "value", "low", "high", "n"}


def test_a_needed_column_that_came_empty_is_as_good_as_not_supplied(engine, tmp_path):
    sql = MEASURE.replace(
        "case when i.status is not null then (i.status = 'held')::int end",
        "coalesce(i.status = 'held', false)::int",
    )
    fill(engine, [meeting("a", "2025-03-01", None), meeting("b", "2025-03-02", None)])
    found = measured(engine, make_kpi(tmp_path, {"measure": sql}))
    assert (found.outcome, found.value) == (Outcome.NO_DATA, None)
    assert found.missing == ("interaction.status",)
    assert found.reason == "no row fills interaction.status"


def test_a_variant_whose_setting_lacks_names_it_and_never_steps_in(meetings, tmp_path):
    variant = {
        "label": "within the days of grace", "needs": {"interaction": ["ts"]},
        "settings": ["grace_days"], "fallback": 1,
        "figure": {"shape": "count", "value": "planned", "unit": "count"},
    }  # fmt: skip
    kpi = make_kpi(tmp_path, variant={"graced": variant})
    found = measured(meetings, kpi).variants["graced"].figure
    assert (found.outcome, found.value) == (Outcome.NO_DATA, None)
    assert found.reason == "the setting grace_days is not set"
    alone = {"interaction": {"meeting": frozenset({"ts"})}}
    assert measure_kpi(meetings, kpi, settings(), alone).variant == "headline"
    graced = measure_kpi(meetings, kpi, settings(grace_days=2), alone)
    assert (graced.variant, graced.value) == ("graced", 13)


def test_a_variant_whose_own_column_came_empty_is_no_data_and_names_it(meetings, tmp_path):
    sql = MEASURE.replace(
        "1 as planned,", "1 as planned, if(i.mode = 'in person', 1, null) as met,"
    )
    variant = {
        "label": "in one room alone", "needs": {"interaction": ["ts", "mode"]},
        "figure": {"shape": "count", "value": "met", "unit": "count"},
    }  # fmt: skip
    kpi = make_kpi(tmp_path, {"measure": sql}, variant={"in_one_room": variant})
    supply = {"interaction": {"meeting": SUPPLIED | {"mode"}}}
    found = measure_kpi(meetings, kpi, settings(), supply).variants["in_one_room"].figure
    assert (found.outcome, found.value, found.n) == (Outcome.NO_DATA, None, 0)
    assert found.reason == "no row fills interaction.mode"


def test_a_row_whose_number_is_impossible_enters_no_figure_at_all(meetings, tmp_path):
    sql = MEASURE.replace("1 as planned,", "if(i.staff, null, 1) as planned,")
    found = measured(meetings, make_kpi(tmp_path, {"measure": sql}))
    before = found.variants["unfiltered"].figure
    assert (before.value, before.n) == (found.value, found.n)
    left_out = {one.reason: one.rows for one in found.excluded}
    assert before.reason == f"enters no figure: staff ({left_out['staff']})"


def test_what_is_asked_for_beside_the_figure_is_told(meetings, tmp_path):
    kpi = make_kpi(tmp_path, asks=["portal_functions", "interaction.mode"])
    found = measured(meetings, kpi)
    assert found.missing_beside == ("portal_functions", "interaction.mode")
    assert found.to_json()["missing_beside"] == ["portal_functions", "interaction.mode"]
    assert found.missing == ()
