"""One JSON document a line, over any pair of byte streams."""

from __future__ import annotations

import json
from typing import Any, BinaryIO

MOST_BYTES = 1 << 16


def send(stream: BinaryIO, message: dict[str, Any]) -> None:
    """Write one message and flush it."""
    stream.write(json.dumps(message).encode() + b"\n")
    stream.flush()


def receive(stream: BinaryIO) -> dict[str, Any] | None:
    """Return the next message; None where the other side has gone."""
    line = stream.readline()
    return json.loads(line) if line.endswith(b"\n") else None
