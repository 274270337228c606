"""A firm without data, which takes in hostile files and measures what they left."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cxaudit.audit import Audit, Workspace, import_files
from cxaudit.measure import Measurement
from tests.small_firm import CLIENT, make_client, open_small

FULL_SIZE = "CXAUDIT_FULL_SIZE"
"""Set to 1, the two rows of the list that name millions of rows are run as large as they say."""


def size(*, whole: int, usual: int) -> int:
    """Return how many rows to make: what the list says where asked for, else what is quick."""
    return whole if os.environ.get(FULL_SIZE) == "1" else usual


def peak_megabytes() -> float:
    """Return the most memory that this process and its children have had at once."""
    import resource

    own, children = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
    return max(resource.getrusage(who).ru_maxrss for who in (own, children)) / 1024


@dataclass(frozen=True)
class Firm:
    """A workspace with one client that has nothing but a date."""

    workspace: Workspace

    def take(self, **texts: str) -> list[dict[str, Any]]:
        """Import these texts as CSV files, in order; return one entry a file."""
        inbox = self.workspace.root / "inbox"
        inbox.mkdir(exist_ok=True)
        paths = [inbox / f"{name}.csv" for name in texts]
        for path, text in zip(paths, texts.values(), strict=True):
            path.write_bytes(text.encode())
        return self.take_files(paths)

    def take_files(self, paths: list[Path], **more: Any) -> list[dict[str, Any]]:
        """Import files; return one entry a file."""
        return import_files(self.workspace, CLIENT, paths, received_on=date(2026, 1, 5), **more)

    @property
    def audit(self) -> Audit:
        """Return the audit as it stands."""
        return open_small(self.workspace)

    def figure(self, kpi_id: str) -> Measurement:
        """Return one figure of what was taken in."""
        return self.audit.measurements[kpi_id]


@pytest.fixture
def make_firm(tmp_path, monkeypatch) -> Callable[[str], Firm]:
    """Return a maker of firms without data, by the name of their folder."""
    monkeypatch.setenv("CXAUDIT_KEYS", str(tmp_path / "keys"))
    return lambda name: Firm(make_client(tmp_path / name, ()))


@pytest.fixture
def firm(make_firm) -> Firm:
    """Return a firm without data."""
    return make_firm("workbook")
