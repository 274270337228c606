"""A client's folder by the command: new, set, show, history, undo, answers, purge."""

from __future__ import annotations

import json

import pytest

from cxaudit.disk import lock
from tests.small_firm import ANSWERS, CLIENT


def test_a_new_client_has_a_folder_an_id_and_a_display_name(cx):
    made = cx.json("new", "acme", "--name", "Acme & Söhne <b>Ltd</b>")
    assert made["client"] == "acme"
    assert made["folder"] == "data/clients/acme"
    assert cx.json("show", "acme")["name"] == "Acme & Söhne <b>Ltd</b>"


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [("Acme Ltd", "acme-ltd"), ("ACME", "acme"), ("../up", "up"), ("Zürich_Re", "zurich-re"),
     ("nul", "nul-client"), ("con", "con-client")],
)  # fmt: skip
def test_a_name_that_is_no_id_is_refused_with_the_id_it_would_accept(cx, typed, accepted):
    refused = cx.refuse("new", typed)
    assert refused["next"] == f"use {accepted}, and keep the display name with --name"
    assert not list((cx.root / "data" / "clients").iterdir())
    assert cx("new", accepted).code == 0


def test_a_client_is_not_made_twice(cx):
    assert cx("new", "acme").code == 0
    refused = cx.refuse("new", "acme")
    assert refused["kind"] == "refused"
    assert "acme" in " ".join(str(part) for part in refused.values())


def test_settings_are_kept_as_typed_and_shown_back(cx):
    cx("new", "acme")
    done = cx.json(
        "set", "acme", "as_of=2025-12-31", "currency=CHF", "top_tier=gold, platinum",
        "own_targets.email_open_rate=0.4", "systems.crm.name=Salesforce",
        "systems.crm.tables=pursuit,client", "note=first line", "segments=institutional",
    )  # fmt: skip
    assert done["revision"] == 2
    assert cx.json("show", "acme")["profile"] == {
        "as_of": "2025-12-31", "currency": "CHF", "top_tier": ["gold", "platinum"],
        "own_targets": {"email_open_rate": 0.4}, "note": "first line",
        "systems": {"crm": {"name": "Salesforce", "tables": ["pursuit", "client"]}},
        "segments": ["institutional"],
    }  # fmt: skip


def test_a_misspelt_setting_is_refused_with_the_near_one_and_nothing_changes(cx):
    cx("new", "acme")
    refused = cx.refuse("set", "acme", "currency=EUR", "curency=CHF")
    assert refused["found"] == "curency"
    assert "currency" in refused["next"]
    assert cx.json("show", "acme")["profile"] == {}


def test_all_wrong_settings_are_told_at_once(cx):
    cx("new", "acme")
    refused = cx.refuse("set", "acme", "as_of=31.12.2025", "currency=francs", "stance=bold")
    assert refused["message"].startswith("3 settings are refused")
    assert all(name in refused["found"] for name in ("as_of", "currency", "stance"))


@pytest.mark.parametrize("word", ["currency", "EUR"])
def test_a_word_without_a_value_is_no_setting(cx, word):
    cx("new", "acme")
    refused = cx.refuse("set", "acme", word)
    assert (refused["found"], refused["wanted"]) == (word, "KEY=VALUE")


def test_a_period_that_ends_after_as_of_is_refused(cx):
    cx("new", "acme")
    refused = cx.refuse("set", "acme", "as_of=2025-06-30", "period_end=2025-12-31")
    assert refused["message"] == "the period ends after as_of"


def test_a_target_for_an_unknown_kpi_is_refused(cx):
    cx("new", "acme")
    refused = cx.refuse("set", "acme", "own_targets.email_opn_rate=0.4")
    assert "email_open_rate" in refused["next"]


def test_history_names_who_when_what_and_undo_takes_the_last_change_back(cx):
    cx("new", "acme")
    cx("set", "acme", "currency=EUR")
    cx("set", "acme", "currency=CHF")
    lines = cx.json("history", "acme")["history"]
    (last,) = [line for line in lines if line["revision"] == 3]
    assert (last["who"], last["old"], last["new"]) == ("tester", "EUR", "CHF")
    assert "currency" in last["field"]
    assert cx.json("undo", "acme")["revision"] == 4
    assert cx.json("show", "acme")["profile"] == {"currency": "EUR"}


def test_people_are_shown_tables_not_json(firm):
    shown = firm("show", CLIENT)
    assert shown.code == 0
    assert "Small Firm (small-firm), revision 2" in shown.out
    assert "content_stat.csv" in shown.out
    assert "currency" in firm("history", CLIENT).out


def test_show_accounts_for_the_rows_of_each_import(made):
    imports = {entry["file"]: entry for entry in made.json("show", CLIENT)["imports"]}
    assert imports["pursuit.csv"]["format"] == "template__pursuit"
    for entry in imports.values():
        parts = ("imported", "set_aside", "blank", "totals")
        assert entry["in"] == sum(entry[name] for name in parts)


@pytest.fixture
def answers(tmp_path):
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(ANSWERS), encoding="utf-8")
    return path


def test_answers_go_in_and_come_out_again(firm, answers, tmp_path):
    taken = firm.json("answers", CLIENT, "--read", answers)
    assert taken["answers"] == {"use_cases": 2, "criteria": 4, "reported": 2}
    out = tmp_path / "out.json"
    assert firm("answers", CLIENT, "--write", out).code == 0
    written = json.loads(out.read_text(encoding="utf-8"))
    (stored,) = [a for a in written["use_cases"] if a["kpi_id"] == "email_open_rate"]
    for name, value in ANSWERS["use_cases"][0].items():
        assert stored[name] == value
    firm("answers", CLIENT, "--read", out)
    again = tmp_path / "again.json"
    firm("answers", CLIENT, "--write", again)
    assert again.read_text() == out.read_text()


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"use_cases": 3}', '{"levels": []}', '{"criteria": [{"value": NaN}]}',
             '{"use_cases": [{"kpi_id": "K99", "state": "applies"}]}', "[" * 100_000],
)  # fmt: skip
def test_answers_that_cannot_be_read_are_refused_and_nothing_changes(firm, tmp_path, text):
    (tmp_path / "bad.json").write_text(text, encoding="utf-8")
    assert firm.refuse("answers", CLIENT, "--read", tmp_path / "bad.json")["kind"] == "refused"
    assert firm.json("show", CLIENT)["revision"] == 2


def test_answers_go_one_way_at_a_time(firm, answers):
    assert firm.refuse("answers", CLIENT)["wanted"] == "--read FILE or --write FILE"
    firm.refuse("answers", CLIENT, "--read", answers, "--write", answers)


def test_answers_from_a_file_that_is_not_there_are_refused(firm, tmp_path):
    firm.refuse("answers", CLIENT, "--read", tmp_path / "gone.json")
    firm.refuse("answers", CLIENT, "--write", tmp_path / "gone" / "out.json")


def test_purged_raw_files_are_gone_and_the_figures_stay(firm):
    before = firm.json("measure", CLIENT)
    folder = firm.root / "data" / "clients" / CLIENT
    assert list((folder / "exports").iterdir())
    assert firm.json("purge", CLIENT, "--raw")["removed"] == "raw"
    assert not (folder / "exports").exists()
    assert firm.json("measure", CLIENT) == before


def test_a_purged_client_is_gone_with_its_key_and_no_other(firm):
    firm("new", "small-firm-2")
    (key,) = firm.keys.iterdir()
    other = firm.keys / "small-firm-2.key"
    other.write_bytes(b"k" * 32)
    assert firm.json("purge", CLIENT)["removed"] == "all"
    assert not (firm.root / "data" / "clients" / CLIENT).exists()
    assert (key.exists(), other.exists()) == (False, True)
    assert firm.refuse("show", CLIENT)["wanted"] == "one of: small-firm-2"


def test_a_purged_client_leaves_no_report_and_no_run_behind(firm):
    reports = firm.root / "reports"
    own = [reports / "2025-01-01_2025-12-31" / CLIENT, reports / ".runs" / "r1" / CLIENT]
    other = reports / "2025-01-01_2025-12-31" / "small-firm-2"
    for folder in (*own, other):
        folder.mkdir(parents=True)
        (folder / "report.html").write_text("<p>kept</p>")
    assert firm("purge", CLIENT).code == 0
    assert [folder.exists() for folder in (*own, other)] == [False, False, True]


def test_a_damaged_client_can_still_be_purged(firm):
    folder = firm.root / "data" / "clients" / CLIENT
    (folder / "audit.json").write_text("{")
    firm.refuse("show", CLIENT)
    assert firm("purge", CLIENT).code == 0
    assert not folder.exists()


def test_a_client_that_another_program_holds_is_told_with_exit_4(firm):
    folder = firm.root / "data" / "clients" / CLIENT
    locks = [path for path in folder.rglob("*") if path.name.endswith("lock")]
    assert locks
    name = next(path for path in locks if "import" not in path.name)
    with lock(name):
        refused = firm.refuse("set", CLIENT, "currency=CHF", code=4)
    assert refused["kind"] == "locked"


def test_a_client_without_files_is_told_how_they_come_in(cx):
    cx("new", "acme")
    assert "no file yet; next: cxaudit import acme FOLDER" in cx("show", "acme").out
