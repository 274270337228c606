"""What runs that were cut short left behind: half-made reports, and processes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cxaudit.batch.manifest import MANIFEST, iter_manifest
from cxaudit.batch.strays import end_strays
from cxaudit.disk import lock
from cxaudit.errors import BusyError

HELD = ".held"


@contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Keep a run's folder from being swept while the run goes on; a killed run lets go."""
    with lock(folder / HELD, timeout_seconds=5):
        yield


def sweep(runs: Path) -> None:
    """Clear what ended runs left: folders of clients that neither failed nor were published.

    A failed client's folder stays to be looked into; manifests and summaries stay.
    """
    for folder in sorted(path for path in runs.iterdir() if (path / HELD).exists()):
        try:
            with lock(folder / HELD, timeout_seconds=0):
                end_strays(folder)
                for private in _unfinished(folder):
                    shutil.rmtree(private, ignore_errors=True)
        except BusyError:
            continue


def _unfinished(folder: Path) -> list[Path]:
    if not (folder / MANIFEST).exists():
        return []
    last = {line["client"]: line["state"] for line in iter_manifest(folder)}
    left = [client for client, state in last.items() if state != "failed"]
    return [folder / client for client in left if (folder / client).is_dir()]
