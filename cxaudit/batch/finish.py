"""What a report's child does besides its cells, and what its template does before any."""

from __future__ import annotations

from pathlib import Path

PRELOAD = ("cxaudit.audit", "cxaudit.display.show", "cxaudit.reporting", "nbconvert", "pandas")
WARM = "cxaudit.batch.finish:warm"


def write_page(notebook: str, page: str, templates: str) -> None:
    """Write an executed notebook as one HTML page."""
    import nbformat

    from cxaudit.reporting import write_html

    write_html(nbformat.read(notebook, as_version=4), Path(page), Path(templates))


def warm() -> None:
    """Do once what every report would do first: models read, a chart drawn, a table made."""
    import pandas as pd

    from cxaudit.catalogue import load_catalogue
    from cxaudit.display.style import drawing, to_panel

    load_catalogue()
    with drawing(4, 3) as (figure, axes):
        axes.plot([1, 2])
        axes.set_title("a title")
    to_panel(figure, "a chart")
    pd.DataFrame({"a": [1]}).to_html()
