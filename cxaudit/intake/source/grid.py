"""A table as text: rows of cells with their line numbers, before anything is understood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256
from typing import Any

SURROGATES = re.compile("[\ud800-\udfff]")
IGNORED_IN_HEADERS = {"Cf", "Pd", "Zs", "Cc"}


class Native(str):
    """A cell that its source already typed (a number, a date, true or false), as plain text.

    Numbers have a decimal point and no grouping, dates are ISO 8601: nothing to decide.
    """

    __slots__ = ()


@dataclass(frozen=True)
class Grid:
    """Rows of cells as text; ``numbers`` holds the line or row number of each, from 1.

    ``name`` is the sheet or the place inside a JSON file, ``member`` the file inside an
    archive. ``epoch_1904`` tells that bare day numbers count from 1904. ``reader``: what reads
    the data lines where ``rows`` are only the head of a table (match, place, wish -> Typed).
    """

    rows: Sequence[Sequence[str]]
    numbers: Sequence[int]
    name: str = ""
    member: str = ""
    encoding: str | None = None
    delimiter: str | None = None
    epoch_1904: bool = False
    reader: Callable[..., Any] | None = None

    @property
    def place(self) -> str:
        """Return where in the file the table stands, in words."""
        parts = [self.member, self.name]
        return ", ".join(part for part in parts if part)


@lru_cache(maxsize=50_000)
def fold_header(text: str) -> str:
    """Return a header without case, spaces, dashes, soft hyphens and invisible characters."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in plain if unicodedata.category(c) not in IGNORED_IN_HEADERS)


def to_fingerprint(headers: Iterable[str]) -> str:
    """Return 16 hex digits by which a table is known again: its headers, in any order."""
    folded = sorted({fold_header(header) for header in headers} - {""})
    return sha256("\x1f".join(folded).encode()).hexdigest()[:16]


def is_blank(row: Sequence[str]) -> bool:
    """Tell whether no cell of the row holds anything but spaces."""
    joined = "".join(row)
    return not joined or joined.isspace()


def is_comment(row: Sequence[str]) -> bool:
    """Tell whether the row is a ``#`` line."""
    return bool(row) and row[0].lstrip().startswith("#")


def split_blocks(grid: Grid) -> list[Grid]:
    """Return the stacked tables of one sheet or text: a new one starts at a blank row and ``#``."""
    starts, has_data = [0], False
    for index, row in enumerate(grid.rows):
        if is_comment(row):
            if has_data and index and is_blank(grid.rows[index - 1]):
                starts.append(index)
                has_data = False
        elif not is_blank(row):
            has_data = True
    if len(starts) == 1:
        return [grid]
    ends = [*starts[1:], len(grid.rows)]
    return [
        replace(
            grid,
            rows=trim_end(grid.rows[start:end]),
            numbers=grid.numbers[start:end],
            name=grid.name or f"table {number}",
        )
        for number, (start, end) in enumerate(zip(starts, ends, strict=True), start=1)
    ]


def trim_end(rows: Sequence[Sequence[str]]) -> Sequence[Sequence[str]]:
    """Return the rows without blank ones at the end."""
    end = len(rows)
    while end and is_blank(rows[end - 1]):
        end -= 1
    return rows[:end]


def to_clean_text(text: str) -> str:
    """Return text that can be stored: no NUL, no half of a surrogate pair."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    return text if text.isascii() else SURROGATES.sub("\ufffd", text)
