"""A light report notebook: it stamps its request, and misbehaves when the client's id says so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from cxaudit.audit import Workspace
from cxaudit.store import apply_settings, create_client, read_client, save_client

STAMPS = """
import json, os, time
from pathlib import Path
from IPython.display import HTML, display
request = json.loads(Path(run_request).read_text())
client = request["client"]
stamp = {name: request[name] for name in ("client", "period", "data_hash")}
if client == "swaps":
    stamp["client"] = "another"
display(HTML(f"<h1>{client}</h1>"), metadata={"cxaudit_stamp": stamp})
"""
MISBEHAVES = """
if client == "raises":
    raise ValueError("boom")
if client == "dies":
    os._exit(1)
if client == "tells":
    display(HTML("<h2>Contacts</h2><p>Write to <b>ann</b>@bird.example.</p>"))
if client == "asks":
    input("your name? ")
if client == "leaves":
    import sys
    sys.exit(3)
if client == "crashes":
    import ctypes
    ctypes.string_at(0)
if client == "hoards":
    hoard = bytearray(50 * 10**9)
if client == "ignores":
    import signal
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
while client in ("loops", "ignores"):
    pass
"""
HEADING = "## Where the figures stand"


def make_workspace(root: Path, *clients: str) -> Workspace:
    """Make a workspace with the light notebook and these empty clients."""
    workspace = Workspace(root)
    workspace.clients.mkdir(parents=True)
    (root / "notebooks").mkdir()
    write_notebook(workspace, STAMPS, MISBEHAVES)
    for client in clients:
        made = create_client(workspace.client_folder(client), client, client)
        save_profile(
            workspace, client, apply_settings(made.profile, {"as_of": "2025-12-31"}.items())
        )
    return workspace


def save_profile(workspace: Workspace, client: str, profile: dict[str, Any]) -> None:
    """Save a client's file with this profile."""
    folder = workspace.client_folder(client)
    file = read_client(folder)
    save_client(
        folder, replace(file, profile=profile), who="test", expected_revision=file.revision,
        at="2026-01-05T09:00:00+00:00",
    )  # fmt: skip


def write_notebook(
    workspace: Workspace, *sources: str, parameters: str = 'run_request = ""'
) -> Path:
    """Write notebooks/report.ipynb: parameters, a heading, and a cell for each source."""
    cells = [new_markdown_cell("## Before"), new_markdown_cell(HEADING)]
    cells += [new_code_cell(source.strip()) for source in sources]
    if parameters:
        cells.insert(0, new_code_cell(parameters, metadata={"tags": ["parameters"]}))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = new_notebook(cells=cells, metadata={"kernelspec": kernel})
    path = workspace.root / "notebooks" / "report.ipynb"
    nbformat.write(notebook, path)
    return path


def published(out: Path) -> dict[str, bytes]:
    """Return every published file's bytes by its path, run folders left out."""
    files = (path for path in sorted(out.glob("*/*/*")) if ".runs" not in path.parts)
    return {str(path.relative_to(out)): path.read_bytes() for path in files if path.is_file()}
