"""ploomber-engine's embedded mode in a pool of two processes: fast, and not isolated.

Runs in an environment of its own that has ploomber-engine beside this package.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from pathlib import Path


def one(job: tuple[str, str, str, str, str]) -> None:
    """Execute the notebook for one client in this process; write notebook and page."""
    import nbformat
    from ploomber_engine import execute_notebook

    from cxaudit.reporting import write_html

    notebook, templates, name, request, out = job
    folder = Path(out) / name
    execute_notebook(
        notebook, str(folder / "report.ipynb"), parameters={"run_request": request},
        progress_bar=False, log_output=False,
    )  # fmt: skip
    document = nbformat.read(folder / "report.ipynb", as_version=4)
    write_html(document, folder / "report.html", Path(templates))


def main(notebook: str, templates: str, jobs: list[list[str]], out: str) -> None:
    """Execute the notebook for each (client, request) over two processes."""
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(one, [(notebook, templates, name, request, out) for name, request in jobs]))
