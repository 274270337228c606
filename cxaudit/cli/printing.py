"""Printing for people, or as one JSON document."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cxaudit.cli.context import Context


def print_json(value: Any) -> None:
    """Print one JSON document; dates and decimals as text and numbers, never NaN."""
    print(json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2, default=_plain))


def _plain(value: object) -> object:
    if hasattr(value, "isoformat"):
        return value.isoformat()
    if hasattr(value, "to_json"):
        return value.to_json()
    if isinstance(value, set | frozenset | tuple):
        return sorted(value)
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return str(value)


def print_done(context: Context, words: str, **facts: Any) -> None:
    """Print what was done: the words for people, or the facts as one JSON document."""
    print_json(facts) if context.as_json else print(words)


def print_error(words: str) -> None:
    """Print a message on standard error."""
    print(words, file=sys.stderr)


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a plain table: no borders, a header, wrapped to the terminal and never cut off.

    A column whose name begins with # is of numbers: it stands at the right, without the sign.
    """
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(soft_wrap=False, highlight=False, width=None if sys.stdout.isatty() else 140)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        side = "right" if column.startswith("#") else "left"
        table.add_column(column.removeprefix("#"), justify=side, overflow="fold")
    for row in rows:
        table.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    console.print(Text(title), soft_wrap=True)
    console.print(table)
