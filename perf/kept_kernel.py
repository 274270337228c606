"""One kernel kept for many notebooks and wiped between: fast, and one client leaks into another."""

from __future__ import annotations

import tempfile
from pathlib import Path

import nbformat
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient
from papermill.iorw import load_notebook_node
from papermill.parameterize import parameterize_notebook

from cxaudit.reporting import write_html


def main(notebook: str, templates: str, jobs: list[list[str]], out: str) -> None:
    """Execute the notebook for each (client, request) in one kernel; write notebook and page."""
    place = Path(tempfile.mkdtemp()) / "kernel"
    manager = KernelManager(kernel_name="python3", transport="ipc", ip=str(place))
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=120)
    try:
        for name, request in jobs:
            plain = load_notebook_node(notebook)
            document = parameterize_notebook(plain, {"run_request": request})
            runner = NotebookClient(document, km=manager)
            runner.kc = client
            runner.reset_execution_trackers()
            for number, cell in enumerate(document.cells):
                runner.execute_cell(cell, number)
            client.execute_interactive("%reset -f")
            folder = Path(out) / name
            nbformat.write(document, folder / "report.ipynb")
            write_html(document, folder / "report.html", Path(templates))
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
