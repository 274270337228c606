"""Columns of dates and moments: plain ones whole columns at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.intake.bulk.column import FREE, Column, Read, after, to_words
from cxaudit.intake.bulk.moments import find_votes, to_plain_moments
from cxaudit.intake.columns.convert import Converted
from cxaudit.intake.values.dates import settle_order
from cxaudit.intake.wish import Wish

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass
class MomentColumn(Column):
    """Dates and moments, whose order of day and month the whole column settles.

    ``seen``: the first cell that votes for each order; ``order``: None while it must be asked.
    """

    seen: dict[str, str] = field(default_factory=dict)
    order: str | None = "any"
    judged: int = -1

    def __post_init__(self) -> None:
        self.minds_types = True
        self.order = self.frame.spec.order or "any"

    def convert(self, cells: pa.Array, typed: bool) -> Read:
        """Convert plain dates by the order as far as it is settled, odd ones each by itself."""
        import pyarrow as pa

        order = self.order or "any"
        plain = to_plain_moments(cells, self.frame, order)
        if not typed and not self.frame.spec.order:
            if plain.odd.any() or order != "any":
                self._look_at(cells, plain.odd)
            self._judge()
        self.note_reading(FREE if self.order == "any" else self.order)
        if self.order is None:
            return Read(pa.nulls(len(cells), self.type), [])
        if self.order != order:
            plain = to_plain_moments(cells, self.frame, self.order)
        self.clocks |= plain.clocks
        return self.merge(cells, plain.values, plain.odd, typed)

    def _look_at(self, cells: pa.Array, odd: np.ndarray) -> None:
        import pyarrow as pa
        import pyarrow.compute as pc

        met = [(row, cells[row].as_py()) for row in find_votes(cells).values()]
        if odd.any():
            words = to_words(cells.take(pa.array(np.flatnonzero(odd))), False)
            new = [word for word in words if settle_order([word]) not in ("any", *self.seen)]
            met += [(pc.index(cells, word).as_py(), word) for word in new]
        for _, word in sorted(met):
            self.seen.setdefault(settle_order([word]), word)

    def _judge(self) -> None:
        if len(self.seen) == self.judged:
            return
        self.judged = len(self.seen)
        done = self.ask_converter(list(self.seen.values()))
        asked = done.question or done.more_questions
        self.order = None if asked else done.settled.get("date_order", ("any", ""))[0]

    def convert_words(self, words: Sequence[str]) -> Converted:
        """Convert odd dates beside one of each order that the column holds."""
        evidence = list(self.seen.values())
        done = after(self.ask_converter([*evidence, *words]), len(evidence))
        self.clocks |= done.clocks
        return done

    def finish(self, wish: Wish) -> Converted:
        """Judge one cell for each order."""
        return self.ask_converter(list(self.seen.values()), wish)
