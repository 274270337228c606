"""The small firm's scorecard, made once and only read."""

from __future__ import annotations

import pytest

from tests.small_firm import answer, make_client, open_small


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """Return the small firm's audit, answers in."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CXAUDIT_KEYS", str(tmp_path_factory.mktemp("keys")))
        workspace = make_client(tmp_path_factory.mktemp("workbook"))
        answer(workspace)
    return open_small(workspace)


@pytest.fixture
def card(small):
    """Return the small firm's scorecard."""
    return small.scorecard
