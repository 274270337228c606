"""One batch: many clients over a few slots, one template, one manifest, one summary."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from threading import Event

from cxaudit.audit import Workspace
from cxaudit.batch.ended import Ended, Run
from cxaudit.batch.finish import PRELOAD, WARM
from cxaudit.batch.job import Job, write_one
from cxaudit.batch.limits import Limits
from cxaudit.batch.manifest import note
from cxaudit.batch.strays import MARK, end_strays
from cxaudit.batch.summary import write_summary
from cxaudit.batch.sweep import hold, sweep
from cxaudit.batch.warm.host import FreshProcesses, Host, Template, can_fork
from cxaudit.errors import ClientDataError

NOTEBOOK = "report.ipynb"
RUNS = ".runs"


def run_reports(
    workspace: Workspace, clients: Sequence[str], *, jobs: int = 1, out: Path | None = None,
    force: bool = False, limits: Limits | None = None, fork: bool | None = None,
    tell: Callable[[Ended], None] | None = None,
) -> Run:  # fmt: skip
    """Write one report a client; a failed client never stops the others.

    ``out``: where reports are published, else the workspace's reports folder. ``fork``: whether
    children are forked from a warm template, else as the system allows. ``tell`` hears of each
    client as it ends. Raises ClientDataError where no report can be written at all.
    """
    job = open_job(workspace, out or workspace.reports, force, limits or Limits())
    wanted = tuple(dict.fromkeys(clients))
    with hold(job.folder):
        for client in wanted:
            note(job.folder, client, "queued", "")
        with open_host(job.folder, can_fork() if fork is None else fork) as host:
            ended = _write_all(job, wanted, host, max(1, jobs), tell or (lambda _: None))
        run = Run(job.folder.name, tuple(ended[client] for client in wanted))
        write_summary(job.folder, workspace.templates, run)
    return run


def open_job(workspace: Workspace, out: Path, force: bool, limits: Limits) -> Job:
    """Make the folder of a new run; raises ClientDataError where that cannot be."""
    notebook = workspace.notebooks / NOTEBOOK
    if not notebook.is_file():
        raise ClientDataError(
            "the workspace has notebooks of its own, and no report among them", wanted=NOTEBOOK,
            file=str(workspace.notebooks), next=f"copy the shipped {NOTEBOOK} into that folder",
        )  # fmt: skip
    reports = out.expanduser().resolve()
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{token_hex(2)}"
    folder = reports / RUNS / name
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise ClientDataError(
            "the reports folder cannot be written", file=str(reports), found=error.strerror,
            next="name a folder that you may write with --out",
        ) from error  # fmt: skip
    sweep(reports / RUNS)
    return Job(workspace.root, notebook, reports, folder, force, limits)


@contextmanager
def open_host(folder: Path, fork: bool) -> Iterator[Host]:
    """Give the processes that a run's children come from; none of them outlives it."""
    log = folder / "template.log"
    host = Template(PRELOAD, WARM, log, {MARK: str(folder)}) if fork else FreshProcesses()
    try:
        yield host
    finally:
        host.stop()
        end_strays(folder)


def _write_all(
    job: Job, clients: Sequence[str], host: Host, slots: int, tell: Callable[[Ended], None]
) -> dict[str, Ended]:
    stop, ended = Event(), {}
    pool = ThreadPoolExecutor(max_workers=slots)
    try:
        due = [pool.submit(write_one, job, client, host, stop) for client in clients]
        for future in as_completed(due):
            one = future.result()
            ended[one.client] = one
            tell(one)
    finally:
        stop.set()
        pool.shutdown(cancel_futures=True)
    return ended
