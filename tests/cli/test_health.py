"""Doctor names what is there, what is missing, and what mends it."""

from __future__ import annotations

from pathlib import Path

from tests.cli.command import Command


def test_doctor_checks_versions_folders_and_tools(cx):
    ended = cx("doctor", "--json")
    checks = {check["check"]: check for check in ended.json}
    known = {"python", "duckdb", "papermill", "workspace", "keys", "benchmarks", "chart font"}
    assert known <= set(checks)
    assert {check["state"] for check in ended.json} <= {"ok", "missing", "optional", "warning"}
    missing = [check for check in ended.json if check["state"] == "missing"]
    assert ended.code == (2 if missing else 0)
    assert all(check["next"] for check in missing)


def test_doctor_names_the_folders_it_looked_at(cx):
    checks = {check["check"]: check for check in cx("doctor", "--json").json}
    assert checks["workspace"]["found"] == str(cx.root.resolve())
    assert checks["keys"]["found"] == str(cx.keys)


def test_doctor_warns_of_a_file_of_secrets_in_the_workspace(cx):
    (cx.root / ".env").write_text("TOKEN=nothing\n")
    (check,) = [c for c in cx("doctor", "--json").json if c["check"] == "secrets"]
    assert (check["state"], check["found"]) == ("warning", ".env") and check["next"]


def test_doctor_warns_of_keys_in_the_workspace(cx):
    inside = Command(cx.root, cx.root / "keys")
    (check,) = [c for c in inside("doctor", "--json").json if c["check"] == "keys"]
    assert check["state"] == "warning" and "CXAUDIT_KEYS" in check["next"]


def test_doctor_prints_for_people(cx):
    assert "cxaudit doctor" in cx("doctor").out


def test_doctor_says_which_font_the_charts_use_and_where_it_lies(cx):
    (check,) = [c for c in cx("doctor", "--json").json if c["check"] == "chart font"]
    assert check["found"].startswith("charts use DejaVu Sans: ")
    assert Path(check["found"].partition(": ")[2]).is_file()
