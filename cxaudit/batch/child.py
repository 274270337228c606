"""One client in one process of its own: started, limited, ended whole."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Event
from time import monotonic

from cxaudit.batch.place import find_place

KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "SYSTEMROOT", "USERPROFILE", "APPDATA",
        "VIRTUAL_ENV", "CXAUDIT_KEYS", "JUPYTER_PATH")  # fmt: skip
MARK = "CXAUDIT_RUN_FOLDER"
CAUSE, EXECUTED = "cause.txt", "executed.ipynb"
LOOK_EVERY_SECONDS = 0.5


class Failed(Exception):
    """A report that did not become one, with its cause in words."""


def execute_report(
    notebook: Path, request: Path, private: Path, *, limit_seconds: float,
    stop: Event | None = None,
) -> None:  # fmt: skip
    """Execute the notebook for one request in a child process; raises Failed.

    ``private``: the client's own folder of this run, mode 0700, which is also the child's
    working and temporary folder. ``stop``: set when the whole batch is to end.
    """
    command = [sys.executable, "-m", "cxaudit.batch.worker", str(notebook), str(request)]
    with (private / "log.txt").open("wb") as log:
        child = subprocess.Popen(
            command, cwd=private, env=_environment(private), stdin=subprocess.DEVNULL,
            stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        try:
            code = _wait(child, limit_seconds, stop or Event())
        except subprocess.TimeoutExpired as error:
            words = f"not done within {limit_seconds:g} seconds"
            raise Failed(_at(private, words)) from error
        finally:
            _end(child, private)
    if code != 0:
        raise Failed(_cause(private, code))


def _environment(private: Path) -> dict[str, str]:
    scratch = private / "tmp"
    scratch.mkdir(exist_ok=True)
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    places = {name: str(scratch) for name in ("TMPDIR", "MPLCONFIGDIR", "IPYTHONDIR")}
    runtime = {"JUPYTER_RUNTIME_DIR": str(scratch / "runtime"), "PYTHONHASHSEED": "0"}
    return kept | places | runtime | {MARK: str(private)}


def _wait(child: subprocess.Popen[bytes], limit_seconds: float, stop: Event) -> int:
    ends = monotonic() + limit_seconds
    while True:
        left = ends - monotonic()
        try:
            return child.wait(timeout=max(0.0, min(LOOK_EVERY_SECONDS, left)))
        except subprocess.TimeoutExpired:
            if left <= 0:
                raise
            if stop.is_set():
                raise Failed("stopped with the batch") from None


def _end(child: subprocess.Popen[bytes], private: Path) -> None:
    """End the child and whatever it started; nothing of it outlives the report.

    A kernel leads a session of its own, so the child's process group does not hold it; it is
    known by the run folder in its environment.
    """
    if os.name == "nt":
        child.kill()
        return
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    while left := list_processes(private):
        for process in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        Event().wait(0.02)


def list_processes(private: Path) -> list[int]:
    """Return the living processes that carry this run folder in their environment.

    Where the system keeps no /proc none is listed: there a kernel ends by itself once the
    process that started it is gone.
    """
    mark, found = f"{MARK}={private}".encode(), []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if mark in environ.read_bytes().split(b"\0"):
                found.append(int(environ.parent.name))
    return found


def _cause(private: Path, code: int) -> str:
    written = private / CAUSE
    if written.exists():
        return _at(private, written.read_text(encoding="utf-8").strip())
    died = f"signal {-code}" if code < 0 else f"exit code {code}"
    return _at(private, f"the report's process ended early ({died})")


def _at(private: Path, words: str) -> str:
    place = find_place(private / EXECUTED)
    return f"{place}: {words}" if place else words
