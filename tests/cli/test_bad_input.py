"""Bad input at the command line: one message with file, place and next move; nothing changed."""

from __future__ import annotations

import json

import pytest

from cxaudit.cli.entry import run
from cxaudit.store import create_client

OWNER = {"kpi_id": "email_open_rate", "link": "purpose", "criterion": "owner"}
BAD_ANSWERS = {
    "off the scale": ({"criteria": [OWNER | {"value": 0.3}]}, "criteria, entry 1, value",
                      '0.25, 0.5, 1, "na" or null'),
    "above the scale": ({"criteria": [OWNER | {"value": 5}]}, "criteria, entry 1, value",
                        "found 5"),
    "a word": ({"criteria": [OWNER | {"value": "most"}]}, "criteria, entry 1, value", "most"),
    "an unknown KPI": ({"use_cases": [{"kpi_id": "email_open_rat", "state": "applies"}]},
                       "use_cases, entry 1, kpi_id", "email_open_rate"),
    "an unknown criterion": ({"criteria": [OWNER | {"criterion": "ownr", "value": 1}]},
                             "criteria, entry 1, criterion", "owner"),
    "a criterion of another link": ({"criteria": [OWNER | {"link": "trust", "value": 1}]},
                                    "criteria, entry 1, criterion", "a criterion of trust"),
    "an unknown state": ({"use_cases": [{"kpi_id": "email_open_rate", "state": "maybe"}]},
                         "use_cases, entry 1, state", "applies"),
}  # fmt: skip
DAMAGED = {
    "cut off": lambda text: text[: len(text) // 2],
    "empty": lambda text: "",
    "not text": lambda text: "\x00\x01",
    "a list": lambda text: "[]",
    "an answer off the scale": lambda text: text.replace('"value": 0.5', '"value": 0.6'),
}


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "data" / "clients" / "acme"
    create_client(folder, "acme", "Acme (invented)")
    return folder


@pytest.fixture
def cx(tmp_path, folder, capsys):
    """Return the command in this process: exit code, standard output, standard error."""

    def command(*words):
        code = run([*map(str, words), "--root", str(tmp_path)])
        told = capsys.readouterr()
        assert "Traceback" not in told.out + told.err
        return code, told.out, told.err

    return command


@pytest.mark.parametrize("name", BAD_ANSWERS)
def test_answers_that_do_not_fit_are_named_by_entry_and_nothing_is_taken(
    cx, tmp_path, folder, name
):
    answers, place, said = BAD_ANSWERS[name]
    good = {"kpi_id": "rfp_success_rate", "state": "unknown"}
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(answers | {"use_cases": [*answers.get("use_cases", []), good]}))
    before = (folder / "audit.json").read_bytes()
    code, _, err = cx("answers", "acme", "--read", path)
    assert code == 2
    assert place in err and said in err and "next:" in err
    assert (folder / "audit.json").read_bytes() == before


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_audit_file_is_told_with_the_way_back_and_left_as_it_is(cx, folder, name):
    answers = folder.parent / "a.json"
    answers.write_text(json.dumps({"criteria": [OWNER | {"value": 0.5}]}))
    assert cx("answers", "acme", "--read", answers)[0] == 0
    answers.unlink()
    path = folder / "audit.json"
    path.write_text(DAMAGED[name](path.read_text()))
    damaged = path.read_bytes()
    for words in (["show", "acme"], ["set", "acme", "note=x"], ["undo", "acme"],
                  ["maturity", "acme"]):  # fmt: skip
        code, _, err = cx(*words)
        assert code == 2, words
        assert "acme/audit.json" in err and "next:" in err
        assert path.read_bytes() == damaged
        assert "newer version" in err or "cxaudit restore acme" in err


@pytest.mark.parametrize("line", [
    "measure", "maturity", "benchmark", "value", "scorecard", "report", "contribute --out c.json",
    "rows --kpi K03", "set as_of=soon", "compare --with nothing", "milestone first",
    "answers --read nothing.xlsx", "carry --to 2026-01-01_2026-12-31", "import nothing.csv",
])  # fmt: skip
def test_the_next_command_of_a_refusal_carries_the_clients_own_id(cx, line):
    verb, *more = line.split()
    code, out, err = cx(verb, "acme", *more)
    assert code in (2, 3) and "next:" in out + err
    assert "CLIENT" not in out + err


def test_an_audit_of_a_newer_version_is_shown_with_a_message_and_never_changed(cx, folder):
    assert cx("set", "acme", "as_of=2025-12-31", "note=seen")[0] == 0
    path = folder / "audit.json"
    newer = path.read_text().replace('"schema_version": 1', '"schema_version": 99')
    path.write_text(newer)
    for words in (["show"], ["history"], ["measure", "--json"], ["maturity"]):
        code, _, err = cx(words[0], "acme", *words[1:])
        assert code == 0 and "opened read-only" in err and "schema 99" in err
    assert "seen" in cx("show", "acme")[1]
    assert json.loads(cx("measure", "acme", "--json")[1])["client"] == "acme"
    for words in (["set", "note=x"], ["undo"], ["import", "x.csv"], ["milestone", "first"],
                  ["carry", "--to", "2026-01-01_2026-12-31"]):  # fmt: skip
        code, _, err = cx(words[0], "acme", *words[1:])
        assert code == 2 and "update cxaudit" in err, (words, err)
    assert path.read_text() == newer
    assert sorted(p.name for p in folder.iterdir() if p.suffix == ".json") == ["audit.json"]
