"""Verbs that write: report, demo, lab."""

from __future__ import annotations

from pathlib import Path

import typer

from cxaudit.cli.context import Context
from cxaudit.cli.printing import print_error, print_json
from cxaudit.errors import ClientDataError

WRITTEN = ("html",)
DOING = {"read": "reading the client", "execute": "executing", "publish": "publishing"}


def report(
    context: Context, clients: list[str], every: bool, jobs: int, formats: str, out: Path | None,
    force: bool,
) -> None:  # fmt: skip
    """Write reports; exit 3 if some failed."""
    from cxaudit.audit import Audit
    from cxaudit.batch import run_reports
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
    wanted = list_clients(workspace.clients) if every else tuple(dict.fromkeys(clients))
    for client in clients:
        Audit.open(client, workspace.root)
    run = run_reports(workspace, wanted, jobs=jobs, out=out, force=force, tell=_teller(context))
    if context.as_json:
        print_json(run.to_json())
    if run.has_failures:
        raise typer.Exit(3)


def _teller(context: Context):
    def tell(ended) -> None:
        if context.as_json:
            return
        if ended.status == "failed":
            print_error(f"{ended.client}: failed while {DOING[ended.stage]}: {ended.cause}")
            return
        said = "unchanged, as published" if ended.status == "skipped" else f"{ended.seconds:.1f} s"
        pages = [file for file in ended.files if file.endswith(".html")]
        print(f"{ended.client}: {said}: {', '.join(pages)}", flush=True)

    return tell


def demo(context: Context, jobs: int) -> None:
    """Make, audit and report the three invented firms."""
    from cxaudit.batch import run_reports
    from cxaudit.cli.demo import make_demo

    workspace = context.where.find()
    clients = make_demo(workspace, tell=None if context.as_json else print)
    run = run_reports(workspace, clients, jobs=jobs, tell=_teller(context))
    if context.as_json:
        print_json(run.to_json())
    if run.has_failures:
        raise typer.Exit(3)
