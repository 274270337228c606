"""Pages to look at: the report notebook shown in this process, and a page taken apart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from bs4 import BeautifulSoup
from nbformat.v4 import new_output

import cxaudit as cx
from cxaudit.audit import Audit
from cxaudit.reporting import write_html
from tests.conftest import REPO_ROOT

OPENS = "audit = cx.open_request(run_request)\n"


def render(audit: Audit, folder: Path) -> BeautifulSoup:
    """Run the report notebook's cells in this process and return its page."""
    document = nbformat.read(REPO_ROOT / "notebooks" / "report.ipynb", as_version=4)
    names: dict[str, Any] = {"cx": cx, "audit": audit}
    for cell in document.cells:
        if cell.cell_type == "code" and "(audit" in cell.source:
            *before, last = cell.source.removeprefix(OPENS).split("\n")
            exec("\n".join(before), names)
            bundle, metadata = eval(last, names)._repr_mimebundle_()  # noqa: S307
            output = new_output("execute_result", bundle, metadata=metadata, execution_count=1)
            cell.outputs = [output]
    write_html(document, folder / "report.html", REPO_ROOT / "templates")
    return read_page(folder / "report.html")


def read_page(path: Path) -> BeautifulSoup:
    """Return a page taken apart."""
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
