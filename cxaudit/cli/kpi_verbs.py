"""The verbs of the KPI library: they need no client."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cxaudit.cli.context import Group

app = typer.Typer(cls=Group, no_args_is_help=True, help="The KPI library.", rich_markup_mode=None)


@app.command(name="list")
def kpi_list(context: typer.Context) -> None:
    """List the 28 KPIs and two context figures."""
    from cxaudit.cli import library

    library.list_kpis(context.obj)


@app.command(name="show")
def kpi_show(
    context: typer.Context, kpi: Annotated[str, typer.Argument(metavar="KPI")]
) -> None:  # fmt: skip
    """Show one KPI: use case, definition, target rule, the twelve attributes."""
    from cxaudit.cli import library

    library.show_kpi(context.obj, kpi)


@app.command(name="search")
def kpi_search(
    context: typer.Context, text: Annotated[str, typer.Argument(metavar="TEXT")]
) -> None:  # fmt: skip
    """Find KPIs whose texts hold all of these words."""
    from cxaudit.cli import library

    library.search_kpis(context.obj, text)


@app.command(name="reference")
def kpi_reference(
    context: typer.Context,
    out: Annotated[Path | None, typer.Option("--out", help="Write the page to this file.")] = None,
) -> None:
    """Print how every KPI is made, from the model: formula, interval, sample, variants, cases."""
    from cxaudit.cli import library

    library.print_reference(context.obj, out)


@app.command(name="dialects")
def kpi_dialects(
    context: typer.Context,
    kpi: Annotated[list[str] | None, typer.Option("--kpi", help="Only this KPI.")] = None,
    on: Annotated[list[str] | None, typer.Option("--on", help="duckdb or spark.")] = None,
    most: Annotated[int | None, typer.Option("--most", help="Cases of a KPI.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write the page to this file.")] = None,
) -> None:
    """Measure the worked cases in other dialects too, and say which KPI runs where."""
    from cxaudit.cli import elsewhere

    elsewhere.print_dialects(context.obj, kpi or [], on or [], most, out)
