"""Twenty firms of which six misbehave: fourteen reports, six causes, and nothing left running."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from cxaudit.batch import Limits, run_reports
from cxaudit.batch.strays import list_processes
from cxaudit.batch.warm.host import can_fork
from tests.batch.light import make_workspace

POISON = {
    "raises": "ValueError: boom",
    "dies": "its process ended by itself, with exit code 1",
    "crashes": "its process was ended by SIGSEGV",
    "loops": "the cell was not done within 5 seconds",
    "ignores": "the cell was not done within 5 seconds",
    "hoards": "MemoryError: it asked for more memory than a report may have",
}
WELL = [f"firm-{number:02}" for number in range(14)]


@pytest.fixture(scope="module")
def twenty(tmp_path_factory):
    if not can_fork():
        pytest.skip("a template needs fork and pidfds, which this system lacks")
    mixed = [name for pair in zip(POISON, WELL, strict=False) for name in pair] + WELL[6:]
    workspace = make_workspace(tmp_path_factory.mktemp("twenty") / "w", *mixed)
    run = run_reports(workspace, mixed, jobs=2, limits=Limits(cell_seconds=5, memory_mb=2000))
    return workspace, run, {ended.client: ended for ended in run.clients}


def test_fourteen_reports_and_six_causes(twenty):
    workspace, run, ended = twenty
    assert run.counts == {"done": 14, "skipped": 0, "failed": 6}
    assert [ended[client].status for client in WELL] == ["done"] * 14
    for client in WELL:
        assert f"<h1>{client}</h1>" in (workspace.reports.rglob(f"{client}/report.html").__next__()
                                        ).read_text()  # fmt: skip


@pytest.mark.parametrize("client", POISON)
def test_each_failure_names_its_cell_and_its_cause(twenty, client):
    cause = twenty[2][client].cause
    assert cause == f'cell 5, under "Where the figures stand": {POISON[client]}'


def test_no_process_is_left(twenty):
    assert list_processes(twenty[0].reports) == []


def test_the_summary_lists_every_client_with_its_cause(twenty):
    workspace, run, _ = twenty
    folder = workspace.reports / ".runs" / run.run
    with (folder / "summary.csv").open() as file:
        rows = {row["client"]: row for row in csv.DictReader(file)}
    assert len(rows) == 20
    assert rows["raises"]["cause"].endswith("ValueError: boom")
    assert (folder / rows["firm-03"]["report"]).is_file()
    page = (folder / "index.html").read_text()
    assert "14 written, 6 failed" in page
    assert all(client in page for client in rows)
    assert "http" not in page.replace(os.fspath(folder), "")


def test_without_a_template_a_new_process_each_gives_the_same_bytes(twenty):
    workspace, _, ended = twenty
    before = {file: Path(file).read_bytes() for file in ended["firm-00"].files}
    (again,) = run_reports(workspace, ["firm-00"], force=True, fork=False).clients
    assert again.status == "done", again
    assert {file: Path(file).read_bytes() for file in again.files} == before


def test_asking_for_input_and_leaving_fail_in_words(tmp_path):
    workspace = make_workspace(tmp_path / "w", "asks", "leaves")
    asks, leaves = run_reports(workspace, ["asks", "leaves"]).clients
    assert asks.cause.endswith("InputAsked: a cell asked for input, and nobody is there to answer")
    assert leaves.cause.endswith("SystemExit: 3")


def test_a_report_that_holds_an_address_of_nobodys_typing_is_not_published(tmp_path):
    workspace = make_workspace(tmp_path / "w", "tells", "well")
    tells, well = run_reports(workspace, ["tells", "well"]).clients
    assert (tells.status, tells.stage, well.status) == ("failed", "publish", "done")
    assert "an e-mail address in report.html, under the heading" in tells.cause
    assert "Contacts" in tells.cause and "ann@bird.example" not in tells.cause
    assert not list(workspace.reports.glob("*/tells")) and list(workspace.reports.glob("*/well"))
