"""Every notebook keeps the rules, and the rules catch a notebook that does not."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from typer.main import get_command

from cxaudit.cli.verbs import app
from tests.notebooks.places import NOTEBOOKS, START, STEPS, TEMPLATE
from tests.notebooks.rules import (
    METADATA,
    commands_of,
    find_faults,
    find_walk_faults,
    links_of,
    read,
)


@pytest.mark.parametrize("path", [*NOTEBOOKS, TEMPLATE], ids=lambda path: path.stem)
def test_a_notebook_keeps_the_rules(path: Path) -> None:
    assert find_faults(read(path)) == []


@pytest.mark.parametrize("path", [*STEPS, TEMPLATE], ids=lambda path: path.stem)
def test_a_step_of_the_walk_reads_as_a_story(path: Path) -> None:
    assert find_walk_faults(read(path)) == []


def test_the_walk_has_eight_steps_numbered_without_a_gap() -> None:
    assert [path.stem for path in STEPS] == [
        "01_firm", "02_use_cases", "03_data", "04_maturity", "05_kpis", "06_benchmark", "07_value",
        "08_scorecard",
    ]  # fmt: skip


@pytest.mark.parametrize("place", range(8))
def test_a_step_leads_back_and_on(place: int) -> None:
    names = [path.name for path in STEPS]
    wanted = {names[near] for near in (place - 1, place + 1) if 0 <= near < len(names)}
    found = set(links_of(read(STEPS[place])))
    assert wanted <= found
    assert found <= {*names, START.name}


def test_the_contents_lead_to_the_first_step() -> None:
    assert set(links_of(read(START))) == {STEPS[0].name}


@pytest.mark.parametrize("path", [*NOTEBOOKS, TEMPLATE], ids=lambda path: path.stem)
def test_a_command_that_a_notebook_names_exists(path: Path) -> None:
    verbs = set(get_command(app).commands)  # type: ignore[attr-defined]
    assert set(commands_of(read(path))) <= verbs


def test_a_copy_of_the_template_is_a_step_that_keeps_the_rules(tmp_path: Path) -> None:
    copy = tmp_path / "09_next.ipynb"
    copy.write_bytes(TEMPLATE.read_bytes())
    notebook = read(copy)
    assert find_faults(notebook) + find_walk_faults(notebook) == []


@pytest.mark.parametrize("path", [*NOTEBOOKS, TEMPLATE], ids=lambda path: path.stem)
def test_a_notebook_is_written_as_nbformat_writes_it(path: Path) -> None:
    import nbformat

    assert path.read_text(encoding="utf-8") == nbformat.writes(read(path)) + "\n"


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("for x in audit: cx.show.funnel(x)", "holds For"),
        ("x = 1\ncx.show.funnel(audit)", "uses the name x"),
        ("import pandas", "imports otherwise: import pandas"),
        ("cx.show.finnel(audit)", "there is no cx.show.finnel"),
        ("audit.scorecard", "there is no audit.scorecard"),
        ('audit = cx.choose("../other")', "holds a path: ../other"),
        ("cx.show.funnel(audit)\n" * 4, "more than 3 lines"),
        ("audit = cx", "its last line neither shows nor opens anything"),
    ],
)
def test_a_cell_that_breaks_a_rule_is_named(source: str, fault: str) -> None:
    notebook = new_notebook(metadata=METADATA, cells=[
        new_markdown_cell("# Is this a question?", id="title"),
        new_code_cell('client = ""', id="parameters", metadata={"tags": ["parameters"]}),
        new_code_cell("import cxaudit as cx", id="import"),
        new_code_cell(source, id="odd"),
    ])  # fmt: skip
    notebook.nbformat_minor = 5
    assert f"cell odd: {fault}" in find_faults(notebook)


def test_outputs_and_ids_of_programs_are_named() -> None:
    cell = new_code_cell("cx.show.funnel(audit)", id="a1b2c3d4", execution_count=3)
    kept = new_code_cell("cx.show.funnel(audit)", id="funnel", execution_count=3)
    notebook = new_notebook(metadata=METADATA, cells=[cell, kept])
    faults = find_faults(notebook)
    assert "cell funnel: holds outputs" in faults
    assert any(fault.startswith("cell a1b2c3d4: its id was made by a program") for fault in faults)
