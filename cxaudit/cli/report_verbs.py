"""The verbs that write: report and demo."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Jobs = Annotated[int, typer.Option("--jobs", min=1, help="Reports at a time.")]


def report(
    context: typer.Context,
    clients: Annotated[list[str] | None, typer.Argument(metavar="CLIENT...")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every client of the workspace.")] = False,
    jobs: Jobs = 1,
    formats: Annotated[str, typer.Option("--formats", help="Comma-separated: html.")] = "html",
    out: Annotated[Path | None, typer.Option("--out", help="Publish under this folder.")] = None,
    force: Annotated[
        bool,
        typer.Option("--force", help="Also what is unchanged (CXAUDIT_FRESH=1: measured too)."),
    ] = False,
    limit_seconds: Annotated[
        float, typer.Option("--limit-seconds", min=1, help="A report's time, before it is ended.")
    ] = 600.0,
    memory_mb: Annotated[
        int, typer.Option("--memory-mb", min=256, help="A report's own memory.")
    ] = 4096,
    cluster: Annotated[
        str | None, typer.Option("--cluster", metavar="ADDRESS", help="A Dask scheduler's.")
    ] = None,
    files: Annotated[
        str | None,
        typer.Option("--files", metavar="URL", help="Where data/clients and reports lie instead."),
    ] = None,
) -> None:
    """Write the per-client reports through papermill; whole reports only are published."""
    from cxaudit.cli import reports

    reports.report(
        context.obj, clients or [], every, jobs, formats, out, force, limit_seconds, memory_mb,
        cluster, files,
    )  # fmt: skip


def demo(context: typer.Context, jobs: Jobs = 2) -> None:
    """Do the whole job on three invented firms: import, audit, benchmark, report."""
    from cxaudit.cli import reports

    reports.demo(context.obj, jobs)
