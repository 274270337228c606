"""The verbs: each finds its client, asks the audit, prints. Nothing is computed here."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cxaudit.cli import intake_verbs, kpi_verbs, past_verbs, pool_verbs, report_verbs
from cxaudit.cli.context import Client, Context, Verbs, Where

app = typer.Typer(
    name="cxaudit", cls=Verbs, no_args_is_help=True, add_completion=False, rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="The CX Data Maturity Audit of asset managers: import, measure, judge, report.",
    epilog="First steps, each telling the next: cxaudit new acme; cxaudit import acme FOLDER; "
    "cxaudit set acme as_of=2025-12-31; cxaudit measure acme; cxaudit report acme.",
)  # fmt: skip
app.add_typer(kpi_verbs.app, name="kpi")


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


for verb in (*past_verbs.VERBS, intake_verbs.mappings, pool_verbs.contribute):
    app.command()(verb)


@app.command()
def purge(
    context: typer.Context, client: Client,
    raw: Annotated[bool, typer.Option("--raw", help="Only the sealed raw files.")] = False,
) -> None:  # fmt: skip
    """Remove a client for good, its pseudonym key too."""
    from cxaudit.cli import clients

    clients.purge(context.obj, client, raw)


app.command(name="import")(intake_verbs.import_files)
app.add_typer(pool_verbs.app, name="pool")


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
    read: Annotated[
        Path | None, typer.Option("--read", help="Take in: JSON, or a filled workbook.")
    ] = None,
    write: Annotated[
        Path | None, typer.Option("--write", help="Write: FILE.xlsx is the workbook, else JSON.")
    ] = None,
    answer: Annotated[
        list[str] | None,
        typer.Option("--answer", metavar="QUESTION=VALUE", help="What a log in it asks."),
    ] = None,
    keep: Annotated[
        str | None,
        typer.Option("--keep", help="workbook, audit or both: whose word, where both changed."),
    ] = None,
    per_owner: Annotated[bool, typer.Option(help="Write FOLDER, a workbook a function.")] = False,
) -> None:  # fmt: skip
    """Take answers in or out, as JSON or as the intake workbook (XLSX) that a firm fills in.

    A workbook is stored whole or not at all; faults are named by sheet and cell. What the audit
    changed since the workbook was made stands, and what both changed is asked.
    """
    from cxaudit.cli import answering

    answering.answers(context.obj, client, read, write, answer or [], keep, per_owner)


@app.command()
def blank(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx")],
) -> None:
    """Write the intake workbook for any firm: every use case and log, no answer."""
    from cxaudit.cli import answering

    answering.blank(context.obj, file)


@app.command()
def request(
    context: typer.Context, client: Client,
    out: Annotated[Path | None, typer.Option("--out", help="Write into this folder.")] = None,
    formats: Annotated[str, typer.Option("--formats", help="html, xlsx or both.")] = "html,xlsx",
    due: Annotated[str, typer.Option("--due", help="Until when, as it is to stand there.")] = "",
) -> None:  # fmt: skip
    """Write the data-request letter: which export from whom, which days and columns, what for."""
    from cxaudit.cli import answering

    answering.request(context.obj, client, out, formats, due)


@app.command()
def measure(
    context: typer.Context, client: Client,
    kpi: Annotated[list[str] | None, typer.Option("--kpi", help="Only this KPI.")] = None,
    on: Annotated[str | None, typer.Option("--on", help="Run on duckdb or spark.")] = None,
    tables: Annotated[Path | None, typer.Option("--tables", help="Parquet to run on.")] = None,
    master: Annotated[str, typer.Option("--master", help="Of Spark.")] = "local[*]",
) -> None:  # fmt: skip
    """Compute the 28 KPIs and the two context figures, of the imports or where tables lie."""
    from cxaudit.cli import elsewhere, results

    if on or tables:
        return elsewhere.measure_there(
            context.obj, client, kpi or [], on or "duckdb", tables, master
        )
    return results.measure(context.obj, client, kpi or [])


@app.command()
def maturity(
    context: typer.Context,
    client: Client,
    kpi: Annotated[list[str] | None, typer.Option("--kpi", help="Its tests on the rows.")] = None,
) -> None:  # fmt: skip
    """Judge applicability, links and levels; the funnel and the firm's index."""
    from cxaudit.cli import results

    results.maturity(context.obj, client, kpi or [])


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


app.command()(report_verbs.report)
app.command()(report_verbs.demo)


@app.command()
def lab(
    context: typer.Context,
    step: Annotated[str, typer.Argument(help="A notebook's number or name.")] = "01",
    as_root: Annotated[bool, typer.Option("--allow-root", help="Even as root.")] = False,
) -> None:
    """Open JupyterLab on the notebooks."""
    from cxaudit.cli import walk

    walk.lab(context.obj, step, as_root)


@app.command(name="app")
def serve_app(
    context: typer.Context,
    client: Annotated[str, typer.Argument(help="The client's id.", metavar="[CLIENT]")] = "",
    port: Annotated[int | None, typer.Option("--port", help="Else a free one.")] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser")] = True,
) -> None:
    """Serve the walk as pages without code, for a firm that assesses itself."""
    from cxaudit.cli import walk

    walk.app(context.obj, client, port, browser)


@app.command()
def doctor(context: typer.Context) -> None:
    """Check versions, permissions and fonts; name what is missing and what mends it."""
    from cxaudit.cli import health

    health.doctor(context.obj)
