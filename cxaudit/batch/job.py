"""One client's part of a batch: read, execute, publish, with every change in the manifest."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from threading import Event
from time import monotonic
from typing import Any

from cxaudit.audit import Audit, RunRequest
from cxaudit.batch.digest import report_digest
from cxaudit.batch.ended import Ended
from cxaudit.batch.execute import Failed, execute_report
from cxaudit.batch.guard import refuse_personal
from cxaudit.batch.limits import Limits
from cxaudit.batch.publish import is_published, list_report, publish, read_hashes
from cxaudit.batch.warm.host import Host
from cxaudit.errors import CxAuditError

NOTEBOOK = "report.ipynb"
PATHS = ("root", "notebook", "reports", "folder")
Note = Callable[[str, str, dict[str, Any]], None]


@dataclass(frozen=True)
class Job:
    """Where a batch reads and writes, and what each of its reports may take.

    ``root``: the workspace. ``notebook``: the report notebook. ``reports``: where they are
    published. ``folder``: of this run. ``force``: also those that are published unchanged.
    """

    root: Path
    notebook: Path
    reports: Path
    folder: Path
    force: bool = False
    limits: Limits = field(default_factory=Limits)

    def to_json(self) -> dict[str, Any]:
        """Return the fields as another machine can read them."""
        paths = {name: str(getattr(self, name)) for name in PATHS}
        return paths | {"force": self.force, "limits": asdict(self.limits)}

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> Job:
        """Read what ``to_json`` wrote."""
        paths = {name: Path(raw[name]) for name in PATHS}
        return cls(**paths, force=raw["force"], limits=Limits(**raw["limits"]))


def write_one(job: Job, client: str, host: Host, note: Note, stop: Event | None = None) -> Ended:
    """Write one client's report, whatever happens; never raises for the client's sake.

    ``note`` takes each change of state, what is to be said of it, and facts.
    """
    began, stage = monotonic(), "read"
    try:
        audit = Audit.open(client, job.root)
        digest = report_digest(audit, job.notebook)
        final = job.reports / str(audit.period) / client
        if not job.force and is_published(final, digest):
            note("skipped", digest, {})
            return Ended(client, "skipped", "published", files=list_report(final))
        host.begin()
        stage = "execute"
        note("running", digest, {})
        private = job.folder / client
        spent = _execute(job, audit, private, host, stop)
        stage = "publish"
        refuse_personal(private, audit, host, job.limits, stop)
        publish(private / "out", final, client=client, digest=digest)
        shutil.rmtree(private, ignore_errors=True)
        seconds = monotonic() - began
        facts = {"seconds": round(seconds, 3), **spent, "files": read_hashes(final)}
        note("done", digest, facts)
        return Ended(client, "done", "published", None, seconds, list_report(final))
    except Exception as error:  # noqa: BLE001 - one client never stops the others
        cause, seconds = in_words(error, client), monotonic() - began
        note("failed", cause, {"stage": stage, "seconds": round(seconds, 3)})
        return Ended(client, "failed", stage, cause, seconds)


def _execute(
    job: Job, audit: Audit, private: Path, host: Host, stop: Event | None
) -> dict[str, float]:
    """Execute into the client's private folder of this run; it stays where that fails."""
    shutil.rmtree(private, ignore_errors=True)
    private.mkdir(mode=0o700)
    staged = private / "out"
    staged.mkdir()
    request = RunRequest(
        audit.client, str(audit.period), audit.data_hash, str(job.root), str(staged)
    )
    request.write(private / "request.json")
    return execute_report(job.notebook, private / "request.json", host, job.limits, stop)


def in_words(error: Exception, client: str) -> str:
    """Return why a client has no report, for a reader of the manifest."""
    if isinstance(error, CxAuditError):
        return error.for_client(client).in_words()
    told = isinstance(error, Failed | OSError)
    return str(error) if told else f"{type(error).__name__}: {error}"
