"""The child's own work: gate, papermill, stamp check, scrub, HTML."""

from __future__ import annotations

import sys
from pathlib import Path

from cxaudit.audit import RunRequest, read_request
from cxaudit.batch.child import CAUSE
from cxaudit.batch.gate import check_parameters
from cxaudit.errors import ClientDataError, CxAuditError

CELL_LIMIT_SECONDS = 300


def main(argv: list[str]) -> int:
    """Execute NOTEBOOK for REQUEST; on failure leave the cause in words beside the request."""
    notebook, request_path = Path(argv[0]), Path(argv[1])
    try:
        write_report(notebook, request_path)
    except Exception as error:  # noqa: BLE001 - the cause must reach the manifest, whatever it is
        (request_path.parent / CAUSE).write_text(_in_words(error), encoding="utf-8")
        return 1
    return 0


def write_report(notebook: Path, request_path: Path) -> None:
    """Write report.ipynb, report.html and scorecard.json into the request's output folder."""
    import nbformat
    import papermill
    from traitlets.config import Config

    from cxaudit.audit import find_workspace
    from cxaudit.reporting import write_html

    request = read_request(request_path)
    parameters = {"run_request": str(request_path)}
    check_parameters(notebook, parameters)
    executed = request_path.parent / "executed.ipynb"
    papermill.execute_notebook(
        str(notebook), str(executed), parameters=parameters, progress_bar=False,
        execution_timeout=CELL_LIMIT_SECONDS, start_timeout=120, kernel_name="python3",
        config=Config({"KernelManager": {"transport_encryption": "auto"}}),
    )  # fmt: skip
    document = nbformat.read(executed, as_version=4)
    _check_stamp(document, request)
    output = Path(request.output)
    scrub(document)
    nbformat.write(document, output / "report.ipynb")
    write_html(document, output / "report.html", find_workspace(request.root).templates)


def _check_stamp(document: object, request: RunRequest) -> None:
    """Refuse a report whose stamp is not the request's client, period and data."""
    wanted = {"client": request.client, "period": request.period, "data_hash": request.data_hash}
    stamps = [
        output["metadata"]["cxaudit_stamp"]
        for cell in document.cells  # type: ignore[attr-defined]
        for output in cell.get("outputs", [])
        if "cxaudit_stamp" in output.get("metadata", {})
    ]
    if not stamps or any(stamp != wanted for stamp in stamps):
        raise ClientDataError(
            "the report's stamp is not the client that was asked for",
            found=str(stamps[:1]), wanted=str(wanted),
        )  # fmt: skip


def scrub(document: object) -> None:
    """Remove what names the machine or the run: papermill's metadata and injected cell."""
    document.metadata.pop("papermill", None)  # type: ignore[attr-defined]
    kept = [
        cell
        for cell in document.cells  # type: ignore[attr-defined]
        if "injected-parameters" not in cell.metadata.get("tags", [])
    ]
    for cell in kept:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
    document.cells = kept  # type: ignore[attr-defined]


def _in_words(error: Exception) -> str:
    if isinstance(error, CxAuditError):
        return error.in_words()
    if type(error).__name__ == "PapermillExecutionError":
        return f"cell {error.cell_index}: {error.ename}: {error.evalue}"  # type: ignore[attr-defined]
    return f"{type(error).__name__}: {error}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
