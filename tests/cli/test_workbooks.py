"""One workbook a function: only their figures and questions, merged back one by one."""

from __future__ import annotations

import json
import shutil

import pytest

from cxaudit.audit import Workspace
from cxaudit.catalogue import load_catalogue
from cxaudit.cli.entry import run
from cxaudit.store import to_answers
from tests.filled import Filled
from tests.small_firm import CLIENT, answer, make_client, open_small

OWNER = {"KPI_id": "email_open_rate", "Criterion_id": "owner"}
MARKETING = {k for k, kpi in load_catalogue().items() if kpi.owner == "marketing"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return a place with the small firm, answered, and its workbooks; only read."""
    place = tmp_path_factory.mktemp("parts")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CXAUDIT_KEYS", str(place / "keys"))
        answer(make_client(place / "w", ()))
        words = ["answers", CLIENT, "--write", str(place / "out"), "--per-owner"]
        assert run([*words, "--root", str(place / "w")]) == 0
    return place


@pytest.fixture
def place(made, tmp_path, monkeypatch):
    """Return a copy of that place, which the test may change."""
    monkeypatch.setenv("CXAUDIT_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("CXAUDIT_WHO", "ann")
    shutil.copytree(made, tmp_path / "p")
    return tmp_path / "p"


@pytest.fixture
def workspace(place):
    """Return the workspace of the small firm."""
    return Workspace(place / "w")


@pytest.fixture
def folder(place):
    """Return the folder into which each function's workbook was written."""
    return place / "out"


@pytest.fixture
def cx(workspace, capsys):
    """Return the command in this process: exit code, standard output, standard error."""

    def command(*words):
        code = run([*map(str, words), "--root", str(workspace.root)])
        told = capsys.readouterr()
        return code, told.out, told.err

    return command


def book(folder, part):
    return folder / f"{CLIENT}-{part}.xlsx"


def column(filled, sheet, header):
    head, columns = filled.columns(sheet)
    cells = filled.sheet(sheet).iter_rows(min_row=head + 1, min_col=columns[header],
                                          max_col=columns[header], values_only=True)  # fmt: skip
    return {value for (value,) in cells if value}


def test_each_function_gets_its_own_figures_and_the_firm_the_rest(folder):
    owners = {str(kpi.owner).replace("_", "-") for kpi in load_catalogue().values() if kpi.is_kpi}
    assert {path.name for path in folder.iterdir()} == {
        f"{CLIENT}-{part}.xlsx" for part in owners | {"firm"}
    }
    theirs = Filled(book(folder, "marketing"))
    assert column(theirs, "Use cases", "KPI id") == MARKETING
    assert column(theirs, "Questionnaire", "KPI id") <= MARKETING
    assert column(theirs, "Reported figures", "KPI id") <= MARKETING
    assert not {"Firm", "Systems", "RFP log"} & set(theirs.book.sheetnames)
    firm = Filled(book(folder, "firm"))
    assert {"Firm", "Systems"} <= set(firm.book.sheetnames)
    assert "Use cases" not in firm.book.sheetnames
    assert column(firm, "Questionnaire", "KPI id") == set()


def test_read_back_as_they_went_out_they_change_nothing(cx, folder, workspace):
    before = open_small(workspace).file
    code, out, _ = cx("answers", CLIENT, "--read", folder, "--json")
    found = json.loads(out)
    assert (code, found["refused"]) == (0, 0)
    assert {tuple(row["changes"].values()) for row in found["workbooks"]} == {(0, 0, 0)}
    assert to_answers(open_small(workspace).file) == to_answers(before)


def test_a_cleared_answer_is_taken_out_and_no_other_functions(cx, folder, workspace):
    before = open_small(workspace).file
    filled = Filled(book(folder, "marketing"))
    row = filled.find("Questionnaire", **OWNER)
    filled.put("Questionnaire", row, Answer=None, Evidence=None, Seen_on=None, Remark=None)
    code, out, _ = cx("answers", CLIENT, "--read", filled.save())
    assert code == 0 and "0 added, 0 changed, 1 taken out" in out
    left = open_small(workspace).file
    assert set(before.criteria) - set(left.criteria) == {
        c for c in before.criteria if (c.kpi_id, c.criterion) == ("email_open_rate", "owner")
    }
    assert left.use_cases == before.use_cases


def test_two_who_answer_differently_are_named_or_stand_side_by_side(cx, folder, workspace):
    first, second = (Filled(book(folder, "marketing")) for _ in "ab")
    row = first.find("Questionnaire", **OWNER)
    place = first.put("Questionnaire", row, Answer="0.5 At least half")
    second.put("Questionnaire", row, Answer="0.25 Some")
    paths = [folder / "a.xlsx", folder / "b.xlsx"]
    for filled, path in zip((first, second), paths, strict=True):
        filled.save(path)
    for path in folder.glob(f"{CLIENT}-*.xlsx"):
        path.unlink()
    code, out, err = cx("answers", CLIENT, "--read", folder)
    assert code == 4
    assert "taken in: 1 of 2 workbooks; refused: 1" in out
    where = Filled(paths[0]).cell("Questionnaire", row, "Answer").coordinate
    assert place.endswith(where)
    assert f'{place}: the workbook says value "0.25", the audit now says value "0.5" (ann' in err
    assert cx("answers", CLIENT, "--read", paths[1], "--keep", "both")[0] == 0
    owner = [c for c in open_small(workspace).file.criteria
             if (c.kpi_id, c.criterion) == ("email_open_rate", "owner")]  # fmt: skip
    assert {(c.respondent, c.value) for c in owner} == {("lead", 0.5), ("lead (b)", 0.25)}
    row = next(r for r in open_small(workspace).readiness.kpis if r.kpi_id == "email_open_rate")
    judged = next(c for c in row.criteria if (c.link, c.criterion) == ("purpose", "owner"))
    assert (float(judged.declared.low), float(judged.declared.high)) == (0.25, 0.5)


def test_one_workbook_with_a_fault_stops_no_other(cx, folder, workspace):
    for part in ("events", "rfp-team"):
        book(folder, part).unlink()
    filled = Filled(book(folder, "marketing"))
    place = filled.put("Questionnaire", filled.find("Questionnaire", **OWNER), Answer=0.3)
    filled.save()
    filled = Filled(book(folder, "sales"))
    row = filled.find("Use cases", KPI_id="pitch_win_rate")
    filled.put("Use cases", row, **{"Does_it_apply?": "Applies", "Who": "Head of sales"})
    filled.save()
    code, out, _ = cx("answers", CLIENT, "--read", folder, "--json")
    rows = {row["file"]: row for row in json.loads(out)["workbooks"]}
    assert code == 2
    assert place in rows[f"{CLIENT}-marketing.xlsx"]["error"]["found"]
    assert rows[f"{CLIENT}-sales.xlsx"]["changes"]["added"] == 1
    assert {c.kpi_id for c in open_small(workspace).file.use_cases} >= {"pitch_win_rate"}


def test_an_empty_folder_and_an_unknown_function_are_refused(cx, folder, tmp_path):
    (tmp_path / "empty").mkdir()
    assert "no workbook lies" in cx("answers", CLIENT, "--read", tmp_path / "empty")[2]
    filled = Filled(book(folder, "events"))
    cells = filled.sheet("Guide").iter_rows(max_col=2)
    next(cell for label, cell in cells if label.value == "Asked of").value = "gardening"
    code, _, err = cx("answers", CLIENT, "--read", filled.save())
    assert code == 2 and "gardening" in err
