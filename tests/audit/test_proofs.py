"""What imported rows prove: shares counted by hand on the small firm."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cxaudit.audit import proofs
from cxaudit.maturity import MachineTest
from tests.small_firm import TABLES, change, make_client, open_small, take_in

TEST = MachineTest(name="any", about="a test")
MONTHS = MachineTest(name="months", about="months kept", wanted=12)
DAYS = MachineTest(name="age", about="age of the newest row", wanted=31)


def kpi(audit, kpi_id):
    return audit.kpis[kpi_id]


def test_every_needed_cell_of_the_campaigns_is_filled(small):
    share, rows, found = proofs.share_filled(small, kpi(small, "email_open_rate"), TEST)
    assert share == 1
    assert rows == "6 rows of content_stat"
    assert "cells filled" in found


def retyped(tmp_path, name, old, new):
    text = TABLES[name].lstrip("\n")
    assert text.count(old) == 1
    (tmp_path / f"{name}.csv").write_text(text.replace(old, new), encoding="utf-8")
    return tmp_path / f"{name}.csv"


def test_an_empty_cell_lowers_the_share_of_filled_ones(tmp_path):
    workspace = make_client(tmp_path / "book", tables=[])
    take_in(workspace, [retyped(tmp_path, "content_stat", "310,300,150,30", "310,300,,30")])
    audit = open_small(workspace)
    share, _, _ = proofs.share_filled(audit, kpi(audit, "email_open_rate"), TEST)
    assert Fraction(1, 2) < share < 1
    assert share.denominator % 6 == 0


def test_a_blank_that_says_not_yet_is_no_gap(small):
    assert proofs.share_filled(small, kpi(small, "onboarding_days_pooled"), TEST)[0] == 1


def test_rows_against_the_order_of_dates_are_counted_as_faulty(tmp_path):
    workspace = make_client(tmp_path / "book", tables=[])
    wrong = retyped(tmp_path, "mandate", "2025-01-06,2025-01-26", "2025-01-06,2025-01-02")
    take_in(workspace, [wrong])
    audit = open_small(workspace)
    share, files, _ = proofs.share_valid(audit, kpi(audit, "onboarding_days_pooled"), TEST)
    assert (share, files) == (Fraction(11, 12), "mandate.csv")


def test_rows_set_aside_count_against_validity(tmp_path):
    workspace = make_client(tmp_path / "book", tables=[])
    take_in(workspace, [retyped(tmp_path, "content_stat", "m6,email", ",email")])
    audit = open_small(workspace)
    share, _, _ = proofs.share_valid(audit, kpi(audit, "email_open_rate"), TEST)
    assert share == Fraction(5, 6)


def test_keys_are_looked_up_where_the_other_table_was_imported(small):
    share, rows, found = proofs.share_resolved(small, kpi(small, "complaints_per_client"), TEST)
    assert (share, rows) == (1, "interaction.client_id in client")
    assert found == "3 of 3 keys resolve"


def test_a_key_that_leads_nowhere_lowers_the_share(tmp_path):
    workspace = make_client(tmp_path / "book", tables=["client"])
    take_in(workspace, [retyped(tmp_path, "interaction", "k2,complaint,c2", "k2,complaint,c9")])
    audit = open_small(workspace)
    share, _, _ = proofs.share_resolved(audit, kpi(audit, "complaints_per_client"), TEST)
    assert share == Fraction(2, 3)


def test_without_keys_to_look_up_there_is_nothing_to_prove(small):
    assert proofs.share_resolved(small, kpi(small, "email_open_rate"), TEST) is None


@pytest.mark.parametrize(
    ("covered", "newest", "quiet", "run"),
    [
        ({1, 2, 3}, 3, 0, 3),
        ({1, 3}, 3, 0, 1),
        ({1, 3}, 3, 1, 3),
        ({1, 2}, 3, 0, 0),
        ({1, 2}, 3, 1, 3),
        ({1, 5}, 5, 2, 1),
        ({7}, 5, 0, 0),
        (set(), 5, 3, 0),
    ],
)
def test_months_are_counted_back_until_the_first_gap(covered, newest, quiet, run):
    assert proofs.to_run(covered, newest, quiet) == run


def test_months_up_to_as_of_are_counted_for_awards(small):
    share, rows, found = proofs.share_of_months(small, kpi(small, "onboarding_days_pooled"), MONTHS)
    assert rows == "rows of mandate"
    assert found.endswith("of 12 months up to December 2025 without a gap")
    assert 0 < share <= 1


@pytest.mark.parametrize(
    ("as_of", "share"),
    [
        ("2025-12-31", Fraction(1)),
        ("2026-01-21", Fraction(1)),
        ("2026-01-22", Fraction(1, 2)),
        ("2026-03-24", Fraction(1, 2)),
        ("2026-03-25", Fraction(1, 4)),
        ("2026-06-25", Fraction(1, 4)),
        ("2026-06-26", Fraction(0)),
    ],
)
def test_the_newest_row_ages_in_steps(workspace, as_of, share):
    change(workspace, profile={"as_of": as_of})
    audit = open_small(workspace)
    found = proofs.share_fresh(audit, kpi(audit, "onboarding_days_pooled"), DAYS)
    assert found[0] == share


def test_rows_after_as_of_make_nothing_fresh(workspace):
    change(workspace, profile={"as_of": "2025-12-20"})
    audit = open_small(workspace)
    _, _, found = proofs.share_fresh(audit, kpi(audit, "onboarding_days_pooled"), DAYS)
    assert found == "the newest row is 39 days old at 2025-12-20"
