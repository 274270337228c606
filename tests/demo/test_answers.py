"""The demo firms' answers and settings: complete, readable by the store, and to the point."""

from __future__ import annotations

import json

import pytest

from cxaudit.demo import FIRMS, answers, profile
from cxaudit.store.answers import merge_answers
from cxaudit.store.records import ClientFile
from cxaudit.store.settings import apply_settings

EVERY_FIRM = pytest.mark.parametrize("firm", FIRMS, ids=lambda firm: firm.client_id)
KPI_IDS = {case["kpi_id"] for case in answers(FIRMS[0])["use_cases"]}


@EVERY_FIRM
def test_there_is_one_use_case_for_each_of_the_28_kpis(firm):
    named = [case["kpi_id"] for case in answers(firm)["use_cases"]]
    assert len(named) == len(set(named)) == 28


@EVERY_FIRM
def test_the_store_takes_settings_and_answers_without_a_fault(firm):
    settings = apply_settings({}, profile(firm).items(), KPI_IDS)
    empty = ClientFile(firm.client_id, 0, profile=settings)
    taken = merge_answers(empty, answers(firm), KPI_IDS)
    given = answers(firm)
    assert len(taken.use_cases) == 28
    assert len(taken.criteria) == len(given["criteria"])
    assert len(taken.reported) == len(given["reported"])
    assert "(invented)" in taken.name


@EVERY_FIRM
def test_answers_are_json_and_the_same_each_time(firm):
    assert json.dumps(answers(firm), allow_nan=False) == json.dumps(answers(firm))


@EVERY_FIRM
def test_a_use_case_that_applies_says_who_does_what_and_why(firm):
    for case in answers(firm)["use_cases"]:
        told = all(case.get(part) for part in ("who", "does", "why"))
        assert told == (case["state"] in ("applies", "deferred"))


def test_no_two_use_cases_share_a_sentence():
    told = [case[part] for case in answers(FIRMS[0])["use_cases"] for part in ("does", "why")]
    assert len(set(told)) == len(told) == 56


def test_the_weak_firm_owns_few_use_cases_and_has_no_segregated_mandates():
    states = {c["kpi_id"]: c["state"] for c in answers(FIRMS[2])["use_cases"]}
    assert list(states.values()).count("no_use_case") > 14
    assert states["onboarding_days_segregated"] == "not_applicable"
    assert "unknown" in states.values()


def test_two_people_of_the_middling_firm_disagree_on_one_criterion():
    seen: dict[tuple, set] = {}
    for row in answers(FIRMS[1])["criteria"]:
        key = (row.get("kpi_id"), row.get("system"), row["link"], row["criterion"])
        seen.setdefault(key, set()).add(row["value"])
    assert [key for key, values in seen.items() if len(values) > 1] == [
        ("rfp_success_rate", None, "purpose", "definition")
    ]


def test_the_weak_firm_reports_an_open_rate_that_its_test_sends_made():
    reported = {row["kpi_id"]: row["value"] for row in answers(FIRMS[2])["reported"]}
    assert reported["email_open_rate"] > 0.5
