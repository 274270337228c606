"""One client in one process of its own: started, limited, ended whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "SYSTEMROOT", "VIRTUAL_ENV", "CXAUDIT_KEYS",
        "JUPYTER_PATH")  # fmt: skip
CAUSE = "cause.txt"


class Failed(Exception):
    """A report that did not become one, with its cause in words."""


def execute_report(notebook: Path, request: Path, private: Path, *, limit_seconds: float) -> None:
    """Execute the notebook for one request in a child process; raises Failed.

    ``private``: the client's own folder of this run, mode 0700, which is also the child's
    working and temporary folder.
    """
    private.chmod(0o700)
    scratch = private / "tmp"
    scratch.mkdir(exist_ok=True)
    environment = {name: os.environ[name] for name in KEPT if name in os.environ}
    environment |= {name: str(scratch) for name in ("TMPDIR", "MPLCONFIGDIR", "IPYTHONDIR")}
    environment |= {"JUPYTER_RUNTIME_DIR": str(scratch / "runtime"), "PYTHONHASHSEED": "0"}
    command = [sys.executable, "-m", "cxaudit.batch.worker", str(notebook), str(request)]
    with (private / "log.txt").open("wb") as log:
        child = subprocess.Popen(
            command, cwd=private, env=environment, stdin=subprocess.DEVNULL, stdout=log,
            stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        try:
            code = child.wait(timeout=limit_seconds)
        except subprocess.TimeoutExpired as error:
            _end_group(child)
            raise Failed(f"not done within {limit_seconds:g} seconds") from error
        finally:
            _end_group(child)
    if code != 0:
        raise Failed(_cause(private, code))


def _end_group(child: subprocess.Popen[bytes]) -> None:
    """End the child and whatever it started; nothing of it outlives the report."""
    if os.name == "nt":
        child.kill()
        return
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    child.wait()


def _cause(private: Path, code: int) -> str:
    written = private / CAUSE
    if written.exists():
        return written.read_text(encoding="utf-8").strip()
    died = f"signal {-code}" if code < 0 else f"exit code {code}"
    return f"the report's process ended early ({died})"
