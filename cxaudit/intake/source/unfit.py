"""Why a file is left to the careful reading of small files."""

from __future__ import annotations


class Unfit(Exception):
    """The file needs what reading in pieces does not do; ``reason`` says what."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class IsWindowsText(Exception):
    """The text is Windows-1252: all was ASCII up to a byte that UTF-8 does not have."""
