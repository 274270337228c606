"""Many machines: two workers of a real scheduler give the bytes that one machine gives."""

from __future__ import annotations

import os
import shutil
import signal
import threading
import time
from pathlib import Path

import fsspec
import pytest

from cxaudit.batch import iter_manifest, list_remote_clients, run_reports
from cxaudit.errors import ClientDataError
from tests.batch.light import STAMPS, make_workspace, published, write_notebook

distributed = pytest.importorskip("distributed", reason="the extra cluster is not installed")
CLIENTS = ["firm-0", "firm-1", "firm-2"]
SLOW = "time.sleep(1.5)"


@pytest.fixture(scope="module")
def cluster():
    """Return a scheduler with two worker processes on this machine."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None,
        host="127.0.0.1", silence_logs=50,
    ) as local:  # fmt: skip
        yield local


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    made = make_workspace(tmp_path_factory.mktemp("cluster") / "w", *CLIENTS, "raises")
    write_notebook(made, STAMPS, SLOW, 'if client == "raises":\n    1 / 0')
    return made


@pytest.fixture(scope="module")
def alone(workspace):
    """Return what one machine publishes."""
    out = workspace.root / "alone"
    assert not run_reports(workspace, CLIENTS, jobs=2, out=out).has_failures
    return published(out)


def test_a_shared_folder_gets_the_bytes_that_one_machine_writes(workspace, alone, cluster):
    out = workspace.root / "shared"
    asked = [*CLIENTS, "raises"]
    run = run_reports(workspace, asked, out=out, cluster=cluster.scheduler_address)
    assert run.counts == {"done": 3, "skipped": 0, "failed": 1}
    assert published(out) == alone
    assert run.clients[-1].cause.endswith("ZeroDivisionError: division by zero")
    states = {}
    for line in iter_manifest(out / ".runs" / run.run):
        states.setdefault(line["client"], []).append(line["state"])
    assert states["firm-0"] == ["queued", "running", "done"]
    assert states["raises"] == ["queued", "running", "failed"]
    again = run_reports(workspace, CLIENTS, out=out, cluster=cluster.scheduler_address)
    assert again.counts == {"done": 0, "skipped": 3, "failed": 0}


def test_a_worker_that_is_killed_in_the_middle_loses_nothing(workspace, alone, cluster):
    out = workspace.root / "killed"
    killed = []

    def kill_one() -> None:
        while not list((out / ".runs").glob("*/firm-*")):
            time.sleep(0.05)
        worker = next(iter(cluster.workers.values())).pid
        os.kill(worker, signal.SIGKILL)
        killed.append(worker)

    killer = threading.Thread(target=kill_one)
    killer.start()
    run = run_reports(workspace, CLIENTS, out=out, cluster=cluster.scheduler_address)
    killer.join()
    assert killed
    assert run.counts == {"done": 3, "skipped": 0, "failed": 0}, run
    assert published(out) == alone


def test_files_that_lie_elsewhere_are_brought_and_taken_back(workspace, alone, cluster, tmp_path):
    shutil.copytree(workspace.clients, tmp_path / "data" / "clients")
    there = f"file://{tmp_path}"
    assert set(list_remote_clients(there)) == {*CLIENTS, "raises"}
    for wanted in ("done", "skipped"):
        run = run_reports(
            workspace, CLIENTS, out=tmp_path / "runs", cluster=cluster.scheduler_address,
            files=there,
        )  # fmt: skip
        assert {ended.status for ended in run.clients} == {wanted}, run
    assert all(Path(f.removeprefix("file://")).is_file() for f in run.clients[0].files)
    assert {Path(name).parts[-2:] for name in published(tmp_path / "reports")} == {
        Path(name).parts[-2:] for name in alone
    }


def test_a_memory_file_system_serves_one_machine_without_a_cluster(workspace, tmp_path):
    memory = fsspec.filesystem("memory")
    memory.put(f"{workspace.clients}/firm-0/", "/audits/data/clients/firm-0/", recursive=True)
    run = run_reports(workspace, ["firm-0"], out=tmp_path, files="memory://audits")
    assert run.clients[0].status == "done", run
    assert memory.exists("/audits/reports/2025-01-01_2025-12-31/firm-0/report.html")
    again = run_reports(workspace, ["firm-0"], out=tmp_path, files="memory://audits")
    assert again.clients[0].status == "skipped"


def test_files_that_cannot_be_had_fail_that_client_alone(workspace, tmp_path, monkeypatch):
    memory = fsspec.filesystem("memory")
    for client in ("firm-0", "firm-1"):
        there = f"/half/data/clients/{client}/"
        memory.put(f"{workspace.clients}/{client}/", there, recursive=True)
    get = type(memory).get

    def breaks(system, source, *more, **options):
        if "firm-1" in source:
            raise OSError("the link is down")
        return get(system, source, *more, **options)

    monkeypatch.setattr(type(memory), "get", breaks)
    run = run_reports(workspace, ["firm-0", "firm-1"], out=tmp_path, files="memory://half")
    assert [ended.status for ended in run.clients] == ["done", "failed"]
    assert run.clients[1].cause == "the link is down"
    last = [line for line in iter_manifest(run.folder) if line["client"] == "firm-1"][-1]
    assert (last["state"], last["what"]) == ("failed", "the link is down")


def test_no_scheduler_at_the_address_is_refused(workspace, monkeypatch):
    monkeypatch.setattr("cxaudit.batch.cluster.CONNECT_SECONDS", 1)
    with pytest.raises(ClientDataError, match="no scheduler answers"):
        run_reports(workspace, CLIENTS, cluster="tcp://127.0.0.1:9")


def test_files_of_an_unknown_kind_are_refused(workspace, tmp_path):
    with pytest.raises(ClientDataError, match="cannot be reached from here"):
        list_remote_clients("nosuchkind://bucket")
