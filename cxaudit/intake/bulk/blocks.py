"""A text file as checked blocks of whole records in UTF-8; what passes is hashed and kept."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from cxaudit.intake.bulk.raw import Raw
from cxaudit.intake.source.text import CONTROLS, undecodable
from cxaudit.intake.source.unfit import IsWindowsText

CONTROL_BYTES = re.compile(CONTROLS.pattern.encode("latin-1"))
NUL = re.compile(b"\x00")
LONGEST = 8
AT_ONCE = 1 << 18


@dataclass(frozen=True)
class Start:
    """How a text begins: its encoding, whether a mark says so, where the data lines start.

    ``is_ascii``: whether all above them is ASCII.
    """

    encoding: str
    marked: bool
    offset: int
    line: int
    delimiter: str
    is_ascii: bool = True


@dataclass(frozen=True)
class Block:
    """Whole records in UTF-8. ``is_regular``: every line is one record.

    Quotation marks, if any, then stand in pairs around whole cells: no reader of CSV can
    read it otherwise than another. ``first_line``: the line number of the first record,
    ``lines``: how many lines there are.
    """

    text: bytes | memoryview
    first_line: int
    lines: int
    is_regular: bool


@dataclass(frozen=True)
class Rest:
    """What is left of a file from the first record that only a strict reader can judge."""

    lines: Iterator[str]
    first_line: int


def read_blocks(
    stream: BinaryIO, start: Start, size: int, raw: Raw, name: str
) -> Iterator[Block | Rest]:
    """Yield the records in blocks; from the first odd quotation mark on, the rest line by line.

    What no text holds raises ClientDataError. ``raw`` takes every byte of the file.
    """
    raw.take(stream.read(start.offset))
    line, is_ascii, wanted = start.line, start.is_ascii, size
    while data := stream.read(wanted):
        at_end = len(data) < wanted
        found = _cut(data, start.delimiter, at_end)
        if not found or not found[0]:
            stream.seek(-len(data), io.SEEK_CUR)
            wanted *= 2
            if found or at_end or wanted > LONGEST * size:
                yield Rest(_to_lines(stream, start, raw, is_ascii, name, line), line)
                return
            continue
        end, is_regular = found
        raw.take(memoryview(data)[:end])
        stream.seek(end - len(data), io.SEEK_CUR)
        text, plain = _to_utf8(memoryview(data)[:end], start, is_ascii, line, name)
        lines = _check(text, start, line, name)
        yield Block(text, line, lines, is_regular)
        line, is_ascii, wanted = line + lines, is_ascii and plain, size


def _cut(data: bytes, delimiter: str, at_end: bool) -> tuple[int, bool] | None:
    """Return where the last whole record ends and whether all are regular; None: cannot tell.

    0 where lines end in a way of their own, so that only a strict reader can count them.
    """
    if at_end and not data.endswith(b"\n"):
        found = _cut(data + b"\n", delimiter, at_end)
        return (len(data), found[1]) if found else None
    end, inside = data.rfind(b"\n"), False
    if b'"' in data:
        array = np.frombuffer(data, np.uint8)
        quotes = np.flatnonzero(array == 34)
        while end >= 0 and np.searchsorted(quotes, end) % 2:
            end = data.rfind(b"\n", 0, end)
        quotes = quotes[: np.searchsorted(quotes, end)]
        if end < 0 or not _stand_around_cells(array, quotes, delimiter):
            return None
        lines = np.flatnonzero(array[: end + 1] == 10)
        inside = bool(np.any(np.searchsorted(quotes, lines) % 2))
    if end < 0 or (at_end and end + 1 < len(data)):
        return None
    if b"\r" in data and data.count(b"\r") - data.endswith(b"\r") > data.count(b"\r\n"):
        return 0, False
    return end + 1, not inside


def _stand_around_cells(array: np.ndarray, quotes: np.ndarray, delimiter: str) -> bool:
    """Tell whether each opening mark starts a cell and each closing one ends it (or is doubled)."""
    borders = np.zeros(256, bool)
    borders[[ord(delimiter), 10, 13, 34]] = True
    opening, closing = quotes[0::2], quotes[1::2]
    starts = borders[array[opening - 1]] | (opening == 0)
    return bool(np.all(starts) and np.all(borders[array[closing + 1]]))


def _to_utf8(
    data: memoryview, start: Start, is_ascii: bool, line: int, name: str
) -> tuple[bytes | memoryview, bool]:
    """Return the text in UTF-8 and whether it is ASCII; raises ClientDataError."""
    array = np.frombuffer(data, np.uint8)
    if all(part.max() < 128 for part in _parts(array)):
        return data, True
    whole = bytes(data)
    try:
        text = whole.decode(start.encoding)
    except UnicodeDecodeError as error:
        before = is_ascii and whole[: error.start].isascii()
        if start.encoding == "utf-8" and before and not start.marked:
            raise IsWindowsText from error
        place = line + whole.count(b"\n", 0, error.start)
        raise undecodable(name, f"bytes that are not {start.encoding}", place) from error
    return (data if start.encoding == "utf-8" else text.encode("utf-8")), False


def _check(text: bytes | memoryview, start: Start, line: int, name: str) -> int:
    """Return how many lines there are; control characters raise ClientDataError."""
    array = np.frombuffer(text, np.uint8)
    ends = sum(int(np.count_nonzero(part == 10)) for part in _parts(array))
    low = sum(int(np.count_nonzero(part < 32)) for part in _parts(array))
    odd = low != ends or any((part == 127).any() for part in _parts(array))
    found = (NUL if start.marked else CONTROL_BYTES).search(text) if odd else None
    if found:
        place = line + bytes(text[: found.start()]).count(b"\n")
        raise undecodable(name, "bytes that no text holds", place)
    return ends + (not len(array) or int(array[-1]) != 10)


def _parts(array: np.ndarray) -> Iterator[np.ndarray]:
    return (array[place : place + AT_ONCE] for place in range(0, len(array), AT_ONCE))


def _to_lines(
    stream: BinaryIO, start: Start, raw: Raw, is_ascii: bool, name: str, line: int
) -> Iterator[str]:
    """Yield the lines of the rest as they stand; what no text holds raises ClientDataError."""
    tail = io.BufferedReader(_Tail(stream, raw), 1 << 20)
    pattern = re.compile("\x00") if start.marked else CONTROLS
    number = line
    try:
        for text in io.TextIOWrapper(tail, start.encoding, newline=""):
            if pattern.search(text):
                raise undecodable(name, "bytes that no text holds", number)
            is_ascii = is_ascii and text.isascii()
            number += 1
            yield text
    except UnicodeDecodeError as error:
        if start.encoding == "utf-8" and is_ascii and not start.marked:
            raise IsWindowsText from error
        raise undecodable(name, f"bytes that are not {start.encoding}", number) from error


class _Tail(io.RawIOBase):
    """What is left of a file, taken as it is read."""

    def __init__(self, stream: BinaryIO, raw: Raw) -> None:
        super().__init__()
        self.stream, self.raw = stream, raw

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read on."""
        data = self.stream.read(len(buffer))
        buffer[: len(data)] = data
        self.raw.take(data)
        return len(data)
