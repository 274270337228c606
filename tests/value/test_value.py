"""What figures are worth; amounts worked by hand from the formulas of the field."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from cxaudit.catalogue import Money, load_catalogue
from cxaudit.value import (
    Case,
    Link,
    Measured,
    ValueInputs,
    count_client_value,
    to_json,
    total,
    value_kpi,
)
from cxaudit.value.formulas import FACTORS
from cxaudit.value.kpi import ONBOARDING

DIRECT = {
    "rfp_sales_conversion_rate": ("buy",),
    "pitch_win_rate": ("buy",),
    "rfp_success_rate": ("buy",),
    "onboarding_days_pooled": ("foregone_revenue",),
    "onboarding_days_segregated": ("foregone_revenue",),
    "client_tenure_years": ("stay",),
    "mandates_products_per_client": ("buy_more",),
    "rfp_completion_time": ("cost",),
}


@dataclass(frozen=True)
class Entry:
    kpi_id: str
    money: Money | None
    client_value: str | None = None


def make(kpi_id: str, tag: str | None = None) -> Entry:
    kind = "direct" if kpi_id in DIRECT else "scenario"
    return Entry(kpi_id, Money(kind=kind, acts_on=DIRECT.get(kpi_id, ("stay",)), formula="x"), tag)


FULL = ValueInputs(
    currency="EUR",
    year="2025",
    figures={
        "rfp_sales_conversion_rate": Measured(0.30, 0.20, 0.40),
        "pitch_win_rate": Measured(0.5),
        "rfp_success_rate": Measured(0.4),
        "mandates_products_per_client": Measured(1.4, 1.3, 1.5),
        "strategies_with_buy_rating": Measured(10),
    },
    targets={
        "rfp_sales_conversion_rate": 0.35,
        "pitch_win_rate": 0.55,
        "rfp_success_rate": 0.5,
        "mandates_products_per_client": 1.6,
    },
    cases={
        "onboarding_days_pooled": (Case(50e6, 35, 45, 30),),
        "onboarding_days_segregated": (Case(100e6, 20, 90, 80), Case(100e6, 20, 70, 80)),
    },
    links={"investment_report_timeliness": Link(0.10, 0.06, 500e6)},
    case_years=2.0,
    fee_bps=35,
    rfps_decided_per_year=24,
    pitches_per_year=12,
    submissions_per_year=20,
    median_aum_won=40e6,
    aum_total=1e9,
    attrition=Measured(0.08, 0.05, 0.10),
    active_clients=40,
    median_aum_second_mandate=25e6,
    rfp_hours_saved_per_year=100,
    cost_per_hour=90,
    rfps_per_buy_rated_strategy=2,
    top_consultant_share=0.5,
)


def amount_of(kpi_id: str, inputs: ValueInputs = FULL) -> float | None:
    return value_kpi(make(kpi_id), inputs).amount


def test_fifty_million_at_35_points_costs_479_a_day_and_7192_for_fifteen_days():
    a_day = replace(FULL, cases={"onboarding_days_pooled": (Case(50e6, 35, 31, 30),)})
    assert round(amount_of("onboarding_days_pooled", a_day)) == 479
    found = value_kpi(make("onboarding_days_pooled"), FULL)
    assert round(found.amount) == 7192
    assert found.low == found.high == found.amount
    assert found.a_year == pytest.approx(7191.78 / 2, abs=0.01)  # cases of two years


def test_an_early_case_earns_nothing_back():
    # 100 m x 20 bps = 200,000 a year; 10 days late = 5,479.45; the other is 10 days early
    assert amount_of("onboarding_days_segregated") == pytest.approx(5479.45, abs=0.01)


def test_open_cases_and_cases_without_assets_make_a_lower_bound():
    cases = (Case(50e6, 35, 45, 30), Case(50e6, 35, 60, 30, is_open=True), Case(None, 35, 99, 30))
    found = value_kpi(
        make("onboarding_days_pooled"), replace(FULL, cases={"onboarding_days_pooled": cases})
    )
    assert round(found.amount) == 21575  # 15 + 30 days at 479.45
    assert (found.low, found.high) == (found.amount, None)
    assert "a lower bound" in found.wording
    assert "1 open" in found.basis and "1 without assets or fee" in found.basis


def test_conversion_is_worth_the_gap_in_wins_with_its_interval_carried_through():
    found = value_kpi(make("rfp_sales_conversion_rate"), FULL)
    # 24 x .05 = 1.2 wins x 40 m x 35 bps = 140,000 each
    assert found.amount == pytest.approx(168_000)
    assert (found.low, found.high) == (0, pytest.approx(24 * 0.15 * 140_000))
    for said in ("24", "35.0%", "30.0%", "20.0% to 40.0%", "40.0 m", "35 bps"):
        assert said in found.basis


def test_the_short_list_is_worth_its_gap_times_the_pitch_win_rate():
    assert amount_of("rfp_success_rate") == pytest.approx(20 * 0.1 * 0.5 * 140_000)


def test_tenure_puts_the_revenue_of_a_years_attrition_at_risk():
    found = value_kpi(make("client_tenure_years"), FULL)
    assert (found.amount, found.low, found.high) == pytest.approx((280_000, 175_000, 350_000))


def test_more_mandates_are_capped_by_open_capacity():
    # 40 x .2 = 8 mandates x 25 m = 200 m x 35 bps
    assert amount_of("mandates_products_per_client") == pytest.approx(700_000)
    capped = replace(FULL, open_capacity_aum=100e6)
    assert amount_of("mandates_products_per_client", capped) == pytest.approx(350_000)


def test_a_scenario_says_that_it_is_no_proof():
    found = value_kpi(make("investment_report_timeliness"), FULL)
    assert (found.kind, found.amount) == ("scenario", pytest.approx(0.04 * 500e6 * 0.0035))
    assert "association, not proof" in found.wording


def test_credits_paid_are_direct_and_are_added_to_the_scenario():
    paid = replace(FULL, paid={"investment_report_timeliness": 10_000})
    assert amount_of("investment_report_timeliness", paid) == pytest.approx(80_000)
    alone = value_kpi(make("investment_report_timeliness"), replace(paid, links={}))
    assert (alone.kind, alone.amount) == ("direct", 10_000)
    assert alone.missing == ("links.investment_report_timeliness",)


def test_losing_the_top_consultant_costs_its_share_of_invitations():
    # .5 x 10 strategies x 2 RFPs x .4 x .5 x 140,000
    assert amount_of("buy_ratings_per_rated_strategy") == pytest.approx(280_000)


def test_meetings_warn_of_reverse_causality():
    linked = replace(FULL, links={"top_tier_meetings_per_client": Link(0.1, 0.05, 100e6)})
    found = value_kpi(make("top_tier_meetings_per_client"), linked)
    assert "when a client is leaving" in found.wording


def test_attention_has_no_amount_alone():
    found = value_kpi(Entry("email_open_rate", None), FULL)
    assert (found.kind, found.amount, found.basis) == ("none", None, "")
    assert found.wording.startswith("none alone")


def test_what_lacks_is_named_and_no_amount_is_printed():
    found = value_kpi(make("rfp_sales_conversion_rate"), ValueInputs("EUR", "2025", fee_bps=35))
    assert found.amount is None
    assert found.missing == (
        "figures.rfp_sales_conversion_rate",
        "targets.rfp_sales_conversion_rate",
        "rfps_decided_per_year",
        "median_aum_won",
    )
    nothing = value_kpi(make("onboarding_days_pooled"), ValueInputs("EUR", "2025"))
    assert nothing.missing == ("cases.onboarding_days_pooled",)


def test_at_its_target_a_figure_gains_nothing_and_says_so():
    ahead = replace(FULL, targets={"rfp_sales_conversion_rate": 0.25})
    found = value_kpi(make("rfp_sales_conversion_rate"), ahead)
    assert found.amount == 0 and found.high == pytest.approx(24 * 0.05 * 140_000)
    assert "already at its target" in found.wording


def values_of(*kpi_ids: str, inputs: ValueInputs = FULL):
    return [value_kpi(make(kpi_id), inputs) for kpi_id in kpi_ids]


def test_the_total_takes_the_funnel_once_and_a_years_worth():
    found = total(values_of(*DIRECT))
    # conversion, half of two years' onboarding, tenure, mandates
    expected = 168_000 + 7191.78 / 2 + 5479.45 / 2 + 280_000 + 700_000
    assert found.amount == pytest.approx(expected, abs=0.01)
    assert dict(found.left_out) == {
        "pitch_win_rate": "the same wins as rfp_sales_conversion_rate",
        "rfp_success_rate": "the same wins as rfp_sales_conversion_rate",
        "rfp_completion_time": "cost or context, not income",
    }


def test_without_conversion_the_pitch_stands_for_the_funnel():
    found = total(values_of("pitch_win_rate", "rfp_success_rate"))
    assert found.parts == ("pitch_win_rate",)
    assert found.amount == pytest.approx(12 * 0.05 * 140_000)


def test_scenarios_other_years_and_other_currencies_stay_out_of_the_total():
    mixed = [
        *values_of("client_tenure_years", "investment_report_timeliness"),
        *values_of("mandates_products_per_client", inputs=replace(FULL, currency="USD")),
        *values_of("rfp_sales_conversion_rate", inputs=replace(FULL, year="2024")),
    ]
    found = total(mixed)
    assert found.parts == ("client_tenure_years",)
    assert [reason for _, reason in found.left_out] == [
        "a scenario", "in USD, not EUR", "of 2024, not 2025",
    ]  # fmt: skip


def test_a_lower_bound_leaves_the_total_without_a_high_end():
    cases = {"onboarding_days_pooled": (Case(50e6, 35, 45, 30, is_open=True),)}
    found = total(values_of("onboarding_days_pooled", "client_tenure_years",
                            inputs=replace(FULL, cases=cases)))  # fmt: skip
    assert found.high is None and found.low < found.amount


def test_nothing_priced_gives_no_total():
    assert total(values_of("client_tenure_years", inputs=ValueInputs("EUR", "2025"))).amount is None


def test_reciprocity_is_the_share_that_serves_the_client():
    entries = [make("a", "choice"), make("b", "choice"), make("c"), make("d", "certainty")]
    found = count_client_value(entries)
    assert found["reciprocity"] == 0.75
    assert found["tags"] == {"choice": ["a", "b"], "certainty": ["d"]}


def test_the_json_has_the_shape_of_the_contract():
    entries = [make("client_tenure_years", "choice")]
    found = to_json([value_kpi(entries[0], FULL)], entries, "EUR")
    assert set(found) >= {"currency", "kpis", "total", "client_value"}
    wanted = {"kpi_id", "class", "amount", "low", "high", "basis", "wording"}
    assert set(found["kpis"][0]) >= wanted
    assert found["total"] == pytest.approx(280_000)
    assert set(found["client_value"]) == {"reciprocity", "tags"}


def test_every_entry_with_money_has_a_formula_and_no_formula_lacks_an_entry():
    catalogue = load_catalogue()
    priced = {kpi.kpi_id for kpi in catalogue.values() if kpi.money}
    assert {*FACTORS, *ONBOARDING} <= set(catalogue)
    assert priced <= {*FACTORS, *ONBOARDING}


def test_a_median_within_the_target_leaves_the_fees_foregone_on_the_cases_beyond_it():
    # 50 m x 35 bps / 365 x 15 days = 7,191.78; the case of 20 days earns nothing back
    cases = {"onboarding_days_pooled": (Case(50e6, 35, 20, 30), Case(50e6, 35, 45, 30))}
    told = replace(FULL, cases=cases, figures={"onboarding_days_pooled": Measured(20)})
    found = value_kpi(make("onboarding_days_pooled"), told)
    assert found.amount == pytest.approx(7191.78, abs=0.01)
    assert found.basis == "2 cases, 1 beyond the target of 30 days"
    assert found.wording.startswith("the middle case is within the target, and fees are foregone")
    slow = replace(told, figures={"onboarding_days_pooled": Measured(45)})
    assert value_kpi(make("onboarding_days_pooled"), slow).wording.startswith("by formula")


def test_cases_that_are_all_within_the_target_have_nothing_to_price():
    cases = {"onboarding_days_pooled": (Case(50e6, 35, 20, 30), Case(50e6, 35, 30, 30))}
    found = value_kpi(make("onboarding_days_pooled"), replace(FULL, cases=cases))
    assert found.amount == 0 and found.wording.startswith("already at its target")
