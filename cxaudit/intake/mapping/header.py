"""Where the header of an unknown table stands, and the cells under each of its names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from cxaudit.intake.source.grid import Grid, Native, fold_header, is_blank, is_comment
from cxaudit.intake.values.dates import read_moment
from cxaudit.intake.values.numerals import take_apart

SEARCHED, LOOKED_AT = 120, 1_000
WIDEST = 400
NAME = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class Found:
    """A table of a file: its grid, the header's place and names, the cells of each column."""

    grid: Grid
    at: int
    headers: tuple[str, ...]

    @cached_property
    def _rows(self) -> list[Sequence[str]]:
        below = self.grid.rows[self.at + 1 : self.at + 1 + LOOKED_AT]
        return [row for row in below if not is_blank(row)]

    def cells(self, position: int) -> list[str]:
        """Return the first cells of one column, of rows that reach it."""
        return [row[position] for row in self._rows if len(row) > position]

    @cached_property
    def doubled(self) -> frozenset[str]:
        """Return the headers that stand more than once, folded: none of them can be read."""
        counts = Counter(map(fold_header, self.headers))
        return frozenset(name for name, count in counts.items() if count > 1)

    @property
    def row_number(self) -> int:
        """Return the number of the header's row in the file."""
        return self.grid.numbers[self.at]


def count_names(row: Sequence[str]) -> int:
    """Return how many different cells of a row may be names of columns."""
    if is_comment(row):
        return 0
    return len({fold_header(cell) for cell in row[:WIDEST] if is_name(cell)})


def is_name(cell: str) -> bool:
    """Tell whether a cell may be the name of a column: text, no number, no date."""
    text = cell.strip()
    if isinstance(cell, Native) or len(text) > 120 or not NAME.search(text):
        return False
    return take_apart(text) is None and read_moment(text, "dmy") is None


def find_table(grids: Sequence[Grid]) -> Found | None:
    """Return the likeliest table of a file: the row with most names, rows of data below it."""
    best: tuple[tuple[int, int], Found] | None = None
    for grid in grids:
        for at, row in enumerate(grid.rows[:SEARCHED]):
            names = count_names(row)
            width = len([cell for cell in row if cell.strip()])
            below = [r for r in grid.rows[at + 1 : at + 40] if not is_blank(r)]
            data = sum(sum(bool(cell.strip()) for cell in r) >= 2 for r in below)
            if names < 2 or names * 2 < width or (below and not data):
                continue
            rank = (min(names, 40), min(data, 1))
            if best is None or rank > best[0]:
                best = (rank, Found(grid, at, tuple(cell.strip() for cell in row)))
    return best[1] if best else None
