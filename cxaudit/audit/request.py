"""A run request: the one parameter of the report notebook, a JSON that names its client."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from cxaudit.disk import to_json_text, write_text
from cxaudit.errors import ClientDataError


@dataclass(frozen=True)
class RunRequest:
    """What a report run was asked for; the report must stamp the same.

    client: id; period: start_end; data_hash: of the client's inputs and answers; root: the
    workspace; output: the run's private folder for this client.
    """

    client: str
    period: str
    data_hash: str
    root: str
    output: str

    def write(self, path: Path) -> None:
        """Write the request as JSON."""
        write_text(path, to_json_text(asdict(self)))


def read_request(path: str | Path) -> RunRequest:
    """Read a run request; raises ClientDataError."""
    if not str(path).strip():
        raise ClientDataError(
            "no run request is named", place="parameter run_request",
            wanted="the path of a run request JSON",
            next="write reports with: cxaudit report CLIENT",
        )  # fmt: skip
    try:
        raw = json.loads(Path(path).read_text(encoding="utf-8"))
        return RunRequest(**raw)
    except (OSError, ValueError, TypeError) as error:
        raise ClientDataError(
            "this is not a run request", file=str(Path(path).name), found=str(error)[:200],
            next="write reports with: cxaudit report CLIENT",
        ) from error  # fmt: skip
