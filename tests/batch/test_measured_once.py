"""A report made of what is kept has the bytes of one that was measured for."""

from __future__ import annotations

import shutil

from cxaudit.audit import Workspace
from cxaudit.batch import run_reports
from tests.batch.light import published
from tests.conftest import DEMO


def test_measured_or_read_the_published_bytes_are_the_same(demo_workspace, tmp_path, monkeypatch):
    shutil.copytree(demo_workspace.clients, tmp_path / "w" / "data" / "clients")
    workspace = Workspace(tmp_path / "w")
    kept = workspace.client_folder(DEMO) / "measured"
    shutil.rmtree(kept, ignore_errors=True)

    def report(name: str) -> dict[str, bytes]:
        (ended,) = run_reports(workspace, [DEMO], out=tmp_path / name, force=True).clients
        assert ended.status == "done", ended
        return published(tmp_path / name)

    monkeypatch.setenv("CXAUDIT_FRESH", "1")
    afresh = report("afresh")
    assert not kept.exists()
    monkeypatch.delenv("CXAUDIT_FRESH")
    assert report("first") == afresh
    before = {path.name: path.stat().st_mtime_ns for path in kept.iterdir()}
    assert {name.partition("-")[0] for name in before} >= {"measurements", "tests", "benchmarks"}
    assert report("second") == afresh
    assert {path.name: path.stat().st_mtime_ns for path in kept.iterdir()} == before
