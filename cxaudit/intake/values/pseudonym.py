"""Pseudonyms of persons, and the key each client's pseudonyms are made with."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from cxaudit.disk import fsync_folder
from cxaudit.errors import ClientDataError

KEY_BYTES, BLOCK, DIGITS = 32, 64, 32
CLIENT_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")


def to_pseudonym(text: str, key: bytes) -> str:
    """Return the first 128 bits, in hex, of HMAC-SHA-256 over the trimmed, case-folded NFC text."""
    return next(to_pseudonyms([text], key))


def to_pseudonyms(texts: Iterable[str], key: bytes) -> Iterator[str]:
    """Give the pseudonym of each text; the two halves of the key are hashed once for them all."""
    pads = to_pads(key)
    inner, outer = hashlib.sha256(pads["inner"]), hashlib.sha256(pads["outer"])
    for text in texts:
        folded = unicodedata.normalize("NFC", text.strip().casefold())
        inside, whole = inner.copy(), outer.copy()
        inside.update(folded.encode("utf-8"))
        whole.update(inside.digest())
        yield whole.hexdigest()[:DIGITS]


def to_pads(key: bytes) -> dict[str, bytes]:
    """Return the two keys of HMAC-SHA-256: hash(outer + hash(inner + text)). RFC 2104."""
    whole = (hashlib.sha256(key).digest() if len(key) > BLOCK else key).ljust(BLOCK, b"\0")
    return {"inner": bytes(b ^ 0x36 for b in whole), "outer": bytes(b ^ 0x5C for b in whole)}


def hide_query(address: str, key: bytes | None) -> str:
    """Return a page's address with its query replaced: what stands there can name a person.

    Equal queries stay equal and different ones different, so that no two rows become one.
    """
    path, mark, query = address.partition("?")
    if not mark or not path.startswith(("/", "http://", "https://")):
        return address
    return f"{path}?{to_pseudonym(query, key)[:8]}" if key and query else path


def client_key(keys_folder: Path, client: str, create: bool) -> bytes:
    """Return the client's pseudonym key: 32 random bytes in a file of mode 0600.

    ``create`` makes one where there is none. Raises ClientDataError when the key lacks,
    cannot be read or written, is damaged, or can be read by others.
    """
    path = _key_path(keys_folder, client)
    try:
        if create and not path.exists():
            _write_key(path)
        key = path.read_bytes()
        loose = os.name == "posix" and path.stat().st_mode & 0o077
    except FileNotFoundError as error:
        raise _refuse(client, "there is no pseudonym key for this client") from error
    except OSError as error:
        raise _refuse(client, "the folder of the pseudonym keys cannot be used") from error
    if len(key) != KEY_BYTES:
        raise _refuse(client, "the pseudonym key is damaged")
    if loose:
        raise _refuse(client, "the pseudonym key can be read by other users of this machine")
    return key


def forget_key(keys_folder: Path, client: str) -> bool:
    """Remove the client's key for good; tell whether there was one."""
    path = _key_path(keys_folder, client)
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
        fsync_folder(path.parent)
        return True
    return False


def _key_path(keys_folder: Path, client: str) -> Path:
    if not CLIENT_ID.fullmatch(client):
        raise _refuse(client[:60], "this is not a client id")
    return keys_folder / f"{client}.key"


def _write_key(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    staged = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    handle = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(secrets.token_bytes(KEY_BYTES))
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(staged, path)
        staged.unlink()
    except FileExistsError:
        staged.unlink()
    except OSError:
        os.replace(staged, path)
    fsync_folder(path.parent)


def _refuse(client: str, message: str) -> ClientDataError:
    return ClientDataError(
        message,
        place=f"client {client}",
        wanted="a private folder for keys, outside the workspace",
        next="set CXAUDIT_KEYS to a folder that only you can read, then import again",
    )
