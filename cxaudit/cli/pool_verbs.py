"""The verbs of the peer pool: a firm contributes, the keeper adds, freezes and looks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cxaudit.cli.context import Client, Group

Vintage = Annotated[
    str | None, typer.Option("--vintage", metavar="YYYY-QN", help="Which vintage, as 2026-Q1.")
]
app = typer.Typer(
    cls=Group, no_args_is_help=True, rich_markup_mode=None,
    help="The peer pool, for its keeper: take contributions in, freeze a vintage, look.",
)  # fmt: skip


def contribute(
    context: typer.Context,
    client: Client,
    out: Annotated[Path | None, typer.Option("--out", help="Write it to this file.")] = None,
    key: Annotated[
        Path | None, typer.Option("--key", help="The key that the pool's keeper handed out.")
    ] = None,
    vintage: Vintage = None,
) -> None:
    """Print everything a firm would give to the peer pool; write it only with --out."""
    from cxaudit.cli import pool

    pool.contribute(context.obj, client, out, key, vintage)


@app.command()
def add(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...")],
) -> int:
    """Check contributions and take them in; each is answered with a random id."""
    from cxaudit.cli import pool

    return pool.add(context.obj, files)


@app.command()
def freeze(
    context: typer.Context,
    vintage: Vintage = None,
    by: Annotated[
        str | None, typer.Option("--by", help="Cut cohorts by size_band, segment or region.")
    ] = None,
) -> None:
    """Close a vintage for good; audits then read it in place of the demo pool."""
    from cxaudit.cli import pool

    pool.freeze(context.obj, vintage, by)


@app.command()
def withdraw(
    context: typer.Context,
    who: Annotated[str, typer.Argument(metavar="WHO", help="A random id it got, or its name.")],
    undo: Annotated[bool, typer.Option("--undo", help="It may contribute again.")] = False,
) -> None:
    """Take a firm out of what waits and of every later vintage; frozen ones stay as they are."""
    from cxaudit.cli import pool

    pool.withdraw(context.obj, who, undo)


@app.command()
def show(
    context: typer.Context,
    cells: Annotated[bool, typer.Option("--cells", help="Every cell and its rule.")] = False,
) -> None:
    """Show what waits and what is frozen; no figure and no firm."""
    from cxaudit.cli import pool

    pool.show(context.obj, cells)


@app.command()
def key(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", help="Write the key to this file.")],
) -> None:
    """Write the pool's key for those who are to contribute."""
    from cxaudit.cli import pool

    pool.write_key(context.obj, out)
