"""The manifest of a run: one line for each change of a client's state."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cxaudit.disk import append_line

MANIFEST = "manifest.jsonl"


def append(folder: Path, client: str, state: str, what: str, **facts: Any) -> None:
    """Append one change, durable when this returns.

    ``state``: running, done, skipped or failed. ``what``: the digest of what the report
    depends on, or the cause. ``facts``: of a report that is done: seconds, cpu, peak_mb, files
    (name -> sha256). Durations are kept here and never in a report, so that its bytes repeat.
    """
    append_line(folder / MANIFEST, _to_line(client, state, what, facts))


def queue(folder: Path, clients: Iterable[str]) -> None:
    """Append that each of the clients is queued, durable when this returns."""
    lines = [_to_line(client, "queued", "", {}) for client in clients]
    if lines:
        append_line(folder / MANIFEST, "\n".join(lines))


def _to_line(client: str, state: str, what: str, facts: dict[str, Any]) -> str:
    line = {"at": datetime.now(UTC).isoformat(), "client": client, "state": state, "what": what}
    return json.dumps(line | facts, ensure_ascii=False)


def iter_manifest(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the changes of a run in their order; a torn last line is ignored."""
    for line in (folder / MANIFEST).read_text(encoding="utf-8").splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            return
