"""Columns of text: trimmed whole columns at a time; persons become pseudonyms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cxaudit.intake.bulk.cells import is_ascii, lengths, to_mask
from cxaudit.intake.bulk.column import Column, Read, to_coded
from cxaudit.intake.bulk.people import People
from cxaudit.intake.columns.convert import Frame
from cxaudit.intake.columns.section import FREE_TEXT, PAGES

if TYPE_CHECKING:
    import pyarrow as pa

SAMPLE, FEW = 20_000, 20
NUMBERLIKE = r"\d[\d\s().\-/]{6,}\d"


@dataclass
class TextColumn(Column):
    """Text as typed. Whatever may hold a person's address or number is looked at cell by cell.

    ``repeats``: whether the first cells are few words again and again.
    """

    people: People | None = None
    repeats: bool | None = None

    def convert(self, cells: pa.Array, typed: bool) -> Read:
        """Trim the cells; a blank one has no value, or that of the form."""
        if self.repeats is None:
            some = cells[:SAMPLE]
            self.repeats = len(some.unique()) * FEW <= len(some)
        if not self.repeats:
            return self._trim(cells)
        coded = cells.dictionary_encode()
        return Read(to_coded(coded.indices, self._trim(coded.dictionary).values), [])

    def _trim(self, cells: pa.Array) -> Read:
        import pyarrow as pa
        import pyarrow.compute as pc

        spec = self.frame.spec
        trimmed = pc.utf8_trim_whitespace(cells)
        blank = lengths(trimmed) == 0
        values = trimmed
        if blank.any():
            values = pc.if_else(pa.array(blank), pa.scalar(spec.blank, pa.string()), trimmed)
        odd = self._find_odd(trimmed) & ~blank
        if self.frame.personal and self.people is not None:
            values = self.people.to_pseudonyms(_without(values, odd))
        elif self.frame.personal:
            odd = ~blank
        return self.merge(cells, values, odd, False)

    def _find_odd(self, cells: pa.Array) -> np.ndarray:
        """Mark cells that the careful converter may change beyond trimming them."""
        import pyarrow.compute as pc

        if self.frame.personal:
            if is_ascii(cells):
                return np.zeros(len(cells), bool)
            return ~to_mask(pc.string_is_ascii(cells))
        odd = np.zeros(len(cells), bool)
        for mark in to_marks(self.frame):
            odd |= to_mask(pc.match_substring(cells, mark))
        if may_hold_numbers(self.frame):
            odd |= to_mask(pc.match_substring_regex(cells, NUMBERLIKE))
        return odd


def to_marks(frame: Frame) -> list[str]:
    """Return the signs of which one must be in a text that the careful converter changes."""
    name = frame.column
    marks = ["?"] if name in PAGES else [] if name.endswith("_id") else ["@"]
    return [*marks, *(["\n"] if frame.spec.first_line else [])]


def may_hold_numbers(frame: Frame) -> bool:
    """Tell whether phone numbers in a text are hidden."""
    return frame.column in FREE_TEXT or frame.column.endswith("_text")


def _without(values: pa.Array, odd: np.ndarray) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    if not odd.any():
        return values
    return pc.if_else(pa.array(odd), pa.scalar(None, pa.string()), values)
