"""What a report says of itself: it must name the request, and neither machine nor run."""

from __future__ import annotations

from typing import Any

from cxaudit.audit import RunRequest
from cxaudit.errors import ClientDataError

INJECTED = "injected-parameters"
RUN_METADATA = ("papermill", "execution")


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


def scrub(document: Any) -> Any:
    """Remove what names the machine or the run; return the same notebook.

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
    return document
