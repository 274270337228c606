"""Why a file is left to the careful reading of small files."""

from __future__ import annotations


class Unfit(Exception):  # noqa: N818 - no error: the other reading takes over
    """The file needs what reading in pieces does not do; ``reason`` says what."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)
