"""The form over the profile: every setting is asked, read as typed, refused in plain words."""

from __future__ import annotations

import pytest

from cxaudit.audit import Audit
from cxaudit.canon import load_tables
from cxaudit.display import edit
from cxaudit.display.forms.questions import GROUPS, IN_MAPS, NOT_ASKED
from cxaudit.display.forms.systems import HOLDS
from cxaudit.peers.pool import SEGMENTS, SIZE_BANDS
from cxaudit.store import known_keys
from tests.display.forms.reading import all_markup, status, stored


def test_every_setting_of_the_profile_is_asked() -> None:
    asked = [question.key for group in GROUPS for question in group.asked]
    assert sorted([*asked, *NOT_ASKED]) == sorted(known_keys())


def test_sizes_and_segments_are_those_of_the_peer_pool() -> None:
    options = {q.key: {value for value, _ in q.options} for g in GROUPS for q in g.asked}
    assert options["size_band"] == set(SIZE_BANDS)
    assert options["segment"] == set(SEGMENTS)


def test_every_kind_of_data_is_named_in_plain_words() -> None:
    assert set(HOLDS) == set(load_tables())


def test_what_is_not_set_starts_unanswered(audit: Audit) -> None:
    form = edit.firm(audit)
    assert form.controls["stance"].value is None
    assert form.controls["currency"].value == ""
    assert form.controls["as_of"].value == "2025-12-31"


def test_the_status_counts_settings(audit: Audit) -> None:
    form = edit.firm(audit)
    asked = sum(len(group.asked) for group in GROUPS) + len(IN_MAPS) + 1  # the systems
    assert status(form) == f"Saved, 4 of {asked} answered"
    form.controls["currency"].value = "EUR"
    assert status(form) == f"Saved, 5 of {asked} answered"


def test_a_value_that_does_not_fit_stays_on_the_page_and_off_the_disk(audit: Audit) -> None:
    form = edit.firm(audit)
    form.controls["currency"].value = "euros"
    assert status(form).startswith("Unsaved: Currency: ")
    assert "three letters" in status(form)
    form.controls["region"].value = "uk"
    assert form.controls["currency"].value == "euros"
    assert stored(audit).profile["region"] == "uk"
    assert "currency" not in stored(audit).profile
    form.controls["currency"].value = "eur"
    assert stored(audit).profile["currency"] == "EUR"
    assert form.controls["currency"].value == "EUR"
    assert status(form).startswith("Saved")


def test_dates_that_contradict_each_other_are_refused(audit: Audit) -> None:
    form = edit.firm(audit)
    form.controls["period_start"].value = "2026-02-01"
    assert status(form).startswith("Unsaved: First day: ")
    assert "period_start" not in stored(audit).profile


@pytest.mark.parametrize(
    ("key", "typed", "kept"),
    [
        ("internal_domains", "Example.com, @a.example.com", ["example.com", "a.example.com"]),
        ("thought_leadership_patterns", "/insights/*, /papers/*", ["/insights/*", "/papers/*"]),
        ("contract_on_time_share", "95%", 0.95),
        ("followup_people", "4", 4),
        ("note", "first line\nsecond line", "first line\nsecond line"),
    ],
)  # fmt: skip
def test_a_setting_is_kept_in_its_own_type(
    audit: Audit, key: str, typed: str, kept: object
) -> None:
    form = edit.firm(audit)
    form.controls[key].value = typed
    assert stored(audit).profile[key] == kept


def test_a_blank_takes_a_setting_back(audit: Audit) -> None:
    form = edit.firm(audit)
    form.controls["channels"].value = ""
    form.controls["stance"].value = "defensive"
    form.controls["stance"].value = None
    assert "channels" not in stored(audit).profile
    assert "stance" not in stored(audit).profile


def test_an_own_target_belongs_to_the_figure_chosen(audit: Audit) -> None:
    form = edit.firm(audit)
    form.controls["own_targets.name"].value = "email_open_rate"
    form.controls["own_targets.value"].value = "36%"
    form.controls["own_targets.name"].value = "web_visitor_return_rate"
    assert form.controls["own_targets.value"].value == ""
    form.controls["own_targets.value"].value = "0.25"
    wanted = {"email_open_rate": 0.36, "web_visitor_return_rate": 0.25}
    assert stored(audit).profile["own_targets"] == wanted
    form.controls["own_targets.name"].value = "email_open_rate"
    assert form.controls["own_targets.value"].value == "0.36"


def test_a_target_without_a_figure_is_not_saved(audit: Audit) -> None:
    form = edit.firm(audit)
    form.controls["own_targets.value"].value = "0.36"
    assert status(form) == "Unsaved: Own target: say first what it is for"
    assert "own_targets" not in stored(audit).profile


def test_a_position_belongs_to_a_pattern_of_pages(audit: Audit) -> None:
    form = edit.firm(audit)
    form.controls["cta_positions.name"].value = "/insights/*"
    form.controls["cta_positions.value"].value = "140%"
    assert status(form).startswith("Unsaved: Position: ")
    form.controls["cta_positions.value"].value = "40%"
    assert stored(audit).profile["cta_positions"] == {"/insights/*": 0.4}


def test_a_system_is_named_and_says_which_data_it_holds(audit: Audit) -> None:
    form = edit.firm(audit)
    form.controls["system.id"].value = "mail"
    form.controls["system.name"].value = "Mailing platform"
    form.controls["system.content_stat"].value = True
    form.controls["system.participation"].value = True
    kept = stored(audit).profile["systems"]
    assert kept["mail"]["name"] == "Mailing platform"
    assert sorted(kept["mail"]["tables"]) == ["content_stat", "participation"]
    form.controls["system"].value = "crm"
    assert form.controls["system.name"].value == "Client system"
    ticked = [t for t in load_tables() if form.controls[f"system.{t}"].value]
    assert ticked == ["pursuit"]


def test_a_system_is_started_by_any_name(audit: Audit) -> None:
    form = edit.firm(audit)
    form.controls["system.id"].value = "Mail & video platforms"
    form.controls["system.content_stat"].value = True
    assert stored(audit).profile["systems"]["mail-video-platforms"] == {
        "name": "Mail & video platforms", "tables": ["content_stat"],
    }  # fmt: skip
    assert form.controls["system.id"].value == ""


def test_what_clients_write_is_never_markup(audit: Audit) -> None:
    form = edit.firm(audit)
    form.controls["system.id"].value = "mail"
    form.controls["system.name"].value = "<img src=x onerror=alert(1)>"
    form.controls["cta_positions.name"].value = "<script>"
    form.controls["cta_positions.value"].value = "0.4"
    form.controls["timezone"].value = "<b>here</b>"
    markup = all_markup(form)
    assert "&lt;img src=x" in markup and "&lt;script&gt;" in markup
    assert "<img" not in markup and "<script>" not in markup and "<b>here" not in markup


def test_what_a_list_of_the_firm_names_is_a_whole_number(audit: Audit) -> None:
    form = edit.firm(audit)
    form.controls["declared_counts.name"].value = "campaigns"
    form.controls["declared_counts.value"].value = "2.5"
    assert "whole number" in status(form)
    form.controls["declared_counts.value"].value = "24"
    assert stored(audit).profile["declared_counts"] == {"campaigns": 24}
    assert "e-mail campaigns sent: 24" in all_markup(form)


def test_the_days_between_two_reviews_are_set_by_figure(audit: Audit) -> None:
    form = edit.firm(audit)
    form.controls["review_days.name"].value = "complaints_per_client"
    form.controls["review_days.value"].value = "92"
    assert stored(audit).profile["review_days"] == {"complaints_per_client": 92}
    assert "Complaints per client: 92 days" in all_markup(form)
