"""What imported rows prove: shares counted by hand on the small firm."""

from __future__ import annotations

from fractions import Fraction

from cxaudit.audit import proofs
from cxaudit.maturity import MachineTest
from cxaudit.readiness import Untested
from tests.small_firm import TABLES, make_client, open_small, take_in

TEST = MachineTest(name="any", about="a test")


def kpi(audit, kpi_id):
    return audit.kpis[kpi_id]


def test_every_needed_cell_of_the_campaigns_is_filled(small):
    share, rows, found, to_raise = proofs.share_filled(small, kpi(small, "email_open_rate"), TEST)
    assert share == 1
    assert rows == "6 rows of content_stat"
    assert "cells filled" in found
    assert to_raise == ""


def retyped(tmp_path, name, old, new):
    text = TABLES[name].lstrip("\n")
    assert text.count(old) == 1
    (tmp_path / f"{name}.csv").write_text(text.replace(old, new), encoding="utf-8")
    return tmp_path / f"{name}.csv"


def test_an_empty_cell_lowers_the_share_of_filled_ones(tmp_path):
    workspace = make_client(tmp_path / "book", tables=[])
    take_in(workspace, [retyped(tmp_path, "content_stat", "310,300,150,30", "310,300,,30")])
    audit = open_small(workspace)
    share, _, found, to_raise = proofs.share_filled(audit, kpi(audit, "email_open_rate"), TEST)
    # Six rows, six cells each: four keys, delivered and unique opens; one of the last is empty.
    assert share == Fraction(35, 36)
    assert found == "35 of 36 cells filled; blank: unique opens 1"
    assert to_raise == "fill at the source what is blank: unique opens 1"


def test_a_blank_that_says_not_yet_is_no_gap(small):
    share, _, found, _ = proofs.share_filled(small, kpi(small, "onboarding_days_pooled"), TEST)
    assert share == 1
    assert found.endswith("for a blank says 'not yet' there: funded, cancelled")


def test_rows_against_the_order_of_dates_are_counted_as_faulty(tmp_path):
    workspace = make_client(tmp_path / "book", tables=[])
    wrong = retyped(tmp_path, "mandate", "2025-01-06,2025-01-26", "2025-01-06,2025-01-02")
    take_in(workspace, [wrong])
    audit = open_small(workspace)
    share, files, found, to_raise = proofs.share_valid(
        audit, kpi(audit, "onboarding_days_pooled"), TEST
    )
    assert (share, files) == (Fraction(11, 12), "mandate.csv")
    assert found.endswith("every key once; 1 row with dates out of order")
    assert to_raise == "mend at the source: 1 row with dates out of order"


def test_rows_set_aside_count_against_validity(tmp_path):
    workspace = make_client(tmp_path / "book", tables=[])
    take_in(workspace, [retyped(tmp_path, "content_stat", "m6,email", ",email")])
    audit = open_small(workspace)
    share, _, found, _ = proofs.share_valid(audit, kpi(audit, "email_open_rate"), TEST)
    assert share == Fraction(5, 6)
    assert "1 row set aside: " in found


def test_keys_are_looked_up_where_the_other_table_was_imported(small):
    share, rows, found, _ = proofs.share_resolved(small, kpi(small, "complaints_per_client"), TEST)
    assert (share, rows) == (1, "interaction.client_id in client")
    assert found == "3 of 3 keys resolve"


def test_a_key_that_leads_nowhere_lowers_the_share(tmp_path):
    workspace = make_client(tmp_path / "book", tables=["client"])
    take_in(workspace, [retyped(tmp_path, "interaction", "k2,complaint,c2", "k2,complaint,c9")])
    audit = open_small(workspace)
    share, _, found, to_raise = proofs.share_resolved(
        audit, kpi(audit, "complaints_per_client"), TEST
    )
    assert share == Fraction(2, 3)
    assert found == "2 of 3 keys resolve; without a row: 1 of interaction client id"
    assert "1 of interaction client id" in to_raise


def test_without_keys_to_look_up_there_is_nothing_to_prove_and_it_says_why(small):
    found = proofs.share_resolved(small, kpi(small, "email_open_rate"), TEST)
    assert isinstance(found, Untested)
    assert found.why.startswith("nothing it counts carries a key")
    assert "not applicable" in found.to_raise


def test_a_key_to_a_file_that_is_not_in_asks_for_that_file(tmp_path):
    audit = open_small(make_client(tmp_path / "book", tables=["mandate", "client"]))
    found = proofs.share_resolved(audit, kpi(audit, "mandates_products_per_client"), TEST)
    assert "12 of 12 keys" in found.found  # to the client register; strategies are not in


def test_a_fallback_is_judged_on_the_kinds_of_row_that_it_reads(tmp_path):
    workspace = make_client(tmp_path / "book", tables=[])
    text = (
        "scope,value,period_start,period_end,sessions\n"
        "channel,Organic Social,2025-01-01,2025-12-31,40\n"
        "channel,Direct,2025-01-01,2025-12-31,60\n"
        "page,/insights/a,2025-01-01,2025-12-31,\n"
    )
    (tmp_path / "web_stat.csv").write_text(text, encoding="utf-8")
    take_in(workspace, [tmp_path / "web_stat.csv"])
    audit = open_small(workspace)
    share, rows, *_ = proofs.share_filled(
        audit, kpi(audit, "web_visitors_from_social_share"), TEST
    )  # fmt: skip
    assert (share, rows) == (1, "2 rows of web_stat")
