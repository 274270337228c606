"""One report: gate, a clean child, papermill's engine, stamp check, scrub, HTML."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Event
from typing import Any
from zlib import crc32

from cxaudit.audit import RunRequest, find_workspace, read_request
from cxaudit.batch.gate import check_parameters
from cxaudit.batch.limits import Limits
from cxaudit.batch.place import find_place
from cxaudit.batch.stamp import check_stamp, scrub
from cxaudit.batch.strays import MARK, end_strays
from cxaudit.batch.warm.child import Child, ChildError
from cxaudit.batch.warm.host import Host
from cxaudit.batch.warm.lean import lean_imports
from cxaudit.batch.warm.setup import Setup

KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "SYSTEMROOT", "USERPROFILE", "APPDATA",
        "VIRTUAL_ENV", "CXAUDIT_FRESH", "CXAUDIT_KEYS", "JUPYTER_PATH")  # fmt: skip
EXECUTED, LOG = "executed.ipynb", "log.txt"
TO_HTML = "cxaudit.batch.finish:write_page"


class Failed(Exception):
    """A report that did not become one, with its cause in words."""


def execute_report(
    notebook: Path, request_path: Path, host: Host, limits: Limits, stop: Event | None = None
) -> dict[str, float]:
    """Write report.ipynb and report.html into the request's output folder.

    The request's own folder, mode 0700, is the child's working and temporary folder. Returns
    the child's cpu seconds and peak_mb. ``stop``: set when the whole batch is to end. Raises
    Failed with the cell and the cause; the notebook as it stood then lies beside the request.
    """
    with lean_imports():
        import papermill  # noqa: F401
    private, request = request_path.parent, read_request(request_path)
    parameters = {"run_request": str(request_path)}
    check_parameters(notebook, parameters)
    try:
        with host.open(_to_setup(private, request, limits)) as child:
            child.limit(limits.seconds)
            child.stop = stop or child.stop
            document = _run_cells(notebook, parameters, child, limits, private)
            check_stamp(document, request)
            _write(scrub(document), Path(request.output), request, child)
            return child.finish()
    except ChildError as error:
        raise Failed(str(error)) from error
    finally:
        end_strays(private)


def _to_setup(private: Path, request: RunRequest, limits: Limits) -> Setup:
    scratch = private / "tmp"
    scratch.mkdir(exist_ok=True)
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    places = {name: str(scratch) for name in ("TMPDIR", "MPLCONFIGDIR", "IPYTHONDIR")}
    environment = kept | places | {MARK: str(private), "PYTHONHASHSEED": "0"}
    seed = crc32(request.client.encode())
    return Setup(private, environment, private / LOG, limits.memory_mb, seed)


def _run_cells(
    notebook: Path, parameters: dict[str, Any], child: Child, limits: Limits, private: Path
) -> Any:
    """Return the executed notebook; raises Failed where a cell failed or the child did not last."""
    import nbformat
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    from cxaudit.batch.warm.engine import WarmEngine

    plain = parameterize_notebook(load_notebook_node(str(notebook)), parameters)
    document = WarmEngine.execute_notebook(
        plain, "python3", progress_bar=False,
        execution_timeout=limits.cell_seconds, child=child,
    )  # fmt: skip
    cause = _find_cause(document)
    if cause is not None:
        nbformat.write(document, private / EXECUTED)
        place = find_place(document.cells)
        raise Failed(f"{place}: {cause}" if place else cause)
    return document


def _find_cause(document: Any) -> str | None:
    """Return why a cell failed, in words; None where all went well."""
    for cell in document.cells:
        if cell.metadata.get("papermill", {}).get("status") != "failed":
            continue
        errors = [out for out in cell.outputs if out.output_type == "error"]
        if not errors:
            return "the cell failed and said nothing"
        last = errors[-1]
        if last.ename.startswith("Child"):
            return str(last.evalue)
        return f"{last.ename}: {last.evalue}" if last.evalue else _unsaid(last.ename)
    return None


def _unsaid(name: str) -> str:
    if name == "MemoryError":
        return "MemoryError: it asked for more memory than a report may have"
    return name


def _write(document: Any, output: Path, request: RunRequest, child: Child) -> None:
    import nbformat

    nbformat.write(document, output / "report.ipynb")
    templates = find_workspace(request.root).templates
    child.call(
        TO_HTML, notebook=str(output / "report.ipynb"), page=str(output / "report.html"),
        templates=str(templates),
    )  # fmt: skip
