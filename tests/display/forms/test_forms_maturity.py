"""The form over the criteria: asked once a system or firm, graded by evidence, inherited."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cxaudit.audit import Audit
from cxaudit.display import edit
from cxaudit.errors import ClientDataError
from cxaudit.store import CriterionAnswer, edit_client
from tests.display.forms.reading import is_shown, status, stored

RECORDED = "capture.recorded"


def test_a_system_is_asked_only_what_its_keeper_can_know(audit: Audit) -> None:
    form = edit.maturity(audit, "crm")
    assert {link for link, _ in form.asked} == {"capture", "trust"}
    assert len(form.asked) == 8
    assert status(form) == "Saved, 0 of 8 answered"


@pytest.mark.parametrize("about", ["firm", "rfp_success_rate", "K16"])
def test_a_figure_and_the_firm_are_asked_all_twenty(audit: Audit, about: str) -> None:
    assert len(edit.maturity(audit, about).asked) == 20


def test_what_is_neither_a_figure_nor_a_system_is_refused(audit: Audit) -> None:
    with pytest.raises(ClientDataError, match="one of: crm"):
        edit.maturity(audit, "intranet")


def test_an_answer_is_kept_with_its_grade_date_and_remark(audit: Audit) -> None:
    form = edit.maturity(audit, "crm")
    form.controls[f"{RECORDED}.value"].value = 0.5
    form.controls[f"{RECORDED}.evidence"].value = "E2"
    form.controls[f"{RECORDED}.evidence_on"].value = "2025-11-30"
    form.controls[f"{RECORDED}.reason"].value = "Three pitches opened in the CRM"
    (answer,) = stored(audit).criteria
    assert (answer.scope, answer.link, answer.criterion) == ("system:crm", "capture", "recorded")
    assert (answer.value, answer.evidence) == (0.5, "E2")
    assert answer.evidence_on == date(2025, 11, 30)
    assert answer.reason == "Three pitches opened in the CRM"
    assert status(form) == "Saved, 1 of 8 answered"


def test_an_answer_without_evidence_is_only_said(audit: Audit) -> None:
    form = edit.maturity(audit, "crm")
    form.controls[f"{RECORDED}.value"].value = 1.0
    assert stored(audit).criteria[0].evidence == "E0"


def test_a_test_can_not_be_claimed(audit: Audit) -> None:
    form = edit.maturity(audit, "crm")
    form.controls[f"{RECORDED}.value"].value = 1.0
    offered = [value for _, value in form.controls[f"{RECORDED}.evidence"].options]
    assert offered == [None, "E0", "E1", "E2"]


def test_none_dont_know_and_not_applicable_are_three_answers(audit: Audit) -> None:
    form = edit.maturity(audit, "crm")
    offered = [value for _, value in form.controls[f"{RECORDED}.value"].options]
    assert offered == [None, 1.0, 0.5, 0.25, 0.0, "unknown", "na"]
    form.controls[f"{RECORDED}.value"].value = 0.0
    assert stored(audit).criteria[0].value == 0
    form.controls[f"{RECORDED}.value"].value = "unknown"
    assert stored(audit).criteria[0].value is None
    assert status(form) == "Saved, 1 of 8 answered, 1 of them with don't know"
    form.controls[f"{RECORDED}.value"].value = None
    assert not stored(audit).criteria


def test_not_applicable_needs_a_reason(audit: Audit) -> None:
    form = edit.maturity(audit, "crm")
    form.controls["trust.joins.value"].value = "na"
    assert status(form).startswith("Unsaved: Do the rows join to the client")
    assert is_shown(form.controls["trust.joins.reason_code"])
    assert not stored(audit).criteria
    form.controls["trust.joins.reason_code"].value = "not_relevant"
    (answer,) = stored(audit).criteria
    assert (answer.value, answer.reason_code) == ("na", "not_relevant")


def test_an_impossible_day_is_refused_in_words(audit: Audit) -> None:
    form = edit.maturity(audit, "crm")
    form.controls[f"{RECORDED}.value"].value = 1.0
    form.controls[f"{RECORDED}.evidence_on"].value = "2025-02-30"
    assert "a day that exists" in status(form)
    assert form.controls[f"{RECORDED}.evidence_on"].value == "2025-02-30"
    assert stored(audit).criteria[0].evidence_on is None


def test_a_figure_shows_what_it_inherits_and_may_differ(audit: Audit) -> None:
    edit.maturity(audit, "crm").controls[f"{RECORDED}.value"].value = 0.5
    form = edit.maturity(Audit.open("acme", audit.workspace.root), "K16")
    box = form.boxes["capture", "recorded"]
    assert "Inherited from the system crm: at least half (said)." in box.now.value
    assert form.controls[f"{RECORDED}.value"].value is None
    form.controls[f"{RECORDED}.value"].value = 1.0
    scopes = {a.scope: a.value for a in stored(audit).criteria}
    assert scopes == {"system:crm": 0.5, "kpi:rfp_success_rate": 1}


def test_the_form_turns_to_another_subject(audit: Audit) -> None:
    form = edit.maturity(audit, "firm")
    form.controls["use.acted.value"].value = 0.25
    form.controls["scope"].value = "system:crm"
    assert len(form.asked) == 8
    form.controls["scope"].value = "firm"
    assert form.controls["use.acted.value"].value == 0.25
    assert [a.scope for a in stored(audit).criteria] == ["firm"]


def test_two_people_s_answers_are_kept_apart(audit: Audit) -> None:
    form = edit.maturity(audit, "crm")
    form.controls["respondent"].value = "Sales"
    form.controls[f"{RECORDED}.value"].value = 1.0
    form.controls["respondent"].value = "Data office"
    form.controls[f"{RECORDED}.value"].value = 0.25
    said = {a.respondent: a.value for a in stored(audit).criteria}
    assert said == {"Sales": 1, "Data office": 0.25}
    others = form.boxes["capture", "recorded"].others.value
    assert "Data office: some; Sales: most or all" in others


def test_what_the_form_does_not_ask_is_kept(audit: Audit) -> None:
    tested = CriterionAnswer(
        system="crm", link="capture", criterion="recorded", value=1, evidenced=0.5,
        evidence="E3", proof_hash="abc", to_confirm=True,
    )  # fmt: skip
    edit_client(audit.folder, lambda f: replace(f, criteria=(tested,)), who="t", at=None)
    form = edit.maturity(audit, "crm")
    assert is_shown(form.boxes["capture", "recorded"].confirm)
    form.controls[f"{RECORDED}.reason"].value = "seen again"
    (answer,) = stored(audit).criteria
    assert (answer.evidenced, answer.evidence, answer.proof_hash) == (0.5, "E3", "abc")
    assert (answer.reason, answer.to_confirm) == ("seen again", None)


def test_the_list_says_where_questions_are_open_and_a_button_leads_on(audit: Audit) -> None:
    form = edit.maturity(audit)
    labels = {scope: label for label, scope in form.controls["scope"].options}
    assert labels["firm"] == "The whole firm: 20 open"
    assert labels["system:crm"] == "System: Client system: 8 open"
    assert labels["kpi:rfp_success_rate"] == "K16 RFP / RFI success rate: 20 open"
    form.controls["next_open"].click()
    assert form.scope == "system:crm"
    form.controls[f"{RECORDED}.value"].value = 1.0
    labels = {scope: label for label, scope in form.controls["scope"].options}
    assert labels["system:crm"] == "System: Client system: 7 open"
