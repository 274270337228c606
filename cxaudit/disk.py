"""Writing to disk so that old or new survives, never half: the only place that does."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from cxaudit.errors import BusyError, ClientDataError


def fsync_folder(folder: Path) -> None:
    """Make renames inside the folder durable (no-op where folders cannot be opened)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_bytes(path: Path, content: bytes, mode: int = 0o644, *, is_lasting: bool = True) -> None:
    """Write a file atomically: temporary file, fsync, rename, fsync of the folder.

    ``is_lasting``: false for what may be lost with the power, and is then made again: no fsync.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            if is_lasting:
                stream.flush()
                os.fsync(stream.fileno())
        os.chmod(name, mode)
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
        raise
    if is_lasting:
        fsync_folder(path.parent)


def take_file(source: Path, path: Path, mode: int = 0o644) -> None:
    """Give a finished file another name, atomically: by a link where it can be, else by a copy."""
    staged = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        try:
            os.link(source, staged)
        except OSError:
            shutil.copyfile(source, staged)
        with staged.open("rb+") as stream:
            os.fsync(stream.fileno())
        os.chmod(staged, mode)
        os.replace(staged, path)
    except BaseException:
        staged.unlink(missing_ok=True)
        raise
    fsync_folder(path.parent)


def write_text(path: Path, text: str, mode: int = 0o644) -> None:
    """Write UTF-8 text atomically, line ends as given."""
    write_bytes(path, text.encode("utf-8"), mode)


def to_json_text(value: object) -> str:
    """Return JSON with sorted keys and no NaN, two spaces an indent, one final newline."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2, sort_keys=True)
    return text + "\n"


def append_line(path: Path, line: str) -> None:
    """Append one line and fsync it; the reader ignores a torn last line."""
    with path.open("a", encoding="utf-8", newline="\n") as stream:
        stream.write(line.rstrip("\n") + "\n")
        stream.flush()
        os.fsync(stream.fileno())


def sweep_strays(folder: Path) -> int:
    """Remove temporary files that a killed writer left; return how many."""
    strays = sorted(folder.glob(".*.tmp"))
    for stray in strays:
        stray.unlink(missing_ok=True)
    return len(strays)


def publish_folder(staging: Path, final: Path) -> None:
    """Rename a whole staged folder to its final name; the name appears only when whole."""
    final.parent.mkdir(parents=True, exist_ok=True)
    os.replace(staging, final)
    fsync_folder(final.parent)


@contextlib.contextmanager
def lock(path: Path, timeout_seconds: float = 10.0) -> Iterator[None]:
    """Hold an exclusive lock on a file; raises BusyError when someone else holds it."""
    try:
        with FileLock(str(path), timeout=timeout_seconds):
            yield
    except Timeout as error:
        raise BusyError(
            "another program is working on this client",
            file=str(path.parent.name),
            wanted=f"the lock within {timeout_seconds:g} seconds",
            next="wait until the other window or batch has saved, then try again",
        ) from error
    except PermissionError as error:
        raise ClientDataError(
            "the folder cannot be written",
            file=str(path.parent),
            next="give yourself write permission on it, then try again",
        ) from error
