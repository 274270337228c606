"""The KPI library by the command: list, show, search."""

from __future__ import annotations

import json


def test_all_thirty_are_listed(made):
    found = made.json("kpi", "list")
    assert len(found) == 30
    assert found[0]["code"] == "K01"
    assert set(found[0]) >= {"code", "kpi_id", "name", "owner", "stage", "goal", "category"}
    assert "linkedin_engagement_rate" in made("kpi", "list").out


def test_one_is_shown_whole_by_id_or_code(made):
    found = made.json("kpi", "show", "k20")
    assert found["kpi_id"] == "onboarding_days_pooled"
    assert found["use_case"]["who"]
    assert "from mandate" in found["sql"]
    assert found["library"]["risk_warnings"]
    shown = made("kpi", "show", "onboarding_days_pooled").out
    assert "K20" in shown
    assert "needs: mandate: " in shown
    assert "moves with" in shown


def test_an_unknown_one_is_refused_with_near_ones(made):
    refused = made.refuse("kpi", "show", "open_rate")
    assert refused["next"] == "did you mean email_open_rate?"


def test_search_finds_by_all_words_in_any_case(made):
    codes = {found["code"] for found in made.json("kpi", "search", "CONSULTANT ratings")}
    assert {"K12", "K13"} <= codes
    assert "K01" not in codes


def test_search_that_finds_nothing_says_what_to_try(made):
    assert made.refuse("kpi", "search", "zeppelin")["message"] == "no KPI speaks of this"


def test_the_library_needs_no_workspace(tmp_path, made):
    from tests.cli.command import Command

    elsewhere = Command(tmp_path, tmp_path / "keys")
    assert elsewhere("kpi", "list", "--json", root=False).code == 0
    assert elsewhere("formats", "--json", root=False).code == 0


def test_the_reference_is_printed_written_or_given_as_values(tmp_path, capsys):
    from cxaudit.cli.context import Context, Where
    from cxaudit.cli.library import print_reference
    from cxaudit.reporting.reference import to_reference

    print_reference(Context(Where(None), as_json=False), None)
    assert capsys.readouterr().out == to_reference()
    print_reference(Context(Where(None), as_json=True), None)
    assert json.loads(capsys.readouterr().out)[0]["code"] == "K01"
    page = tmp_path / "docs" / "kpis.md"
    print_reference(Context(Where(None), as_json=True), page)
    assert json.loads(capsys.readouterr().out) == {"file": str(page)}
    assert page.read_text(encoding="utf-8") == to_reference()
