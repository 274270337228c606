"""What a report's child does besides its cells, and what its template does before any."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from string import ascii_letters, digits, punctuation
from tempfile import TemporaryDirectory

from cxaudit.batch.warm.host import PRELOAD as NOTEBOOKS

PRELOAD = (
    *NOTEBOOKS, "cxaudit.audit", "cxaudit.display.show", "cxaudit.reporting.page",
    "cxaudit.reporting.personal", "scipy.special",
)  # fmt: skip
MODELS = (
    "cxaudit.catalogue:load_catalogue", "cxaudit.canon:load_tables", "cxaudit.canon:load_settings",
    "cxaudit.canon:load_views", "cxaudit.maturity:load_maturity", "cxaudit.findings:load_checks",
    "cxaudit.audit.measured:to_edition",
)  # fmt: skip
WARM = "cxaudit.batch.finish:warm"


def write_page(notebook: str, page: str, templates: str) -> None:
    """Write an executed notebook as one HTML page."""
    import nbformat

    from cxaudit.reporting import write_html

    write_html(nbformat.read(notebook, as_version=4), Path(page), Path(templates))


def warm() -> None:
    """Do once what every report would do first: models read, a chart drawn, a page made."""
    import nbformat
    import nbformat.v4 as made
    import pandas as pd

    from cxaudit.audit import Workspace
    from cxaudit.catalogue import load_catalogue
    from cxaudit.display.picture import Picture
    from cxaudit.display.style import drawing, to_panel
    from cxaudit.measure import parse_statements

    for name in MODELS:
        module, _, load = name.partition(":")
        getattr(import_module(module), load)()
    parse_statements(load_catalogue().values())
    with drawing(4, 3) as (figure, axes):
        axes.plot([1, 2])
        axes.set_title("a title")
    rows = Picture([(0, digits + ascii_letters + punctuation)], (0, 1), width=999, pitch=9)
    drawn = to_panel(figure, "a chart") + rows.to_panel("every letter")
    shown = {"text/html": drawn.html + pd.DataFrame({"a": [1]}).to_html()}
    chart = made.new_code_cell("", outputs=[made.new_output("display_data", shown)])
    document = made.new_notebook(cells=[made.new_markdown_cell("# a title\n\n## more"), chart])
    with TemporaryDirectory() as folder:
        notebook, templates = f"{folder}/report.ipynb", Workspace(Path(folder)).templates
        nbformat.write(document, notebook)
        write_page(notebook, f"{folder}/report.html", str(templates))
