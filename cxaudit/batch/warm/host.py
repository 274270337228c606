"""Where children come from: a template that forks them, or a new process each."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock, RLock
from typing import Any

from cxaudit.batch.warm.child import Child
from cxaudit.batch.warm.setup import Setup
from cxaudit.batch.warm.wire import MOST_BYTES

BEFORE_START = {
    "PYTHONHASHSEED": "0",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
"""Libraries read these when they are imported: OpenBLAS and pyarrow would start threads."""
ENDED = "it ended at its start"
PRELOAD = ("numpy", "pandas", "matplotlib.pyplot", "matplotlib_inline.backend_inline")


class TemplateError(Exception):
    """The template did not become ready; its words say why."""


def can_fork() -> bool:
    """Tell whether this system can fork a warmed process and watch over its children."""
    return (
        sys.platform == "linux" and hasattr(os, "pidfd_open") and Path("/proc/self/task").exists()
    )


class Template:
    """A warmed process that forks a child for every notebook; it ends with its host.

    It starts when it is first needed. ``preload``: modules imported before the first fork.
    ``warm``: "module:function" called once after them. ``log``: file for what the template itself
    prints. ``environment``: added to the template's own.
    """

    forks = True

    def __init__(
        self, preload: Sequence[str] = PRELOAD, warm: str | None = None, log: Path | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self._wanted = json.dumps({"preload": list(preload), "warm": warm})
        self._log, self._environment = log or Path(os.devnull), dict(environment or {})
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._is_ready, self._refused = False, ""
        self._starting, self._asking = Lock(), RLock()

    @property
    def pid(self) -> int | None:
        """Return the number of the process; None before it is started."""
        return self._process.pid if self._process else None

    def begin(self) -> None:
        """Start the process where it is not started yet; come back before it is ready."""
        with self._starting:
            if self._process or self._refused:
                return
            self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            module = ("-m", "cxaudit.batch.warm.template", str(theirs.fileno()), self._wanted)
            with theirs, self._log.open("ab") as told:
                self._process = subprocess.Popen(
                    [sys.executable, "-P", *module], stdin=subprocess.DEVNULL, stdout=told,
                    stderr=told, pass_fds=[theirs.fileno()], start_new_session=True,
                    env=os.environ | BEFORE_START | self._environment,
                )  # fmt: skip

    def open(self, setup: Setup) -> Child:
        """Return a child forked for this setup; raises TemplateError where nothing can fork it."""
        ours, theirs = socket.socketpair()
        request = json.dumps(setup.to_json()).encode()
        with ours:
            with theirs, self._asking:
                socket.send_fds(self._wait(), [request], [theirs.fileno()])
            return Child(ours.makefile("wb"), ours.makefile("rb"), lambda: None)

    def _wait(self) -> socket.socket:
        """Return the way to the process once it is ready; raises TemplateError, every time."""
        self.begin()
        if not self._refused and not self._is_ready and self._control:
            first = self._control.recv(MOST_BYTES)
            told: dict[str, Any] = json.loads(first) if first else {"error": ENDED}
            self._is_ready = "error" not in told
            if not self._is_ready:
                self.stop(told["error"])
        if self._refused or not self._control:
            raise TemplateError(f"the template process is not ready: {self._refused}")
        return self._control

    def stop(self, why: str = "it was stopped") -> None:
        """End the template and every child that is left; no other is started."""
        with self._starting:
            self._refused = self._refused or why
            if self._process:
                self._process.kill()
                self._process.wait()
        with self._asking:
            if self._control:
                self._control.close()


class FreshProcesses:
    """A new process for every notebook, where no template can fork."""

    forks = False

    def begin(self) -> None:
        """Do nothing: there is nothing to be made ready."""

    def open(self, setup: Setup) -> Child:
        """Return a child started for this setup."""
        command = [
            sys.executable,
            "-P",
            "-m",
            "cxaudit.batch.warm.fresh",
            json.dumps(setup.to_json()),
        ]
        with setup.log.open("ab") as log:
            process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
                start_new_session=True, env=os.environ | BEFORE_START,
            )  # fmt: skip
        assert process.stdin and process.stdout
        return Child(process.stdin, process.stdout, process.wait)

    def stop(self) -> None:
        """Do nothing: every child ends by itself."""


Host = Template | FreshProcesses


def make_host(
    preload: Sequence[str] = PRELOAD, warm: str | None = None, log: Path | None = None,
    environment: Mapping[str, str] | None = None, *, fork: bool | None = None,
) -> Host:  # fmt: skip
    """Return a template, or fresh processes where ``fork`` is false or the system cannot fork.

    Nothing is started yet.
    """
    wanted = can_fork() if fork is None else fork
    return Template(preload, warm, log, environment) if wanted else FreshProcesses()
