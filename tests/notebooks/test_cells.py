"""Every notebook's cells, run in this process: on a firm with gaps, and on one with nothing."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cxaudit.audit import Audit, Workspace
from cxaudit.demo import MIDDLING
from cxaudit.display.panel import Panel
from tests.notebooks.conftest import BARE, NEW
from tests.notebooks.places import STEPS, TEMPLATE
from tests.notebooks.rules import code_of, read


@pytest.fixture(scope="module", autouse=True)
def _one_audit_a_client(workspace: Workspace) -> Any:
    """Let the notebooks share what was computed: the cells are tested here, not the opening."""
    opened = Audit.open
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CXAUDIT_ROOT", str(workspace.root))
        patch.setattr(Audit, "open", cache(opened))
        yield


def show_all(path: Path, client: str) -> dict[str, object]:
    """Run a notebook's cells; return what each cell shows, by its id."""
    known: dict[str, Any] = {}
    shown = {}
    for cell in code_of(read(path)):
        source = cell.source.replace('client = ""', f'client = "{client}"')
        *before, last = ast.parse(source).body
        exec(compile(ast.Module([*before], []), cell.id, "exec"), known)
        if isinstance(last, ast.Expr):
            shown[cell.id] = eval(  # noqa: S307 - the notebooks are our own
                compile(ast.Expression(last.value), cell.id, "eval"), known
            )
        else:
            exec(compile(ast.Module([last], []), cell.id, "exec"), known)
    return shown


@pytest.mark.parametrize("client", [MIDDLING.client_id, BARE])
@pytest.mark.parametrize("path", [*STEPS, TEMPLATE], ids=lambda path: path.stem)
def test_every_cell_shows_something_that_says_something(path: Path, client: str) -> None:
    shown = show_all(path, client)
    panels = {name: panel for name, panel in shown.items() if isinstance(panel, Panel)}
    assert panels
    assert [name for name, panel in panels.items() if not panel.text.strip()] == []
    assert all(getattr(form, "controls", True) for form in shown.values())


def test_the_first_step_runs_on_a_client_that_was_only_just_made() -> None:
    shown = show_all(STEPS[0], NEW)
    assert "Nothing has been imported yet" in shown["imports"].text  # type: ignore[attr-defined]


def test_a_panel_of_an_invented_firm_says_so() -> None:
    shown = show_all(STEPS[1], MIDDLING.client_id)
    assert "invented" in shown["whose"].text  # type: ignore[attr-defined]
