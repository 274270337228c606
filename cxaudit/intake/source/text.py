"""Text files: encoding by evidence, then records of cells with their line numbers."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Sequence

from cxaudit.errors import ClientDataError
from cxaudit.intake.gate.upload import Upload
from cxaudit.intake.source.grid import Grid, to_clean_text

DELIMITERS = (",", ";", "\t", "|")
DELIMITER_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
HEAD_LINES, HEAD_BYTES = 400, 262_144
MAX_ROWS, MAX_COLUMNS = 2_000_000, 16_384
CONTROLS = re.compile("[\x00-\x08\x0e-\x19\x1b\x7f]")


def decode(content: bytes, name: str) -> tuple[str, str]:
    """Return the text and its encoding: mark, UTF-8, UTF-16 by its NULs, cp1252; else refuse."""
    if content.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise undecodable(name, "UTF-32", 1)
    for mark, encoding in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"),
                           (codecs.BOM_UTF16_BE, "utf-16-be")):  # fmt: skip
        if content.startswith(mark):
            return _strictly(content[len(mark) :], encoding, name), encoding
    if b"\x00" in content[:4096]:
        return _from_nul_pattern(content, name)
    try:
        text, encoding = content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        text, encoding = _from_windows(content, error, name), "cp1252"
    if control := CONTROLS.search(text):
        line = text.count("\n", 0, control.start()) + 1
        raise undecodable(name, "bytes that no text holds", line)
    return text, encoding


def _strictly(content: bytes, encoding: str, name: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].decode(encoding, "ignore").count("\n") + 1
        raise undecodable(name, f"bytes that are not {encoding}", line) from error
    if "\x00" in text:
        raise undecodable(name, "NUL characters", text[: text.index("\x00")].count("\n") + 1)
    return text


def _from_nul_pattern(content: bytes, name: str) -> tuple[str, str]:
    head = content[:4096]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    for here, there, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if here > len(head) // 5 and there <= here // 50:
            return _strictly(content, encoding, name), encoding
    raise undecodable(name, "NUL bytes: this is not text", 1)


def _from_windows(content: bytes, error: UnicodeDecodeError, name: str) -> str:
    before = content[: error.start]
    line = before.count(b"\n") + 1
    if not before.isascii():
        at_end = error.start >= len(content) - 3
        found = "the last character is cut" if at_end else "UTF-8 and another encoding mixed"
        raise undecodable(name, found, line)
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as worse:
        line = content[: worse.start].count(b"\n") + 1
        raise undecodable(name, "neither UTF-8 nor Windows-1252", line) from worse


def undecodable(name: str, found: str, line: int) -> ClientDataError:
    """Return the refusal of a text whose bytes no encoding holds."""
    return ClientDataError(
        "the text cannot be decoded",
        file=name,
        place=f"line {line}",
        found=found,
        wanted="UTF-8, UTF-16 with a mark, or Windows-1252",
        next="export it again, or save it as CSV UTF-8",
    )


def read_text(upload: Upload, count_known: Callable[[Sequence[str]], int]) -> Grid:
    """Return the records of a text file.

    ``count_known`` tells how many cells of a row are headers of a known layout: the
    delimiter under which one row shows most of them is taken, else the one that splits most.
    Of a text without any such header only the head is returned.
    """
    text, encoding = decode(upload.content, upload.name)
    first, _, rest = text.partition("\n")
    skipped = 0
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        text, delimiter, skipped = rest, first.strip()[4], 1
    else:
        delimiter, known = choose_delimiter(text, count_known, upload.name)
        if not known:
            head = _lenient_rows(text[:HEAD_BYTES].splitlines(keepends=True)[:40], delimiter)
            return Grid(head, range(1, len(head) + 1), encoding=encoding)
    rows, numbers = _to_records(text, delimiter, upload.name, skipped)
    return Grid(
        rows,
        numbers,
        encoding=encoding,
        delimiter=DELIMITER_NAMES.get(delimiter, delimiter),
    )


def choose_delimiter(
    text: str, count_known: Callable[[Sequence[str]], int], name: str
) -> tuple[str, int]:
    """Return the delimiter under which the head shows most known headers, and how many."""
    lines = []
    for line in io.StringIO(text[:HEAD_BYTES], newline=""):
        lines.append(line)
        if len(lines) == HEAD_LINES:
            break
    widest = max((max(map(line.count, DELIMITERS)) for line in lines), default=0)
    if widest >= MAX_COLUMNS:
        raise _too_large(name, f"a line of {widest + 1:,} columns", f"{MAX_COLUMNS:,} columns")
    best, best_score = ",", (0, 0)
    for delimiter in DELIMITERS:
        rows = list(_lenient_rows(lines, delimiter))
        score = (max(map(count_known, rows), default=0), max(map(len, rows), default=0))
        if score > best_score:
            best, best_score = delimiter, score
    return best, best_score[0]


def _lenient_rows(lines: list[str], delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        rows.extend(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return rows
    return rows


def _to_records(
    text: str, delimiter: str, name: str, skipped: int
) -> tuple[list[list[str]], list[int]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    numbers: list[int] = []
    start = 1 + skipped
    try:
        for row in reader:
            rows.append(row)
            numbers.append(start)
            start = reader.line_num + 1 + skipped
    except csv.Error as error:
        raise unquoted(name, start, str(error)) from error
    if len(rows) > MAX_ROWS:
        raise _too_large(name, f"{len(rows):,} rows", f"{MAX_ROWS:,} rows")
    if "\x00" in text:
        rows = [[to_clean_text(cell) for cell in row] for row in rows]
    return rows, numbers


def unquoted(name: str, line: int, cause: str) -> ClientDataError:
    """Return the refusal of a text whose quotation marks do not pair."""
    open_quote = "end of data" in cause or "field larger" in cause
    return ClientDataError(
        "a quotation mark is opened and never closed"
        if open_quote
        else "the quotation marks of a cell are broken",
        file=name,
        place=f"the record that starts at line {line}",
        wanted="quotation marks in pairs, doubled inside a quoted cell",
        next="the file may be cut short: export it again, or mend that line",
    )


def _too_large(name: str, found: str, most: str) -> ClientDataError:
    return ClientDataError(
        "the table is too large",
        file=name,
        found=found,
        wanted=f"at most {most}",
        next="export a shorter period, or split the file",
    )
