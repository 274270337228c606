"""Clients' folders that lie elsewhere: brought here for one report, and the report taken back.

``files`` is any URL that fsspec knows (a bucket, a share, a local folder) under which lie
data/clients/<client>/ and, once written, reports/<period>/<client>/.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from cxaudit.audit import Workspace
from cxaudit.batch.ended import Ended
from cxaudit.batch.job import NOTEBOOK, Job, Note, in_words
from cxaudit.batch.publish import STAMP
from cxaudit.errors import ClientDataError

CLIENTS, REPORTS = "data/clients", "reports"
BESIDE = ("data/benchmarks", "data/pool/vintages")


def open_files(files: str) -> tuple[Any, str]:
    """Return the file system of a URL and the path in it; raises ClientDataError."""
    try:
        from fsspec.core import url_to_fs

        return url_to_fs(files.rstrip("/"))
    except (ImportError, ValueError) as error:
        raise ClientDataError(
            "these files cannot be reached from here", file=files, found=str(error)[:200],
            next='install what it needs: pip install "cxaudit[cluster]", and the file '
            "system's own package, such as s3fs",
        ) from error  # fmt: skip


def list_remote_clients(files: str) -> tuple[str, ...]:
    """Return the ids of the clients that lie there, sorted."""
    system, path = open_files(files)
    found = system.glob(f"{path}/{CLIENTS}/*/audit.json")
    return tuple(sorted(Path(name).parent.name for name in found))


def write_there(
    files: str, job: Job, client: str, write: Callable[[Job], Ended], note: Note
) -> Ended:
    """Bring a client here, write its report with ``write``, and take the report back.

    The stamp, which names every other file and its hash, leaves first and comes back last: what
    lies there counts as published only while it is whole. Files that cannot be had fail this
    client alone; ``note`` hears of it.
    """
    try:
        return _write_there(files, job, client, write)
    except Exception as error:  # noqa: BLE001 - one client never stops the others
        cause = in_words(error, client)
        note("failed", cause, {"stage": "read"})
        return Ended(client, "failed", "read", cause)


def _write_there(files: str, job: Job, client: str, write: Callable[[Job], Ended]) -> Ended:
    system, path = open_files(files)
    with tempfile.TemporaryDirectory(prefix="cxaudit-") as scratch:
        root = Path(scratch)
        _bring(system, f"{path}/{CLIENTS}/{client}", root / CLIENTS / client)
        for folder in BESIDE:
            _bring(system, f"{path}/{folder}", root / folder)
        for stamp in system.glob(f"{path}/{REPORTS}/*/{client}/{STAMP}"):
            period = Path(stamp).parents[1].name
            _bring(system, f"{path}/{REPORTS}/{period}/{client}", root / REPORTS / period / client)
        workspace = Workspace(root)
        here = replace(
            job, root=root, notebook=workspace.notebooks / NOTEBOOK, reports=workspace.reports,
            folder=root / "run",
        )  # fmt: skip
        here.folder.mkdir()
        ended = write(here)
        if ended.status == "done":
            _take_back(system, Path(ended.files[0]).parent, root, path)
        there = tuple(f"{files.rstrip('/')}/{Path(f).relative_to(root)}" for f in ended.files)
        return replace(ended, files=there)


def _bring(system: Any, source: str, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    if system.exists(source):
        system.get(f"{source}/", f"{target}/", recursive=True)


def _take_back(system: Any, report: Path, root: Path, path: str) -> None:
    there = f"{path}/{report.relative_to(root).as_posix()}"
    if system.exists(f"{there}/{STAMP}"):
        system.rm_file(f"{there}/{STAMP}")
    system.makedirs(there, exist_ok=True)
    files = sorted(report.iterdir(), key=lambda file: (file.name == STAMP, file.name))
    for file in files:
        system.put_file(str(file), f"{there}/{file.name}")
