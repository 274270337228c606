"""What value is handed, counted by hand on the small firm."""

from __future__ import annotations

import pytest

from cxaudit.audit.worth import to_inputs
from tests.small_firm import SETTINGS, TABLES, make_client, open_small, take_in

TARGETS = SETTINGS | {
    "own_targets.onboarding_days_pooled": "30",
    "own_targets.rfp_sales_conversion_rate": "0.5",
}


@pytest.fixture
def audit(tmp_path):
    return open_small(make_client(tmp_path / "book", settings=TARGETS))


def test_fee_and_assets_won_are_read_from_the_mandates(audit):
    inputs = to_inputs(audit)
    assert (inputs.fee_bps, inputs.median_aum_won) == (40, 10_000_000)
    assert inputs.median_aum_second_mandate == 10_000_000
    assert (inputs.currency, inputs.year) == ("EUR", "2025")


def test_counts_a_year_are_those_of_the_period_by_its_length(audit):
    years = (365 + 366) / 365.25
    assert to_inputs(audit).rfps_decided_per_year == pytest.approx(11 / years)
    assert to_inputs(audit).active_clients == 5


def test_days_of_waiting_are_worth_their_fees(audit):
    worth = audit.values["onboarding_days_pooled"]
    days_over_thirty = (1 + 4 + 10 + 15 + 30 + 60) + (20 + 45 + 90)
    a_day = 10_000_000 * 40 / 10_000 / 365
    entry = next(k for k in audit.worth_json()["kpis"] if k["kpi_id"] == "onboarding_days_pooled")
    assert entry["amount"] == pytest.approx(days_over_thirty * a_day)
    assert worth.kind == "direct"


def test_a_mandate_in_another_currency_is_not_mixed_in(tmp_path):
    workspace = make_client(tmp_path / "book", tables=[], settings=TARGETS)
    text = TABLES["mandate"].lstrip("\n").replace("10000000,40,EUR", "90000000,90,JPY", 3)
    (tmp_path / "mandate.csv").write_text(text)
    take_in(workspace, [tmp_path / "mandate.csv"])
    inputs = to_inputs(open_small(workspace))
    assert (inputs.fee_bps, inputs.median_aum_won) == (40, 10_000_000)
    assert [case.days for case in inputs.cases["onboarding_days_pooled"]][:2] == [34, 40]


def test_attrition_is_of_the_assets_there_a_year_ago(tmp_path):
    head = "mandate_id,client_id,vehicle,won,funded,terminated,exp_aum,fee_bps,ccy\n"
    rows = [
        "a,c1,pooled,2020-01-01,2020-02-01,,60,40,EUR",
        "b,c2,pooled,2020-01-01,2020-02-01,2025-06-30,30,40,EUR",
        "c,c3,pooled,2020-01-01,2020-02-01,2024-06-30,500,40,EUR",
        "d,c4,pooled,2025-01-01,2025-02-01,2025-09-30,700,40,EUR",
        "e,c5,pooled,2020-01-01,2020-02-01,2026-03-31,10,40,EUR",
    ]
    workspace = make_client(tmp_path / "book", tables=[])
    (tmp_path / "mandate.csv").write_text(head + "\n".join(rows) + "\n")
    take_in(workspace, [tmp_path / "mandate.csv"])
    assert to_inputs(open_small(workspace)).attrition.value == pytest.approx(30 / 100)


def test_flows_of_a_longer_period_are_brought_to_a_year(tmp_path):
    rows = "".join(
        f"m1,{year}-{month:02d}-28,EUR,1000,10,4,managed,false\n"
        for year in (2024, 2025)
        for month in range(1, 13)
    )
    settings = TARGETS | {"period_start": "2024-01-01", "period_end": "2025-12-31"}
    workspace = make_client(tmp_path / "book", tables=[], settings=settings)
    head = "mandate_id,as_of,ccy,mv,inflow,outflow,basis,own_fund_of_fund\n"
    (tmp_path / "aum.csv").write_text(head + rows)
    take_in(workspace, [tmp_path / "aum.csv"])
    inputs = to_inputs(open_small(workspace))
    assert inputs.net_flow_per_year == pytest.approx(24 * 6 / (731 / 365.25))


def test_what_the_tables_do_not_hold_is_unknown_not_zero(tmp_path):
    inputs = to_inputs(open_small(make_client(tmp_path / "book", tables=["client"])))
    assert inputs.fee_bps is inputs.median_aum_won is inputs.attrition is None
    assert inputs.rfps_decided_per_year is inputs.active_clients is inputs.net_flow_per_year is None
