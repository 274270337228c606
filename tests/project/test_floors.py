"""A module imports only from floors below; modules on one line never import each other."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "cxaudit"
HOMES = {
    "matplotlib": {"display"},
    "ipywidgets": {"display"},
    "papermill": {"batch"},
    "dask": {"batch"},
    "typer": {"cli"},
    "xlsxwriter": {"reporting"},
    "typst": {"reporting"},
    "pptx": {"reporting"},
}


def modules() -> list[Path]:
    return sorted(p for p in PACKAGE.rglob("*.py") if "_shipped" not in p.parts)


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return names


def home_of(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def test_the_floors_hold():
    done = subprocess.run(
        [sys.executable, "-m", "importlinter.cli", "lint-imports", "--no-cache"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    if "No module named" in done.stderr or "cannot be directly executed" in done.stderr:
        linter = Path(sys.executable).parent / "lint-imports"
        done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("library", sorted(HOMES))
def test_a_heavy_library_lives_on_one_floor_only(library):
    strays = [
        str(path.relative_to(ROOT))
        for path in modules()
        if home_of(path) not in HOMES[library]
        and any(name.split(".")[0] == library for name in imported(path))
    ]
    assert not strays


def test_no_module_imports_the_root_package():
    strays = [str(p.relative_to(ROOT)) for p in modules() if "cxaudit" in imported(p)]
    assert not strays


def test_importing_cxaudit_loads_nothing_heavy():
    code = "import sys, cxaudit; print(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    loaded = set(done.stdout.split())
    assert not loaded & {"pandas", "duckdb", "matplotlib", "numpy", "scipy", "pydantic"}


def test_the_model_holds_data_only():
    assert not list((PACKAGE / "model").rglob("*.py"))


LONGEST_MODULE, LONGEST_FUNCTION, LONGEST_SQL = 300, 40, 30


def test_modules_functions_and_statements_are_small():
    long = [f"{p.relative_to(ROOT)}: {n}" for p in modules() if (n := _lines(p)) > LONGEST_MODULE]
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                span = (node.end_lineno or 0) - node.lineno + 1 - _docstring_lines(node)
                if span > LONGEST_FUNCTION:
                    long.append(f"{path.relative_to(ROOT)}:{node.name}: {span}")
    sql = (PACKAGE / "model").rglob("*.sql")
    long += [f"{p.relative_to(ROOT)}: {n}" for p in sql if (n := _lines(p)) > LONGEST_SQL]
    assert not long, "\n".join(long)


def _lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def _docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    if not ast.get_docstring(node):
        return 0
    text = node.body[0]
    return (text.end_lineno or 0) - text.lineno + 1


def test_public_functions_say_their_contract():
    bare = []
    for path in modules():
        for node in ast.parse(path.read_text()).body:
            public = isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name[0] != "_"
            if public and not ast.get_docstring(node):
                bare.append(f"{path.relative_to(ROOT)}:{node.name}")
    assert not bare


def test_no_statement_selects_everything():
    statements = (PACKAGE / "model").rglob("*.sql")
    assert not [p for p in statements if re.search(r"select\s+\*", p.read_text())]
