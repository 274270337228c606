"""The verbs that take files in: import with all its wishes, and what is remembered of layouts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cxaudit.cli.context import Client

Texts = list[str] | None


def import_files(
    context: typer.Context,
    client: Client,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Files, or a folder of them.")
    ],
    form: Annotated[str | None, typer.Option("--as", help="Read them as this format.")] = None,
    answer: Annotated[Texts, typer.Option("--answer", metavar="QUESTION=VALUE")] = None,
    propose: Annotated[
        bool, typer.Option("--propose", help="Print how an unknown file may be read.")
    ] = False,
    mapping: Annotated[
        Path | None, typer.Option("--mapping", help="Read by this proposal, looked over.")
    ] = None,
    pair: Annotated[
        Texts,
        typer.Option("--map", metavar="HEADER=COLUMN[:UNIT]", help="With --as: the file's header."),
    ] = None,
    constant: Annotated[
        Texts,
        typer.Option("--constant", metavar="COLUMN=VALUE", help="With --map: in every row."),
    ] = None,
) -> None:
    """Recognise, map, account for every row, store.

    A file that no format fits is mapped once: print a proposal with --propose, look it over,
    and hand it back with --mapping; or name the columns with --as and --map. Answers and
    mappings are remembered for the next file of the same layout (see: cxaudit mappings).
    """
    from cxaudit.cli import importing
    from cxaudit.cli import mapping as own

    if propose:
        return own.propose(context.obj, client, files, form)
    confirmed = own.read_wishes(mapping, form, files, pair or [], constant or [])
    layout = None if confirmed else form
    return importing.import_files(
        context.obj, client, files, layout, answer or [], confirmed, mapping
    )


def mappings(
    context: typer.Context,
    client: Client,
    forget: Annotated[
        Texts, typer.Option("--forget", metavar="LAYOUT", help="Forget answers and mapping.")
    ] = None,
) -> None:
    """List the answers and mappings remembered for later files, or forget some."""
    from cxaudit.cli import mapping as own

    own.list_mappings(context.obj, client, forget or [])
