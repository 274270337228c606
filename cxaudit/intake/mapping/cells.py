"""What the cells under a header look like: dates, numbers, a few words, persons, free text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cxaudit.canon import ColumnType
from cxaudit.intake.columns.convert import is_missing
from cxaudit.intake.source.grid import Native
from cxaudit.intake.values.dates import read_moment
from cxaudit.intake.values.lengths import read_length
from cxaudit.intake.values.mask import EMAIL, mask_personal
from cxaudit.intake.values.numerals import take_apart, to_whole
from cxaudit.intake.values.words import truth_words

LOOKED_AT = 400
FEW_WORDS, FEW_ROWS = 15, 8
MOST = 0.8
PERSONS = re.compile(
    r"e ?mail|phone|mobile|\bip\b|latitude|longitude|first ?name|last ?name|surname|full ?name|"
    r"user ?name|contact|attendee|participant|owner|author|agent|assignee|posted by|nachname|"
    r"vorname|teilnehmer|prénom|^name$",
    re.I,
)
ADDRESS = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b")
SHOWN = 40


@dataclass(frozen=True)
class Look:
    """The cells of one column at a glance: shares that read as each kind, and how they repeat.

    ``words``: the different texts, where they are few; ``unique``: share of different ones.
    """

    filled: int
    dates: float
    numbers: float
    lengths: float
    addresses: float
    unique: float
    wholes: float = 0.0
    words: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """Return the kind in one word."""
        if not self.filled:
            return "empty"
        for kind, share in (("date", self.dates), ("number", self.numbers),
                            ("length", self.lengths), ("address", self.addresses)):  # fmt: skip
            if share >= MOST:
                return kind
        return "words" if self.words else "text"

    def fits(self, kind: ColumnType, allowed: Sequence[str]) -> float:
        """Return how well the cells fit a column of this type: 1 well, 0 not at all."""
        if not self.filled:
            return 0.6
        if kind in ("date", "ts"):
            return 1.0 if self.dates >= MOST else 0.1
        if kind in ("count", "int"):
            return 1.0 if self.wholes >= MOST else 0.1
        if kind in ("money", "rate", "share", "bps", "seconds", "minutes"):
            number = max(self.numbers, self.lengths if kind in ("seconds", "minutes") else 0)
            return 1.0 if number >= MOST else 0.1
        if kind == "bool":
            known = [word for word in self.words if word.casefold() in truth_words()]
            return 1.0 if self.words and len(known) == len(self.words) else 0.3
        if allowed:
            return 1.0 if self.words else 0.3
        return 0.5 if self.dates >= MOST else 0.9


def look_at(cells: Sequence[str]) -> Look:
    """Return what the first few hundred filled cells look like."""
    filled = [cell for cell in cells if not is_missing(cell)][:LOOKED_AT]
    count = len(filled) or 1
    kinds = Counter(map(_kind_of, filled))
    different = list(dict.fromkeys(cell.strip() for cell in filled))
    few = len(different) <= FEW_WORDS and (count < FEW_ROWS or len(different) * 2 <= count)
    return Look(
        filled=len(filled),
        dates=kinds["date"] / count,
        numbers=kinds["number"] / count,
        lengths=kinds["length"] / count,
        addresses=kinds["address"] / count,
        unique=len(different) / count,
        wholes=sum(map(_is_whole, filled)) / count,
        words=tuple(different) if few and kinds["date"] / count < MOST else (),
    )


def _kind_of(cell: str) -> str:
    text = cell.strip()
    if not (text.isdigit() and len(text) != 8) and _is_date(text):
        return "date"
    if isinstance(cell, Native) or take_apart(text):
        return "number"
    if read_length(text) is not None:
        return "length"
    return "address" if EMAIL.search(text) else "text"


def _is_whole(cell: str) -> bool:
    numeral = take_apart(cell.strip())
    return numeral is not None and not numeral.percent and to_whole(numeral.body) is not None


def _is_date(text: str) -> bool:
    return read_moment(text, "dmy") is not None or read_moment(text, "mdy") is not None


def to_samples(header: str, cells: Sequence[str], personal: bool, count: int = 3) -> list[str]:
    """Return the first few different cells, fit to be shown: persons are masked."""
    shown = list(dict.fromkeys(cell.strip() for cell in cells if cell.strip()))[:count]
    if personal or PERSONS.search(header.replace("_", " ").replace("-", " ")):
        return ["(a person)" if not take_apart(cell) else "(masked)" for cell in shown][:1]
    return [ADDRESS.sub("[address]", mask_personal(cell))[:SHOWN] for cell in shown]
