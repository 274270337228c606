"""The style sheet that panels share, in the notebook and in the report."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def read_style() -> str:
    """Return cx.css."""
    return (Path(__file__).parent / "cx.css").read_text(encoding="utf-8")
