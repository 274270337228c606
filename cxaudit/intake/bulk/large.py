"""A file too large to be held: what it is, and where its pieces go."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cxaudit.errors import ClientDataError
from cxaudit.intake.gate.limits import MAX_BULK_BYTES, MAX_BYTES, Limits
from cxaudit.intake.gate.upload import ARCHIVE, BINARY, FOREIGN, OLE, Kind, to_text_kind
from cxaudit.intake.source.grid import Grid
from cxaudit.intake.source.unfit import Unfit

READING = ".reading-"
PACKED = 16
"""How many times smaller a Parquet file may be than the same rows as text."""
NO_TEXT = (*(magic for magic, _ in (*FOREIGN, *BINARY)), *ARCHIVE, OLE, b"\x80")


@dataclass
class Large:
    """One large file. ``source`` reads it; ``folder`` is private and goes with the rows."""

    path: Path
    name: str
    limits: Limits
    size: int
    kind: Kind = "text"
    keeper: tempfile.TemporaryDirectory[str] = field(init=False, repr=False)
    source: Any = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.keeper = tempfile.TemporaryDirectory(prefix=READING, dir=self.limits.scratch)
        folder = Path(self.keeper.name)
        from cxaudit.intake.bulk.parquet_source import ParquetSource
        from cxaudit.intake.bulk.text_source import TextSource

        told = (self.path, self.name, self.limits, folder, self.keeper)
        self.source = (
            ParquetSource(*told, size=self.size) if self.kind == "parquet" else TextSource(*told)
        )

    def to_grids(self, count: Callable[[Sequence[str]], int]) -> list[Grid]:
        """Return the head of its one table."""
        return self.source.to_grids(count)

    def close(self) -> None:
        """Let go of what reads the file; its rows and its copy stay."""
        self.source.close()

    @property
    def content_hash(self) -> str:
        """Return the SHA-256 of the file as it was read; "" when it was not read to the end."""
        return self.source.raw.digest if self.source.raw else ""

    @property
    def raw(self) -> Path:
        """Return the copy of the file as it was read."""
        return self.source.raw.path


def open_large(path: Path, name: str, limits: Limits) -> Large | None:
    """Return a large file that can be read in pieces; None for any other.

    Raises ClientDataError for one that is larger than anything that is read.
    """
    try:
        size = path.stat().st_size if path.is_file() else 0
        if size < limits.bulk_from // PACKED:
            return None
        with path.open("rb") as stream:
            head = stream.read(4096)
    except OSError:
        return None
    if size > MAX_BULK_BYTES:
        raise to_refusal(name, size)
    if head.startswith(b"PAR1"):
        return Large(path, name, limits, size, "parquet")
    if size < limits.bulk_from:
        return None
    if not head.strip() or head.startswith(NO_TEXT) or to_text_kind(head, name) != "text":
        return None
    return Large(path, name, limits, size)


def sweep_readings(folder: Path) -> None:
    """Remove what a killed reading left in a folder of its own below this one."""
    for stray in folder.glob(f"{READING}*"):
        shutil.rmtree(stray, ignore_errors=True)


def to_refusal(name: str, size: int, reason: Unfit | None = None) -> ClientDataError:
    """Return the refusal of a file that is too large to be read as it must be."""
    most = MAX_BYTES if reason else MAX_BULK_BYTES
    plain = "CSV or Parquet of one plain table" if reason else "CSV or Parquet"
    return ClientDataError(
        "the file is too large",
        file=name,
        found=f"{size:,} bytes" + (f"; {reason.reason}" if reason else ""),
        wanted=f"at most {most:,} bytes, or {MAX_BULK_BYTES:,} of {plain}"
        if reason
        else f"at most {most:,} bytes",
        next="export a shorter period, or split the file",
    )
