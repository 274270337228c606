"""One batch: a private folder a client, a manifest, and only whole reports published."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from threading import Event
from time import monotonic
from typing import Any

from cxaudit.audit import Audit, RunRequest, Workspace
from cxaudit.batch.child import Failed, execute_report
from cxaudit.batch.digest import report_digest
from cxaudit.batch.manifest import note
from cxaudit.batch.publish import is_published, list_report, publish
from cxaudit.errors import ClientDataError, CxAuditError

NOTEBOOK = "report.ipynb"


@dataclass(frozen=True)
class Ended:
    """How one client's report ended: done, skipped or failed, with stage and cause."""

    client: str
    status: str
    stage: str = ""
    cause: str | None = None
    seconds: float = 0.0
    files: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return client, status, stage, cause, seconds, files."""
        return {
            "client": self.client, "status": self.status, "stage": self.stage,
            "cause": self.cause, "seconds": round(self.seconds, 2), "files": list(self.files),
        }  # fmt: skip


@dataclass(frozen=True)
class Run:
    """A batch and how each of its clients ended."""

    run: str
    clients: tuple[Ended, ...] = field(default_factory=tuple)

    @property
    def has_failures(self) -> bool:
        """Tell whether some client's report failed."""
        return any(ended.status == "failed" for ended in self.clients)

    def to_json(self) -> dict[str, Any]:
        """Return the object of cli.md, report."""
        return {"run": self.run, "clients": [ended.to_json() for ended in self.clients]}


def run_reports(
    workspace: Workspace, clients: Sequence[str], *, jobs: int = 1, out: Path | None = None,
    force: bool = False, limit_seconds: float = 600.0, tell: Callable[[Ended], None] | None = None,
) -> Run:  # fmt: skip
    """Write one report a client; a failed client never stops the others.

    ``out``: where reports are published, else the workspace's reports folder. ``tell`` hears
    of each client as it ends. Raises ClientDataError where no report can be written at all.
    """
    job = _open_job(workspace, out or workspace.reports, force, limit_seconds)
    pool, ended = ThreadPoolExecutor(max_workers=max(1, jobs)), []
    try:
        for one in pool.map(job.report, dict.fromkeys(clients)):
            ended.append(one)
            if tell:
                tell(one)
    finally:
        job.stop.set()
        pool.shutdown(cancel_futures=True)
    return Run(job.folder.name, tuple(ended))


def _open_job(workspace: Workspace, out: Path, force: bool, limit_seconds: float) -> _Job:
    notebook = workspace.notebooks / NOTEBOOK
    if not notebook.is_file():
        raise ClientDataError(
            "the workspace has notebooks of its own, and no report among them", wanted=NOTEBOOK,
            file=str(workspace.notebooks), next=f"copy the shipped {NOTEBOOK} into that folder",
        )  # fmt: skip
    reports = out.expanduser().resolve()
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{token_hex(2)}"
    try:
        (reports / ".runs" / name).mkdir(parents=True)
    except OSError as error:
        raise ClientDataError(
            "the reports folder cannot be written", file=str(reports), found=error.strerror,
            next="name a folder that you may write with --out",
        ) from error  # fmt: skip
    return _Job(workspace, notebook, reports, reports / ".runs" / name, force, limit_seconds)


@dataclass(frozen=True)
class _Job:
    workspace: Workspace
    notebook: Path
    reports: Path
    folder: Path
    force: bool
    limit_seconds: float
    stop: Event = field(default_factory=Event)

    def report(self, client: str) -> Ended:
        """Write one client's report, whatever happens."""
        began, stage = monotonic(), "read"
        try:
            audit = Audit.open(client, self.workspace.root)
            digest = report_digest(audit, self.notebook)
            final = self.reports / str(audit.period) / client
            if not self.force and is_published(final, digest):
                note(self.folder, client, "skipped", digest)
                return Ended(client, "skipped", "published", files=list_report(final))
            stage = "execute"
            note(self.folder, client, "running", digest)
            private = self._execute(audit)
            stage = "publish"
            publish(private / "out", final, client=client, digest=digest)
            shutil.rmtree(private, ignore_errors=True)
            note(self.folder, client, "done", digest)
            return Ended(client, "done", "published", None, monotonic() - began, list_report(final))
        except Exception as error:  # noqa: BLE001 - one client never stops the others
            cause = _in_words(error)
            note(self.folder, client, "failed", cause)
            return Ended(client, "failed", stage, cause, monotonic() - began)

    def _execute(self, audit: Audit) -> Path:
        """Execute into the client's private folder of this run; it stays where that fails."""
        private = self.folder / audit.client
        private.mkdir(mode=0o700)
        staged = private / "out"
        staged.mkdir()
        request = RunRequest(
            audit.client, str(audit.period), audit.data_hash, str(self.workspace.root), str(staged)
        )
        request.write(private / "request.json")
        execute_report(
            self.notebook, private / "request.json", private,
            limit_seconds=self.limit_seconds, stop=self.stop,
        )  # fmt: skip
        return private


def _in_words(error: Exception) -> str:
    told = isinstance(error, CxAuditError | Failed | OSError)
    return str(error) if told else f"{type(error).__name__}: {error}"
