"""The same rows read in other ways: every value counted by hand on twelve meetings."""

from __future__ import annotations

import pytest

from cxaudit.measure import to_readings
from tests.measure.small_kpi import MEASURE, SUPPLY, fill, make_kpi, meeting, settings


def readings(engine, kpi, **changes):
    found = to_readings(engine, kpi, settings(**changes), SUPPLY, None)
    return {(r.how, r.put_back): (r.value, r.rows) for r in found}


def test_an_exclusion_is_put_back_and_a_missing_value_cannot_be(meetings, tmp_path):
    found = readings(meetings, make_kpi(tmp_path))
    # 8 held of 12 planned, and one more of each by a member of staff
    assert found[("pooled", ("staff",))] == (pytest.approx(9 / 13), 1)
    assert {how for how, reasons in found if reasons == ("missing held",)} == set()


def test_the_mean_of_rates_is_taken_over_units_and_over_months(meetings, tmp_path):
    found = readings(meetings, make_kpi(tmp_path))
    # four clients held 1 of 2 and four 1 of 1; March 8 of 8 and June 0 of 4
    assert found[("of_units", ())] == (pytest.approx((4 * 0.5 + 4) / 8), 0)
    assert found[("of_months", ())] == (pytest.approx(1 / 2), 0)
    # with the staff meeting one client held 2 of 3, and July 1 of 1
    assert found[("of_units", ("staff",))] == (pytest.approx((2 / 3 + 3 * 0.5 + 4) / 8), 1)
    assert found[("of_months", ("staff",))] == (pytest.approx(2 / 3), 1)


REASONS = MEASURE.replace(
    "case when i.staff then 'staff' end",
    "case when i.staff then 'staff' when i.client_id = 'c1' then 'house' "
    "when i.client_id = 'c2' then 'test' end",
)


def test_reasons_are_put_back_alone_in_pairs_and_all_together(meetings, tmp_path):
    found = readings(meetings, make_kpi(tmp_path, {"measure": REASONS}))
    pooled = {reasons: value for (how, reasons), (value, _) in found.items() if how == "pooled"}
    # without clients 1 and 2: 6 held of 8; each of them held 1 of 2
    assert pooled == {
        ("house",): pytest.approx(7 / 10), ("test",): pytest.approx(7 / 10),
        ("staff",): pytest.approx(7 / 9), ("house", "test"): pytest.approx(8 / 12),
        ("house", "staff"): pytest.approx(8 / 11), ("test", "staff"): pytest.approx(8 / 11),
        ("house", "test", "staff"): pytest.approx(9 / 13),
    }  # fmt: skip


def test_cases_without_an_outcome_can_be_taken_for_misses(engine, tmp_path):
    states = ["held"] * 3 + ["cancelled"] * 2 + ["open"] * 5
    fill(engine, [meeting(f"c{n}", "2025-03-03", state) for n, state in enumerate(states)])
    sql = MEASURE.replace("1 as planned", "(i.status <> 'open')::int as planned")
    shape = {"shape": "proportion", "numerator": "held", "denominator": "planned",
             "unit": "fraction"}  # fmt: skip
    kpi = make_kpi(tmp_path, {"measure": sql}, figure={"headline": shape})
    # 3 of 5 decided ones; 3 of all ten
    assert readings(engine, kpi)[("undecided", ())] == (pytest.approx(3 / 10), 5)


def test_without_the_columns_there_is_nothing_to_read(meetings, tmp_path):
    assert to_readings(meetings, make_kpi(tmp_path), settings(), {}, None) == ()


def test_a_median_has_no_mean_of_rates(meetings, tmp_path):
    shape = {"shape": "median", "value": "planned", "unit": "count"}
    found = readings(meetings, make_kpi(tmp_path, figure={"headline": shape}))
    assert found == {("pooled", ("staff",)): (1, 1)}
