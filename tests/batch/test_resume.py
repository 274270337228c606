"""A batch that is killed at any moment resumes to the bytes of one that was not.

CXAUDIT_KILLS=20 kills twenty batches instead of three.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cxaudit.batch import iter_manifest, run_reports
from cxaudit.batch.strays import list_processes
from tests.batch.light import STAMPS, make_workspace, published, write_notebook

CLIENTS = [f"firm-{number}" for number in range(4)]
KILLS = int(os.environ.get("CXAUDIT_KILLS", "3"))
SLOW = "time.sleep(0.2)"
CODE = """
import sys
from pathlib import Path
from cxaudit.audit import Workspace
from cxaudit.batch import run_reports
run_reports(Workspace(Path(sys.argv[1])), sys.argv[3:], jobs=2, out=Path(sys.argv[2]))
"""


def start(workspace, out: Path) -> subprocess.Popen:
    command = [sys.executable, "-P", "-c", CODE, str(workspace.root), str(out), *CLIENTS]
    return subprocess.Popen(command, start_new_session=True)


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    """Return a workspace, what a batch of it publishes, and how long that takes."""
    workspace = make_workspace(tmp_path_factory.mktemp("resume") / "w", *CLIENTS)
    write_notebook(workspace, STAMPS, SLOW)
    out = workspace.root / "clean"
    began = time.monotonic()
    assert start(workspace, out).wait() == 0
    return workspace, published(out), time.monotonic() - began


def wait_until_gone(folder: Path) -> None:
    for _ in range(500):
        if not list_processes(folder):
            return
        time.sleep(0.02)
    raise AssertionError("processes of a killed batch are left")


@pytest.mark.parametrize("number", range(KILLS))
def test_a_killed_batch_resumes_to_identical_bytes(clean, number):
    workspace, wanted, seconds = clean
    out = workspace.root / f"killed-{number}"
    batch = start(workspace, out)
    time.sleep(random.Random(number).uniform(0.3, 1.0) * seconds)
    batch.send_signal(signal.SIGKILL)
    batch.wait()
    wait_until_gone(out)
    finished = published(out)
    assert all(wanted[name] == content for name, content in finished.items())
    run = run_reports(workspace, CLIENTS, out=out)
    assert published(out) == wanted
    whole = {Path(name).parts[1] for name in finished if name.endswith("stamp.json")}
    done = {line["client"] for line in iter_manifest(out / ".runs" / run.run)
            if line["state"] == "skipped"}  # fmt: skip
    assert done == whole
    assert not list((out / ".runs").glob("*/firm-*"))
