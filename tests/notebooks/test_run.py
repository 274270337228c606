"""Every notebook runs: under nbval as a person runs it, under papermill as a batch does."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from cxaudit.audit import Workspace
from cxaudit.demo import WEAK
from tests.notebooks.places import STEPS, TEMPLATE
from tests.notebooks.rules import code_of, read

CLIENT = WEAK.client_id
LIMIT_SECONDS = 300


@dataclass(frozen=True)
class Run:
    """nbval over all notebooks, under way: its process, and how many cells it must pass."""

    process: subprocess.Popen[str]
    cells: int


@pytest.fixture(scope="module")
def nbval(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Start nbval over copies that name their client; it runs while other tests do."""
    copies = tmp_path_factory.mktemp("nbval")
    cells = sum(name_client(path, copies / path.name) for path in [*STEPS, TEMPLATE])
    options = ("--nbval-lax", "--nbval-current-env", "--nbval-cell-timeout=120")
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, str(copies)]
    process = subprocess.Popen(
        words, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    yield Run(process, cells)
    process.kill()
    process.communicate()


def name_client(notebook: Path, copy: Path) -> int:
    """Copy a notebook with the client named in its parameters; return its count of code cells."""
    document = read(notebook)
    for cell in code_of(document):
        cell.source = cell.source.replace('client = ""', f'client = "{CLIENT}"')
    nbformat.write(document, copy)
    return len(code_of(document))


@pytest.fixture
def execute(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Return a function that executes a notebook as a batch would, into a file of its own."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    def run(notebook: Path, **parameters: str) -> Path:
        out = tmp_path / notebook.name
        papermill.execute_notebook(
            str(notebook), str(out), parameters=parameters, progress_bar=False,
            kernel_name="python3", execution_timeout=LIMIT_SECONDS,
            config=Config({"KernelManager": {"transport_encryption": "auto"}}),
        )  # fmt: skip
        return out

    return run


@pytest.mark.parametrize("path", STEPS, ids=lambda path: path.stem)
def test_a_step_runs_under_papermill_as_it_stands(nbval: Run, execute: Any, path: Path) -> None:
    executed = nbformat.read(execute(path, client=CLIENT), 4)
    assert all(cell.execution_count for cell in code_of(executed))


@pytest.mark.parametrize("parameters", [{}, {"client": ""}], ids=["unset", "empty"])
def test_papermill_without_a_client_is_refused_and_opens_none(
    execute: Any, tmp_path: Path, parameters: dict[str, str]
) -> None:
    with pytest.raises(PapermillExecutionError) as refused:
        execute(STEPS[1], **parameters)
    assert refused.value.ename == "ClientDataError"
    assert "no client is named" in refused.value.evalue
    executed = code_of(nbformat.read(tmp_path / STEPS[1].name, 4))
    assert [cell.id for cell in executed if cell.outputs] == ["open"]


def test_every_notebook_runs_under_nbval_on_a_demo_firm(nbval: Run) -> None:
    told, _ = nbval.process.communicate(timeout=LIMIT_SECONDS)
    assert nbval.process.returncode == 0, told[-4000:]
    assert re.search(rf"\b{nbval.cells} passed", told), told[-400:]


def test_running_the_notebooks_changes_no_answer(nbval: Run, workspace: Workspace) -> None:
    nbval.process.wait(LIMIT_SECONDS)
    lines = (workspace.client_folder(CLIENT) / "history.jsonl").read_text(encoding="utf-8")
    assert {json.loads(line)["who"] for line in lines.splitlines()} <= {"demo", ""}
