"""Columns of whole numbers and decimals: plain ones whole columns at a time."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.intake.bulk.column import FREE, Column, Read, after, to_words
from cxaudit.intake.bulk.numbers import find_samples, to_plain_decimals, to_plain_wholes
from cxaudit.intake.columns.convert import Converted
from cxaudit.intake.values.numerals import DecimalSign
from cxaudit.intake.wish import Wish

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

SAMPLES = ("long", "point", "comma", "either.", "either,")
DIGITS = re.compile(r"\d+", re.ASCII)


@dataclass
class WholeColumn(Column):
    """Counts without a scale: nothing has to be settled by the whole column."""

    def __post_init__(self) -> None:
        self.minds_types = True

    def convert(self, cells: pa.Array, typed: bool) -> Read:
        """Convert digits as they stand, and each other cell by the careful converter."""
        plain = to_plain_wholes(cells)
        return self.merge(cells, plain.values, plain.odd, typed)


@dataclass
class DecimalColumn(Column):
    """Amounts and lengths of time, whose decimal sign the whole column settles.

    ``seen``: one cell for each way of writing that was met: whatever the others are, they
    cannot settle it otherwise. ``sign``: None while it must be asked.
    """

    seen: dict[str, str] = field(default_factory=dict)
    sign: DecimalSign | None = "point"
    judged: int = -1

    def __post_init__(self) -> None:
        self.minds_types = True

    def convert(self, cells: pa.Array, typed: bool) -> Read:
        """Convert plain numbers by the sign as far as it is settled, odd ones each by itself."""
        import pyarrow as pa

        sign: DecimalSign = "point" if typed else self.sign or "point"
        plain = to_plain_decimals(cells, self.frame, sign)
        if not typed:
            self._look_at(cells, plain.odd)
            self._judge()
        is_free = not any("." in word or "," in word for word in self.seen.values())
        self.note_reading(FREE if self.sign and is_free else self.sign)
        if self.sign is None:
            return Read(pa.nulls(len(cells), self.type), [])
        if not typed and self.sign != sign:
            plain = to_plain_decimals(cells, self.frame, self.sign)
        return self.merge(cells, plain.values, plain.odd, typed)

    def _look_at(self, cells: pa.Array, odd: np.ndarray) -> None:
        import pyarrow as pa
        import pyarrow.compute as pc

        if self.frame.decimal and self.frame.kind != "money":
            return
        found = find_samples(cells, set(SAMPLES) - set(self.seen))
        met = [(row, name, cells[row].as_py()) for name, row in found.items()]
        if odd.any():
            words = to_words(cells.take(pa.array(np.flatnonzero(odd))), False)
            shapes = {to_shape(word): word for word in reversed(words)}
            met += [(pc.index(cells, word).as_py(), shape, word)
                    for shape, word in shapes.items() if shape not in self.seen]  # fmt: skip
        for _, name, word in sorted(met):
            self.seen[name] = word

    def _judge(self) -> None:
        if len(self.seen) == self.judged:
            return
        self.judged = len(self.seen)
        done = self.ask_converter(list(self.seen.values()))
        asked = done.question or done.more_questions
        told = done.settled.get("decimal", (self.frame.decimal or "point", ""))[0]
        self.sign = None if asked else ("comma" if told == "comma" else "point")

    def convert_words(self, words: Sequence[str]) -> Converted:
        """Convert odd numbers beside one of each way of writing that the column holds."""
        evidence = list(self.seen.values())
        return after(self.ask_converter([*evidence, *words]), len(evidence))

    def finish(self, wish: Wish) -> Converted:
        """Judge one cell for each way of writing."""
        return self.ask_converter(list(self.seen.values()), wish)


def to_shape(word: str) -> str:
    """Return how a number is written: its signs, and of its digits only what can tell them."""

    def shorten(match: re.Match[str]) -> str:
        return ("0" if match[0][0] == "0" else "9") * min(len(match[0]), 4)

    return DIGITS.sub(shorten, word.strip())
