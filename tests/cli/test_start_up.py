"""Starting is light: nothing heavy is loaded before it is needed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.cli.command import COMMAND

HEAVY = {"pandas", "matplotlib", "duckdb", "numpy", "scipy", "pyarrow", "papermill", "jupyter_core",
         "nbformat", "nbconvert", "ipywidgets", "openpyxl", "sqlglot", "pyspark"}  # fmt: skip


def loaded(*words: str, cwd=None) -> set[str]:
    """Return the top-level packages that a run of the command imports."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", COMMAND, *words], capture_output=True, text=True,
        cwd=cwd,
    )  # fmt: skip
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    assert len(lines) > 50
    return {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in lines}


@pytest.mark.parametrize("words", [("--help",), ("measure", "--help"), ("shwo",)])
def test_help_and_usage_load_nothing_heavy(words):
    assert not loaded(*words) & HEAVY


def test_the_kpi_library_is_read_without_an_engine():
    assert not loaded("kpi", "list") & (HEAVY - {"duckdb"})


def test_measuring_draws_nothing(made):
    found = loaded("measure", "small-firm", "--root", str(made.root))
    assert not found & {"matplotlib", "papermill", "ipywidgets", "nbconvert", "openpyxl"}
