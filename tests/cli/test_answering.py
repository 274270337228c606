"""Answers as a workbook, the blank workbook and the data request, at the command line."""

from __future__ import annotations

import json
from datetime import date

import pytest

from cxaudit.cli.entry import run
from cxaudit.store import read_client
from tests.filled import Filled
from tests.small_firm import CLIENT, answer, make_client, open_small

OWNER = {"KPI_id": "email_open_rate", "Criterion_id": "owner"}


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """Return a workspace with the small firm, answered, nothing imported."""
    monkeypatch.setenv("CXAUDIT_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("CXAUDIT_WHO", "ann")
    made = make_client(tmp_path / "w", ())
    answer(made)
    return made


@pytest.fixture
def cx(workspace, capsys):
    """Return the command in this process: exit code, standard output, standard error."""

    def command(*words):
        code = run([*map(str, words), "--root", str(workspace.root)])
        told = capsys.readouterr()
        return code, told.out, told.err

    return command


def test_a_workbook_goes_out_comes_back_and_says_what_it_changed(cx, workspace, tmp_path):
    path = tmp_path / "answers.xlsx"
    assert cx("answers", CLIENT, "--write", path)[:2] == (
        0, f"intake workbook of {CLIENT} written to {path}\n"
    )  # fmt: skip
    filled = Filled(path)
    filled.put("Questionnaire", filled.find("Questionnaire", **OWNER), Answer="0.5 At least half")
    row = {"RFP ID": "R1", "Type": "RFP", "Received": date(2025, 1, 2)}
    bad, good = row | {"Submitted": "some time"}, row | {"Submitted": date(2025, 2, 2)}
    filled.add_log("RFP log", bad, good | {"RFP ID": "R2"})
    code, out, _ = cx("answers", CLIENT, "--read", filled.save())
    lines = out.splitlines()
    revision = open_small(workspace).file.revision
    assert code == 0
    assert (
        lines[0]
        == f"{CLIENT}: answers.xlsx read, revision {revision}: 0 added, 1 changed, 0 taken out"
    )
    assert lines[1].startswith("  note: set aside, RFP log!")
    assert lines[2] == (
        "answers.xlsx, RFP log: imported as generic__rfp_log: 2 rows in = 1 imported "
        "+ 1 set aside + 0 blank + 0 totals"
    )


def test_the_same_as_one_json_document(cx, workspace, tmp_path):
    path = tmp_path / "answers.xlsx"
    cx("answers", CLIENT, "--write", path)
    code, out, _ = cx("answers", CLIENT, "--read", path, "--json")
    found = json.loads(out)
    assert code == 0
    assert found["changes"] == {"added": 0, "changed": 0, "removed": 0}
    assert found["made_from"] == found["revision"] == open_small(workspace).file.revision
    assert found["answers"]["criteria"] == 4
    assert found["imports"] == []


def test_faults_end_with_2_named_by_sheet_and_cell_and_store_nothing(cx, workspace, tmp_path):
    path = tmp_path / "answers.xlsx"
    cx("answers", CLIENT, "--write", path)
    filled = Filled(path)
    row = filled.find("Questionnaire", **OWNER)
    place = filled.put("Questionnaire", row, Answer=0.3)
    before = open_small(workspace).file
    code, _, err = cx("answers", CLIENT, "--read", filled.save())
    assert code == 2
    assert f'{place}: found "0.3", wanted one of "1 Most or all"' in err
    assert "Traceback" not in err
    assert read_client(workspace.client_folder(CLIENT)) == before


def test_a_conflict_ends_with_4_and_keep_settles_it(cx, workspace, tmp_path):
    path = tmp_path / "answers.xlsx"
    cx("answers", CLIENT, "--write", path)
    filled = Filled(path)
    row = filled.find("Questionnaire", **OWNER)
    filled.put("Questionnaire", row, Answer="0 None")
    other = json.loads(json.dumps({"criteria": [
        {"kpi_id": "email_open_rate", "link": "purpose", "criterion": "owner", "value": 0.25,
         "respondent": "lead"}]}))  # fmt: skip
    (tmp_path / "other.json").write_text(json.dumps(other))
    assert cx("answers", CLIENT, "--read", tmp_path / "other.json")[0] == 0
    code, out, _ = cx("answers", CLIENT, "--read", filled.save(), "--json")
    assert code == 4
    assert json.loads(out)["error"]["kind"] == "locked"
    assert cx("answers", CLIENT, "--read", path, "--keep", "everything")[0] == 2
    assert cx("answers", CLIENT, "--read", path, "--keep", "workbook")[0] == 0
    owner = next(c for c in open_small(workspace).file.criteria if c.criterion == "owner")
    assert owner.value == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.xlsx", b"PK\x03\x04 nothing"), ("a.xls", b"\xd0\xcf\x11\xe0 nothing"), ("a.json", b"{"),
     ("gone.xlsx", None)],
)  # fmt: skip
def test_what_is_no_answers_file_is_refused_in_one_message(cx, tmp_path, name, content):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    code, _, err = cx("answers", CLIENT, "--read", tmp_path / name)
    assert code == 2
    assert "next:" in err
    assert "Traceback" not in err


def test_a_blank_workbook_is_written_for_anyone(cx, tmp_path):
    path = tmp_path / "blank.xlsx"
    assert cx("blank", path)[0] == 0
    guide = {r[0].value: r[1].value for r in Filled(path).sheet("Guide").iter_rows(max_col=2)}
    assert guide["Client"] is None
    assert cx("answers", CLIENT, "--read", path)[0] == 0
    assert cx("blank", tmp_path / "no" / "such" / "folder.xlsx")[0] == 2


def test_the_data_request_is_written_where_reports_are(cx, workspace):
    code, out, _ = cx("request", CLIENT)
    assert code == 0
    lines = out.splitlines()
    assert lines[0].startswith(f"{CLIENT}: ")
    folder = workspace.reports / "requests" / CLIENT
    assert lines[1:] == [str(folder / f"data-request-{CLIENT}.{kind}") for kind in ("html", "xlsx")]


def test_the_data_request_as_json_lists_sets_columns_and_questions(cx, tmp_path):
    code, out, _ = cx("request", CLIENT, "--out", tmp_path / "o", "--formats", "html", "--json")
    found = json.loads(out)
    assert code == 0
    assert found["files"] == [str(tmp_path / "o" / f"data-request-{CLIENT}.html")]
    pursuit = next(r for r in found["requests"] if r["table"] == "pursuit")
    assert pursuit["status"] == "missing"
    assert pursuit["period"] == {"start": "2024-01-01", "end": "2025-12-31"}
    assert {"column": "received", "supplied": False, "codes": ["K17"]} in pursuit["columns"]
    assert "generic__rfp_log" in pursuit["formats"]
    assert {"question", "owner", "kpis"} == set(found["questions"][0])


def test_an_unknown_format_of_the_request_is_refused(cx):
    code, _, err = cx("request", CLIENT, "--formats", "docx")
    assert code == 2
    assert "html, xlsx" in err
