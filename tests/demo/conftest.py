"""The demo firms' exports, written once for all tests of this folder."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from cxaudit.demo import FIRMS, ExportFile, write_exports


class Folder:
    """One firm's written exports: the files, and a reader that knows nothing of the writers."""

    def __init__(self, root: Path, files: list[ExportFile]) -> None:
        self.root, self.files = root, files

    def read(self, name: str) -> list[dict[str, str]]:
        text = (self.root / name).read_text(encoding="utf-8")
        return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture(scope="session")
def exports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Folder]:
    """Return each firm's folder by client id."""
    root = tmp_path_factory.mktemp("demo")
    return {
        firm.client_id: Folder(root / firm.client_id, write_exports(firm, root / firm.client_id))
        for firm in FIRMS
    }
