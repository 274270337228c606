"""The verbs on a client's past: history, undo, redo, milestone, carry, compare."""

from __future__ import annotations

from typing import Annotated

import typer

from cxaudit.cli.context import Client


def history(context: typer.Context, client: Client) -> None:
    """Show who changed what, and when."""
    from cxaudit.cli import past

    past.history(context.obj, client)


def undo(context: typer.Context, client: Client) -> None:
    """Take the last change back, as a new revision."""
    from cxaudit.cli import past

    past.undo(context.obj, client)


def redo(context: typer.Context, client: Client) -> None:
    """Put back what the last undo took back."""
    from cxaudit.cli import past

    past.redo(context.obj, client)


def restore(context: typer.Context, client: Client) -> None:
    """Put a damaged audit file together again, from its history or a milestone."""
    from cxaudit.cli import past

    past.restore(context.obj, client)


def milestone(
    context: typer.Context, client: Client,
    name: Annotated[str, typer.Argument(metavar="NAME", help="As in: first reading.")],
) -> None:  # fmt: skip
    """Freeze the audit and its scorecard under a name."""
    from cxaudit.cli import past

    past.milestone(context.obj, client, name)


def carry(
    context: typer.Context, client: Client,
    to: Annotated[str, typer.Option("--to", metavar="YYYY-MM-DD_YYYY-MM-DD")],
) -> None:  # fmt: skip
    """Open a new period: the audit is frozen, and every answer waits to be confirmed."""
    from cxaudit.cli import past

    past.carry(context.obj, client, to)


def compare(
    context: typer.Context, client: Client,
    earlier: Annotated[str, typer.Option(
        "--with", metavar="FILE", help="An earlier scorecard --json, or a milestone's name.")],
) -> None:  # fmt: skip
    """Show what changed since: performance, data, scope and definitions told apart."""
    from cxaudit.cli import past

    past.compare(context.obj, client, earlier)


VERBS = (history, undo, redo, restore, milestone, carry, compare)
