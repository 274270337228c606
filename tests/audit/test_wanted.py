"""What a firm is asked for follows from what its use cases need and from what came already."""

from __future__ import annotations

from datetime import date

import pytest

from cxaudit.audit.wanted import to_open_settings, to_requests
from cxaudit.store import create_client
from tests.small_firm import CLIENT, answer, change, make_client, open_small


@pytest.fixture(scope="module")
def audit(tmp_path_factory):
    """Return the small firm, answered: campaigns, clients and complaints came, RFPs did not."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CXAUDIT_KEYS", str(tmp_path_factory.mktemp("keys")))
        tables = ("content_stat", "client", "interaction")
        workspace = make_client(tmp_path_factory.mktemp("w") / "w", tables)
        answer(workspace)
        systems = {"crm": {"name": "Our CRM", "tables": ["client", "pursuit"]}}
        change(workspace, profile=open_small(workspace).file.profile | {"systems": systems})
    return open_small(workspace)


@pytest.fixture(scope="module")
def asked(audit):
    """Return the requests by table and kind."""
    return {(r.table.name, r.kind): r for r in to_requests(audit)}


def codes(request) -> list[str]:
    return [kpi.code for kpi in request.kpis]


def test_rows_are_asked_for_once_for_all_use_cases_that_read_them(asked):
    assert codes(asked["pursuit", ""]) == ["K16", "K17", "K18", "K19"]
    assert codes(asked["content_stat", "email"]) == ["K03", "K04"]
    assert codes(asked["client", ""]) == ["K25", "K26", "K27", "K28"]


def test_kinds_that_exports_hold_one_at_a_time_are_asked_for_apart(asked):
    kinds = {kind for table, kind in asked if table == "interaction"}
    assert kinds == {"meeting", "portal", "complaint"}


def test_nothing_is_asked_for_what_does_not_apply(asked):
    assert codes(asked["content_stat", "podcast"]) == ["K10"]


def test_a_set_that_came_whole_is_received_with_its_files(asked):
    found = asked["interaction", "complaint"]
    assert (found.status, found.files, found.lacking) == ("received", ("interaction.csv",), ())
    assert not found.is_open


def test_days_without_rows_are_asked_about_once_the_silence_is_unusual(asked):
    email, complaints = asked["content_stat", "email"], asked["interaction", "complaint"]
    assert (email.status, email.uncovered) == ("received", "8 Oct 2025 to 31 Dec 2025")
    assert email.is_open
    assert complaints.uncovered == ""


def test_a_set_of_which_columns_lack_names_them_with_who_waits(asked):
    clients = asked["client", ""]
    assert clients.status == "partly"
    lacking = {column.name: column.codes for column in clients.lacking}
    assert {"tier": ("K25",), "tier_from": ("K25",), "register_from": ("K27",)}.items() <= (
        lacking.items()
    )
    assert not {"rel_start", "rel_end", "parent_id"} & set(lacking)


def test_a_set_of_which_nothing_came_is_missing(asked):
    assert (asked["pursuit", ""].status, asked["pursuit", ""].files) == ("missing", ())
    assert asked["interaction", "meeting"].status == "missing"


def test_the_days_are_those_that_the_figures_look_at_together(asked):
    assert asked["pursuit", ""].period.start == date(2024, 1, 1)
    assert asked["pursuit", ""].period.end == date(2025, 12, 31)
    assert asked["interaction", "meeting"].period.start == date(2025, 1, 1)
    assert asked["client", ""].period.start is None


def test_it_is_asked_of_those_who_own_most_of_the_figures(asked, audit):
    assert asked["content_stat", "email"].owner == "marketing"
    assert asked["pursuit", ""].owner == "rfp_team"
    assert asked["aum", ""].owner == "client_service"
    owners = [request.owner for request in to_requests(audit)]
    assert owners == sorted(owners, key=list(dict.fromkeys(owners)).index)


def test_the_systems_that_the_firm_named_are_named(asked):
    assert asked["pursuit", ""].systems == ("Our CRM",)
    assert asked["mandate", ""].systems == ()


def test_exports_that_are_read_stand_beside_with_what_they_bring(asked):
    email = {source.form.format: source.brings for source in asked["content_stat", "email"].sources}
    assert email["mailchimp__campaigns"] >= {"delivered", "unique_opens", "unique_clicks"}
    assert not any(name.startswith("youtube") for name in email)
    pursuit = asked["pursuit", ""]
    assert pursuit.log.format == "generic__rfp_log"
    assert not any(s.form.format.startswith(("generic", "template")) for s in pursuit.sources)
    assert asked["web_session", ""].log.format == "template__web_session"


def test_second_best_exports_are_those_of_simpler_definitions(asked):
    labels = asked["page_view", ""].instead
    assert any(label.startswith("GA4: pages and screens") for label in labels)


def test_context_figures_ask_for_assets(asked):
    assert codes(asked["aum", ""]) == ["X1", "X2"]


def test_days_that_no_file_covers_are_named(tmp_path, monkeypatch):
    monkeypatch.setenv("CXAUDIT_KEYS", str(tmp_path / "keys"))
    workspace = make_client(tmp_path / "w", ("interaction",))
    profile = open_small(workspace).file.profile
    change(workspace, profile=profile | {"as_of": "2027-06-30"})
    found = {(r.table.name, r.kind): r for r in to_requests(open_small(workspace))}
    complaints = found["interaction", "complaint"]
    assert complaints.status == "received"
    assert complaints.uncovered == "1 Jul 2026 to 30 Jun 2027"
    assert complaints.is_open
    change(workspace, profile=profile | {"as_of": "2031-06-30"})
    found = {(r.table.name, r.kind): r for r in to_requests(open_small(workspace))}
    period = found["interaction", "complaint"].period
    assert found["interaction", "complaint"].uncovered == period.in_words
    change(workspace, profile=profile | {"as_of": "2015-06-30"})
    found = {(r.table.name, r.kind): r for r in to_requests(open_small(workspace))}
    period = found["interaction", "complaint"].period
    assert found["interaction", "complaint"].uncovered == period.in_words


def test_settings_that_nobody_gave_are_asked_with_who_waits(audit):
    found = {key: [kpi.code for kpi in kpis] for key, kpis in to_open_settings(audit).items()}
    assert found["thought_leadership_patterns"] == ["K06", "K07"]
    assert found["top_tier"] == ["K25"]
    assert found["own_targets.email_open_rate"] == ["K03"]
    assert found["norms.complaints_per_client"] == ["K26"]


def test_a_client_without_any_date_or_answer_is_asked_for_everything(tmp_path, monkeypatch):
    monkeypatch.setenv("CXAUDIT_KEYS", str(tmp_path / "keys"))
    workspace = make_client(tmp_path / "w", ())
    create_client(workspace.client_folder("bare"), "bare")
    from cxaudit.audit import Audit

    found = to_requests(Audit.open("bare", workspace.root))
    assert {request.period for request in found} == {None}
    assert {request.status for request in found} == {"missing"}
    assert len({kpi.code for request in found for kpi in request.kpis}) == 30
    assert CLIENT != "bare"
