"""Fixtures that every test may use: an engine, real data, a demo firm and its report."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest
from hypothesis import settings

from cxaudit.engine import connect

if TYPE_CHECKING:
    from cxaudit.audit import Audit, Workspace
    from cxaudit.batch import Ended

settings.register_profile("cxaudit", deadline=None)
settings.load_profile("cxaudit")

REPO_ROOT = Path(__file__).resolve().parents[1]
DEMO = "demo-weak"


LONG = ("tests/browser/", "tests/elsewhere/", "tests/store/test_kill_save", "tests/batch/")
"""Files that take longest: begun first, so that no worker waits for the other at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long files first; the order is otherwise kept."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


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


@pytest.fixture(scope="session")
def demo_workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return a workspace with the smallest demo firm, demo-weak; copy it before changing it."""
    from cxaudit.audit import Workspace
    from cxaudit.cli.demo import make_firm
    from cxaudit.demo import WEAK

    workspace = Workspace(tmp_path_factory.mktemp("demo-workbook"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CXAUDIT_KEYS", str(tmp_path_factory.mktemp("demo-keys")))
        make_firm(workspace, WEAK)
    return workspace


@pytest.fixture(scope="session")
def demo_audit(demo_workspace: Workspace) -> Audit:
    """Return the demo firm's audit, to be read."""
    from cxaudit.audit import Audit

    return Audit.open(DEMO, demo_workspace.root)


@pytest.fixture(scope="session")
def demo_report(
    demo_workspace: Workspace, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Ended, Path]:
    """Return how the demo firm's report ended, and its folder: one real run for all tests."""
    from cxaudit.batch import run_reports

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home-of-quillon")))
        for name in ("USER", "LOGNAME", "CXAUDIT_WHO"):
            patch.setenv(name, "quillon")
        (ended,) = run_reports(demo_workspace, [DEMO]).clients
    assert ended.status == "done", ended
    return ended, Path(ended.files[0]).parent
