"""An unknown table by the command: proposed, confirmed, remembered, listed and forgotten."""

from __future__ import annotations

import json
import tomllib

import pytest

from cxaudit.cli.entry import run
from tests.small_firm import CLIENT

OWN = (
    "Bid no;Kunde;Type;Date in;Abgabe;Status;Size (EUR m)\n"
    "B-1;Nordpension;RFP;03/04/2025;04/05/2025;Won;12,5\n"
    "B-2;Südkasse;RFI;05/04/2025;07/05/2025;offen;100,0\n"
)
ANSWERS = ("--answer", "date_order=dmy", "--answer", "outcome:offen=pending")


@pytest.fixture
def cx(tmp_path, monkeypatch, capsys):
    """Run the command in this process, in a workspace with the client; return code, out, err."""
    root = tmp_path / "book"
    (root / "data" / "clients").mkdir(parents=True)
    monkeypatch.setenv("CXAUDIT_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("CXAUDIT_WHO", "Anna")
    monkeypatch.delenv("CXAUDIT_ROOT", raising=False)
    (tmp_path / "own.csv").write_text(OWN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def command(*words):
        code = run([*map(str, words), "--root", str(root)])
        told = capsys.readouterr()
        return code, told.out, told.err

    command("new", CLIENT)
    command("set", CLIENT, "as_of=2025-12-31")
    return command


def test_a_newcomer_gets_from_an_unknown_file_to_figures_by_what_is_printed(cx, tmp_path):
    code, _, err = cx("import", CLIENT, "own.csv")
    assert code == 2 and f"cxaudit import {CLIENT} own.csv --propose > own.toml" in err
    code, out, err = cx("import", CLIENT, "own.csv", "--propose")
    assert code == 0 and f"cxaudit import {CLIENT} own.csv --mapping own.toml" in err
    (tmp_path / "own.toml").write_text(out, encoding="utf-8")
    code, _, err = cx("import", CLIENT, "own.csv", "--mapping", "own.toml")
    assert code == 2
    assert "--answer received.date_order=dmy" in err and "--answer date_order=dmy" in err
    assert "--answer outcome:offen=won | lost | pending" in err
    code, out, _ = cx("import", CLIENT, "own.csv", "--mapping", "own.toml", *ANSWERS)
    assert code == 0
    assert "2 rows in = 2 imported + 0 set aside + 0 blank + 0 totals" in out
    assert "columns mapped as confirmed on" in out
    code, out, _ = cx("measure", CLIENT, "--kpi", "K17", "--json")
    (figure,) = json.loads(out)["kpis"]
    assert code == 0 and figure["n"] == 2  # 3 April to 4 May is 31 days, 5 April to 7 May is 32


def test_the_next_file_is_read_without_a_word(cx, tmp_path):
    _, out, _ = cx("import", CLIENT, "own.csv", "--propose")
    (tmp_path / "own.toml").write_text(out, encoding="utf-8")
    cx("import", CLIENT, "own.csv", "--mapping", "own.toml", *ANSWERS)
    (tmp_path / "next.csv").write_text(OWN.replace("B-", "C-"), encoding="utf-8")
    code, out, _ = cx("import", CLIENT, "next.csv")
    assert code == 0
    assert "date order: day-month, as answered on" in out and "by Anna" in out


def test_what_is_remembered_is_listed_and_can_be_forgotten(cx, tmp_path):
    _, out, _ = cx("mappings", CLIENT)
    assert "nothing is remembered yet" in out
    _, out, _ = cx("import", CLIENT, "own.csv", "--propose")
    (tmp_path / "own.toml").write_text(out, encoding="utf-8")
    cx("import", CLIENT, "own.csv", "--mapping", "own.toml", *ANSWERS)
    _, out, _ = cx("mappings", CLIENT, "--json")
    (kept,) = json.loads(out)["mappings"]
    assert kept["as"] == "generic__rfp_log"
    assert {a["id"]: a["value"] for a in kept["answers"]} == {
        "date_order": "dmy", "outcome:offen": "pending",
    }  # fmt: skip
    _, out, _ = cx("mappings", CLIENT)
    assert "Bid no = pursuit_id" in out.replace("\n", " ") and "Anna" in out
    code, out, _ = cx("mappings", CLIENT, "--forget", kept["layout"])
    assert code == 0 and "stay as they were read" in out
    code, _, err = cx("mappings", CLIENT, "--forget", kept["layout"])
    assert code == 2 and "nothing is remembered of this layout" in err


def test_columns_can_be_named_on_the_line(cx):
    code, _, err = cx(
        "import", CLIENT, "own.csv", "--as", "template__pursuit", "--map", "Bid no=pursuit_id",
        "--map", "Date in=received:dmy", "--map", "Abgabe=submitted:dmy",
        "--map", "Size (EUR m)=exp_aum:million", "--constant", "kind=RFP", "--json",
    )  # fmt: skip
    assert code == 0, err
    _, out, _ = cx("rows", CLIENT, "--kpi", "K17", "--json")
    assert json.loads(out)["total"] == 2


def test_a_proposal_as_json_says_the_same(cx):
    code, out, _ = cx("import", CLIENT, "own.csv", "--propose", "--json")
    (proposal,) = json.loads(out)
    assert code == 0 and proposal["as"] == "generic__rfp_log" and proposal["header_row"] == 1
    _, text, _ = cx("import", CLIENT, "own.csv", "--propose")
    columns = {c["header"]: c["column"] for c in proposal["columns"]
               if c["column"] and c["certainty"] != "weak"}  # fmt: skip
    told = tomllib.loads(text)["columns"].items()
    assert {c if isinstance(c, str) else c["header"]: n for n, c in told} == columns


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("--map", "Bid no=pursuit_id"), "--as FORMAT"),
        (("--map", "Bid no", "--as", "template__pursuit"), "these name no column"),
        (("--mapping", "own.toml", "--as", "template__pursuit"), "a mapping file says everything"),
        (("--mapping", "gone.toml"), "the mapping cannot be read"),
        (("--propose", "--as", "nonsense"), "no layout of one table"),
    ],
)
def test_wishes_that_cannot_be_met_are_refused_in_one_message(cx, words, fault):
    code, _, err = cx("import", CLIENT, "own.csv", *words)
    assert code == 2 and fault in err and "Traceback" not in err


def test_an_answer_that_no_file_needed_is_named(cx, tmp_path):
    text = "pursuit_id,kind,received,submitted,outcome\np1,RFP,2025-04-03,2025-04-04,lost\n"
    (tmp_path / "plain.csv").write_text(text, encoding="utf-8")
    code, _, err = cx("import", CLIENT, "plain.csv", "--answer", "date_ordr=dmy")
    assert code == 0 and "not needed by any file: date_ordr" in err
