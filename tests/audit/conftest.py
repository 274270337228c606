"""The small firm, made once to be read and anew to be changed."""

from __future__ import annotations

import pytest

from tests.small_firm import answer, make_client, open_small


@pytest.fixture(autouse=True)
def keys(tmp_path, monkeypatch):
    """Keep pseudonym keys in a folder of the test."""
    monkeypatch.setenv("CXAUDIT_KEYS", str(tmp_path / "keys"))
    return tmp_path / "keys"


@pytest.fixture
def workspace(tmp_path):
    """Return a workspace with the small firm, which the test may change."""
    return make_client(tmp_path / "workbook")


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """Return the small firm's audit, answers in; it is only read."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CXAUDIT_KEYS", str(tmp_path_factory.mktemp("keys")))
        workspace = make_client(tmp_path_factory.mktemp("workbook"))
        answer(workspace)
    return open_small(workspace)
