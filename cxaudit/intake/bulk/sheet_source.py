"""A long sheet of a workbook as one table: its cells by column, as the reader process sent them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cxaudit.intake.bulk.cells import text_bytes, to_mask
from cxaudit.intake.bulk.large import READING
from cxaudit.intake.bulk.lines import Lines, Sorter
from cxaudit.intake.bulk.section import Section
from cxaudit.intake.columns.section import Typed
from cxaudit.intake.gate.limits import Limits
from cxaudit.intake.gate.upload import Upload
from cxaudit.intake.known.recognise import Located, Match
from cxaudit.intake.source.grid import to_clean_text
from cxaudit.intake.wish import Wish

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass
class SheetSource:
    """One long sheet: ``stream`` holds its columns."""

    stream: memoryview
    name: str
    limits: Limits
    cells: list[pa.Array] = field(default_factory=list, init=False)
    typed: list[np.ndarray | None] = field(default_factory=list, init=False)
    keeper: Any = field(default=None, init=False)
    folder: Path = field(default=Path(), init=False)

    def __post_init__(self) -> None:
        import pyarrow as pa

        (batch,) = pa.ipc.open_stream(pa.py_buffer(self.stream))
        ways = batch.schema.metadata[b"typed"].decode().split(",")
        for place, way in enumerate(ways):
            self.cells.append(_clean(batch.column(f"c{place}")))
            some = to_mask(batch.column(f"t{place}")) if way == "some" else None
            self.typed.append(np.ones(batch.num_rows, bool) if way == "all" else some)

    def read_section(self, match: Match, place: Located, wish: Wish) -> Typed:
        """Return the typed rows of the table, kept on disk."""
        self.keeper = tempfile.TemporaryDirectory(prefix=READING, dir=self.limits.scratch)
        self.folder = Path(self.keeper.name)
        return Section(match, place, wish, self).read()

    def read_lines(self, match: Match, place: Located, sorter: Sorter) -> Iterator[Lines]:
        """Yield the sorted rows, all at once."""
        first = place.header_at + 1
        columns = [cells[first:] for cells in self.cells]
        numbers = np.arange(first + 1, first + 1 + len(columns[0]), dtype=np.int64)
        lines = sorter.take_columns(columns, numbers)
        kept = lines.numbers - first - 1
        for position in lines.cells:
            typed = self.typed[position]
            if typed is not None:
                lines.typed[position] = typed[first:][kept]
        yield lines


def read_rest(upload: Upload, columns: memoryview) -> Callable[[Match, Located, Wish], Typed]:
    """Return what reads the table of a long sheet of the upload."""
    assert upload.limits is not None
    return SheetSource(columns, upload.name, upload.limits).read_section


def _clean(cells: pa.Array) -> pa.Array:
    import pyarrow as pa

    if not (text_bytes(cells) == 0).any():
        return cells
    return pa.array([to_clean_text(text) for text in cells.to_pylist()], pa.string())
