"""Client ids: which text may name a client's folder, and what stands there."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import Path

from cxaudit.errors import ClientDataError

CLIENT_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
LONGEST = 41
DEVICE_NAMES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{p}{n}" for p in ("com", "lpt") for n in range(10))]
)
AUDIT_FILE = "audit.json"


def to_slug(text: str) -> str:
    """Return the id that would be accepted for a name; names that share no letter get a code."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].strip("-")
    if not slug:
        whole = unicodedata.normalize("NFC", text).encode("utf-8", "replace")
        return f"client-{hashlib.sha256(whole).hexdigest()[:6]}"
    return f"{slug}-client" if slug in DEVICE_NAMES else slug


def check_client_id(text: str) -> str:
    """Return the id, unchanged; raises ClientDataError with the id it would accept."""
    if CLIENT_ID.fullmatch(text) and text not in DEVICE_NAMES:
        return text
    reserved = text in DEVICE_NAMES
    raise ClientDataError(
        "this name is reserved by an operating system" if reserved else "this is not a client id",
        found=to_printable(text),
        wanted="a-z, 0-9 and -, at most 41 characters, the first no -",
        next=f"use {to_slug(text)}, and keep the display name with --name",
    )


def to_printable(text: object, longest: int = 80) -> str:
    """Return text for a message: control and format characters shown as codes, cut when long."""
    plain = "".join(
        c if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp") else f"\\u{ord(c):04x}"
        for c in str(text)[: longest + 1]
    )
    return plain if len(plain) <= longest else plain[:longest] + "..."


def list_clients(clients_folder: Path) -> tuple[str, ...]:
    """Return the ids of all clients whose folders lie in this folder, sorted."""
    if not clients_folder.is_dir():
        return ()
    found = [path for path in clients_folder.iterdir() if (path / AUDIT_FILE).is_file()]
    return tuple(
        sorted(p.name for p in found if CLIENT_ID.fullmatch(p.name) and not p.is_symlink())
    )
