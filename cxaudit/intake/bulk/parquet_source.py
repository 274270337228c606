"""A large Parquet file as one table: read in a limited process, its cells handed on as text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cxaudit.engine import to_identifier, to_literal
from cxaudit.intake.bulk.apart import Apart
from cxaudit.intake.bulk.as_text import is_text, to_cell
from cxaudit.intake.bulk.head import Counter
from cxaudit.intake.bulk.lines import Lines, Sorter
from cxaudit.intake.bulk.nested import NestedRows
from cxaudit.intake.bulk.raw import RawCopy
from cxaudit.intake.bulk.section import Section
from cxaudit.intake.bulk.stored import read_batches
from cxaudit.intake.bulk.straight import FIRST_LINE, Straight
from cxaudit.intake.columns.section import Typed
from cxaudit.intake.gate.limits import Limits
from cxaudit.intake.known.recognise import Located, Match
from cxaudit.intake.source.grid import Grid
from cxaudit.intake.source.unfit import Unfit
from cxaudit.intake.wish import Wish

if TYPE_CHECKING:
    import pyarrow as pa

SAMPLE, FEW = 50_000, 2
"""A column repeats where so many rows hold at most one different cell to every two."""


@dataclass
class ParquetSource:
    """One Parquet file, copied below a private folder, which ``keeper`` holds open."""

    path: Path
    name: str
    limits: Limits
    folder: Path
    keeper: Any
    size: int
    raw: RawCopy | None = field(default=None, init=False)
    columns: dict[str, str] = field(default_factory=dict, init=False)
    count: int = field(default=0, init=False)
    engine: Apart | None = field(default=None, init=False)

    @property
    def relation(self) -> str:
        """Return the file as a table of the engine, with ``file_row_number``."""
        assert self.raw is not None
        return f"read_parquet({to_literal(str(self.raw.path))}, file_row_number = true)"

    @cached_property
    def repeated(self) -> frozenset[int]:
        """Return the columns of text whose first cells repeat: each different one is soon seen."""
        texts = {at: to_identifier(name) for at, (name, held) in enumerate(self.columns.items())
                 if is_text(held)}  # fmt: skip
        counts = ", ".join(f"approx_count_distinct({name})" for name in texts.values())
        some = f"select {', '.join(texts.values())} from {self.relation} limit {SAMPLE}"
        ((different,),) = self.run(f"select {counts} from ({some})")
        most = min(self.count, SAMPLE) // FEW
        return frozenset(at for at, count in zip(texts, different, strict=True) if count <= most)

    def run(self, *statements: str) -> list[list[list[Any]]]:
        """Run statements over the private folder, in a limited process."""
        if self.engine is None:
            self.engine = Apart(self.folder, self.limits, self.name, self.size)
        return self.engine.run(statements)

    def close(self) -> None:
        """End the process that read the file."""
        if self.engine is not None:
            self.engine.close()

    def to_grids(self, count: Counter) -> list[Grid]:
        """Return the names of the columns, as the header of the one table."""
        self.raw = RawCopy.of(self.path, self.folder / "raw.parquet")
        described, counted = self.run(
            f"describe select columns(* exclude (file_row_number)) from {self.relation}",
            f"select count(*) from {self.relation}",
        )
        self.columns = {row[0]: row[1] for row in described}
        self.count = counted[0][0]
        first = [[""] * len(self.columns)] if self.count else []
        rows = [list(self.columns), *first]
        return [Grid(rows, range(1, len(rows) + 1), reader=self.read_section)]

    def read_section(self, match: Match, place: Located, wish: Wish) -> Typed:
        """Return the typed rows of the table, kept on disk."""
        if match.form.is_nested:
            return NestedRows(match, place, wish, self).read()
        with suppress(Unfit):
            return Straight(match, place, wish, self).read()
        return Section(match, place, wish, self).read()

    def read_lines(self, match: Match, place: Located, sorter: Sorter) -> Iterator[Lines]:
        """Yield the sorted rows, a portion of the file at a time."""
        cells = self.folder / "cells.parquet"
        if not cells.exists():
            shown = [f"{to_cell(n, t)} as {to_identifier(n)}" for n, t in self.columns.items()]
            self.run(
                f"copy (select {', '.join(shown)} from {self.relation}) to "
                f"{to_literal(str(cells))} (format parquet, compression lz4_raw)"
            )
        line = FIRST_LINE
        typed = [not is_text(kind) for kind in self.columns.values()]
        for rows in read_batches(cells):
            columns = [_to_one(column) for column in rows.columns]
            numbers = np.arange(line, line + rows.num_rows, dtype=np.int64)
            line += rows.num_rows
            lines = sorter.take_columns(columns, numbers)
            lines.typed = {
                place: np.ones(len(lines), bool) for place in lines.cells if typed[place]
            }
            yield lines


def _to_one(column: pa.ChunkedArray) -> pa.Array:
    import pyarrow as pa

    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], pa.string())
