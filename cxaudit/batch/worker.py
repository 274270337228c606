"""The child's own work: gate, papermill, stamp check, scrub, HTML."""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path
from typing import Any

from cxaudit.audit import RunRequest, read_request
from cxaudit.batch.child import CAUSE, EXECUTED
from cxaudit.batch.gate import check_parameters
from cxaudit.errors import ClientDataError, CxAuditError

CELL_LIMIT_SECONDS = 300
INJECTED = "injected-parameters"
RUN_METADATA = ("papermill", "execution")
SLOW_AND_UNUSED = "rfc3987_syntax"
"""jsonschema's optional check of international addresses: two seconds to import, and a notebook
holds none; where it cannot be imported, jsonschema goes without."""


def main(argv: list[str]) -> int:
    """Execute NOTEBOOK for REQUEST; on failure leave the cause in words beside the request."""
    notebook, request_path = Path(argv[0]), Path(argv[1])
    _end_with_parent()
    sys.modules.setdefault(SLOW_AND_UNUSED, None)  # type: ignore[arg-type]
    try:
        write_report(notebook, request_path)
    except Exception as error:  # noqa: BLE001 - the cause must reach the manifest, whatever it is
        (request_path.parent / CAUSE).write_text(to_cause(error), encoding="utf-8")
        return 1
    return 0


def _end_with_parent() -> None:
    """End this process once the batch that started it is gone; its kernel follows."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def write_report(notebook: Path, request_path: Path) -> None:
    """Write report.ipynb and report.html into the request's output folder."""
    import nbformat

    from cxaudit.audit import find_workspace
    from cxaudit.reporting import write_html

    request = read_request(request_path)
    document = execute(notebook, request_path)
    check_stamp(document, request)
    scrub(document)
    output = Path(request.output)
    nbformat.write(document, output / "report.ipynb")
    write_html(document, output / "report.html", find_workspace(request.root).templates)


def execute(notebook: Path, request_path: Path) -> Any:
    """Return the notebook executed for one request; its one parameter passes the gate first."""
    import nbformat
    import papermill
    from traitlets.config import Config

    parameters = {"run_request": str(request_path)}
    check_parameters(notebook, parameters)
    executed = request_path.parent / EXECUTED
    papermill.execute_notebook(
        str(notebook), str(executed), parameters=parameters, progress_bar=False,
        execution_timeout=CELL_LIMIT_SECONDS, start_timeout=120, kernel_name="python3",
        config=Config({"KernelManager": {"transport_encryption": "auto"}}),
    )  # fmt: skip
    return nbformat.read(executed, as_version=4)


def check_stamp(document: Any, request: RunRequest) -> None:
    """Refuse a report whose stamp is not the request's client, period and data."""
    wanted = {"client": request.client, "period": request.period, "data_hash": request.data_hash}
    stamps = [
        output["metadata"]["cxaudit_stamp"]
        for cell in document.cells
        for output in cell.get("outputs", [])
        if "cxaudit_stamp" in output.get("metadata", {})
    ]
    if not stamps or any(stamp != wanted for stamp in stamps):
        raise ClientDataError(
            "the report's stamp is not the client that was asked for",
            found=str(dict(stamps[0])) if stamps else "no stamp", wanted=str(wanted),
            next="let the notebook show cx.show.stamp of the audit that its request opens",
        )  # fmt: skip


def scrub(document: Any) -> None:
    """Remove what names the machine or the run.

    papermill's metadata and injected cell go, and with them whatever was printed: warnings
    carry paths, and a report shows panels only.
    """
    document.metadata.pop("papermill", None)
    document.cells = [
        cell for cell in document.cells if INJECTED not in cell.metadata.get("tags", [])
    ]
    for cell in document.cells:
        for name in RUN_METADATA:
            cell.metadata.pop(name, None)
        if "outputs" in cell:
            cell.outputs = [out for out in cell.outputs if out.output_type != "stream"]


def to_cause(error: Exception) -> str:
    """Return why there is no report, in words."""
    if isinstance(error, CxAuditError):
        return error.in_words()
    name = type(error).__name__
    if name == "PapermillExecutionError":
        return f"{error.ename}: {error.evalue}"  # type: ignore[attr-defined]
    if name == "DeadKernelError":
        return "the kernel died: a cell ended it, or memory ran out"
    if name == "CellTimeoutError":
        return f"the cell was not done within {CELL_LIMIT_SECONDS} seconds"
    return f"{name}: {error}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
