"""The verbs: each finds its client, asks the audit, prints. Nothing is computed here."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cxaudit.cli.context import Context, Where

app = typer.Typer(
    name="cxaudit", no_args_is_help=True, add_completion=False, rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="The CX Data Maturity Audit of asset managers: import, measure, judge, report.",
)  # fmt: skip
kpi_app = typer.Typer(no_args_is_help=True, help="The KPI library.", rich_markup_mode=None)
app.add_typer(kpi_app, name="kpi")

Client = Annotated[str, typer.Argument(help="The client's id.", metavar="CLIENT")]


@app.callback()
def start(
    context: typer.Context,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
    root: Annotated[
        str | None, typer.Option("--root", help="The folder that holds data/clients.")
    ] = None,
) -> None:
    """Take the options that every verb has; they may stand anywhere on the line."""
    context.obj = Context(Where(root), json)


@app.command()
def new(
    context: typer.Context, client: Client,
    name: Annotated[str, typer.Option("--name", help="The display name.")] = "",
) -> None:  # fmt: skip
    """Make a client's folder."""
    from cxaudit.cli import clients

    clients.new(context.obj, client, name)


@app.command(name="set")
def set_profile(
    context: typer.Context, client: Client,
    settings: Annotated[list[str], typer.Argument(metavar="KEY=VALUE...")],
) -> None:  # fmt: skip
    """Set the profile: as_of=2025-12-31 currency=EUR own_targets.email_open_rate=0.4 ..."""
    from cxaudit.cli import clients

    clients.set_profile(context.obj, client, settings)


@app.command()
def show(context: typer.Context, client: Client) -> None:
    """Show the profile, the imports and how far the audit is."""
    from cxaudit.cli import clients

    clients.show(context.obj, client)


@app.command()
def history(context: typer.Context, client: Client) -> None:
    """Show who changed what, and when."""
    from cxaudit.cli import clients

    clients.history(context.obj, client)


@app.command()
def undo(context: typer.Context, client: Client) -> None:
    """Take the last change back, as a new revision."""
    from cxaudit.cli import clients

    clients.undo(context.obj, client)


@app.command()
def purge(
    context: typer.Context, client: Client,
    raw: Annotated[bool, typer.Option("--raw", help="Only the sealed raw files.")] = False,
) -> None:  # fmt: skip
    """Remove a client for good, its pseudonym key too."""
    from cxaudit.cli import clients

    clients.purge(context.obj, client, raw)


@app.command(name="import")
def import_files(
    context: typer.Context, client: Client,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...")],
    form: Annotated[str | None, typer.Option("--as", help="Read them as this format.")] = None,
    answer: Annotated[
        list[str] | None, typer.Option("--answer", metavar="QUESTION=VALUE")
    ] = None,
) -> None:  # fmt: skip
    """Recognise, map, account for every row, store."""
    from cxaudit.cli import importing

    importing.import_files(context.obj, client, files, form, answer or [])


@app.command()
def formats(context: typer.Context) -> None:
    """List every export it knows, with the date its headers were last seen."""
    from cxaudit.cli import importing

    importing.formats(context.obj)


@app.command()
def rows(
    context: typer.Context, client: Client,
    kpi: Annotated[str, typer.Option("--kpi", help="A KPI's id or code.")],
    limit: Annotated[int, typer.Option("--limit", help="Most rows to print.", min=1)] = 200,
) -> None:  # fmt: skip
    """Show the observations behind a figure, with their source file and row."""
    from cxaudit.cli import importing

    importing.rows(context.obj, client, kpi, limit)


@app.command()
def answers(
    context: typer.Context, client: Client,
    read: Annotated[Path | None, typer.Option("--read", help="Take answers in.")] = None,
    write: Annotated[Path | None, typer.Option("--write", help="Write answers out.")] = None,
) -> None:  # fmt: skip
    """Take answers in or out as one JSON file."""
    from cxaudit.cli import clients

    clients.answers(context.obj, client, read, write)


@app.command()
def measure(
    context: typer.Context, client: Client,
    kpi: Annotated[list[str] | None, typer.Option("--kpi", help="Only this KPI.")] = None,
) -> None:  # fmt: skip
    """Compute the 28 KPIs and the two context figures."""
    from cxaudit.cli import results

    results.measure(context.obj, client, kpi or [])


@app.command()
def maturity(context: typer.Context, client: Client) -> None:
    """Judge applicability, links and levels; the funnel and the firm's index."""
    from cxaudit.cli import results

    results.maturity(context.obj, client)


@app.command()
def benchmark(context: typer.Context, client: Client) -> None:
    """Show where the KPIs stand among peers, published values and their own rules."""
    from cxaudit.cli import results

    results.benchmark(context.obj, client)


@app.command()
def value(context: typer.Context, client: Client) -> None:
    """Show what it is worth: money where a formula carries it, and value to the client."""
    from cxaudit.cli import results

    results.value(context.obj, client)


@app.command()
def scorecard(context: typer.Context, client: Client) -> None:
    """Join the 28 rows, the findings and the ordered actions."""
    from cxaudit.cli import results

    results.scorecard(context.obj, client)


@app.command()
def report(
    context: typer.Context,
    clients: Annotated[list[str] | None, typer.Argument(metavar="CLIENT...")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every client of the workspace.")] = False,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="Reports at a time.")] = 1,
    formats: Annotated[str, typer.Option("--formats", help="Comma-separated: html.")] = "html",
    out: Annotated[Path | None, typer.Option("--out", help="Publish under this folder.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Also what is unchanged.")] = False,
) -> None:
    """Write the per-client reports through papermill; whole reports only are published."""
    from cxaudit.cli import reports

    reports.report(context.obj, clients or [], every, jobs, formats, out, force)


@app.command()
def demo(
    context: typer.Context,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="Reports at a time.")] = 2,
) -> None:
    """Do the whole job on three invented firms: import, audit, benchmark, report."""
    from cxaudit.cli import reports

    reports.demo(context.obj, jobs)


@app.command()
def lab(
    context: typer.Context,
    step: Annotated[str, typer.Argument(help="A notebook's number or name.")] = "01",
) -> None:
    """Open JupyterLab on the notebooks."""
    from cxaudit.cli import reports

    reports.lab(context.obj, step)


@app.command()
def doctor(context: typer.Context) -> None:
    """Check versions, permissions and fonts; name what is missing and what mends it."""
    from cxaudit.cli import health

    health.doctor(context.obj)


@kpi_app.command(name="list")
def kpi_list(context: typer.Context) -> None:
    """List the 28 KPIs and two context figures."""
    from cxaudit.cli import library

    library.list_kpis(context.obj)


@kpi_app.command(name="show")
def kpi_show(
    context: typer.Context, kpi: Annotated[str, typer.Argument(metavar="KPI")]
) -> None:  # fmt: skip
    """Show one KPI: use case, definition, target rule, the twelve attributes."""
    from cxaudit.cli import library

    library.show_kpi(context.obj, kpi)


@kpi_app.command(name="search")
def kpi_search(
    context: typer.Context, text: Annotated[str, typer.Argument(metavar="TEXT")]
) -> None:  # fmt: skip
    """Find KPIs whose texts hold all of these words."""
    from cxaudit.cli import library

    library.search_kpis(context.obj, text)
