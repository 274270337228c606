"""The form over the 28 use cases: five answers, a sentence to finish, hints to be confirmed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cxaudit.audit import Audit
from cxaudit.catalogue import load_catalogue
from cxaudit.display import edit
from cxaudit.errors import ClientDataError
from cxaudit.store import UseCaseAnswer, edit_client
from tests.display.forms.reading import all_markup, is_shown, status, stored

PODCAST = "podcast_listens_per_episode"


def kept(audit: Audit, kpi_id: str) -> UseCaseAnswer:
    """Return the only stored answer on one use case."""
    found = [answer for answer in stored(audit).use_cases if answer.kpi_id == kpi_id]
    assert len(found) == 1
    return found[0]


def test_all_28_are_listed_and_start_unanswered(audit: Audit) -> None:
    form = edit.use_cases(audit)
    labels = [label for label, _ in form.controls["kpi"].options]
    assert len(labels) == 28
    assert all("not answered" in label for label in labels)
    assert status(form) == "Saved, 0 of 28 answered"
    assert form.controls["state"].value is None


def test_one_owner_sees_only_the_use_cases_of_that_function(audit: Audit) -> None:
    form = edit.use_cases(audit, "sales")
    assert list(form.kpis) == ["rfp_sales_conversion_rate", "pitch_win_rate"]
    assert status(form) == "Saved, 0 of 2 answered"


def test_an_unknown_owner_is_refused_with_those_there_are(audit: Audit) -> None:
    with pytest.raises(ClientDataError, match="client_reporting"):
        edit.use_cases(audit, "accounting")


def test_a_sentence_is_saved_as_it_is_finished(audit: Audit) -> None:
    form = edit.use_cases(audit)
    form.controls["kpi"].value = "rfp_success_rate"
    form.controls["state"].value = "applies"
    form.controls["who"].value = " The head of the RFP team "
    form.controls["does"].value = "declines more invitations"
    form.controls["why"].value = "a bid costs three weeks"
    answer = kept(audit, "rfp_success_rate")
    assert (answer.state, answer.who) == ("applies", "The head of the RFP team")
    assert (answer.does, answer.why) == ("declines more invitations", "a bid costs three weeks")
    sentence = (
        "The head of the RFP team declines more invitations, because a bid costs three weeks."
    )
    assert sentence in form.sentence.value


def test_the_catalogue_s_sentence_is_an_example_and_never_an_answer(audit: Audit) -> None:
    form = edit.use_cases(audit)
    form.controls["kpi"].value = "rfp_success_rate"
    case = load_catalogue()["rfp_success_rate"].use_case
    assert case is not None and f"For example: {case.who}" in all_markup(form)
    form.controls["state"].value = "applies"
    assert form.controls["who"].value == ""
    assert kept(audit, "rfp_success_rate").who is None


def test_weight_and_target_level_are_kept_as_numbers(audit: Audit) -> None:
    form = edit.use_cases(audit)
    form.controls["state"].value = "applies"
    form.controls["strategy_link"].value = 0
    form.controls["materiality"].value = 2
    form.controls["target_level"].value = 4
    answer = kept(audit, "linkedin_engagement_rate")
    assert (answer.strategy_link, answer.materiality, answer.target_level) == (0, 2, 4)


def test_not_applicable_waits_for_its_reason(audit: Audit) -> None:
    form = edit.use_cases(audit)
    form.controls["kpi"].value = PODCAST
    form.controls["state"].value = "not_applicable"
    assert status(form) == "Unsaved: K09: say why it does not apply"
    assert not stored(audit).use_cases
    assert is_shown(form.boxes["absent"]) and not is_shown(form.boxes["purpose"])
    form.controls["reason_code"].value = "no_such_channel"
    form.controls["reviewer"].value = "Lead consultant"
    answer = kept(audit, PODCAST)
    assert (answer.state, answer.reason_code) == ("not_applicable", "no_such_channel")
    assert answer.reviewer == "Lead consultant"


def test_another_reason_needs_a_proof(audit: Audit) -> None:
    form = edit.use_cases(audit)
    form.controls["state"].value = "not_applicable"
    form.controls["reason_code"].value = "other"
    assert status(form) == "Unsaved: K01: name a proof for this reason"
    form.controls["proof"].value = "Board minute of March"
    assert kept(audit, "linkedin_engagement_rate").proof == "Board minute of March"


def test_a_deferral_names_who_decided_and_until_when(audit: Audit) -> None:
    form = edit.use_cases(audit)
    form.controls["state"].value = "deferred"
    assert status(form) == "Unsaved: K01: say who approved it and until when"
    form.controls["approver"].value = "Chief marketing officer"
    form.controls["until"].value = "next summer"
    assert status(form).startswith("Unsaved: until: found 'next summer'")
    form.controls["until"].value = "2026-06-30"
    assert kept(audit, "linkedin_engagement_rate").until == date(2026, 6, 30)
    assert status(form) == "Saved, 1 of 28 answered"


def test_an_unfinished_answer_is_still_there_when_one_comes_back(audit: Audit) -> None:
    form = edit.use_cases(audit)
    form.controls["state"].value = "deferred"
    form.controls["approver"].value = "Chief marketing officer"
    form.controls["kpi"].value = "email_open_rate"
    assert form.controls["state"].value is None
    assert "unsaved" in form.controls["kpi"].options[0][0]
    form.controls["kpi"].value = "linkedin_engagement_rate"
    assert form.controls["approver"].value == "Chief marketing officer"


def test_dont_know_is_an_answer_apart_from_no_and_from_none(audit: Audit) -> None:
    form = edit.use_cases(audit)
    offered = [value for _, value in form.controls["state"].options]
    assert offered == [None, "applies", "no_use_case", "deferred", "not_applicable", "unknown"]
    form.controls["state"].value = "unknown"
    assert kept(audit, "linkedin_engagement_rate").state == "unknown"
    assert status(form) == "Saved, 1 of 28 answered, 1 of them with don't know"


def test_an_answer_can_be_taken_back(audit: Audit) -> None:
    form = edit.use_cases(audit)
    form.controls["state"].value = "applies"
    form.controls["state"].value = None
    assert not stored(audit).use_cases
    assert status(form) == "Saved, 0 of 28 answered"


def test_next_goes_to_the_first_that_nobody_has_answered(audit: Audit) -> None:
    form = edit.use_cases(audit)
    form.controls["kpi"].value = "web_visitors_from_social_share"
    form.controls["state"].value = "unknown"
    form.controls["kpi"].value = "linkedin_engagement_rate"
    form.controls["next"].click()
    assert form.kpi_id == "email_open_rate"


def test_a_hint_from_the_profile_is_only_offered(audit: Audit) -> None:
    form = edit.use_cases(audit)
    form.controls["kpi"].value = PODCAST
    assert is_shown(form.hint_box)
    assert "the profile lists channels, and no podcast among them" in form.hint.value
    assert not stored(audit).use_cases
    form.controls["confirm_hint"].click()
    answer = kept(audit, PODCAST)
    assert (answer.state, answer.reason_code) == ("not_applicable", "no_such_channel")
    assert not is_shown(form.hint_box)


def test_no_hint_where_the_profile_lists_the_channel(audit: Audit) -> None:
    form = edit.use_cases(audit)
    form.controls["kpi"].value = "event_attendance"
    assert not is_shown(form.hint_box)


def test_two_people_s_answers_are_kept_apart_until_one_settles(audit: Audit) -> None:
    form = edit.use_cases(audit)
    form.controls["respondent"].value = "Marketing"
    form.controls["state"].value = "applies"
    form.controls["respondent"].value = "Sales"
    assert form.controls["state"].value is None
    form.controls["state"].value = "unknown"
    said = {a.respondent: (a.state, a.adjudicates) for a in stored(audit).use_cases}
    assert said == {"Marketing": ("applies", None), "Sales": ("unknown", None)}
    assert "Marketing: applies; Sales: don&#x27;t know" in form.others.value
    form.controls["respondent"].value = "Marketing"
    form.controls["adjudicates"].value = True
    said = {a.respondent: (a.state, a.adjudicates) for a in stored(audit).use_cases}
    assert said == {"Marketing": ("applies", True), "Sales": ("unknown", None)}


def test_without_a_name_the_answer_that_is_there_is_edited(audit: Audit) -> None:
    form = edit.use_cases(audit)
    form.controls["respondent"].value = "Marketing"
    form.controls["state"].value = "applies"
    form.controls["respondent"].value = ""
    form.controls["who"].value = "The content lead"
    answer = kept(audit, "linkedin_engagement_rate")
    assert (answer.respondent, answer.who) == ("Marketing", "The content lead")


def test_an_answer_carried_over_is_confirmed_by_a_person(audit: Audit) -> None:
    carried = UseCaseAnswer(kpi_id="linkedin_engagement_rate", state="unknown", to_confirm=True)
    edit_client(audit.folder, lambda f: replace(f, use_cases=(carried,)), who="t", at=None)
    form = edit.use_cases(audit)
    assert "to confirm" in form.controls["kpi"].options[0][0]
    assert is_shown(form.controls["confirm"])
    form.controls["confirm"].click()
    assert kept(audit, "linkedin_engagement_rate").to_confirm is None
    assert not is_shown(form.controls["confirm"])


def test_what_people_write_is_never_markup(audit: Audit) -> None:
    form = edit.use_cases(audit)
    form.controls["respondent"].value = "<b>Anna</b>"
    form.controls["state"].value = "applies"
    form.controls["who"].value = "<script>alert(1)</script>"
    assert "<script>" not in all_markup(form)
    assert kept(audit, "linkedin_engagement_rate").who == "<script>alert(1)</script>"


def test_one_function_is_shown_its_own_and_all_others_stay_as_they_are(audit: Audit) -> None:
    form = edit.use_cases(audit)
    form.controls["owner"].value = "sales"
    assert [kpi_id for _, kpi_id in form.controls["kpi"].options] == [
        "rfp_sales_conversion_rate", "pitch_win_rate",
    ]  # fmt: skip
    assert status(form) == "Saved, 0 of 2 answered"
    form.controls["state"].value = "unknown"
    assert status(form).startswith("Saved, 1 of 2 answered")
    form.controls["owner"].value = None
    assert status(form).startswith("Saved, 1 of 28 answered")


def test_a_form_of_one_function_does_not_ask_which(audit: Audit) -> None:
    assert not is_shown(edit.use_cases(audit, "sales")._whose)
    assert is_shown(edit.use_cases(audit)._whose)
