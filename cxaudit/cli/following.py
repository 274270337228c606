"""A batch as it goes: a live bar on a terminal, plain lines anywhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cxaudit.cli.printing import print_error

if TYPE_CHECKING:
    from cxaudit.batch import Ended
    from cxaudit.cli.context import Context

DOING = {"read": "reading the client", "execute": "executing", "publish": "publishing"}
Tell = Callable[["Ended"], None]


@contextmanager
def following(context: Context, total: int) -> Iterator[Tell]:
    """Give what a batch calls for each client that ends."""
    if context.as_json:
        yield lambda _: None
    elif total > 1 and sys.stdout.isatty():
        with _bar(total) as tell:
            yield tell
    else:
        yield _say


def _say(ended: Ended) -> None:
    if ended.status == "failed":
        print_error(to_line(ended))
    else:
        print(to_line(ended), flush=True)


def to_line(ended: Ended) -> str:
    """Return what happened to one client, in a line."""
    if ended.status == "failed":
        return f"{ended.client}: failed while {DOING[ended.stage]}: {ended.cause}"
    said = "unchanged, as published" if ended.status == "skipped" else f"{ended.seconds:.1f} s"
    pages = [file for file in ended.files if file.endswith(".html")]
    return f"{ended.client}: {said}: {', '.join(pages)}"


@contextmanager
def _bar(total: int) -> Iterator[Tell]:
    from rich.progress import (  # fmt: skip
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    counts = {"done": 0, "skipped": 0, "failed": 0}
    columns = (
        TextColumn("reports"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[said]}"),
        TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns) as progress:
        task = progress.add_task("reports", total=total, said=_to_counts(counts))

        def tell(ended: Ended) -> None:
            counts[ended.status] += 1
            progress.console.print(Text(to_line(ended)), soft_wrap=True)
            progress.update(task, advance=1, said=_to_counts(counts))

        yield tell


def _to_counts(counts: dict[str, int]) -> str:
    return f"{counts['done']} done, {counts['failed']} failed, {counts['skipped']} skipped"
