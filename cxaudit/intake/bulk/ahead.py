"""Makes the next part while the one at hand is worked on."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Part = TypeVar("Part")


def make_ahead(parts: Iterator[Part]) -> Iterator[Part]:
    """Yield the parts, each made in a thread of its own while the one before is used."""
    end = object()
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(next, parts, end)
        while (part := coming.result()) is not end:
            coming = pool.submit(next, parts, end)
            yield part  # type: ignore[misc]
