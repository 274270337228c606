"""The gate: what a file is by its bytes, and whether it may be read at all."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from cxaudit.errors import ClientDataError
from cxaudit.intake.gate.archive import check_archive, list_members, to_archive_kind
from cxaudit.intake.gate.limits import MAX_BYTES, Limits

Kind = Literal["text", "json", "html", "xlsx", "xls", "parquet", "zip"]

READABLE = "csv, tsv, txt, xlsx, xls, json, parquet, or a zip of these"
FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"Rar!", "a RAR archive"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x89HDF", "an HDF5 file"),
    (b"SQLite format 3", "a database"),
    (b"\x7fELF", "a program"),
)
BINARY: tuple[tuple[bytes, str], ...] = ((b"BZh", "a bzip2 archive"), (b"MZ", "a program"))
ARCHIVE = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
OLE = b"\xd0\xcf\x11\xe0"
MARKUP = (b"<html", b"<table", b"<!doctype html", b"<meta", b"<head")

IN_WORDS = {
    "text": "text", "json": "JSON", "html": "a web page", "xlsx": "an Excel workbook",
    "xls": "an old Excel workbook", "parquet": "a Parquet file", "zip": "a zip archive",
}  # fmt: skip
NAMED: dict[str, tuple[Kind, ...]] = {
    ".xlsx": ("xlsx",), ".xls": ("xls",), ".csv": ("text",), ".parquet": ("parquet",),
    ".zip": ("zip",),
}  # fmt: skip
"""What the ending of a file's name says that it is."""


@dataclass(frozen=True)
class Upload:
    """One file as it came: shown name, what it is, its bytes and their SHA-256.

    ``large`` stands for the bytes of a file that is read in pieces; its hash is known when it
    has been read. ``limits``: what a long sheet of a workbook may take; None: all are read whole.
    """

    name: str
    kind: Kind
    content: bytes
    content_hash: str
    large: Any = None
    limits: Limits | None = None

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the bytes."""
        return self.large.content_hash if self.large is not None else self.content_hash


def open_upload(path: Path, name: str) -> Upload:
    """Read one file and let it through the gate; raises ClientDataError."""
    try:
        if not path.is_file():
            raise ClientDataError(
                "there is no such file", file=name, next="check the name and the folder"
            )
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise ClientDataError(
                "the file is too large",
                file=name,
                found=f"{size:,} bytes",
                wanted=f"at most {MAX_BYTES:,} bytes",
                next="export a shorter period, or split the file",
            )
        content = path.read_bytes()
    except OSError as error:
        raise ClientDataError(
            "the file cannot be read", file=name, found=error.strerror, next="check its permissions"
        ) from error
    return admit(content, name)


def admit(content: bytes, name: str) -> Upload:
    """Let the bytes of one file through the gate; raises ClientDataError."""
    kind = to_kind(content, name)
    if kind in ("xlsx", "zip"):
        check_archive(content, name, is_workbook=kind == "xlsx")
    return Upload(name, kind, content, hashlib.sha256(content).hexdigest())


def to_kind(content: bytes, name: str) -> Kind:
    """Tell what the bytes are, whatever the file's name says; raises ClientDataError."""
    if not content.strip():
        raise ClientDataError(
            "the file is empty", file=name, wanted=READABLE, next="export it again"
        )
    known = FOREIGN + (BINARY if b"\x00" in content[:4096] else ())
    for magic, label in known:
        if content.startswith(magic):
            raise _refuse(name, label)
    if content[:1] == b"\x80" and content[1:2] in (b"\x02", b"\x03", b"\x04", b"\x05"):
        raise _refuse(name, "a Python pickle, which can run code when opened")
    if content.startswith(ARCHIVE):
        return to_archive_kind(list_members(content, name), name)
    if content.startswith(OLE):
        return _to_ole_kind(content, name)
    if content.startswith(b"PAR1"):
        return "parquet"
    return to_text_kind(content, name)


def to_text_kind(content: bytes, name: str) -> Kind:
    """Tell text, JSON and HTML apart by how they start; raises ClientDataError for XML."""
    start = content[:4096].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(MARKUP):
        return "html"
    if start.startswith(b"<?xml"):
        raise _refuse(name, "an XML file")
    json_like = start[:1] in (b"{", b"[") or name.lower().endswith((".json", ".jsonl", ".ndjson"))
    return "json" if json_like else "text"


def _to_ole_kind(content: bytes, name: str) -> Kind:
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise ClientDataError(
            "the workbook is protected by a password",
            file=name,
            next="save an unprotected copy (File, Info, Protect Workbook) and import that",
        )
    return "xls"


def _refuse(name: str, found: str) -> ClientDataError:
    return ClientDataError(
        "this kind of file is not read",
        file=name,
        found=found,
        wanted=READABLE,
        next="export the table itself as CSV or XLSX",
    )


def tell_misnamed(name: str, kind: Kind) -> list[str]:
    """Return a line where a file's name says it is another kind of file than its bytes are."""
    ending = next((end for end in NAMED if name.lower().endswith(end)), "")
    if not ending or kind in NAMED[ending]:
        return []
    return [f"named {ending}, and in truth {IN_WORDS[kind]}: read as that"]


def to_shown_name(name: str) -> str:
    """Return a file name fit to be shown: no control or direction characters, 200 at most."""
    kept = "".join(c for c in name if unicodedata.category(c)[0] != "C")
    return unicodedata.normalize("NFC", kept).strip()[:200] or "unnamed"
