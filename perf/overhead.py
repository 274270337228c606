"""Where the time of a report goes beside its cells; prints medians, step by step.

Run from the repository, on a quiet machine:

    python -m perf.overhead [--clients 12]

One report at a time, from one template, on copies of the demo firms. Each step is timed where the
batch itself calls it: wall clock, processor time of the batch's own process, and that of the
child. "Cells" is what the child says that it spent in cells; the overhead is all the rest. Memory
is what the child alone holds (private and dirty), when it is ready and when its page is written.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any
from unittest.mock import patch

from cxaudit.batch import execute, job, run
from cxaudit.batch.limits import Limits
from cxaudit.batch.warm.child import Child
from cxaudit.batch.warm.host import Template
from perf.batch import PACKAGE, make_workspace

SEARCH = "search for persons, a child of its own"
STEPS: tuple[tuple[Any, str, str], ...] = (
    (job.Audit, "open", "the client read"),
    (job, "report_digest", "what it depends on hashed"),
    (execute, "check_parameters", "parameter gate"),
    (Template, "open", "fork to a shell that is ready"),
    (Child, "run", "cells, seen from the batch"),
    (Child, "call", "page, in the child"),
    (execute, "check_stamp", "stamp checked"),
    (execute, "scrub", "scrubbed"),
    (Child, "finish", "child ended in peace"),
    (execute, "end_strays", "strays looked for"),
    (job, "refuse_personal", SEARCH),
    (job, "publish", "published"),
    (run, "append", "manifest lines"),
)
Times = dict[str, list[float]]
CALL = Child.call


@contextmanager
def watched(taken: Times) -> Iterator[None]:
    """Add up the seconds of every step into the last entry of its list."""
    with ExitStack() as stack:
        for home, name, label in STEPS:
            stack.enter_context(patch.object(home, name, _timed(home, name, label, taken)))
        yield


def _timed(home: Any, name: str, label: str, taken: Times) -> Callable[..., Any]:
    inner = getattr(home, name)

    def outer(*args: Any, **more: Any) -> Any:
        if taken["searching"]:
            return _in_search(inner, taken, *args, **more)
        if label == SEARCH:
            taken["searching"].append(1.0)
        child, got = _child_of(args), None
        spent = read_spent(child.pid) if child else 0.0
        began, worked = perf_counter(), process_time()
        try:
            got = inner(*args, **more)
            if name == "run" and home is Child:
                taken["cells"][-1] += got["seconds"]
            if name == "call" and args[1] == execute.TO_HTML:
                taken["private MB at the end"][-1] = read_private(args[0].pid)
            if name == "open" and home is Template:
                taken["private MB when ready"][-1] = read_private(got.pid)
            return got
        finally:
            taken["searching"].clear()
            taken[label][-1] += perf_counter() - began
            taken[f"{label} (CPU)"][-1] += process_time() - worked
            child = child or _child_of((got,))
            if child and (now := read_spent(child.pid)):
                taken[f"{label} (child)"][-1] += now - spent

    return outer


def _in_search(inner: Callable[..., Any], taken: Times, *args: Any, **more: Any) -> Any:
    """Call what the search itself calls; the time of its child alone is counted here."""
    got = inner(*args, **more)
    if child := _child_of(args) if inner is CALL else None:
        taken[f"{SEARCH} (child)"][-1] += read_spent(child.pid)
    return got


def _child_of(values: tuple[Any, ...]) -> Child | None:
    return values[0] if values and isinstance(values[0], Child) else None


def read_spent(pid: int) -> float:
    """Return the processor seconds of a process so far, all its threads; 0 once it is gone."""
    try:
        tasks = [task / "schedstat" for task in Path(f"/proc/{pid}/task").iterdir()]
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9
    except OSError:
        return 0.0


def read_private(pid: int) -> float:
    """Return the megabytes that a process shares with no other and has written."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    found = {line.split()[0]: int(line.split()[1]) for line in lines[1:]}
    return found["Private_Dirty:"] / 1024


def measure(scratch: Path, count: int) -> Times:
    """Write this many reports one at a time; return each step's seconds of each.

    The first, which pays for the batch's own imports, is left out.
    """
    os.environ["CXAUDIT_KEYS"] = str(scratch / "keys")
    workspace, clients = make_workspace(scratch / "w", count + 1)
    asked = run.open_job(workspace, scratch / "out", True, Limits())
    taken: Times = defaultdict(list)
    names = ["cells", "private MB when ready", "private MB at the end", "whole", "whole (CPU)"]
    names += [
        name for _, _, label in STEPS for name in (label, f"{label} (CPU)", f"{label} (child)")
    ]
    with run.open_host(asked.folder, True) as host, watched(taken):
        for client in clients:
            for name in names:
                taken[name].append(0.0)
            began, worked = perf_counter(), process_time()
            ended = job.write_one(asked, client, host, _noting(asked.folder, client))
            taken["whole"][-1] = perf_counter() - began
            taken["whole (CPU)"][-1] = process_time() - worked
            if ended.status != "done":
                raise RuntimeError(f"{client}: {ended.cause}")
    return {name: times[1:] for name, times in taken.items()}


def _noting(folder: Path, client: str) -> Callable[..., None]:
    def note(state: str, what: str, facts: dict[str, Any]) -> None:
        run.append(folder, client, state, what, **facts)

    return note


def print_steps(taken: Times) -> None:
    """Print the median of each step, and the overhead over cells."""
    print(f"{len(taken['whole'])} reports, medians in ms: wall; CPU of the batch, of the child;")
    print("in brackets the least and the most wall")
    for _, _, label in STEPS:
        _print(label, taken[label], taken[f"{label} (CPU)"], taken[f"{label} (child)"])
    _print("whole report", taken["whole"], taken["whole (CPU)"])
    _print("cells, in the child", taken["cells"])
    over = [whole - cells for whole, cells in zip(taken["whole"], taken["cells"], strict=True)]
    _print("OVERHEAD over cells", over)
    for name in ("private MB when ready", "private MB at the end"):
        print(f"{name:40} {median(taken[name]):8.1f} (most {max(taken[name]):.1f})")


def _print(label: str, walls: list[float], *cpus: list[float]) -> None:
    spread = f"({1000 * min(walls):.1f} to {1000 * max(walls):.1f})"
    cpu = "".join(f"{1000 * median(times):8.1f}" for times in cpus).ljust(16)
    print(f"{label:40} {1000 * median(walls):8.1f} {cpu}  {spread}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=12)
    asked = parser.parse_args()
    os.environ["PYTHONPATH"] = str(PACKAGE.parent)
    with tempfile.TemporaryDirectory() as scratch:
        print_steps(measure(Path(scratch), asked.clients))


if __name__ == "__main__":
    main()
