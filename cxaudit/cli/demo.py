"""The demo's first half: three invented firms made, imported and answered."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from cxaudit.audit import Workspace, import_files
from cxaudit.audit.person import now
from cxaudit.catalogue import load_catalogue
from cxaudit.demo import AS_OF, FIRMS, Firm, answers, profile, write_exports
from cxaudit.errors import ModelError
from cxaudit.store import apply_settings, create_client, merge_answers, read_client, save_client

WHO = "demo"
Tell = Callable[[str], None]


def make_demo(workspace: Workspace, tell: Tell | None = None) -> list[str]:
    """Make the three firms anew from their vendor exports; return their client ids."""
    for firm in FIRMS:
        make_firm(workspace, firm, tell or (lambda _: None))
    return [firm.client_id for firm in FIRMS]


def make_firm(workspace: Workspace, firm: Firm, tell: Tell = lambda _: None) -> None:
    """Make one firm anew: its folder, settings, imports and answers."""
    folder = workspace.client_folder(firm.client_id)
    if folder.exists():
        shutil.rmtree(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = create_client(folder, firm.client_id, firm.name)
    catalogue = load_catalogue()
    kpis = {kpi_id for kpi_id, kpi in catalogue.items() if kpi.is_kpi}
    settings = apply_settings(made.profile, profile(firm).items(), set(catalogue))
    changed = replace(made, profile=settings)
    save_client(folder, changed, who=WHO, expected_revision=made.revision, at=now())
    with tempfile.TemporaryDirectory() as scratch:
        files, rows, aside = _import(workspace, firm, Path(scratch))
    file = read_client(folder)
    merged = merge_answers(file, answers(firm), kpis, set(catalogue))
    save_client(folder, merged, who=WHO, expected_revision=file.revision, at=now())
    counts = f"{files} exports imported, {rows:,} rows in, {aside:,} set aside"
    tell(f"{firm.client_id}: {counts}")


def _import(workspace: Workspace, firm: Firm, scratch: Path) -> tuple[int, int, int]:
    """Import the firm's exports; one that is refused is a defect of the demo."""
    files = rows = aside = 0
    for export in write_exports(firm, scratch):
        entry, *_ = import_files(
            workspace,
            firm.client_id,
            [export.path],
            received_on=AS_OF,
            form=export.as_format,
            answers=export.answers,
        )
        if entry["verdict"] != "imported":
            raise ModelError(
                "an export of the demo is not imported", file=export.path.name,
                found=f"{entry['verdict']}: {entry.get('message')}",
            )  # fmt: skip
        files += 1
        rows += entry["rows"]["in"]
        aside += entry["rows"]["set_aside"]
    return files, rows, aside
