"""Exports of CRM, ticket and onboarding systems: what is asked, refused and left out."""

from __future__ import annotations

from datetime import date

import pytest

from cxaudit.intake import load_forms, read_file
from cxaudit.modelfile import MODEL_ROOT

KEY = b"a key that only these tests use."
VERIFIED = """
dynamics365__opportunities hubspot__deals hubspot__deal_stages jira__issue_history
jira__onboarding_issues salesforce__account_object salesforce__case_report
salesforce__case_report_untyped salesforce__event_object salesforce__login_history
salesforce__opportunity_object salesforce__opportunity_report salesforce__task_object
servicenow__tasks
"""


def read_sample(name, **answers):
    (path,) = (MODEL_ROOT / "exports" / name).glob("sample.*")
    return read_file(path, answers=answers, key=KEY)


def column_of(reading, table, name):
    return [row[name] for row in reading.tables[table].to_pylist()]


@pytest.mark.parametrize("name", VERIFIED.split())
def test_every_verified_export_of_crm_and_ticket_systems_has_its_folder(name):
    assert load_forms()[name].seen != "own template"


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("salesforce__opportunity_report", {"rows_are"}),
        ("salesforce__opportunity_object", {"rows_are"}),
        ("salesforce__case_report", {"kind:Question", "kind:Formal grievance"}),
        ("salesforce__case_report_untyped", {"cases_are"}),
        ("salesforce__event_object", {"events_are", "kind:Call"}),
        ("dynamics365__opportunities", {"rows_are"}),
        ("hubspot__deals", {"rows_are", "outcome:Out of the race"}),
        ("jira__onboarding_issues", {"dates_are", "one_is:Sub-task", "resolution:Duplicate"}),
        ("servicenow__tasks", {"rows_are"}),
    ],
)
def test_what_the_file_does_not_say_is_asked(name, asked):
    reading = read_sample(name)
    assert reading.verdict == "needs_answer" and reading.format == name
    assert {question.id for question in reading.questions if not question.optional} == asked


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("salesforce__opportunity_report", {"rows_are": "other"}),
        ("salesforce__case_report_untyped", {"cases_are": "mixed"}),
        ("servicenow__tasks", {"rows_are": "onboarding"}),
        ("jira__onboarding_issues", {"dates_are": "other", "one_is:Sub-task": "set_aside"}),
    ],
)
def test_rows_that_serve_no_figure_are_refused_with_what_to_do(name, answer):
    reading = read_sample(name, **answer)
    assert reading.verdict == "refused" and not reading.tables and reading.next


def test_an_amount_of_which_nobody_says_that_it_is_assets_is_not_read():
    for answers in ({}, {"amount_is": "revenue"}):
        reading = read_sample("salesforce__opportunity_report", rows_are="rfp", **answers)
        assert set(column_of(reading, "pursuit", "exp_aum")) == {None}
        assert "exp_aum" not in reading.supplied["pursuit"]["RFP"]


def test_a_close_date_of_an_open_opportunity_is_no_decision():
    reading = read_sample("salesforce__opportunity_object", rows_are="pitch")
    ends = dict(
        zip(*(column_of(reading, "pursuit", n) for n in ("outcome", "decided")), strict=True)
    )
    assert ends == {"won": date(2025, 3, 31), "lost": date(2025, 4, 2), "pending": None}


def test_a_deal_that_the_file_marks_as_lost_is_lost_whatever_its_stage_is_said_to_be():
    answers = {"rows_are": "rfp", "outcome:Out of the race": "pending"}
    reading = read_sample("hubspot__deals", **answers)
    assert column_of(reading, "pursuit", "outcome") == ["won", "lost", "pending"]


def test_awards_and_fundings_in_fields_of_their_own_are_read_instead_of_created_and_resolved(
    tmp_path,
):
    path = tmp_path / "invented.csv"
    path.write_text(
        "Issue key,Issue Type,Resolution,Created,Resolved,Labels,Labels,"
        "Custom field (Mandate won),Custom field (First funding),Custom field (Vehicle)\n"
        "ONB-1,Onboarding,Done,2025-01-20,2025-03-31,a,b,2025-01-10,2025-03-15,Pooled\n"
        "ONB-2,Onboarding,Done,2025-01-21,2025-04-01,a,b,2025-01-11,,Pooled\n"
    )
    reading = read_file(path, answers={"dates_are": "own_fields"}, key=KEY)
    assert column_of(reading, "mandate", "won") == [date(2025, 1, 10), date(2025, 1, 11)]
    assert column_of(reading, "mandate", "funded") == [date(2025, 3, 15), None]
    assert any("no first funding in a custom field: 1" in said for said in reading.warnings)


def test_calls_among_real_salesforce_events_are_meetings_only_where_the_firm_says_so(realdata):
    path = realdata / "meetings/salesforce_event.csv"
    for answer, count in (("set_aside", 4), ("meeting", 10)):
        answers = {"events_are": "planned", "kind:Call": answer}
        reading = read_file(path, answers=answers, key=KEY)
        assert reading.format == "salesforce__event_object"
        assert reading.rows.to_json() == {
            "in": 10, "imported": count, "set_aside": 10 - count, "blank": 0, "totals": 0
        }  # fmt: skip
        assert "status" not in reading.supplied["interaction"]["meeting"]
