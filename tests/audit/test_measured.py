"""What was measured once is read: the same answers, no engine, until what they rest on changes."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import cxaudit.audit as package
from cxaudit import edition
from cxaudit.audit import Audit, measured, seen
from cxaudit.measure import Measurement
from cxaudit.outcome import Outcome
from cxaudit.period import Period
from cxaudit.store import apply_settings, read_client
from tests.small_firm import ANSWERS, CLIENT, answer, change, make_client, open_small, take_in

PARTS = ("measurements", "joins", "reported", "trends", "tests", "past", "sums", "steps")
UNDER_SETTINGS = {"measurements", "reported", "trends", "tests", "past", "sums"}


VIDEOS = """item_id,channel,title,published,views,next_step,period_start,period_end
v1,video,A talk,2025-05-01T09:00:00Z,100,,2025-05-01,2025-12-31
v2,video,Another,2025-06-01T09:00:00Z,90,https://firm.example/more,2025-06-01,2025-12-31
"""


class Opened(Exception):
    """The engine was opened."""


@pytest.fixture
def workspace(tmp_path, keys):
    """Return a workspace with the small firm, answers in, everything measured once."""
    made = make_client(tmp_path / "workbook")
    path = made.root / "inbox" / "videos.csv"
    path.write_text(VIDEOS)
    take_in(made, [path])
    answer(made)
    measure(open_small(made))
    return made


def measure(audit: Audit) -> dict[str, object]:
    """Return all the parts."""
    return {name: getattr(audit, name) for name in PARTS}


def list_measured_again(workspace, client: str = CLIENT) -> set[str]:
    """Return the parts for which the engine is opened now, each asked of an audit of its own."""

    def refuse(*_: object, **__: object) -> None:
        raise Opened

    again = set()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(measured, "open_engine", refuse)
        for name in PARTS:
            try:
                getattr(Audit.open(client, workspace.root), name)
            except Opened:
                again.add(name)
    return again


def list_kept(workspace) -> list[str]:
    return sorted(path.name for path in workspace.client_folder(CLIENT).glob("measured/*"))


def test_measured_once_everything_is_read_and_equal(workspace, monkeypatch):
    assert list_measured_again(workspace) == set()
    kept = open_small(workspace)
    card = kept.scorecard
    assert "opened" not in kept.__dict__
    monkeypatch.setenv("CXAUDIT_FRESH", "1")
    fresh = open_small(workspace)
    assert measure(kept) == measure(fresh)
    assert card == fresh.scorecard
    assert "opened" in fresh.__dict__
    for part in PARTS:
        texts = [measured.TYPED.to_text(getattr(one, part)) for one in (kept, fresh)]
        assert texts[0] == texts[1], part


def test_rows_behind_a_figure_still_open_the_engine(workspace):
    audit = open_small(workspace)
    assert audit.rows("email_open_rate")["total"] == 6
    assert "opened" in audit.__dict__


def settings(**told):
    def alter(workspace):
        profile = read_client(workspace.client_folder(CLIENT)).profile
        change(workspace, profile=apply_settings(profile, told.items()))

    return alter


def import_another(workspace):
    path = workspace.root / "inbox" / "more.csv"
    path.write_text(
        "interaction_id,kind,client_id,ts,closed,status,outcome,parent_id\n"
        "k9,complaint,c3,2025-08-01T09:00:00Z,2025-08-04T09:00:00Z,closed,rejected,\n"
    )
    take_in(workspace, [path])


def touch_a_table(workspace):
    path = next(workspace.client_folder(CLIENT).glob("tables/*/mandate.parquet"))
    os.utime(path, (1, 1))


def report_another_figure(workspace):
    told = replace(open_small(workspace).file.reported[0], value=0.4)
    change(workspace, reported=(told,))


def nothing_else_changes(workspace):
    change(workspace, use_cases=(), criteria=())
    settings(**{
        "note": "a remark", "name": "Another Name", "consultant": "Somebody",
        "own_targets.email_open_rate": "0.5", "norms.complaints_per_client": "0.2",
        "size_band": "small", "systems.crm.name": "X",
    })(workspace)  # fmt: skip


@pytest.mark.parametrize(
    ("alter", "again"),
    [
        (nothing_else_changes, set()),
        (import_another, set(PARTS)),
        (touch_a_table, set(PARTS)),
        (settings(as_of="2025-11-30"), UNDER_SETTINGS),
        (settings(currency="USD"), UNDER_SETTINGS),
        (settings(decision_lag_days="90"), UNDER_SETTINGS),
        (report_another_figure, {"reported", "tests"}),
        (settings(**{"review_days.email_open_rate": "90"}), {"tests"}),
        (settings(**{"declared_counts.campaigns": "6"}), {"tests"}),
    ],
)
def test_what_rests_on_a_change_is_measured_again_and_nothing_else(workspace, alter, again):
    alter(workspace)
    assert list_measured_again(workspace) == again
    measure(open_small(workspace))
    assert list_measured_again(workspace) == set()


@pytest.mark.parametrize("name", ["package_digest", "list_versions"])
def test_another_edition_of_the_program_measures_again(workspace, name, monkeypatch):
    monkeypatch.setattr(measured, name, lambda *_: ("another",))
    assert list_measured_again(workspace) == set(PARTS)


def test_while_the_program_is_changed_under_it_nothing_is_read_or_kept(workspace, monkeypatch):
    before = list_kept(workspace)
    monkeypatch.setattr(edition, "IMPORTED_NS", 0)
    assert list_measured_again(workspace) == set(PARTS)
    measure(open_small(workspace))
    assert list_kept(workspace) == before


def list_stood_again(workspace) -> bool:
    """Tell whether figures are held against peers anew now."""

    def refuse(*_: object) -> None:
        raise Opened

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(measured, "stand_against_peers", refuse)
        try:
            return not open_small(workspace).benchmarks
        except Opened:
            return True


def change_the_peers(workspace):
    folder = workspace.root / "data" / "benchmarks"
    shutil.copytree(workspace.benchmarks, folder)
    with (folder / "demo_pool.csv").open("a") as pool:
        pool.write("\n")


def take_the_use_cases_back(workspace):
    change(workspace, use_cases=())


@pytest.mark.parametrize(
    ("alter", "again"),
    [
        (lambda workspace: change(workspace, criteria=(), reported=()), False),
        (change_the_peers, True),
        (take_the_use_cases_back, True),
        (settings(size_band="small"), True),
        (settings(**{"own_targets.email_open_rate": "0.5"}), True),
        (settings(decision_lag_days="90"), True),
        (import_another, True),
    ],
)
def test_figures_are_held_against_peers_again_where_either_changed(workspace, alter, again):
    assert open_small(workspace).benchmarks
    assert not list_stood_again(workspace)
    alter(workspace)
    assert list_stood_again(workspace) is again


def test_what_real_peers_let_be_shown_is_not_kept(workspace, monkeypatch):
    monkeypatch.setattr(measured, "is_kept", lambda _: True)
    monkeypatch.setattr(measured, "stand_against_peers", lambda _: {"x": "of real peers"})
    before = list_kept(workspace)
    assert open_small(workspace).benchmarks == {"x": "of real peers"}
    assert list_kept(workspace) == before


def test_afresh_nothing_is_read_and_nothing_kept(workspace, monkeypatch):
    monkeypatch.setenv("CXAUDIT_FRESH", "1")
    before = list_kept(workspace)
    assert list_measured_again(workspace) == set(PARTS)
    shutil.rmtree(workspace.client_folder(CLIENT) / "measured")
    measure(open_small(workspace))
    assert before and not list_kept(workspace)


def test_another_clients_answers_are_not_read(workspace):
    folder = workspace.client_folder(CLIENT)
    other = workspace.client_folder("other-firm")
    shutil.copytree(folder, other)
    text = (other / "audit.json").read_text()
    (other / "audit.json").write_text(text.replace(f'"{CLIENT}"', '"other-firm"'))
    assert list_measured_again(workspace, "other-firm") == set(PARTS)


def test_damaged_answers_are_measured_again_and_replaced(workspace):
    for path in workspace.client_folder(CLIENT).glob("measured/*"):
        path.write_bytes(path.read_bytes()[:-1])
    assert list_measured_again(workspace) == set(PARTS)
    measure(open_small(workspace))
    assert list_measured_again(workspace) == set()


def test_where_the_folder_takes_nothing_the_audit_goes_on(workspace):
    folder = workspace.client_folder(CLIENT) / "measured"
    shutil.rmtree(folder)
    folder.write_text("no folder")
    assert open_small(workspace).measurements["email_open_rate"].value == pytest.approx(1 / 3)
    assert folder.read_text() == "no folder"


def test_of_a_newer_versions_file_nothing_is_kept(workspace):
    audit = open_small(workspace)
    shutil.rmtree(audit.folder / "measured")
    newer = replace(audit, file=replace(audit.file, schema_version=99))
    assert newer.file.is_newer
    measure(newer)
    assert not list_kept(workspace)


def test_a_statement_that_did_not_run_is_run_again(workspace):
    audit = open_small(workspace)
    day = audit.as_of
    failed = Measurement("x", "K00", Outcome.FAILED, "count", Period(day, day))
    before = list_kept(workspace)
    assert measured.ask(audit, "measurements", lambda _: {"x": failed}) == {"x": failed}
    assert list_kept(workspace) == before


def test_nor_is_kept_what_was_made_of_its_figure(workspace):
    audit = open_small(workspace)
    shutil.rmtree(audit.folder / "measured")
    known = audit.measurements
    failed = replace(known["email_open_rate"], outcome=Outcome.FAILED, value=None)
    audit.__dict__["measurements"] = known | {"email_open_rate": failed}
    assert "email_open_rate" not in audit.trends
    assert [name.partition("-")[0] for name in list_kept(workspace)] == ["measurements"]


def test_what_is_kept_names_no_more_than_the_tables_and_the_records(workspace):
    """Texts in the kept answers are the program's own words, or stand in a record of an import."""
    folder = workspace.client_folder(CLIENT)
    kept = "".join(path.read_text() for path in folder.glob("measured/*"))
    typed = json.dumps([ANSWERS["use_cases"], "Small Firm"])
    for private in (
        "Northern Pension",
        "Harbour",
        "February letter",
        "Small Firm",
        "campaign lead",
    ):
        assert private not in kept
    assert "campaign lead" in typed


READERS = (
    "causes", "evidence", "facts", "feeding", "joins", "population", "proofs", "reported",
    "rhythm", "standing", "trends", "worth",
)  # fmt: skip
ROOTS = {
    "evidence.run_tests", "reported.compare_reported", "trends.to_trends", "standing.to_past",
    "standing.stand_against_peers", "worth.to_sums", "facts.to_steps",
}  # fmt: skip
AFTER = {
    "worth.value_all", "worth.to_inputs", "worth._targets", "worth._cases", "facts.to_facts",
    "facts._reported", "facts._jump", "facts._pending", "evidence.to_evidence",
    "evidence.to_json",
}  # fmt: skip
"""Functions of these modules that are handed the whole audit: they measure nothing."""


def list_functions() -> dict[str, ast.FunctionDef]:
    """Return every function of the modules that measure, by name."""
    home = Path(package.__file__).parent
    trees = [ast.parse((home / f"{name}.py").read_text()) for name in READERS]
    return {
        f"{at}.{node.name}": node
        for at, tree in zip(READERS, trees, strict=True)
        for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)
    }  # fmt: skip


def list_reads(node: ast.AST) -> set[str]:
    """Return what a function reads of ``audit``: attributes, and keys of the profile."""
    found = set()
    for one in ast.walk(node):
        if isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name):
            found |= {one.attr} if one.value.id == "audit" else set()
        text = ast.unparse(one) if isinstance(one, ast.Call | ast.Attribute) else ""
        if text.startswith("audit.file.profile.get("):
            found.add(f"profile {one.args[0].value}" if isinstance(one, ast.Call) else text)
        elif text.startswith("audit.file."):
            found.add(text)
    return found


def test_no_branch_of_a_measure_reads_what_is_not_in_its_key():
    """Also the branches that no firm of the tests takes: every function that measures is read."""
    functions = list_functions()
    assert set(functions) >= ROOTS | AFTER
    plain = {*seen.ROWS, "settings", "file", "audit.file.reported", "audit.file.profile"}
    plain |= {name for read, names in seen.UNDER.items() if read != "peers" for name in names}
    plain |= {"audit.file.profile.get"} | {f"profile {name}" for name in seen.TOLD}
    for name, node in functions.items():
        if name not in AFTER:
            peers = set(seen.UNDER["peers"]) if name.startswith("standing.") else set()
            assert list_reads(node) <= plain | peers, name
            assert not set(seen.HELD_AGAINST) & list_texts(node), name


def list_texts(node: ast.AST) -> set[object]:
    return {one.value for one in ast.walk(node) if isinstance(one, ast.Constant)}


def test_no_statement_and_no_entry_reads_what_figures_are_only_held_against():
    model = Path(package.__file__).parents[1] / "model"
    paths = [*model.glob("kpis/*/*"), *model.glob("views/*")]
    assert len(paths) > 60
    for path in paths:
        words = set(re.findall(r"[a-z_]+", path.read_text(encoding="utf-8")))
        assert not {"own_targets", "norms"} & words, path
