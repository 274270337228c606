"""What a header or a line above a table says about currency and unit: "Fees (EUR k)"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SYMBOLS: Mapping[str, str | None] = {
    "€": "EUR", "£": "GBP", "₹": "INR", "$": None, "¥": None, "us$": "USD", "usd$": "USD",
}  # fmt: skip
CODES = frozenset(
    {
        "EUR", "USD", "GBP", "CHF", "JPY", "AUD", "CAD", "NZD", "SEK", "NOK", "DKK", "ISK", "PLN",
        "CZK", "HUF", "RON", "BGN", "TRY", "ILS", "ZAR", "SGD", "HKD", "CNY", "CNH", "INR", "KRW",
        "TWD", "THB", "MYR", "IDR", "PHP", "BRL", "MXN", "CLP", "COP", "AED", "SAR", "QAR", "KWD",
        "BHD",
    }
)  # fmt: skip
SCALES: Mapping[str, tuple[str, ...]] = {
    "thousand": ("k", "tsd", "thousand", "thousands", "000", "000s", "'000", "'000s", "tausend",
                 "milliers", "miles"),
    "million": ("m", "mn", "mm", "mio", "mln", "mill", "million", "millions", "millionen"),
    "billion": ("bn", "billion", "billions", "mrd", "mia", "milliarden", "milliards"),
}  # fmt: skip
FACTORS: Mapping[str, str] = {
    "one": "1", "thousand": "1000", "million": "1000000", "billion": "1000000000",
}  # fmt: skip
SCALE_OF = {word: scale for scale, words in SCALES.items() for word in words}
FILLERS = frozenset(
    {"in", "of", "all", "amount", "amounts", "value", "values", "figure", "figures", "are", "is",
     "currency"}
)  # fmt: skip
BRACKETED = re.compile(r"(?P<name>.*?\S)\s*[(\[](?P<note>[^()\[\]]{1,40})[)\]]\s*")
TRAILING = re.compile(r"(?P<name>.*?\S)(?:\s*,\s*(?:in\s+)?|\s+in\s+)(?P<note>\S.{0,30})", re.I)
TOKEN = re.compile(r"(?<![\d'])'?000s?(?!\d)|us\$|[$€£¥₹]|[^\W\d_]+", re.I)
PLAIN_SCALES = frozenset(
    {"mio", "mln", "mrd", "tsd", "million", "millions", "millionen", "billion", "billions",
     "milliarden", "thousands", "tausend"}
)  # fmt: skip
"""Words that tell a scale where they end a header without a bracket or a currency beside them."""
LONGEST_TAIL = 3
ABOVE = re.compile(r"\b(?:in|amounts?|values?|figures?|all|angaben|montants)\b", re.I)
LONGEST_LINE = 90


@dataclass(frozen=True)
class Note:
    """What a note says: its text, the currency marks in it, and the scale if it names one."""

    text: str
    marks: tuple[str, ...] = ()
    scale: str | None = None


def strip_note(header: str) -> tuple[str, Note | None]:
    """Return a header without a note that speaks of currency or unit alone, and that note."""
    for pattern in (BRACKETED, TRAILING):
        match = pattern.fullmatch(header.strip())
        note = read_note(match["note"]) if match else None
        if match and note:
            return match["name"], note
    return _strip_tail(header)


def _strip_tail(header: str) -> tuple[str, Note | None]:
    """Tell the last words of a header from its name, as in "Volume EUR m" or "Volumen Mio. EUR".

    One of them must be the code or sign of a currency as it is written, or a scale in full; "m" or
    "miles" alone may be of anything.
    """
    words = header.split()
    if all(map(_is_of_unit, words)):
        return header, None
    for first in range(max(1, len(words) - LONGEST_TAIL), len(words)):
        tail = words[first:]
        note = read_note(" ".join(tail)) if all(map(_is_of_unit, tail)) else None
        if note and any(map(_is_telling, tail)):
            return " ".join(words[:first]), note
    return header, None


def _is_of_unit(word: str) -> bool:
    return _take(word.rstrip(".")) is not None


def _is_telling(word: str) -> bool:
    plain = word.rstrip(".")
    found = _take(plain)
    mark = found[0] if found else None
    return plain.casefold() in PLAIN_SCALES or (mark is not None and mark in plain)


def read_note(text: str) -> Note | None:
    """Return what a note says; None where any word of it speaks of something else."""
    marks: list[str] = []
    scale = None
    for word in TOKEN.findall(text):
        if word.casefold() in FILLERS:
            continue
        found = _take(word)
        if found is None:
            return None
        marks += [found[0]] if found[0] else []
        scale = found[1] or scale
    return Note(text.strip(), tuple(dict.fromkeys(marks)), scale) if marks or scale else None


def _take(word: str) -> tuple[str | None, str | None] | None:
    """Return currency mark and scale of one word: EUR, k, TEUR, EURm; None for any other."""
    folded, upper = word.casefold(), word.upper()
    if folded in SYMBOLS or upper in CODES:
        return (upper if upper in CODES else folded), None
    if folded in SCALE_OF:
        return None, SCALE_OF[folded]
    for code, rest in ((upper[-3:], folded[:-3]), (upper[:3], folded[3:])):
        if code in CODES and (rest in SCALE_OF or rest == "t"):
            return code, SCALE_OF.get(rest, "thousand")
    return None


def read_line(line: str) -> Note | None:
    """Return what a line above a table says about unit and currency; None where it says nothing."""
    if len(line) > LONGEST_LINE or not ABOVE.search(line):
        return None
    words = [found for word in TOKEN.findall(line) if (found := _take(word)) and len(word) > 1]
    marks = tuple(dict.fromkeys(mark for mark, _ in words if mark))
    scale = next((scale for _, scale in words if scale), None)
    return Note(line.strip(), marks, scale) if scale else None


def find_line_note(rows: Sequence[Sequence[str]]) -> Note | None:
    """Return the note of the nearest line above a table that speaks of the unit of all amounts."""
    for row in reversed(rows):
        line = " ".join(cell.strip() for cell in row if cell.strip())
        note = read_line(line) if line else None
        if note:
            return note
    return None


def to_code(mark: str) -> str | None:
    """Return the currency that a mark can only mean; None for one shared by several."""
    return mark.upper() if mark.upper() in CODES else SYMBOLS.get(mark.casefold())
