"""Fixtures that every test may use: an engine, and the folder of real data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from cxaudit.engine import connect

REPO_ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    """Return an engine that reads no file."""
    opened = connect()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def realdata() -> Path:
    """Return the folder of real vendor files beside the repository; skips where it is absent."""
    folder = REPO_ROOT.parent / "shared" / "realdata"
    if not folder.is_dir():
        pytest.skip("the real data lie beside the repository in shared/realdata, and are absent")
    return folder
