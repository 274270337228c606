"""Processes that a report started and left behind, known by a mark in their environment."""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path
from time import sleep

MARK = "CXAUDIT_RUN_FOLDER"


def list_processes(folder: Path) -> list[int]:
    """Return the living processes that carry this folder, or one inside it, as their mark.

    Where the system keeps no /proc none is listed: there only the process group is ended.
    """
    exact, inside = f"{MARK}={folder}".encode(), f"{MARK}={folder}/".encode()
    found = []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            entries = environ.read_bytes().split(b"\0")
            if any(entry == exact or entry.startswith(inside) for entry in entries):
                found.append(int(environ.parent.name))
    return found


def end_strays(folder: Path) -> None:
    """End every process that carries this folder as its mark, until none is left."""
    while left := list_processes(folder):
        for process in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        sleep(0.02)
