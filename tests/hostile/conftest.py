"""A firm without data, which takes in hostile files and measures what they left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cxaudit.audit import Audit, Workspace, import_files
from cxaudit.measure import Measurement
from tests.small_firm import CLIENT, make_client, open_small


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
