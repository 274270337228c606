"""Rows held against a number that the firm's own list gives; counted by hand on the small firm."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from cxaudit.audit.population import count_rows, share_counted, to_populations
from cxaudit.canon import load_tables
from cxaudit.maturity import MachineTest, load_maturity
from cxaudit.readiness import Untested
from tests.small_firm import SETTINGS, make_client, open_small, take_in

TEST = MachineTest(name="rows_against_list", about="rows against a list")
LISTS = load_maturity().populations


def declaring(audit, **counts):
    """Return the audit as if the firm had said how many its lists name."""
    file = replace(audit.file, profile={**SETTINGS, "declared_counts": counts})
    return replace(audit, file=file)


def held(audit, kpi_id, **counts):
    told = declaring(audit, **counts)
    return share_counted(told, told.kpis[kpi_id], TEST)


@pytest.mark.parametrize("population", LISTS.values(), ids=list(LISTS))
def test_every_list_names_columns_and_kinds_that_exist(population):
    table = load_tables()[population.table]
    dated = (population.dated,) if population.dated else population.lasts
    assert {population.key, *dated, *population.without, *population.reads} <= set(table.columns)
    for column, values in population.without.items():
        assert set(values) <= set(table.columns[column].values)
    if population.kinds:
        assert set(population.kinds) <= set(table.columns[table.discriminator].values)


@pytest.mark.parametrize(
    ("population", "count"),
    [
        ("campaigns", 6),  # all of 2025
        ("rfps", 8),  # r1 to r4 were submitted in 2024
        ("awards", 12),
        ("mandates", 8),  # o1 to o4 are not funded yet
        ("clients", 6),
        ("complaints", 3),
    ],
)
def test_rows_are_counted_in_the_audited_period_or_as_they_stand(small, population, count):
    about = LISTS[population]
    assert count_rows(small, about, load_tables()[about.table]) == count


@pytest.mark.parametrize(
    ("declared", "share", "to_raise"),
    [
        (12, 1, ""),
        (15, Fraction(12, 15), "find the 3 that the export lacks"),
        (10, Fraction(10, 12), "find out why the list lacks 2 of the rows"),
        (0, 0, "find out why the list lacks 12 of the rows"),
    ],
)
def test_the_smaller_over_the_larger_is_the_share(small, declared, share, to_raise):
    found = held(small, "onboarding_days_pooled", awards=declared)
    assert found.share == share
    assert found.to_raise.startswith(to_raise)
    assert found.rows == "mandates won, 1 Jan 2025 to 31 Dec 2025"
    assert found.found == f"the rows hold 12, the firm's list names {declared}"


def test_nothing_on_the_list_and_nothing_in_the_rows_agree(tmp_path):
    workspace = make_client(tmp_path / "book", tables=["client"])
    early = "interaction_id,kind,client_id,ts\nk1,complaint,c1,2023-03-03T09:00:00Z\n"
    (tmp_path / "interaction.csv").write_text(early, encoding="utf-8")
    take_in(workspace, [tmp_path / "interaction.csv"])
    assert held(open_small(workspace), "complaints_per_client", complaints=0).share == 1


def test_of_several_lists_the_worst_counts(small):
    found = held(small, "complaints_per_client", complaints=3, clients=8)
    assert (found.share, found.rows) == (Fraction(6, 8), "clients, 31 Dec 2025")


def test_a_list_of_something_else_proves_nothing(small):
    found = held(small, "onboarding_days_pooled", campaigns=6)
    assert isinstance(found, Untested)


def test_without_a_number_it_names_the_list_and_the_setting(small):
    found = held(small, "email_open_rate")
    assert found.why == (
        "the firm has not said how many its own list names: "
        "e-mail campaigns sent (the sending calendar)"
    )
    assert found.to_raise == "count them on that list and enter the number in notebook 01"
    assert found.settings == ("declared_counts.campaigns",)


def test_rows_of_which_no_list_is_kept_stay_with_people(small):
    visits = small.kpis["web_visit_length"]
    found = share_counted(small, visits, TEST)
    assert "no list is known" in found.why


@pytest.mark.parametrize(
    ("kpi_id", "lists"),
    [
        ("email_open_rate", ["campaigns"]),
        ("rfp_success_rate", ["rfps"]),
        ("onboarding_days_pooled", ["awards"]),
        ("mandates_products_per_client", ["mandates", "clients"]),
        ("complaints_per_client", ["complaints", "clients"]),
    ],
)
def test_a_kpi_is_held_against_the_lists_of_what_it_reads(small, kpi_id, lists):
    assert [p.id for p, _ in to_populations(small, small.kpis[kpi_id])] == lists
