"""How large a file may be, and what reading it may take."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

MB, GB = 1024**2, 1024**3
MAX_BYTES = 50 * MB
"""The largest file read whole: workbooks, archives, JSON, and text that is no plain table."""
MAX_BULK_BYTES = 20 * GB
"""The largest CSV or Parquet file, read in pieces."""


@dataclass(frozen=True)
class Limits:
    """What reading a file may take.

    ``bulk_from``: a CSV file of at least so many bytes, or a Parquet file of a sixteenth of
    them, is read in pieces of ``block_bytes``, so that ``memory_gb`` bounds what it takes, on
    ``threads``. What does not fit goes to a private folder below ``scratch`` (None: the
    system's), removed afterwards.
    ``sheet_rows``: a sheet of at least so many rows is read by columns, as a large file is.
    """

    bulk_from: int = 4 * MB
    sheet_rows: int = 5_000
    block_bytes: int = 8 * MB
    memory_gb: float = 4.0
    threads: int = 2
    scratch: Path | None = None

    @property
    def engine_gb(self) -> float:
        """Return the part of the memory that goes to the one engine at work."""
        return self.memory_gb * 3 / 4

    @property
    def piece_bytes(self) -> int:
        """Return how many bytes of text are held at once: a small part of the memory."""
        return max(64, min(self.block_bytes, int(self.memory_gb * GB / 64)))

    @property
    def held_bytes(self) -> int:
        """Return how many bytes of typed rows are held before they go to the scratch folder."""
        return int(self.memory_gb * GB / 8)
