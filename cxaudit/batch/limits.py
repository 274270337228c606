"""What one report may take before it is ended."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Wall-clock seconds of a report and of one cell; private memory in MB, None for no limit."""

    seconds: float = 600.0
    cell_seconds: float = 300.0
    memory_mb: int | None = 4096
