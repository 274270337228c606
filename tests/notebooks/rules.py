"""The rules of a notebook: narrative, diffable, nothing computed in a cell."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import nbformat

from cxaudit.display import edit, show

MOST_CELLS, MOST_LINES = 25, 3
NAMES = {"cx", "audit", "client", "kpi_id", "run_request"}
CALLS = {"choose", "open_audit", "open_request"}
OPENING = {"parameters": 'client = ""', "import": "import cxaudit as cx"}
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
NOT_NARRATIVE = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.For, ast.While, ast.If, ast.IfExp,
    ast.Try, ast.With, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp,
    ast.Assert, ast.Delete, ast.Global, ast.JoinedStr,
)  # fmt: skip
PATH = re.compile(r"[/\\~]|\.(csv|xlsx?|json|parquet|py|html|toml)$")
LINK = re.compile(r"\]\(([^)]+)\)")
COMMAND = re.compile(r"`cxaudit ([a-z]+)")


def read(path: Path) -> Any:
    """Return a notebook; one that is not valid is refused."""
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    return notebook


def code_of(notebook: Any) -> list[Any]:
    """Return the code cells."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def find_faults(notebook: Any) -> list[str]:
    """Return every breach of the rules that hold for all notebooks, the report's too."""
    faults = [*_whole(notebook)]
    for cell in notebook.cells:
        faults += [f"cell {cell.id}: {fault}" for fault in _cell(cell)]
    return faults


def find_walk_faults(notebook: Any) -> list[str]:
    """Return every breach of the rules that hold for a step of the walk besides."""
    first, *_ = notebook.cells
    faults = []
    if first.cell_type != "markdown" or not first.source.splitlines()[0].endswith("?"):
        faults.append("the title is not a question")
    sources = {cell.id: cell.source for cell in notebook.cells}
    for name, wanted in OPENING.items():
        if sources.get(name) != wanted:
            faults.append(f"the cell {name} is not {wanted}")
    if notebook.cells[-1].cell_type != "markdown" or "](" not in notebook.cells[-1].source:
        faults.append("the last cell does not lead on")
    for before, after in zip(notebook.cells[5:], notebook.cells[6:], strict=False):
        if before.cell_type == after.cell_type == "code":
            faults.append(f"no prose stands between {before.id} and {after.id}")
    return faults


def _whole(notebook: Any) -> list[str]:
    ids = [cell.id for cell in notebook.cells]
    tagged = [c for c in notebook.cells if "parameters" in c.metadata.get("tags", [])]
    imports = [c for c in code_of(notebook) if re.search(r"^(import|from)\b", c.source, re.M)]
    checks = {
        f"more than {MOST_CELLS} cells": len(ids) > MOST_CELLS,
        "cell ids are not unique": len(set(ids)) != len(ids),
        "not exactly one cell is tagged parameters": len(tagged) != 1,
        "not exactly one cell imports": len(imports) != 1,
        "the metadata name more than a Python 3 kernel": dict(notebook.metadata) != METADATA,
        "the format is older than cell ids": (notebook.nbformat, notebook.nbformat_minor) < (4, 5),
    }
    return [fault for fault, broken in checks.items() if broken]


def _cell(cell: Any) -> list[str]:
    if re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f-]+)?", cell.id):
        return ["its id was made by a program; give it one that says what it is"]
    if cell.cell_type != "code":
        return []
    faults = ["holds outputs"] if cell.outputs or cell.execution_count is not None else []
    if len(cell.source.splitlines()) > MOST_LINES:
        faults.append(f"more than {MOST_LINES} lines")
    tree = ast.parse(cell.source)
    known = NAMES | _panels(tree)
    for node in ast.walk(tree):
        faults += _node(node, known)
    last = tree.body[-1]
    silent = isinstance(last, ast.Assign) and not isinstance(last.value, ast.Call | ast.Constant)
    return faults + (["its last line neither shows nor opens anything"] if silent else [])


def _panels(tree: ast.Module) -> set[str]:
    """Return the names that the cell gives to what it shows."""
    named = [n for n in tree.body if isinstance(n, ast.Assign)]
    shown = [n for n in named if isinstance(n.value, ast.Call | ast.BinOp)]
    return {t.id for n in shown for t in n.targets if isinstance(t, ast.Name)}


def _node(node: ast.AST, known: set[str]) -> list[str]:
    if isinstance(node, NOT_NARRATIVE):
        return [f"holds {type(node).__name__}"]
    if isinstance(node, ast.Name) and node.id not in known:
        return [f"uses the name {node.id}"]
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and PATH.search(node.value):
        return [f"holds a path: {node.value}"]
    if isinstance(node, ast.Import | ast.ImportFrom):
        shown = ast.unparse(node)
        return [] if shown == OPENING["import"] else [f"imports otherwise: {shown}"]
    if isinstance(node, ast.Attribute):
        return _attribute(node)
    return []


def _attribute(node: ast.Attribute) -> list[str]:
    """Allow cx.choose, cx.show.<panel> and cx.edit.<form>, as far as they exist."""
    owner = ast.unparse(node.value)
    if owner == "cx" and node.attr in CALLS | {"show", "edit"}:
        return []
    known = {"cx.show": show.__all__, "cx.edit": edit.__all__}
    return [] if node.attr in known.get(owner, ()) else [f"there is no {owner}.{node.attr}"]


def links_of(notebook: Any) -> list[str]:
    """Return where the notebook's links lead, in order."""
    return LINK.findall(_prose_of(notebook))


def commands_of(notebook: Any) -> list[str]:
    """Return the verbs of the command line that the prose names."""
    return COMMAND.findall(_prose_of(notebook))


def _prose_of(notebook: Any) -> str:
    return "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
