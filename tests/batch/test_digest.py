"""What a report depends on: the digest moves with each, and with nothing else."""

from __future__ import annotations

import shutil

import pytest

from cxaudit.audit import Audit
from cxaudit.batch.digest import report_digest
from cxaudit.store import read_client
from tests.batch.light import STAMPS, make_workspace, save_profile, write_notebook
from tests.conftest import REPO_ROOT


@pytest.fixture
def workspace(tmp_path):
    made = make_workspace(tmp_path / "w", "firm", "other")
    shutil.copytree(REPO_ROOT / "templates", made.root / "templates")
    shutil.copytree(REPO_ROOT / "data" / "benchmarks", made.root / "data" / "benchmarks")
    return made


def digest(workspace, client: str = "firm") -> str:
    notebook = workspace.root / "notebooks" / "report.ipynb"
    return report_digest(Audit.open(client, workspace.root), notebook)


def test_the_same_inputs_give_the_same_digest(workspace):
    first = digest(workspace)
    assert first == digest(workspace)
    assert len(first) == 64
    (workspace.root / "notebooks" / "01_firm.ipynb").write_text("{}")
    save_profile(workspace, "other", {"as_of": "2024-12-31"})
    assert first == digest(workspace)


def change_an_answer(workspace):
    profile = read_client(workspace.client_folder("firm")).profile
    save_profile(workspace, "firm", profile | {"note": "changed"})


def change_the_notebook(workspace):
    write_notebook(workspace, STAMPS, "1")


def change_the_template(workspace):
    (workspace.templates / "report" / "page.css").write_text("body {}")


def change_the_peers(workspace):
    with (workspace.benchmarks / "demo_pool.csv").open("a") as pool:
        pool.write("\n")


@pytest.mark.parametrize(
    "change", [change_an_answer, change_the_notebook, change_the_template, change_the_peers]
)
def test_a_report_is_due_again_after(workspace, change):
    before = digest(workspace)
    change(workspace)
    assert digest(workspace) != before
