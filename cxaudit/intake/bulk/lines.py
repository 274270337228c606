"""The data lines of a block: kept as columns of cells, or blank, a total, or set aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cxaudit.intake.bulk.cells import first_bytes, lengths, to_mask
from cxaudit.intake.columns.account import SetAside, is_total_label, sort_rows, to_kept
from cxaudit.intake.known.form import Form
from cxaudit.intake.known.recognise import Located
from cxaudit.intake.source.grid import Grid, fold_header, is_blank, is_comment
from cxaudit.intake.source.unfit import Unfit

if TYPE_CHECKING:
    import pyarrow as pa

FEW_CELLS = 3


@dataclass
class Lines:
    """Kept data lines: the cells of every column that is read, and the line of each row."""

    cells: dict[int, pa.Array]
    numbers: np.ndarray
    typed: dict[int, np.ndarray] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.numbers)


@dataclass
class Sorter:
    """Sorts the lines below one header, block after block, and counts what they are."""

    form: Form
    place: Located
    grid_place: str = ""
    blank: int = 0
    totals: int = 0
    totals_rows: list[tuple[int, Sequence[str]]] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    ends_blank: bool = False

    @property
    def width(self) -> int:
        """Return how many cells the header has, blank ones at the end included."""
        return len(self.place.header)

    @property
    def used(self) -> tuple[int, ...]:
        """Return the positions of the columns that are read."""
        return tuple(sorted({p for places in self.place.columns.values() for p in places}))

    def take_rows(self, rows: Sequence[Sequence[str]], numbers: Sequence[int]) -> Lines:
        """Sort records as a strict reader gave them."""
        import pyarrow as pa

        for index, row in enumerate(rows):
            if is_comment(row) and (is_blank(rows[index - 1]) if index else self.ends_blank):
                raise Unfit("it holds several tables")
        self.ends_blank = is_blank(rows[-1]) if rows else self.ends_blank
        kept, kept_numbers = self._judge(rows, numbers)
        cells = {p: pa.array([row[p] for row in kept], pa.string()) for p in self.used}
        return Lines(cells, np.array(kept_numbers, np.int64))

    def take_columns(self, columns: Sequence[pa.Array], numbers: np.ndarray) -> Lines:
        """Sort rows that all have the header's width; only odd ones are looked at one by one."""
        import pyarrow as pa

        odd = np.flatnonzero(self._find_odd(columns))
        self._refuse_comments(columns, odd)
        lines = Lines({p: columns[p] for p in self.used}, numbers)
        if not len(odd):
            return lines
        picked = [column.take(pa.array(odd)).to_pylist() for column in columns]
        _, kept = self._judge(list(zip(*picked, strict=True)), numbers[odd].tolist())
        left = odd[~np.isin(numbers[odd], np.array(kept, np.int64))]
        if not len(left):
            return lines
        mask = np.ones(len(numbers), bool)
        mask[left] = False
        keep = pa.array(mask)
        return Lines({p: cells.filter(keep) for p, cells in lines.cells.items()}, numbers[mask])

    def _judge(
        self, rows: Sequence[Sequence[str]], numbers: Sequence[int]
    ) -> tuple[list[Sequence[str]], list[int]]:
        place = replace(self.place, header_at=-1, end=len(rows))
        done = sort_rows(self.form, place, Grid(rows, numbers, name=self.grid_place))
        self.blank += done.blank
        self.totals += done.totals
        self.totals_rows = [*self.totals_rows, *done.totals_rows][-1:]
        self.set_aside += done.set_aside
        return done.rows, done.numbers

    def _find_odd(self, columns: Sequence[pa.Array]) -> np.ndarray:
        """Mark rows that may be blank, a total, a footer or wider than the header.

        A row with a key that is no label is no total; one without a key may be.
        """
        count = len(columns[0])
        filled = np.zeros(count, np.int16)
        spaces = np.ones(count, bool)
        width = len(self.place.header)
        while width and not self.place.header[width - 1]:
            width -= 1
        odd = np.zeros(count, bool)
        for position, column in enumerate(columns):
            has_text = lengths(column) > 0
            odd |= has_text if position >= width else False
            filled += has_text
            if spaces.any():
                first = first_bytes(column)
                spaces &= (first <= 32) | (first > 126)
        odd |= (filled < FEW_CELLS) | spaces
        key = columns[self.place.columns.get(self.form.total_key or "", (0,))[0]]
        first = first_bytes(key)
        odd |= (first <= 32) | (first > 126) | _find_labels(key)
        for position, _, values in to_kept(self.form, self.place):
            odd |= ~_are_among(columns[position], values)
        return odd

    def _refuse_comments(self, columns: Sequence[pa.Array], odd: np.ndarray) -> None:
        """Raise Unfit where a ``#`` line follows a blank one: a second table starts there."""
        first = first_bytes(columns[0])
        after = np.zeros(len(first) + 1, bool)
        after[odd + 1] = True
        after[0] = self.ends_blank
        marked = np.flatnonzero(after[:-1] & ((first == 35) | (first <= 32) | (first > 126)))

        def row(index: int) -> list[Any]:
            return [column[index].as_py() for column in columns]

        for index in marked.tolist():
            if is_comment(row(index)) and (is_blank(row(index - 1)) if index else self.ends_blank):
                raise Unfit("it holds several tables")
        if len(first):
            self.ends_blank = bool(after[-1]) and is_blank(row(len(first) - 1))


def _are_among(cells: pa.Array, values: frozenset[str]) -> np.ndarray:
    """Mark cells whose folded text is one of the values."""
    import pyarrow as pa
    import pyarrow.compute as pc

    words = [word for word in cells.unique().to_pylist() if fold_header(word) in values]
    return to_mask(pc.is_in(cells, value_set=pa.array(words, pa.string())))


def _find_labels(cells: pa.Array) -> np.ndarray:
    """Mark cells that say that their row is a total."""
    import pyarrow as pa
    import pyarrow.compute as pc

    mask = ~to_mask(pc.match_substring_regex(cells, "[0-9]"))
    mask |= to_mask(pc.ends_with(cells, ")"))
    mask &= lengths(cells) > 0
    if not mask.any():
        return mask
    words = cells.filter(pa.array(mask)).unique().to_pylist()
    labels = [word for word in words if is_total_label(word)]
    if not labels:
        return np.zeros(len(mask), bool)
    return to_mask(pc.is_in(cells, pa.array(labels)))
