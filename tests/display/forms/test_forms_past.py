"""Looking back in a notebook: one step back, a frozen copy, a new period, answers confirmed."""

from __future__ import annotations

from datetime import date

import pytest

from cxaudit.audit import Audit
from cxaudit.display import edit
from cxaudit.display.forms.form import Form
from cxaudit.store import list_milestones, merge_answers, read_history
from cxaudit.store.saving import edit_client
from tests.display.forms.reading import all_markup, is_shown, save_elsewhere, status, stored

ANSWERS = {
    "use_cases": [{"kpi_id": "rfp_success_rate", "state": "applies", "who": "The RFP head"}],
    "criteria": [
        {"kpi_id": "rfp_success_rate", "link": "purpose", "criterion": "owner", "value": 1},
        {"system": "crm", "link": "capture", "criterion": "history", "value": 0.5},
    ],
}


@pytest.fixture
def answered(audit: Audit) -> Audit:
    """Return an audit with a use case and two criteria answered."""
    edit_client(
        audit.folder, lambda f: merge_answers(f, ANSWERS, set(audit.kpis)), who="tester", at=None
    )
    return Audit.open("acme", audit.workspace.root)


def last(form: Form) -> str:
    return form.last.value if is_shown(form._back) else ""


def test_each_form_names_the_last_change_and_takes_it_back(audit: Audit) -> None:
    form = edit.firm(audit)
    form.controls["currency"].value = "EUR"
    form.controls["currency"].value = "USD"
    assert "Setting: Currency: EUR → USD (tester, 20" in last(form)
    form.controls["undo"].click()
    assert stored(audit).profile["currency"] == "EUR"
    assert form.controls["currency"].value == "EUR"
    assert status(form).startswith("Saved, ")
    assert "taken back: Setting: Currency: EUR → USD" in status(form)
    assert "Setting: Currency: EUR (tester" in last(form)


def test_what_was_taken_back_can_be_put_back_until_something_else_is_done(audit: Audit) -> None:
    form = edit.firm(audit)
    form.controls["currency"].value = "EUR"
    assert not is_shown(form.controls["redo"])
    form.controls["undo"].click()
    assert is_shown(form.controls["redo"])
    form.controls["redo"].click()
    assert stored(audit).profile["currency"] == form.controls["currency"].value == "EUR"
    assert "put back" in status(form) and not is_shown(form.controls["redo"])
    form.controls["undo"].click()
    form.controls["region"].value = "uk"
    assert not is_shown(form.controls["redo"])


def test_undo_steps_back_until_nothing_is_left_and_then_goes_away(audit: Audit) -> None:
    form = edit.firm(audit)
    form.controls["currency"].value = "EUR"
    form.controls["undo"].click()
    form.controls["undo"].click()
    assert stored(audit).profile == {"name": "Acme"}
    assert last(form) == ""


def test_undo_never_takes_back_what_this_window_has_not_seen(audit: Audit) -> None:
    form = edit.firm(audit)
    form.controls["currency"].value = "EUR"
    save_elsewhere(audit, region="uk")
    form.controls["undo"].click()
    assert (stored(audit).profile["currency"], stored(audit).profile["region"]) == ("EUR", "uk")
    assert "nothing was taken back, for another window has changed Setting: Region" in status(form)
    assert form.controls["region"].value == "uk"
    form.controls["undo"].click()
    assert "region" not in stored(audit).profile


def test_nothing_is_taken_back_while_an_answer_waits(audit: Audit) -> None:
    form = edit.firm(audit)
    save_elsewhere(audit, region="uk")
    form.controls["currency"].value = "EUR"
    assert last(form) == ""


def test_a_name_freezes_the_audit_once(answered: Audit) -> None:
    form = edit.milestones(answered)
    assert status(form) == "Saved, no milestone yet"
    form.controls["name"].value = "First reading"
    form.controls["freeze"].click()
    (made,) = list_milestones(answered.folder)
    assert (made.name, made.who, made.revision) == ("First reading", "tester", 3)
    assert status(form) == "Saved, 1 milestone: frozen as First reading"
    assert "First reading: frozen by tester on 20" in all_markup(form)
    form.controls["name"].value = "First reading"
    form.controls["freeze"].click()
    assert status(form).startswith("Unsaved: there is a milestone of that name")
    assert len(list_milestones(answered.folder)) == 1


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("", "", "First day: this is not a day"),
        ("2026-01-01", "31.12.2026", "Last day: this is not a day"),
        ("2025-01-01", "2025-12-31", "the new period ends no later than the one before"),
        ("2027-01-01", "2026-12-31", "Last day: it lies before the first"),
    ],
)
def test_a_period_that_is_none_opens_nothing(
    answered: Audit, start: str, end: str, said: str
) -> None:
    form = edit.milestones(answered)
    form.controls["start"].value, form.controls["end"].value = start, end
    form.controls["carry"].click()
    assert said in status(form)
    assert stored(answered).revision == 3 and list_milestones(answered.folder) == ()


def test_a_new_period_freezes_the_old_and_each_answer_is_confirmed_or_waits(
    answered: Audit,
) -> None:
    form = edit.milestones(answered)
    form.controls["start"].value, form.controls["end"].value = "2026-01-01", "2026-12-31"
    form.controls["carry"].click()
    assert [one.name for one in list_milestones(answered.folder)] == ["as of 2025-12-31"]
    assert "3 answers wait to be confirmed" in status(form)
    carried = Audit.open("acme", answered.workspace.root)
    assert carried.as_of == date(2026, 12, 31)

    confirm = edit.confirm(carried)
    about = confirm.controls["about"]
    said = [label for label, _ in about.options]
    assert said == ["(choose)", "K16 RFP / RFI success rate: 2 to confirm",
                    "System crm: 1 to confirm"]  # fmt: skip
    confirm.controls["next"].click()
    assert about.value == "kpi:rfp_success_rate"
    markup = all_markup(confirm)
    assert "Use case: Applies. The RFP head" in markup
    assert "Purpose, owner: 1 Most or all; E0 Said" in markup

    first = confirm.ticks.children[0].children[0]
    first.value = True
    assert stored(carried).use_cases[0].to_confirm is None
    confirm.ticks.children[0].children[0].value = False
    assert stored(carried).use_cases[0].to_confirm is True
    confirm.controls["all"].click()
    confirm.controls["next"].click()
    assert about.value == "system:crm"
    confirm.controls["all"].click()
    assert status(confirm) == "Saved, no answer waits to be confirmed"
    assert not any(a.to_confirm for a in (*stored(carried).use_cases, *stored(carried).criteria))


def test_without_carried_answers_there_is_nothing_to_confirm(answered: Audit) -> None:
    form = edit.confirm(answered)
    assert status(form) == "Saved, no answer waits to be confirmed"
    assert not is_shown(form.asking)


def test_a_step_back_after_a_new_period_brings_the_old_one_back(answered: Audit) -> None:
    form = edit.milestones(answered)
    form.controls["start"].value, form.controls["end"].value = "2026-01-01", "2026-12-31"
    form.controls["carry"].click()
    form.controls["undo"].click()
    assert stored(answered).profile["as_of"] == "2025-12-31"
    assert not any(answer.to_confirm for answer in stored(answered).criteria)
    assert {line.undoes for line in read_history(answered.folder)} == {None, 4}
