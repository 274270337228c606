"""A batch over many firms: each ends by itself, and only whole reports are published."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cxaudit.batch import Limits, iter_manifest, run_reports
from cxaudit.batch.strays import list_processes
from cxaudit.batch.warm.host import can_fork
from cxaudit.cli.entry import run as command
from cxaudit.errors import ClientDataError
from cxaudit.store import read_client
from tests.batch.light import STAMPS, make_workspace, save_profile, write_notebook

PERIOD = "2025-01-01_2025-12-31"
FAILING = ("raises", "dies", "asks", "swaps")


@pytest.fixture(scope="module")
def batch(tmp_path_factory):
    """Run five firms once: one behaves, four do not, an older report of one lies there."""
    workspace = make_workspace(tmp_path_factory.mktemp("batch") / "w", "behaves", *FAILING)
    older = workspace.reports / PERIOD / "raises"
    older.mkdir(parents=True)
    (older / "report.html").write_text("an older report")
    heard = []
    run = run_reports(workspace, ["behaves", *FAILING], jobs=2, tell=heard.append)
    return workspace, {ended.client: ended for ended in run.clients}, run, heard


def test_a_client_that_fails_is_one_failed_client_while_the_others_are_done(batch):
    _, ended, run, heard = batch
    assert {c: e.status for c, e in ended.items()} == {
        "behaves": "done", "raises": "failed", "dies": "failed", "asks": "failed",
        "swaps": "failed",
    }  # fmt: skip
    assert run.has_failures
    assert sorted(one.client for one in heard) == sorted(["behaves", *FAILING])
    assert [one.client for one in run.clients] == ["behaves", *FAILING]


@pytest.mark.parametrize(
    ("client", "words"),
    [
        ("raises", "ValueError: boom"),
        ("dies", "its process ended by itself, with exit code 1"),
        ("asks", "input"),
    ],
)
def test_the_cause_says_where_it_stopped_and_why(batch, client, words):
    ended = batch[1][client]
    assert ended.stage == "execute"
    assert ended.cause.startswith('cell 5, under "Where the figures stand": ')
    assert words in ended.cause
    assert "Traceback" not in ended.cause


def test_a_report_that_stamps_another_client_is_refused(batch):
    ended = batch[1]["swaps"]
    assert "the report's stamp is not the client that was asked for" in ended.cause
    assert "'client': 'another'" in ended.cause
    assert "'client': 'swaps'" in ended.cause


def test_nothing_is_published_for_a_failed_client_and_an_older_report_stays(batch):
    workspace, ended, _, _ = batch
    published = {path.name for path in (workspace.reports / PERIOD).glob("[!.]*")}
    assert published == {"behaves", "raises"}
    assert (workspace.reports / PERIOD / "raises" / "report.html").read_text() == "an older report"
    assert ended["raises"].files == ()


def test_no_process_of_the_batch_outlives_it(batch):
    assert list_processes(batch[0].reports) == []


def test_the_manifest_tells_every_change_of_state(batch):
    workspace, _, run, _ = batch
    states = {}
    for line in iter_manifest(workspace.reports / ".runs" / run.run):
        states.setdefault(line["client"], []).append(line["state"])
    assert states == {"behaves": ["queued", "running", "done"]} | {
        c: ["queued", "running", "failed"] for c in FAILING
    }


def test_the_private_folder_goes_with_success_and_stays_closed_after_a_failure(batch):
    workspace, _, run, _ = batch
    folder = workspace.reports / ".runs" / run.run
    assert not (folder / "behaves").exists()
    assert (folder / "raises").stat().st_mode & 0o077 == 0
    assert (folder / "raises" / "executed.ipynb").exists()


def test_the_manifest_is_read_up_to_a_torn_last_line(tmp_path):
    (tmp_path / "manifest.jsonl").write_text('{"client": "a", "state": "running"}\n{"cli')
    assert [line["client"] for line in iter_manifest(tmp_path)] == ["a"]


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """Return a workspace whose one firm's light report is published under a relative path."""
    folder = tmp_path_factory.mktemp("alone")
    workspace = make_workspace(folder / "w", "behaves")
    write_notebook(workspace, STAMPS)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        (first,) = run_reports(workspace, ["behaves", "behaves"], out=Path("elsewhere")).clients
    assert first.status == "done", first
    return workspace, folder / "elsewhere"


def test_reports_are_published_where_out_says(alone):
    workspace, out = alone
    published = {path.name for path in (out / PERIOD / "behaves").iterdir()}
    assert published == {"report.html", "report.ipynb", "stamp.json"}
    assert not workspace.reports.exists()


def test_an_unchanged_client_is_skipped_until_it_is_forced_or_an_answer_changes(alone):
    workspace, out = alone

    def status(force: bool = False) -> str:
        return run_reports(workspace, ["behaves"], out=out, force=force).clients[0].status

    page = out / PERIOD / "behaves" / "report.html"
    published = page.read_bytes()
    assert status() == "skipped"
    assert status(force=True) == "done"
    assert page.read_bytes() == published
    profile = read_client(workspace.client_folder("behaves")).profile
    save_profile(workspace, "behaves", profile | {"note": "an answer has changed"})
    assert status() == "done"
    assert status() == "skipped"


def test_no_template_is_started_where_no_client_needs_a_report(alone):
    workspace, out = alone
    run = run_reports(workspace, ["behaves"], out=out)
    assert run.counts == {"done": 0, "skipped": 1, "failed": 0}
    assert not (run.folder / "template.log").exists()
    again = run_reports(workspace, ["behaves"], out=out, force=True)
    assert (again.folder / "template.log").exists() == can_fork()


def test_an_endless_loop_ends_at_its_limit_and_leaves_no_process(tmp_path):
    workspace = make_workspace(tmp_path / "w", "loops")
    (ended,) = run_reports(workspace, ["loops"], limits=Limits(seconds=8)).clients
    assert (ended.status, ended.stage) == ("failed", "execute")
    assert ended.cause.endswith("not done within 8 seconds")
    assert list_processes(workspace.reports) == []


def test_a_killed_batch_leaves_no_process_running(tmp_path):
    workspace = make_workspace(tmp_path / "w", "loops")
    code = f"""
from pathlib import Path
from cxaudit.audit import Workspace
from cxaudit.batch import run_reports
run_reports(Workspace(Path({str(workspace.root)!r})), ["loops"])
"""
    parent = subprocess.Popen([sys.executable, "-c", code], start_new_session=True)
    wait_until(lambda: len(list_processes(workspace.reports)) >= 2)
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    wait_until(lambda: not list_processes(workspace.reports))


def wait_until(is_so, limit_seconds: float = 60.0) -> None:
    ends = time.monotonic() + limit_seconds
    while not is_so():
        assert time.monotonic() < ends, "it did not come to be"
        time.sleep(0.1)


def test_an_interrupted_batch_ends_its_children(tmp_path):
    workspace = make_workspace(tmp_path / "w", "quick", "loops")
    (workspace.client_folder("quick") / "audit.json").write_text("no json")

    def interrupt(_) -> None:
        wait_until(lambda: list_processes(workspace.reports))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_reports(workspace, ["quick", "loops"], jobs=2, tell=interrupt)
    assert list_processes(workspace.reports) == []


def test_a_workspace_whose_own_notebooks_hold_no_report_is_refused(tmp_path):
    workspace = make_workspace(tmp_path / "w", "behaves")
    (workspace.root / "notebooks" / "report.ipynb").rename(workspace.root / "notebooks" / "x.ipynb")
    with pytest.raises(ClientDataError, match="no report among them"):
        run_reports(workspace, ["behaves"])


def test_a_reports_folder_that_cannot_be_made_is_refused(tmp_path):
    workspace = make_workspace(tmp_path / "w", "behaves")
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ClientDataError, match="cannot be written"):
        run_reports(workspace, ["behaves"], out=tmp_path / "file" / "reports")


def test_the_command_ends_with_3_and_says_on_one_line_which_client_failed_and_why(tmp_path, capsys):
    workspace = make_workspace(tmp_path / "w", "behaves", "broken")
    write_notebook(workspace, STAMPS)
    (workspace.client_folder("broken") / "audit.json").write_text("no json")
    assert command(["report", "--all", "--root", str(workspace.root)]) == 3
    told = capsys.readouterr()
    assert told.err.startswith("broken: failed while reading the client: broken/audit.json")
    assert "behaves: " in told.out
    assert command(["--json", "report", "--all", "--root", str(workspace.root)]) == 3
    clients = json.loads(capsys.readouterr().out)["clients"]
    assert {c["client"]: c["status"] for c in clients} == {"behaves": "skipped", "broken": "failed"}


def test_a_client_named_on_the_line_that_cannot_be_opened_is_refused_at_once(tmp_path, capsys):
    workspace = make_workspace(tmp_path / "w", "behaves")
    assert command(["report", "behaves", "nobody", "--root", str(workspace.root)]) == 2
    assert "there is no such client" in capsys.readouterr().err
    assert not workspace.reports.exists()
