"""The head of a large text file: its encoding, delimiter and first records."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from cxaudit.intake.bulk.blocks import Start
from cxaudit.intake.source.text import choose_delimiter, decode, unquoted
from cxaudit.intake.source.unfit import Unfit

HEAD_BYTES = 1024 * 1024
HEAD_ROWS = 400
MARK = b"\xef\xbb\xbf"
Counter = Callable[[Sequence[str]], int]


@dataclass(frozen=True)
class Head:
    """The first records of a text. ``starts``: the line each begins at, and the next one behind."""

    text: str
    encoding: str
    mark: bytes
    delimiter: str
    skipped: str
    rows: list[list[str]]
    starts: list[int]

    def start_below(self, header_at: int, encoding: str) -> Start:
        """Return where the records below a header begin, in a file of this encoding."""
        line = self.starts[header_at + 1]
        before = io.StringIO(self.text[len(self.skipped) :], newline="")
        above = self.skipped + "".join(islice(before, line - self.starts[0]))
        offset = len(self.mark) + len(above.encode(encoding))
        return Start(encoding, bool(self.mark), offset, line, self.delimiter, above.isascii())


def read_head(path: Path, name: str, count: Counter) -> Head:
    """Read the head of a text; ``count`` tells how many cells of a row may be headers.

    Raises Unfit where no row shows a known header, ClientDataError where it is no text or its
    quotation marks are broken.
    """
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
        whole = not stream.read(1)
    if b"\x00" in head[:4096] or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unfit("it is written in UTF-16")
    mark = MARK if head.startswith(MARK) else b""
    text, encoding = decode(head if whole else _to_whole_lines(head), name)
    delimiter, skipped = _find_delimiter(text, name, count)
    rows, starts = _to_records(text[len(skipped) :], delimiter, 1 + bool(skipped), name)
    return Head(text, encoding, mark, delimiter, skipped, rows, starts)


def _to_whole_lines(head: bytes) -> bytes:
    end = head.rfind(b"\n") + 1
    if not end:
        raise Unfit("its first line does not end")
    return head[:end]


def _find_delimiter(text: str, name: str, count: Counter) -> tuple[str, str]:
    """Return the delimiter, and the line that says it where there is one."""
    first = text.partition("\n")[0]
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        delimiter, skipped, known = first.strip()[4], first + "\n", 1
    else:
        delimiter, known = choose_delimiter(text, count, name)
        skipped = ""
    if not known:
        raise Unfit("this layout is not known")
    if not delimiter.isascii() or delimiter in '"\r\n':
        raise Unfit("its delimiter is an unusual one")
    return delimiter, skipped


def _to_records(
    text: str, delimiter: str, line: int, name: str
) -> tuple[list[list[str]], list[int]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    starts = [line]
    try:
        for row in islice(reader, HEAD_ROWS):
            rows.append(row)
            starts.append(reader.line_num + line)
    except csv.Error as error:
        raise unquoted(name, starts[-1], str(error)) from error
    return rows, starts
