"""A large text file as one table: its head to recognise it by, its lines as often as needed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxaudit.intake.bulk.ahead import make_ahead
from cxaudit.intake.bulk.blocks import Block, Rest, read_blocks
from cxaudit.intake.bulk.head import Counter, Head, read_head
from cxaudit.intake.bulk.lines import Lines, Sorter
from cxaudit.intake.bulk.raw import NoCopy, RawCopy
from cxaudit.intake.bulk.records import sort_lines, to_columns
from cxaudit.intake.bulk.section import Section
from cxaudit.intake.columns.section import Typed
from cxaudit.intake.gate.limits import Limits
from cxaudit.intake.known.recognise import Located, Match
from cxaudit.intake.source.freeform import split_freeform
from cxaudit.intake.source.grid import Grid, split_blocks
from cxaudit.intake.source.text import DELIMITER_NAMES
from cxaudit.intake.source.unfit import Unfit
from cxaudit.intake.wish import Wish

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass
class TextSource:
    """One CSV file below a private folder, which ``keeper`` holds open."""

    path: Path
    name: str
    limits: Limits
    folder: Path
    keeper: Any
    encoding: str = ""
    raw: RawCopy | None = field(default=None, init=False)
    head: Head | None = field(default=None, init=False)

    def close(self) -> None:
        """Do nothing: no process reads a text."""

    def to_grids(self, count: Counter) -> list[Grid]:
        """Return the head of the one table; raises Unfit where there are several."""
        self.head = read_head(self.path, self.name, count)
        self.encoding = self.encoding or self.head.encoding
        shown = DELIMITER_NAMES.get(self.head.delimiter, self.head.delimiter)
        grid = Grid(
            self.head.rows,
            self.head.starts[:-1],
            encoding=self.encoding,
            delimiter=shown,
            reader=self.read_section,
        )
        if len(split_freeform(split_blocks(grid))) > 1:
            raise Unfit("it holds several tables")
        return [grid]

    def read_section(self, match: Match, place: Located, wish: Wish) -> Typed:
        """Return the typed rows of the table, kept on disk."""
        return Section(match, place, wish, self).read()

    def read_lines(self, match: Match, place: Located, sorter: Sorter) -> Iterator[Lines]:
        """Yield the sorted data lines, a block at a time; the first time the file is copied."""
        assert self.head is not None
        start = self.head.start_below(place.header_at, self.encoding)
        copy = None if self.raw else RawCopy(self.folder / "raw")
        path = self.raw.path if self.raw else self.path
        with path.open("rb") as stream, closing(copy or NoCopy()) as raw:
            blocks = read_blocks(stream, start, self.limits.piece_bytes, raw, self.name)
            items = self._parse(blocks, start.delimiter, sorter.width)
            for item, columns in make_ahead(items):
                yield from sort_lines(item, columns, sorter, start.delimiter, self.name)
        self.raw = self.raw or copy

    def _parse(
        self, blocks: Iterator[Block | Rest], delimiter: str, width: int
    ) -> Iterator[tuple[Block | Rest, list[pa.Array] | None]]:
        for block in blocks:
            is_regular = isinstance(block, Block) and block.is_regular
            yield block, to_columns(block, delimiter, width) if is_regular else None
