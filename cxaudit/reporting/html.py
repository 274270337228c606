"""An executed report notebook as one HTML page that loads nothing."""

from __future__ import annotations

import copy
import re
from html import escape
from pathlib import Path
from typing import Any

from cxaudit.disk import write_text
from cxaudit.display import read_style

HEADING = re.compile(r"^## +(.+?)\s*$", re.M)


def write_html(document: Any, path: Path, templates: Path) -> None:
    """Write the notebook's prose and outputs as one page; code is left out.

    ``document``: an nbformat notebook, executed; ``templates``: the folder that holds report/.
    """
    from cxaudit.reporting.page import to_exporter

    style = read_style() + "\n" + (templates / "report" / "page.css").read_text(encoding="utf-8")
    contents = to_contents(document)
    facts = {"title": to_title(document), "style": style, "contents": contents}
    body, _ = to_exporter(templates).from_notebook_node(
        _anchored(document), resources={"cx": facts}
    )
    write_text(path, body)


def to_title(document: Any) -> str:
    """Return the report's title: what its stamp names, else its first heading."""
    for cell in document.cells:
        for output in cell.get("outputs", []):
            title = output.get("metadata", {}).get("cxaudit_title")
            if title:
                return str(title)
    found = re.search(r"^# +(.+)$", "\n".join(c.source for c in document.cells), re.M)
    return found.group(1) if found else "Report"


def to_contents(document: Any) -> list[tuple[str, str]]:
    """Return (anchor, heading) of every second-level heading in prose."""
    prose = "\n".join(c.source for c in document.cells if c.cell_type == "markdown")
    return [(to_anchor(heading), heading) for heading in HEADING.findall(prose)]


def to_anchor(heading: str) -> str:
    """Return the id of a heading: its words in small letters, joined by hyphens."""
    return "-".join(re.findall(r"\w+", heading.casefold()))


def _anchored(document: Any) -> Any:
    """Return the notebook with second-level headings that carry their anchor.

    The state of widgets is left out: without it their outputs show as text, on a page without
    scripts.
    """
    anchored = copy.deepcopy(document)
    anchored.metadata.pop("widgets", None)
    for cell in anchored.cells:
        if cell.cell_type == "markdown":
            cell.source = HEADING.sub(_to_heading, cell.source)
    return anchored


def _to_heading(found: re.Match[str]) -> str:
    return f'<h2 id="{to_anchor(found[1])}">{escape(found[1])}</h2>\n'
