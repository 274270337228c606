"""How a form saves: at once, refused on a stale revision, nothing entered lost."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cxaudit.audit import Audit
from cxaudit.disk import lock
from cxaudit.display import edit
from cxaudit.display.forms.controls import put
from cxaudit.store import read_history, saving
from tests.display.forms.reading import is_shown, save_elsewhere, status, stored


def test_a_change_is_on_disk_at_once(audit: Audit) -> None:
    form = edit.firm(audit)
    before = stored(audit).revision
    form.controls["currency"].value = "EUR"
    assert stored(audit).profile["currency"] == "EUR"
    assert stored(audit).revision == before + 1


def test_opening_a_form_writes_nothing(audit: Audit) -> None:
    before = (audit.folder / "audit.json").read_bytes()
    for form in (edit.firm, edit.use_cases, edit.data, edit.maturity):
        form(audit)
    assert (audit.folder / "audit.json").read_bytes() == before


def test_the_history_says_who_changed_which_field_and_when(audit: Audit) -> None:
    edit.firm(audit).controls["currency"].value = "EUR"
    line = read_history(audit.folder)[-1]
    assert (line.who, line.field, line.old, line.new) == ("tester", "profile/currency", None, "EUR")
    assert line.at is not None and line.at.endswith("+00:00")


def test_the_file_keeps_one_answer_a_line(audit: Audit) -> None:
    form = edit.use_cases(audit)
    form.controls["state"].value = "applies"
    lines = (audit.folder / "audit.json").read_text(encoding="utf-8").splitlines()
    assert json.loads(next(line for line in lines if '"state"' in line))["state"] == "applies"


def test_the_status_is_announced_to_screen_readers(audit: Audit) -> None:
    form = edit.firm(audit)
    assert 'role="status"' in form.status.value
    assert status(form).startswith("Saved, ")


def test_a_save_in_another_window_is_told_and_not_overwritten(audit: Audit) -> None:
    form = edit.firm(audit)
    save_elsewhere(audit, region="uk")
    before = stored(audit)
    form.controls["currency"].value = "EUR"
    assert stored(audit) == before
    assert status(form).startswith("Changed in another window")
    assert "somebody else changed Setting: Region: uk" in status(form)
    assert is_shown(form.controls["load_theirs"]) and is_shown(form.controls["keep_mine"])


def test_loading_the_other_window_drops_mine_and_shows_theirs(audit: Audit) -> None:
    form = edit.firm(audit)
    save_elsewhere(audit, region="uk")
    form.controls["currency"].value = "EUR"
    form.controls["load_theirs"].click()
    assert form.controls["region"].value == "uk"
    assert form.controls["currency"].value == ""
    assert "currency" not in stored(audit).profile
    assert status(form).startswith("Saved")


def test_keeping_mine_saves_it_on_top_of_theirs(audit: Audit) -> None:
    form = edit.firm(audit)
    save_elsewhere(audit, region="uk")
    form.controls["currency"].value = "EUR"
    form.controls["timezone"].value = "Europe/London"
    form.controls["keep_mine"].click()
    profile = stored(audit).profile
    assert (profile["region"], profile["currency"]) == ("uk", "EUR")
    assert profile["timezone"] == "Europe/London"
    assert status(form).startswith("Saved")
    assert not is_shown(form._choice)


def test_what_a_form_is_about_cannot_change_while_an_answer_waits(audit: Audit) -> None:
    form = edit.use_cases(audit)
    save_elsewhere(audit, region="uk")
    form.controls["state"].value = "applies"
    form.controls["kpi"].value = "email_open_rate"
    assert form.kpi_id == "linkedin_engagement_rate"
    form.controls["keep_mine"].click()
    assert [answer.kpi_id for answer in stored(audit).use_cases] == ["linkedin_engagement_rate"]


def test_forms_of_one_window_do_not_stand_in_each_others_way(audit: Audit) -> None:
    firm, cases = edit.firm(audit), edit.use_cases(audit)
    firm.controls["currency"].value = "EUR"
    cases.controls["state"].value = "applies"
    firm.controls["region"].value = "uk"
    assert status(firm).startswith("Saved") and status(cases).startswith("Saved")
    assert stored(audit).profile["region"] == "uk" and len(stored(audit).use_cases) == 1


def test_a_form_opened_later_shows_what_stands_on_disk_now(audit: Audit) -> None:
    edit.firm(audit)
    save_elsewhere(audit, region="uk")
    assert edit.firm(audit).controls["region"].value == "uk"


def test_while_somebody_holds_the_lock_the_answer_waits(
    audit: Audit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "LOCK_SECONDS", 0.05)
    form = edit.firm(audit)
    with lock(audit.folder / saving.LOCK_FILE):
        form.controls["currency"].value = "EUR"
        assert status(form).startswith("Unsaved: another program is working on this client")
    form.controls["keep_mine"].click()
    assert stored(audit).profile["currency"] == "EUR"
    assert status(form).startswith("Saved")


def test_on_a_full_disk_the_answer_waits_until_it_can_be_saved(
    audit: Audit, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = edit.firm(audit)

    def refuse(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(saving, "write_text", refuse)
        form.controls["currency"].value = "EUR"
        assert "No space left on device" in status(form)
        assert form.controls["keep_mine"].description == "Try to save again"
    form.controls["keep_mine"].click()
    assert stored(audit).profile["currency"] == "EUR"


def test_an_unanswered_choice_shows_its_words_and_not_an_empty_box(audit: Audit) -> None:
    control = edit.use_cases(audit).controls["state"]
    assert (control.value, control.label) == (None, "(not answered)")
    put(control, "applies")
    put(control, None)
    assert (control.value, control.label) == (None, "(not answered)")
