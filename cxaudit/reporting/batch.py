"""A batch on one page: every client, how its report ended, and where it lies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from cxaudit.display import read_style

STATUS = {"done": "written", "skipped": "unchanged", "failed": "failed"}
STAGES = {"read": "reading the client", "execute": "executing", "publish": "publishing"}


def write_index(
    path: Path, templates: Path, run: str, counts: Mapping[str, int],
    rows: Sequence[Mapping[str, Any]],
) -> None:  # fmt: skip
    """Write the page of a batch.

    ``rows``: client, status, stage, cause, seconds and page (its report's address relative to
    this page, or "") of each client.
    """
    loader = FileSystemLoader([templates / "batch", templates / "report"])
    page = Environment(loader=loader, autoescape=True).get_template("index.html.j2")
    said = [row | {"status": STATUS[row["status"]], "doing": STAGES.get(row["stage"], "")}
            for row in rows]  # fmt: skip
    total = ", ".join(f"{count} {STATUS[status]}" for status, count in counts.items() if count)
    text = page.render(run=run, total=total, rows=said, style=read_style())
    path.write_text(text, encoding="utf-8")
