"""The bytes of a large file as they pass: hashed, and copied to be sealed later."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import BinaryIO, Protocol

CHUNK = 16 * 1024 * 1024
Bytes = bytes | memoryview


class Raw(Protocol):
    """What takes every byte of a file, in order."""

    def take(self, data: Bytes) -> None:
        """Take further bytes."""


class RawCopy:
    """Copies a file while it is read; ``digest`` is of what was copied, so the two agree."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._hash = hashlib.sha256()
        self._file = path.open("wb")

    def take(self, data: Bytes) -> None:
        """Copy further bytes."""
        self._hash.update(data)
        self._file.write(data)

    def close(self) -> None:
        """Finish the copy."""
        self._file.close()

    @property
    def digest(self) -> str:
        """Return the SHA-256 of what was copied."""
        return self._hash.hexdigest()

    @classmethod
    def of(cls, source: Path, path: Path) -> RawCopy:
        """Copy a whole file."""
        copy = cls(path)
        with source.open("rb") as stream:
            _pass(stream, copy)
        copy.close()
        return copy


class NoCopy:
    """Takes bytes that were copied before."""

    def take(self, data: Bytes) -> None:
        """Let them pass."""

    def close(self) -> None:
        """Do nothing: there is nothing to finish."""


def _pass(stream: BinaryIO, raw: Raw) -> None:
    while chunk := stream.read(CHUNK):
        raw.take(chunk)
