"""Choosing a client: named, or by a person at a live notebook, and never by default."""

from __future__ import annotations

import sys
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from cxaudit.audit import Audit
from cxaudit.display import choose as module
from cxaudit.display.choose import Choice, NotDated, choose, has_person
from cxaudit.display.tables.summary import show_style
from cxaudit.errors import ClientDataError
from cxaudit.store import create_client, edit_client
from tests.display.forms.reading import save_elsewhere


@pytest.fixture(autouse=True)
def _here(audit: Audit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CXAUDIT_ROOT", str(audit.workspace.root))


@pytest.fixture
def choice(monkeypatch: pytest.MonkeyPatch) -> Choice:
    """Return what a person at a live notebook gets for no name."""
    monkeypatch.setattr(module, "has_person", lambda: True)
    monkeypatch.setattr(module.Chooser, "display", lambda self: None)
    made = choose("")
    assert isinstance(made, Choice)
    return made


def test_a_name_opens_that_client() -> None:
    assert choose("acme").client == "acme"


def test_a_name_that_is_none_is_refused_with_those_there_are() -> None:
    with pytest.raises(ClientDataError, match="acme"):
        choose("acne")


@pytest.mark.parametrize("client", ["", "  "])
def test_nothing_is_refused_where_nobody_can_choose(client: str) -> None:
    with pytest.raises(ClientDataError, match="no client is named"):
        choose(client)


def test_nothing_is_refused_even_where_there_is_but_one_client(audit: Audit) -> None:
    with pytest.raises(ClientDataError):
        choose()


def test_an_audit_is_opened_again_as_it_stands_now(audit: Audit) -> None:
    save_elsewhere(audit, region="uk")
    assert "region" not in audit.file.profile
    assert choose(audit).file.profile["region"] == "uk"


def test_a_person_gets_a_list_of_clients_and_none_is_chosen(choice: Choice) -> None:
    assert list(choice.chooser.pick.options) == [("(choose)", None), ("Acme (acme)", "acme")]
    assert choice.chooser.pick.value is None
    assert choose(choice) is choice


def test_before_a_choice_the_cells_below_say_what_to_do(choice: Choice) -> None:
    with pytest.raises(ClientDataError, match="no client is chosen yet") as refused:
        _ = choice.readiness
    lines: Any = refused.value
    assert lines._render_traceback_() == [
        "No client is chosen yet: choose a client above, then run this cell and those below."
    ]


def test_after_a_choice_it_stands_for_the_audit(choice: Choice) -> None:
    choice.chooser.pick.value = "acme"
    assert choice.client == "acme" and choice.name == "Acme"
    assert "Acme is open" in choice.chooser.status.value
    assert isinstance(choose(choice), Audit)


def test_a_new_client_is_made_by_its_name(choice: Choice, audit: Audit) -> None:
    choice.chooser.new.value = "Birch & Partners Ltd"
    choice.chooser.make.click()
    assert choice.client == "birch-partners-ltd"
    assert (audit.workspace.clients / "birch-partners-ltd" / "audit.json").exists()


def test_a_new_client_that_exists_is_told(choice: Choice, audit: Audit) -> None:
    create_client(audit.workspace.client_folder("birch"), "birch", "Birch")
    choice.chooser.new.value = "Birch"
    choice.chooser.make.click()
    assert "this client exists already" in choice.chooser.status.value


@pytest.mark.parametrize(("allowed", "answer"), [(True, True), (False, False)])
def test_a_person_is_there_where_the_front_end_takes_input(
    monkeypatch: pytest.MonkeyPatch, allowed: bool, answer: bool
) -> None:
    request = {"content": {"allow_stdin": allowed}}
    shell = SimpleNamespace(kernel=SimpleNamespace(get_parent=lambda: request))
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    assert has_person() is answer


def test_no_person_is_there_in_a_plain_script() -> None:
    assert not has_person()


def test_a_person_is_there_behind_voila(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVER_SOFTWARE", "voila/0.5.13")
    assert has_person()


def undated(audit: Audit) -> Audit:
    edit_client(audit.folder, lambda f: replace(f, profile={}), who="t", at=None)
    return Audit.open("acme", audit.workspace.root)


def test_an_audit_without_a_date_is_refused_where_nobody_can_set_it(audit: Audit) -> None:
    with pytest.raises(ClientDataError, match="as_of") as refused:
        show_style(undated(audit))
    assert "cxaudit set" in str(refused.value.next)


def test_a_person_is_led_to_where_the_date_is_set(
    audit: Audit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "has_person", lambda: True)
    with pytest.raises(NotDated) as stopped:
        show_style(undated(audit))
    assert stopped.value._render_traceback_() == [
        "Neither the as-of date nor the last day is set, and today is never assumed. "
        "Set the dates in notebook 01."
    ]


def test_on_a_page_a_link_leads_there(
    audit: Audit, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown: list[Any] = []
    monkeypatch.setenv("SERVER_SOFTWARE", "voila/0.5")
    monkeypatch.setattr("IPython.display.display", shown.append)
    with pytest.raises(NotDated):
        show_style(undated(audit))
    assert '<a href="01_firm.ipynb">' in shown[0].data and "cx-undated" in shown[0].data


def test_the_name_of_a_damaged_client_is_its_id(audit: Audit) -> None:
    assert module.to_label(audit.folder, "acme") == "Acme (acme)"
    (audit.folder / "audit.json").write_text("{")
    assert module.to_label(audit.folder, "acme") == "acme"
