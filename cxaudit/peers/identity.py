"""Names as keyed hashes: how a firm and the keeper mean the same entity without writing it down.

Two keys. The pool's key is handed out by the keeper to every firm that contributes and stays the
same over the vintages; with it a firm hashes its entity, its ultimate parent and its consultant.
The seal never leaves the keeper: what arrives is hashed again before it is filed, so that neither
the register alone nor the pool's key alone answers whether a firm is in it.
"""

from __future__ import annotations

import hmac
import json
import re
import secrets
import unicodedata
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cxaudit.disk import to_json_text, write_text
from cxaudit.errors import ClientDataError

KEY = re.compile(r"[0-9a-f]{64}")
HASH = re.compile(r"[0-9a-f]{16,128}")
LEGAL_FORMS = re.compile(
    r"( (ab|ag|as|asa|bv|co|company|corp|corporation|gmbh|inc|incorporated|kg|kgaa|limited|llc|llp"
    r"|lp|ltd|nv|oy|plc|pte|pty|sa|sarl|se|spa|srl))+$"
)
PRIVATE = 0o600


@dataclass(frozen=True)
class PoolKey:
    """The key that a pool hands out to those who contribute; ``key`` is 64 hex digits."""

    key: str

    @property
    def key_id(self) -> str:
        """Return eight digits by which two keys are told apart; the key cannot be had from it."""
        return sha256(f"pool key {self.key}".encode()).hexdigest()[:8]

    def to_hash(self, name: str) -> str:
        """Return the keyed hash (HMAC-SHA-256, 64 hex digits) of a firm's name."""
        return _keyed(self.key, to_plain_name(name))


def to_plain_name(name: str) -> str:
    """Return a firm's name without case, accents, punctuation and legal form.

    So that Example Asset Management Ltd and EXAMPLE Asset Management Limited are one entity.
    """
    folded = unicodedata.normalize("NFKD", name.casefold().replace("&", " and "))
    bare = "".join(c for c in folded if not unicodedata.combining(c)).replace(".", "")
    return LEGAL_FORMS.sub("", " ".join(re.findall(r"\w+", bare)))


def seal(seal_key: str, hashed: str | None) -> str | None:
    """Return a keyed hash as the register files it."""
    return _keyed(seal_key, hashed) if hashed else None


def _keyed(key: str, text: str) -> str:
    return hmac.digest(bytes.fromhex(key), text.encode(), "sha256").hex()


def make_key() -> str:
    """Return a new random key."""
    return secrets.token_hex(32)


def read_pool_key(path: Path) -> PoolKey:
    """Read a key file that a keeper handed out; raises ClientDataError."""
    try:
        held = json.loads(path.read_bytes()) if path.stat().st_size < 4096 else None
        key = held["key"] if isinstance(held, dict) and set(held) == {"key"} else None
    except (OSError, ValueError):
        key = None
    if not isinstance(key, str) or not KEY.fullmatch(key):
        raise ClientDataError(
            "this is no readable pool key", file=path.name,
            wanted='the file that the keeper of the pool handed out, {"key": "64 hex digits"}',
            next="ask the keeper for it: cxaudit pool key --out FILE",
        )  # fmt: skip
    return PoolKey(key)


def write_pool_key(path: Path, key: PoolKey) -> None:
    """Write a key file that only its owner can read."""
    try:
        write_text(path, to_json_text({"key": key.key}), PRIVATE)
    except OSError as error:
        raise ClientDataError(
            "the pool's key cannot be written", file=str(path), found=error.strerror,
            next="name a file in a folder that exists and that you may write to",
        ) from error  # fmt: skip


def open_seal(path: Path, *, create: bool) -> str:
    """Return the keeper's seal, 64 hex digits in a private file outside the workspace."""
    if create and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_text(path, make_key() + "\n", PRIVATE)
    try:
        held = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        held = ""
    if not KEY.fullmatch(held):
        raise ClientDataError(
            "the seal of the pool's register lacks or is damaged", file=path.name,
            wanted="the file in the keeper's folder of keys, as it was when the pool began",
            next="restore it from the keeper's backup; without it no firm is found again",
        )  # fmt: skip
    return held
