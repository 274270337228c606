"""What benchmarking is handed: figures, parts, own history, months, settings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cxaudit.audit.standing import judged_headline, judged_parts, to_inputs, to_sources
from tests.small_firm import SETTINGS, answer, make_client, open_small, take_in

REPORTS_HEAD = "delivery_id,kind,client_id,period_end,due,delivered,status\n"


def test_a_headline_is_handed_on_as_measured(small):
    measured = small.measurements["email_open_rate"]
    judged = judged_headline(measured)
    assert (judged.numerator, judged.denominator, judged.value) == (400, 1200, measured.value)
    assert (judged.variant, judged.complete) == ("headline", False)


def test_parts_are_handed_on_by_their_names(small):
    judged = judged_parts(small.measurements["rfp_completion_time"])
    assert judged["share_on_time"].value == pytest.approx(11 / 12)
    assert {"mean_days", "slack_days"} <= set(judged)


def test_a_count_of_everything_is_known_to_be_complete(small):
    parts = judged_parts(small.measurements["rfp_sales_conversion_rate"])
    assert parts["pending_young"].complete


def test_own_history_is_looked_up_only_for_rules_that_ask_for_it(small):
    assert to_inputs(small, small.kpis["email_open_rate"]).history is None
    assert to_inputs(small, small.kpis["email_open_rate"]).months == ()


def test_without_a_year_before_there_is_no_difference(small):
    assert to_inputs(small, small.kpis["onboarding_days_pooled"]).history is None


def reports(tmp_path):
    """Return a client whose reports were due monthly in 2025, one in ten late in December."""
    rows = [
        f"d{month}-{n},investment_report,c1,2025-{month:02d}-01,2025-{month:02d}-15T00:00:00Z,"
        f"2025-{month:02d}-{'20' if month == 12 and n == 0 else '14'}T09:00:00Z,delivered"
        for month in range(1, 13)
        for n in range(10)
    ]
    rows.append("dx,investment_report,c1,2025-12-01,2025-12-15T00:00:00Z,,missing")
    workspace = make_client(tmp_path / "book", tables=[], settings=SETTINGS)
    (tmp_path / "reports.csv").write_text(REPORTS_HEAD + "\n".join(rows) + "\n")
    take_in(workspace, [tmp_path / "reports.csv"])
    return open_small(workspace)


def test_a_control_chart_is_handed_the_counts_of_each_month(tmp_path):
    audit = reports(tmp_path)
    months = to_inputs(audit, audit.kpis["investment_report_timeliness"]).months
    assert [m.month for m in months] == [date(2025, n, 1) for n in range(1, 13)]
    found = [(m.numerator, m.denominator) for m in months]
    assert found == [(10, 10)] * 11 + [(9, 11)]


def test_settings_reach_the_rules(tmp_path):
    workspace = make_client(
        tmp_path / "book", settings=SETTINGS | {"own_targets.email_open_rate": "0.3"}
    )
    answer(workspace)
    audit = open_small(workspace)
    assert audit.benchmarks["email_open_rate"].target.met == "yes"


def test_without_an_own_target_the_rule_is_not_set(small):
    assert small.benchmarks["email_open_rate"].target.met == "not_set"


def test_a_real_firm_is_not_judged_by_invented_peers(small):
    assert to_sources(small).pool_sets_status is (not to_sources(small).pool.invented)


def test_a_use_case_that_is_ruled_out_or_deferred_is_not_benchmarked(workspace):
    audit = open_small(workspace)
    states = audit.states | {
        "email_open_rate": replace(audit.states["email_open_rate"], state="deferred")
    }
    audit.__dict__["states"] = states
    found = audit.benchmarks["email_open_rate"]
    assert (found.peers.suppressed, found.peers.median) == ("E4", None)
    assert found.position.p_better is None and "deferred" in found.position.wording
    assert audit.benchmarks["email_click_through_rate"].peers.median is not None
