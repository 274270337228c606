"""Workspace exports: stacked tables, each under two header rows that mean different things.

The upper row names the metric and the lower one what it is broken down by; where both say the
same the column is the metric whole. The first line below is the total, and its label is the
name of the dimension. A breakdown stands in further columns left of the numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cxaudit.intake.source.grid import Grid, is_blank, is_comment

MARK = "# Report suite:"
BREAKDOWN = "Breakdown"
Row = Sequence[str]


def split_freeform(grids: Sequence[Grid]) -> list[Grid]:
    """Return the blocks of a text, those of a Workspace export as tables with one header row.

    A table is named after its dimension and keeps the ``#`` lines of the file and its own; a
    block in which another dimension begins becomes two. Other texts are returned as they are.
    """
    head = grids[0].rows[:8] if grids else []
    if not any(is_comment(row) and row[0].startswith(MARK) for row in head):
        return list(grids)
    preamble = _comments_until_blank(grids[0].rows)
    return [table for grid in grids for table in _to_tables(grid, preamble)]


def _comments_until_blank(rows: Sequence[Row]) -> list[Row]:
    kept: list[Row] = []
    for row in rows:
        if is_blank(row):
            break
        kept.append(row)
    return [row for row in kept if is_comment(row)]


def _to_tables(grid: Grid, preamble: Sequence[Row]) -> Iterator[Grid]:
    top = next((i for i, row in enumerate(grid.rows) if not (is_blank(row) or is_comment(row))), 0)
    upper, *below = grid.rows[top:] or [()]
    if len(below) < 2 or not upper or upper[0].strip() or below[0][:1] != [""]:
        yield grid
        return
    depth = next((i for i, cell in enumerate(upper) if cell.strip()), len(upper))
    starts = list(_find_dimensions(below, depth))
    for start, end in zip(starts, [*starts[1:], len(below)], strict=True):
        dimension = below[start][0].strip()
        remarks = [*preamble, *filter(is_comment, grid.rows[:top])]
        header = [*_leads(dimension, depth), *_to_metrics(upper[depth:], below[0][depth:])]
        rows = [*remarks, header, *below[start:end]]
        first = top + 1 + start
        at = [grid.numbers[top]] * (len(remarks) + 1)
        numbers = [*at, *grid.numbers[first : first + end - start]]
        yield replace(grid, rows=rows, numbers=numbers, name=f"table by {dimension}"[:80])


def _leads(dimension: str, depth: int) -> list[str]:
    return [dimension, *([BREAKDOWN] if depth > 1 else []), *[""] * max(depth - 2, 0)]


def _to_metrics(upper: Row, lower: Row) -> list[str]:
    pairs = zip(upper, lower, strict=False)
    return [a.strip() if a.strip() == b.strip() else f"{a.strip()}: {b.strip()}" for a, b in pairs]


def _find_dimensions(below: Sequence[Row], depth: int) -> Iterator[int]:
    """Yield where a dimension begins: its line repeats the numbers of the total.

    The line after a total may do so too: a dimension of one value.
    """
    last = 1
    yield last
    total = list(below[1][depth:])
    for index in range(2, len(below)):
        row = below[index]
        is_outer = bool(row) and row[0].strip() and is_blank(row[1:depth])
        if is_outer and index > last + 1 and list(row[depth:]) == total and not is_blank(total):
            last = index
            yield index
