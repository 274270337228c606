"""Verbs that write reports: report, demo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cxaudit.cli.context import Context
from cxaudit.cli.following import following
from cxaudit.cli.printing import print_json
from cxaudit.errors import ClientDataError

if TYPE_CHECKING:
    from cxaudit.batch import Run

WRITTEN = ("html",)


def report(
    context: Context, clients: list[str], every: bool, jobs: int, formats: str, out: Path | None,
    force: bool, limit_seconds: float, memory_mb: int, cluster: str | None, files: str | None,
) -> None:  # fmt: skip
    """Write reports; exit 3 if some failed."""
    from cxaudit.audit import Audit
    from cxaudit.batch import Limits, list_remote_clients, run_reports
    from cxaudit.store import list_clients

    workspace = context.where.find()
    unknown = sorted(set(formats.split(",")) - set(WRITTEN))
    if unknown:
        raise ClientDataError(
            "this format is not written", found=", ".join(unknown), wanted=", ".join(WRITTEN)
        )
    if every == bool(clients):
        raise ClientDataError(
            "name the clients, or say --all", found=", ".join(clients) or "neither",
            next="cxaudit report CLIENT, or cxaudit report --all",
        )  # fmt: skip
    if files is None:
        wanted = list_clients(workspace.clients) if every else tuple(dict.fromkeys(clients))
        for client in clients:
            Audit.open(client, workspace.root)
    else:
        wanted = list_remote_clients(files) if every else tuple(dict.fromkeys(clients))
    limits = Limits(seconds=limit_seconds, memory_mb=memory_mb)
    with following(context, len(wanted)) as tell:
        run = run_reports(
            workspace, wanted, jobs=jobs, out=out, force=force, limits=limits, tell=tell,
            cluster=cluster, files=files,
        )  # fmt: skip
    _end(context, run)


def demo(context: Context, jobs: int) -> None:
    """Make, audit and report the three invented firms."""
    from cxaudit.batch import run_reports
    from cxaudit.cli.demo import make_demo

    workspace = context.where.find()
    clients = make_demo(workspace, tell=None if context.as_json else print)
    with following(context, len(clients)) as tell:
        run = run_reports(workspace, clients, jobs=jobs, tell=tell)
    _end(context, run)


def _end(context: Context, run: Run) -> None:
    """Print what the batch came to; exit 3 where a client failed."""
    if context.as_json:
        print_json(run.to_json())
    elif len(run.clients) > 1:
        said = ", ".join(f"{count} {status}" for status, count in run.counts.items())
        print(f"{said}; all clients on one page: {run.folder / 'index.html'}")
    if run.has_failures:
        raise typer.Exit(3)
