"""Fixtures of the forms: a client with a profile and nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cxaudit.audit import Audit
from cxaudit.store import apply_settings, create_client, edit_client

PROFILE = {
    "as_of": "2025-12-31",
    "channels": "e-mail, webinar",
    "systems.crm.name": "Client system",
    "systems.crm.tables": "pursuit",
}


@pytest.fixture
def audit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Audit:
    """Return an audit on disk: a profile, no answer, no import."""
    monkeypatch.setenv("CXAUDIT_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("CXAUDIT_WHO", "tester")
    root = tmp_path / "workspace"
    folder = root / "data" / "clients" / "acme"
    create_client(folder, "acme", "Acme")
    edit_client(
        folder, lambda f: replace(f, profile=apply_settings(f.profile, PROFILE.items())),
        who="tester", at=None,
    )  # fmt: skip
    return Audit.open("acme", root)
