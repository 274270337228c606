"""A process and its children watched from outside: what they hold together, what they spend."""

from __future__ import annotations

import resource
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from os import sysconf, times
from pathlib import Path
from tempfile import TemporaryFile
from time import perf_counter
from typing import Any, NamedTuple

EVERY = 0.02
PAGE_MB = sysconf("SC_PAGE_SIZE") / 1e6


class Watched(NamedTuple):
    """How a process ended, what it wrote, the peak of its memory, its seconds of processors.

    ``peak_mb``: resident memory of it and its children at one moment.
    """

    code: int
    answer: str
    said: str
    peak_mb: float
    processors: float


def run_watched(command: Sequence[str]) -> Watched:
    """Run a command to its end."""
    before, peak = _spent_by_children(), 0.0
    with TemporaryFile("w+") as answer, TemporaryFile("w+") as said:
        process = subprocess.Popen(command, stdout=answer, stderr=said)
        while True:
            peak = max(peak, sum(map(_resident, _tree(process.pid))))
            with suppress(subprocess.TimeoutExpired):
                code = process.wait(EVERY)
                break
        answer.seek(0), said.seek(0)
        return Watched(code, answer.read(), said.read(), peak, _spent_by_children() - before)


def time_step(step: Callable[[], Any]) -> dict[str, Any]:
    """Run a step in this process; return seconds, seconds of processors, peak memory, result."""
    before, start = sum(times()[:4]), perf_counter()
    result = step()
    seconds, used = perf_counter() - start, sum(times()[:4]) - before
    return {"seconds": seconds, "cpu": used, "peak_mb": _highest(), "result": result}


def _spent_by_children() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def _tree(pid: int) -> Iterator[int]:
    yield pid
    for listed in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in listed.read_text().split():
                yield from _tree(int(child))


def _resident(pid: int) -> float:
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_MB
    return 0.0


def _highest() -> float:
    """Return the most that this process has held, in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM"))
