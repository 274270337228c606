"""One batch: many clients over a few slots, one template, one manifest, one summary."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from threading import Event
from typing import Any

from cxaudit.audit import Workspace
from cxaudit.batch.cluster import Noted, write_on_cluster
from cxaudit.batch.ended import Ended, Run
from cxaudit.batch.files import write_there
from cxaudit.batch.finish import PRELOAD, WARM
from cxaudit.batch.job import NOTEBOOK, Job, write_one
from cxaudit.batch.limits import Limits
from cxaudit.batch.manifest import append, queue
from cxaudit.batch.strays import MARK, end_strays
from cxaudit.batch.summary import write_summary
from cxaudit.batch.sweep import hold, sweep
from cxaudit.batch.warm.host import Host, make_host
from cxaudit.errors import ClientDataError

RUNS = ".runs"


def run_reports(
    workspace: Workspace, clients: Sequence[str], *, jobs: int = 1, out: Path | None = None,
    force: bool = False, limits: Limits | None = None, fork: bool | None = None,
    cluster: str | None = None, files: str | None = None,
    tell: Callable[[Ended], None] | None = None,
) -> Run:  # fmt: skip
    """Write one report a client; a failed client never stops the others.

    ``out``: where reports are published, else the workspace's reports folder. ``fork``: whether
    children are forked from a warm template, else as the system allows. ``cluster``: address of
    a Dask scheduler whose workers do it. ``files``: URL under which clients and reports lie,
    instead of the workspace. ``tell`` hears of each client as it ends. Raises ClientDataError
    where no report can be written at all.
    """
    job = open_job(workspace, out or workspace.reports, force, limits or Limits())
    wanted, ended = tuple(dict.fromkeys(clients)), {}

    def heard(one: Ended, noted: Iterable[Noted] = ()) -> None:
        for state, what, facts in noted:
            append(job.folder, one.client, state, what, **facts)
        ended[one.client] = one
        if tell:
            tell(one)

    with hold(job.folder):
        queue(job.folder, wanted)
        if cluster:
            write_on_cluster(job, wanted, cluster, files, heard)
        else:
            with open_host(job.folder, fork) as host:
                _write_here(job, wanted, host, max(1, jobs), files, heard)
        run = Run(job.folder, tuple(ended[client] for client in wanted))
        write_summary(workspace.templates, run)
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
def open_host(folder: Path, fork: bool | None) -> Iterator[Host]:
    """Give the processes that a run's children come from; none of them outlives it."""
    mark = {MARK: str(folder)}
    host = make_host(PRELOAD, WARM, folder / "template.log", mark, fork=fork)
    try:
        yield host
    finally:
        host.stop()
        end_strays(folder)


def _write_here(
    job: Job, clients: Sequence[str], host: Host, slots: int, files: str | None,
    heard: Callable[[Ended], None],
) -> None:  # fmt: skip
    stop = Event()

    def write(client: str) -> Ended:
        def note(state: str, what: str, facts: dict[str, Any]) -> None:
            append(job.folder, client, state, what, **facts)

        def write_in(place: Job) -> Ended:
            return write_one(place, client, host, note, stop)

        return write_in(job) if files is None else write_there(files, job, client, write_in, note)

    pool = ThreadPoolExecutor(max_workers=slots)
    try:
        for future in as_completed([pool.submit(write, client) for client in clients]):
            heard(future.result())
    except BaseException:
        host.stop()
        raise
    finally:
        stop.set()
        pool.shutdown(cancel_futures=True)
