"""One batch: a private folder a client, a manifest, and only whole reports published."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from time import monotonic
from typing import Any

from cxaudit.audit import Audit, RunRequest, Workspace
from cxaudit.batch.child import Failed, execute_report
from cxaudit.batch.digest import report_digest
from cxaudit.disk import append_line, fsync_folder, to_json_text, write_text
from cxaudit.errors import CxAuditError

STAMP = "stamp.json"


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
    of each client as it ends.
    """
    reports = out or workspace.reports
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{token_hex(2)}"
    folder = reports / ".runs" / name
    folder.mkdir(parents=True)
    job = _Job(workspace, reports, folder, force, limit_seconds)
    ended = []
    with ThreadPoolExecutor(max_workers=max(1, jobs)) as pool:
        for one in pool.map(job.report, clients):
            ended.append(one)
            if tell:
                tell(one)
    return Run(name, tuple(ended))


@dataclass(frozen=True)
class _Job:
    workspace: Workspace
    reports: Path
    folder: Path
    force: bool
    limit_seconds: float

    def report(self, client: str) -> Ended:
        """Write one client's report, whatever happens."""
        began = monotonic()
        stage = "read"
        try:
            audit = Audit.open(client, self.workspace.root)
            digest = report_digest(audit, self.workspace.notebooks / "report.ipynb")
            final = self.reports / str(audit.period) / client
            if not self.force and _published_digest(final) == digest:
                self._note(client, "skipped", digest)
                return Ended(client, "skipped", "published", files=_files(final))
            stage = "execute"
            self._note(client, "running", digest)
            staged = self._execute(audit)
            stage = "publish"
            write_text(staged / STAMP, to_json_text({"client": client, "digest": digest}))
            _publish(staged, final)
            self._note(client, "done", digest)
            return Ended(client, "done", "published", None, monotonic() - began, _files(final))
        except (CxAuditError, Failed, OSError) as error:
            cause = str(error)
            self._note(client, "failed", cause)
            return Ended(client, "failed", stage, cause, monotonic() - began)

    def _execute(self, audit: Audit) -> Path:
        private = self.folder / audit.client
        staged = private / "out"
        staged.mkdir(parents=True)
        request = RunRequest(
            audit.client, str(audit.period), audit.data_hash, str(self.workspace.root), str(staged)
        )
        request.write(private / "request.json")
        execute_report(
            self.workspace.notebooks / "report.ipynb", private / "request.json", private,
            limit_seconds=self.limit_seconds,
        )  # fmt: skip
        return staged

    def _note(self, client: str, state: str, what: str) -> None:
        line = {"at": datetime.now(UTC).isoformat(), "client": client, "state": state, "what": what}
        append_line(self.folder / "manifest.jsonl", json.dumps(line, ensure_ascii=False))


def _published_digest(final: Path) -> str | None:
    try:
        return json.loads((final / STAMP).read_text(encoding="utf-8"))["digest"]
    except (OSError, ValueError, KeyError):
        return None


def _files(final: Path) -> tuple[str, ...]:
    return tuple(str(path) for path in sorted(final.iterdir()) if path.name != STAMP)


def _publish(staged: Path, final: Path) -> None:
    """Put the whole staged folder under its final name; an older report goes only then."""
    final.parent.mkdir(parents=True, exist_ok=True)
    old = final.with_name(f".{final.name}.old-{token_hex(2)}")
    if final.exists():
        final.rename(old)
    staged.rename(final)
    fsync_folder(final.parent)
    shutil.rmtree(old, ignore_errors=True)


def iter_manifest(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the state changes of a run; a torn last line is ignored."""
    for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            return
