"""Where in a notebook an execution stopped, in words a reader of the report knows."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

HEADING = re.compile(r"^#+ +(.+?)\s*$", re.M)
NOT_OURS = {"injected-parameters", "papermill-error-cell-tag", "papermill-error-cell"}


def find_place(executed: Path) -> str:
    """Return 'cell 13, under "What the KPIs say"', or "" where nothing had begun.

    ``executed``: the notebook as papermill last saved it. Cells count from 1, as in the
    notebook's own file.
    """
    try:
        cells = json.loads(executed.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        return ""
    number, heading = 0, ""
    for cell in cells:
        metadata = cell.get("metadata", {})
        if NOT_OURS & set(metadata.get("tags", [])):
            continue
        number += 1
        if cell.get("cell_type") == "markdown":
            heading = _last_heading(cell) or heading
        elif _has_stopped(cell):
            return f'cell {number}, under "{heading}"' if heading else f"cell {number}"
    return ""


def _has_stopped(cell: dict[str, Any]) -> bool:
    """Tell whether a code cell failed, was running, or ended without its kernel's reply.

    papermill calls a cell completed on which the kernel died.
    """
    metadata = cell.get("metadata", {})
    status = metadata.get("papermill", {}).get("status")
    if status in ("failed", "running"):
        return True
    replied = "shell.execute_reply" in metadata.get("execution", {})
    return status == "completed" and not replied and bool("".join(cell.get("source", "")).strip())


def _last_heading(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    found = HEADING.findall(source if isinstance(source, str) else "".join(source))
    return found[-1] if found else ""
