"""Audits to show: the small firm that can be counted by hand, and a client with nothing yet."""

from __future__ import annotations

import pytest

from cxaudit.audit import Audit
from tests.small_firm import answer, make_client, open_small


def make_small(factory: pytest.TempPathFactory, name: str, tables: tuple[str, ...] | None) -> Audit:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CXAUDIT_KEYS", str(factory.mktemp("keys")))
        root = factory.mktemp(name)
        workspace = make_client(root) if tables is None else make_client(root, tables)
        if tables is None:
            answer(workspace)
    return open_small(workspace)


@pytest.fixture(scope="session")
def small_audit(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    """Return the small firm's audit, answers in; it is no invented firm in name."""
    return make_small(tmp_path_factory, "small", None)


@pytest.fixture(scope="session")
def empty_audit(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    """Return the audit of a client without imports and without answers."""
    return make_small(tmp_path_factory, "empty", ())
