"""One column of a large table, converted block after block; odd cells by the careful converter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cxaudit.canon import SQL_TYPES
from cxaudit.intake.ask.answers import Answers
from cxaudit.intake.bulk.cells import to_mask
from cxaudit.intake.columns.convert import Converted, Frame, why_missing
from cxaudit.intake.columns.section import convert_cells
from cxaudit.intake.known.recognise import Located
from cxaudit.intake.rows.canonical import to_arrow_type
from cxaudit.intake.source.grid import Native
from cxaudit.intake.wish import Wish

if TYPE_CHECKING:
    import pyarrow as pa


FREE = "free"
"""How a block was read that holds nothing the whole column could settle otherwise."""


class Read(NamedTuple):
    """Typed values of a block, null where nothing is said; rows at fault with the reason."""

    values: pa.Array
    faults: list[tuple[int, str]]


@dataclass
class Column:
    """What is known of a column so far.

    ``reasons``: why cells hold no value, by rows. ``settled`` turns false when a block was read
    by what the whole column does not bear out; the file is then read again.
    """

    frame: Frame
    place: Located
    position: int
    wish: Wish
    reasons: Counter[str] = field(default_factory=Counter)
    invalid: int = 0
    settled: bool = True
    read_as: str | None = FREE
    is_begun: bool = False
    clocks: set[str] = field(default_factory=set)
    minds_types: bool = field(default=False, init=False)

    @property
    def type(self) -> pa.DataType:
        """Return the type of the values."""
        return to_arrow_type(SQL_TYPES[self.frame.kind])

    def start(self) -> None:
        """Begin another pass over the file, keeping what was learnt."""
        self.reasons, self.invalid, self.settled = Counter(), 0, True
        self.read_as, self.is_begun = FREE, False
        self.clocks = set()

    def note_reading(self, way: str | None) -> None:
        """Note how a block is read, None where it must be asked; another way unsettles."""
        if self.is_begun and way != self.read_as and (self.read_as != FREE or way is None):
            self.settled = False
        self.read_as, self.is_begun = way, True

    def read(self, cells: pa.Array, typed: np.ndarray | None = None) -> Read:
        """Convert the cells of a block. ``typed`` marks those whose source gave them a type."""
        if typed is None or not self.minds_types or not typed.any():
            return self._counted(self.convert(cells, False))
        if typed.all():
            return self._counted(self.convert(cells, True))
        parts = [np.flatnonzero(~typed), np.flatnonzero(typed)]
        import pyarrow as pa

        reads = [self.convert(cells.take(pa.array(p)), bool(n)) for n, p in enumerate(parts)]
        back = np.argsort(np.concatenate(parts), kind="stable")
        parts_read = [to_plain_text(r.values) for r in reads]
        values = pa.concat_arrays(parts_read).take(pa.array(back))
        faults = [(int(p[row]), why) for r, p in zip(reads, parts, strict=True)
                  for row, why in r.faults]  # fmt: skip
        return self._counted(Read(values, sorted(faults)))

    def _counted(self, read: Read) -> Read:
        self.invalid += len(read.faults)
        return read

    def convert(self, cells: pa.Array, typed: bool) -> Read:
        """Convert cells that are all typed or all text."""
        raise NotImplementedError

    def finish(self, wish: Wish) -> Converted:
        """Return what holds for the whole column: question, notes, what was settled."""
        return self.ask_converter([], wish)

    def ask_converter(self, words: Sequence[str], wish: Wish | None = None) -> Converted:
        """Convert a few cells as the careful reading does; without wish no answer is used up."""
        return convert_cells(
            [[word] for word in words], (0,), self.frame_for(wish), self.place, wish or self.wish
        )

    def frame_for(self, wish: Wish | None) -> Frame:
        """Return the frame with the answers of this wish, or with a copy of them."""
        if wish is not None:
            return replace(self.frame, answers=wish.answers)
        given = self.wish.answers
        if isinstance(given, Answers):
            return replace(self.frame, answers=Answers(given.given, given.remembered))
        return self.frame

    def spread(self, cells: pa.Array, words: Sequence[str], done: Converted) -> Read:
        """Give each cell the value of its word. ``done``: the words, converted in order."""
        import pyarrow as pa
        import pyarrow.compute as pc

        values = pa.array(done.values, self.type)
        codes = pc.index_in(cells, value_set=pa.array(list(map(str, words)), pa.string()))
        rows = codes.to_numpy(zero_copy_only=False)
        if done.missing:
            self._count_missing(words, done, np.bincount(rows, minlength=len(words)))
        faults: list[tuple[int, str]] = []
        if done.faults:
            wrong = np.flatnonzero(np.isin(rows, list(done.faults)))
            faults = [(row, done.faults[int(rows[row])]) for row in wrong.tolist()]
        return Read(to_coded(codes, values), faults)

    def _count_missing(self, words: Sequence[str], done: Converted, counts: np.ndarray) -> None:
        for index, value in enumerate(done.values):
            if value is None and index not in done.faults and (why := why_missing(words[index])):
                self.reasons[why] += int(counts[index])

    def merge(self, cells: pa.Array, values: pa.Array, odd: np.ndarray, typed: bool) -> Read:
        """Return plain values, and those of the odd cells by the careful converter."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if not odd.any():
            return Read(values, [])
        rows = np.flatnonzero(odd)
        some = cells.take(pa.array(rows))
        words = to_words(some, typed)
        found = self.spread(some, words, self.convert_words(words))
        whole = pc.replace_with_mask(values, pa.array(odd), to_plain_text(found.values))
        return Read(whole, [(int(rows[row]), why) for row, why in found.faults])

    def convert_words(self, words: Sequence[str]) -> Converted:
        """Convert different cells, each once, in the light of what the column is known to be."""
        return self.ask_converter(words)


def to_coded(codes: pa.Array, values: pa.Array) -> pa.Array:
    """Return the value of each code; text as codes into its words, where no two are the same."""
    import pyarrow as pa

    if not pa.types.is_string(values.type) or len(values.unique()) < len(values):
        return values.take(codes)
    if values.null_count:
        places = pa.array(np.arange(len(values), dtype=np.int32), mask=to_mask(values.is_null()))
        codes, values = places.take(codes), values.fill_null("")
    return pa.DictionaryArray.from_arrays(codes, values)


def to_plain_text(values: pa.Array) -> pa.Array:
    """Return text that came as codes into a list of words as itself."""
    return values.dictionary_decode() if hasattr(values, "dictionary_decode") else values


def to_words(cells: pa.Array, typed: bool) -> list[str]:
    """Return every different cell once, in the order of the rows."""
    words = cells.unique().to_pylist()
    return [Native(word) for word in words] if typed else words


def after(done: Converted, count: int) -> Converted:
    """Return what was converted without its first cells, which stood there as evidence."""
    faults = {i - count: why for i, why in done.faults.items() if i >= count}
    return replace(done, values=done.values[count:], faults=faults)
