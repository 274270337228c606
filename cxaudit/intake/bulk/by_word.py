"""Columns of few different cells: each word is converted once, all are judged at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from cxaudit.intake.bulk.column import Column, Read, after, to_words
from cxaudit.intake.columns.convert import Converted, why_missing
from cxaudit.intake.source.unfit import Unfit
from cxaudit.intake.wish import Wish

if TYPE_CHECKING:
    import pyarrow as pa

MOST_WORDS = 2_000_000
EVIDENCE = 1_000


@dataclass
class WordColumn(Column):
    """Lists of values, yes and no, and numbers whose scale only the whole column can settle.

    ``known``: what every word was read as, by whether its source typed it; ``counts``: rows
    of each faulty word. ``is_asked``: nothing is read as long as a question is open.
    """

    known: dict[tuple[bool, str], tuple[Any, str | None]] = field(default_factory=dict)
    counts: Counter[tuple[bool, str]] = field(default_factory=Counter)
    is_asked: bool = False

    def __post_init__(self) -> None:
        self.minds_types = self.frame.kind not in ("enum", "bool", "str")

    def start(self) -> None:
        """Begin another pass with every word as it was judged at the end of the last."""
        super().start()
        self.counts.clear()

    def convert(self, cells: pa.Array, typed: bool) -> Read:
        """Convert the words not met before, then give every cell the value of its word."""
        words = to_words(cells, typed)
        new = [word for word in words if (typed, word) not in self.known]
        if new:
            self._learn(new, typed)
        met = [self.known[typed, word] for word in words]
        faults = {i: why for i, (_, why) in enumerate(met) if why is not None}
        values = [value for value, _ in met]
        self.is_begun = True
        unsaid = not self.is_asked and any(v is None for v in values)
        done = Converted(values, faults, missing=int(unsaid))
        if faults:
            self._count(cells, [words[i] for i in faults], typed)
        return self.spread(cells, words, done)

    def _learn(self, new: list[str], typed: bool) -> None:
        evidence = [word for _, word in list(self.known)[:EVIDENCE]]
        if len(self.known) + len(new) > MOST_WORDS:
            raise Unfit(f"'{self.frame.header}' holds too many different values")
        done = self.ask_converter([*evidence, *new])
        self._note_whether_asked([*evidence, *new], done)
        done = after(done, len(evidence))
        for index, word in enumerate(new):
            self.known[typed, word] = (done.values[index], done.faults.get(index))

    def _note_whether_asked(self, words: Sequence[str], done: Converted) -> None:
        """Note whether cells without a value count as missing; while it must be asked, none do."""
        unsaid = any(v is None and i not in done.faults and why_missing(words[i])
                     for i, v in enumerate(done.values))  # fmt: skip
        is_asked = unsaid and not done.missing
        if unsaid and is_asked != self.is_asked:
            self.settled = self.settled and not self.is_begun
            self.is_asked = is_asked

    def _count(self, cells: pa.Array, words: list[str], typed: bool) -> None:
        import pyarrow as pa
        import pyarrow.compute as pc

        codes = pc.drop_null(pc.index_in(cells, value_set=pa.array(list(map(str, words)))))
        for word, count in zip(words, np.bincount(codes.to_numpy()), strict=False):
            self.counts[typed, word] += int(count)

    def finish(self, wish: Wish) -> Converted:
        """Judge all words together; any that was read otherwise before unsettles the column."""
        words = list(self.known)
        done = self.ask_converter([word for _, word in words], wish)
        self._note_whether_asked([word for _, word in words], done)
        for index, word in enumerate(words):
            judged = (done.values[index], done.faults.get(index))
            if self.known[word] != judged:
                self.known[word] = judged
                self.settled = False
        if done.more_questions and done.faults:
            repeated = [word for key, n in self.counts.items() for word in [key[1]] * n]
            others = [key[1] for key in words if key not in self.counts]
            return self.ask_converter([*others, *repeated], wish)
        return done
