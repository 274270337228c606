"""Limits of archives and workbooks, checked before anything is parsed."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from cxaudit.errors import ClientDataError

MAX_MEMBERS = 2_000
MAX_EXPANDED = 500 * 1024 * 1024
MAX_RATIO, RATIO_FROM = 200, 1024 * 1024
GRID_ROWS, GRID_COLUMNS = 1_048_576, 16_384
MAX_CELLS = 20_000_000
CHUNK = 1024 * 1024
OVERLAP = 64
LONGEST_ADDRESS = 14
BEFORE_NAME, QUOTES = b" \t\r\n\"':", b"\"'"
LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
DAMAGE = (
    zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError,
    OSError, struct.error,
)  # fmt: skip
FORBIDDEN_MARKUP = (b"<!DOCTYPE", b"<!ENTITY", b"<!doctype", b"<!entity")


def list_members(content: bytes, name: str) -> list[zipfile.ZipInfo]:
    """Return the members of an archive; a damaged one raises ClientDataError."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.infolist()
    except DAMAGE as error:
        raise _damaged(name) from error


def to_archive_kind(members: list[zipfile.ZipInfo], name: str) -> str:
    """Tell a workbook from a plain archive; office files of other kinds are refused."""
    names = {member.filename for member in members}
    if "xl/vbaProject.bin" in names or "xl/workbook.bin" in names:
        raise ClientDataError(
            "a workbook with macros or in binary form is not read",
            file=name,
            next="save it as XLSX and import that",
        )
    if "xl/workbook.xml" in names:
        return "xlsx"
    if names & {"word/document.xml", "ppt/presentation.xml", "content.xml"}:
        raise ClientDataError(
            "this kind of file is not read", file=name, next="export the table as CSV or XLSX"
        )
    return "zip"


def check_archive(content: bytes, name: str, *, is_workbook: bool) -> None:
    """Refuse an archive that is encrypted, too large once expanded, or leads elsewhere."""
    members = list_members(content, name)
    if len(members) > MAX_MEMBERS:
        raise _beyond(name, f"{len(members):,} members", f"at most {MAX_MEMBERS:,}")
    expanded = sum(member.file_size for member in members)
    if expanded > MAX_EXPANDED:
        raise _beyond(name, f"{expanded:,} bytes once expanded", f"at most {MAX_EXPANDED:,}")
    for member in members:
        _check_member(member, name)
    if is_workbook:
        _check_workbook(content, name)


def _check_member(member: zipfile.ZipInfo, name: str) -> None:
    path = member.filename.replace("\\", "/")
    if path.startswith("/") or ".." in path.split("/") or ":" in path.split("/")[0]:
        raise _beyond(name, "a member that leads out of the archive", "plain member names")
    if member.flag_bits & 0x1:
        raise _beyond(name, "a member protected by a password", "an archive without one")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _beyond(name, "a member packed in an unusual way", "plain zip compression")
    ratio = member.file_size / max(member.compress_size, 1)
    if member.file_size > RATIO_FROM and ratio > MAX_RATIO:
        raise _beyond(name, f"a member that grows {ratio:,.0f} times", f"at most {MAX_RATIO}")


def _check_workbook(content: bytes, name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for member in archive.infolist():
            if not member.filename.lower().endswith((".xml", ".rels", ".vml")):
                continue
            is_sheet = member.filename.startswith("xl/worksheets/")
            _scan_member(_chunks(archive, member, name), member.filename, name, is_sheet)


def _scan_member(chunks: Iterator[bytes], member: str, name: str, is_sheet: bool) -> None:
    rows, columns, tail = 0, 0, b""
    for chunk in chunks:
        text = tail + chunk
        if not tail and text[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise _beyond(name, f"{member} in UTF-16", "workbook parts in UTF-8")
        if any(mark in text for mark in FORBIDDEN_MARKUP):
            raise _beyond(name, f"a document type or entity in {member}", "plain workbook parts")
        if is_sheet:
            rows, columns = _grow(text, rows, columns)
            _check_extent(rows, columns, member, name)
        tail = text[-OVERLAP:]
    if is_sheet and tail:
        _check_extent(*_grow(tail + b" " * LONGEST_ADDRESS, rows, columns), member, name)


def _grow(text: bytes, rows: int, columns: int) -> tuple[int, int]:
    """Return the farthest row and column that an attribute ``r`` of the text names so far.

    One that the end of the text cuts off stands whole at the start of the next.
    """
    import numpy as np

    signs = np.frombuffer(text, np.uint8)
    before, quotes, letters = (np.isin(np.arange(256), list(known))
                               for known in (BEFORE_NAME, QUOTES, LETTERS))  # fmt: skip
    places = np.flatnonzero((signs[1:-1] == ord("r")) & (signs[2:] == ord("=")))
    places = places[before[signs[places]]] + 3
    places = places[places < len(signs) - LONGEST_ADDRESS]
    places = places[quotes[signs[places]]]
    column, row = np.zeros(len(places), np.int64), np.zeros(len(places), np.int64)
    is_open = in_letters = np.ones(len(places), bool)
    for step in range(1, LONGEST_ADDRESS):
        sign = signs[places + step].astype(np.int64)
        is_digit = is_open & (sign >= 48) & (sign <= 57)
        in_letters = in_letters & is_open & letters[sign]
        column = np.where(in_letters, column * 26 + (sign & 31), column)
        row = np.where(is_digit, row * 10 + sign - 48, row)
        is_open = is_digit | in_letters
        if not is_open.any():
            break
    far = column[(column > 0) & (row > 0)]
    return max(rows, int(row.max(initial=0))), max(columns, int(far.max(initial=0)))


def _check_extent(rows: int, columns: int, member: str, name: str) -> None:
    too_wide = rows > GRID_ROWS or columns > GRID_COLUMNS
    if too_wide or rows * max(columns, 1) > MAX_CELLS:
        raise ClientDataError(
            "a sheet spans too much of the grid",
            file=name,
            place=member.removeprefix("xl/worksheets/"),
            found=f"cells down to row {rows:,} and across to column {columns:,}",
            wanted=f"at most {MAX_CELLS:,} cells between the first and the last",
            next="delete the stray cell far from the table (Ctrl+End finds it), or save as CSV",
        )


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> Iterator[bytes]:
    done = 0
    try:
        with archive.open(member) as stream:
            while chunk := stream.read(CHUNK):
                done += len(chunk)
                if done > member.file_size:
                    raise _damaged(name)
                yield chunk
    except DAMAGE as error:
        raise _damaged(name) from error


def read_member(content: bytes, member: zipfile.ZipInfo, name: str) -> bytes:
    """Return the bytes of one member, never more than it declares; raises ClientDataError."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"".join(_chunks(archive, member, name))


def _damaged(name: str) -> ClientDataError:
    return ClientDataError(
        "the file is damaged: its end or a part of it is missing",
        file=name,
        next="download or save it again",
    )


def _beyond(name: str, found: str, wanted: str) -> ClientDataError:
    return ClientDataError(
        "the archive is refused",
        file=name,
        found=found,
        wanted=wanted,
        next="save the table alone as CSV and import that",
    )
