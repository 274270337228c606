"""Where children come from: a template that forks them, or a new process each."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock
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

    ``preload``: modules imported before the first fork. ``warm``: "module:function" called once
    after them. ``log``: file for what the template itself prints. ``environment``: added to the
    template's own. Raises TemplateError.
    """

    def __init__(
        self, preload: Sequence[str] = PRELOAD, warm: str | None = None, log: Path | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._one_at_a_time = Lock()
        wanted = json.dumps({"preload": list(preload), "warm": warm})
        command = [sys.executable, "-P", "-m", "cxaudit.batch.warm.template", str(theirs.fileno())]
        with (log or Path(os.devnull)).open("ab") as told:
            self._process = subprocess.Popen(
                [*command, wanted], stdin=subprocess.DEVNULL, stdout=told, stderr=told,
                pass_fds=[theirs.fileno()], start_new_session=True,
                env=os.environ | BEFORE_START | dict(environment or {}),
            )  # fmt: skip
        theirs.close()
        first = self._control.recv(MOST_BYTES)
        told_us: dict[str, Any] = json.loads(first) if first else {"error": "it ended at its start"}
        if "error" in told_us:
            self.stop()
            raise TemplateError(f"the template process is not ready: {told_us['error']}")
        self.pid = self._process.pid

    def open(self, setup: Setup) -> Child:
        """Return a child forked for this setup."""
        ours, theirs = socket.socketpair()
        request = json.dumps(setup.to_json()).encode()
        with self._one_at_a_time:
            socket.send_fds(self._control, [request], [theirs.fileno()])
        theirs.close()
        with ours:
            return Child(ours.makefile("wb"), ours.makefile("rb"), lambda: None)

    def stop(self) -> None:
        """End the template and every child that is left."""
        self._control.close()
        self._process.kill()
        self._process.wait()


class FreshProcesses:
    """A new process for every notebook, where no template can fork."""

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


def start_host(
    preload: Sequence[str] = PRELOAD, warm: str | None = None, log: Path | None = None,
    environment: Mapping[str, str] | None = None, *, fork: bool | None = None,
) -> Host:  # fmt: skip
    """Return a template, or fresh processes where ``fork`` is false or the system cannot fork."""
    wanted = can_fork() if fork is None else fork
    return Template(preload, warm, log, environment) if wanted else FreshProcesses()
