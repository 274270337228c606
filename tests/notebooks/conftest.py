"""One small workspace for all runs of notebooks: invented firms, and a firm without any data."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from cxaudit.audit import Workspace, import_files
from cxaudit.catalogue import load_catalogue
from cxaudit.demo import AS_OF, MIDDLING, WEAK, Firm, answers, profile, write_exports
from cxaudit.store import apply_settings, create_client, edit_client, merge_answers

BARE, NEW = "bare-firm", "new-firm"


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return a workspace: demo-weak, demo-middling, a firm that only has a date, and a new one."""
    home = tmp_path_factory.mktemp("notebooks")
    made = Workspace(home / "workspace")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CXAUDIT_KEYS", str(home / "keys"))
        for firm in (WEAK, MIDDLING):
            _make(made, firm, home / "exports" / firm.client_id)
    folder = made.client_folder(BARE)
    create_client(folder, BARE, "Bare Firm (invented)")
    edit_client(
        folder, lambda f: replace(f, profile=f.profile | {"as_of": "2025-12-31"}), who="t", at=None
    )
    create_client(made.client_folder(NEW), NEW, "New Firm (invented)")
    return made


def _make(workspace: Workspace, firm: Firm, exports: Path) -> None:
    folder = workspace.client_folder(firm.client_id)
    folder.parent.mkdir(parents=True, exist_ok=True)
    create_client(folder, firm.client_id, firm.name)
    known = set(load_catalogue())

    def tell(file):  # type: ignore[no-untyped-def]
        told = apply_settings(file.profile, profile(firm).items(), known)
        return merge_answers(replace(file, profile=told), answers(firm), known, known)

    edit_client(folder, tell, who="demo", at=None)
    for export in write_exports(firm, exports):
        (entry,) = import_files(
            workspace, firm.client_id, [export.path], received_on=AS_OF, form=export.as_format,
            answers=export.answers,
        )  # fmt: skip
        assert entry["verdict"] == "imported", entry


@pytest.fixture(scope="session")
def environment(workspace: Workspace) -> dict[str, str]:
    """Return the environment in which a kernel finds this workspace and nothing of the user's."""
    scratch = workspace.root.parent
    places = {name: str(scratch / name.lower()) for name in ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR")}
    keys = str(scratch / "keys")
    return {**os.environ, **places, "CXAUDIT_ROOT": str(workspace.root), "CXAUDIT_KEYS": keys}
