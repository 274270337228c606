"""Where in a notebook an execution stopped, in words a reader of the report knows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

HEADING = re.compile(r"^#+ +(.+?)\s*$", re.M)
NOT_OURS = {"injected-parameters", "papermill-error-cell-tag", "papermill-error-cell"}


def find_place(cells: Sequence[Any]) -> str:
    """Return 'cell 13, under "What the KPIs say"', or "" where no cell has failed.

    ``cells``: of the notebook as papermill left it. They count from 1, as in the notebook's
    own file.
    """
    number, heading = 0, ""
    for cell in cells:
        metadata = cell.get("metadata", {})
        if NOT_OURS & set(metadata.get("tags", [])):
            continue
        number += 1
        if cell.get("cell_type") == "markdown":
            found = HEADING.findall("".join(cell.get("source", "")))
            heading = found[-1] if found else heading
        elif metadata.get("papermill", {}).get("status") == "failed":
            return f'cell {number}, under "{heading}"' if heading else f"cell {number}"
    return ""
