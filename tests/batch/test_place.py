"""Where an execution stopped: the cell's number and the heading above it."""

from __future__ import annotations

import json

import pytest

from cxaudit.batch.place import find_place


def cell(kind: str, source: object, status: str = "", *tags: str, replied: bool = True) -> dict:
    metadata = {"tags": list(tags), "papermill": {"status": status}}
    times = {"execution": {"shell.execute_reply": "2026-01-05T09:00:00Z"}} if replied else {}
    return {"cell_type": kind, "source": source, "metadata": metadata | times}


@pytest.fixture
def saved(tmp_path):
    def save(*cells: dict):
        path = tmp_path / "executed.ipynb"
        path.write_text(json.dumps({"cells": list(cells)}), encoding="utf-8")
        return path

    return save


def test_a_failed_cell_is_named_by_its_number_and_the_heading_above_it(saved):
    path = saved(
        cell("code", "a = 1", "completed"),
        cell("markdown", ["# Title\n", "\n", "Words."], "completed"),
        cell("markdown", "## Where it stands\n\nWords.", "completed"),
        cell("code", "b", "failed"),
        cell("markdown", "## Later"),
    )
    assert find_place(path) == 'cell 4, under "Where it stands"'


def test_cells_that_papermill_put_in_are_not_counted(saved):
    path = saved(
        cell("markdown", "an error", "", "papermill-error-cell-tag"),
        cell("code", "x = ''", "completed", "parameters"),
        cell("code", "x = 'y'", "completed", "injected-parameters"),
        cell("code", "z", "running"),
    )
    assert find_place(path) == "cell 2"


def test_a_cell_on_which_the_kernel_died_is_named_though_papermill_calls_it_completed(saved):
    path = saved(
        cell("code", "a = 1", "completed"),
        cell("code", ["import os\n", "os._exit(1)"], "completed", replied=False),
        cell("code", "b = 2", "pending", replied=False),
    )
    assert find_place(path) == "cell 2"
    empty = saved(cell("code", "", "completed", replied=False))
    assert find_place(empty) == ""


def test_nothing_is_said_where_nothing_had_begun_or_the_file_is_torn(saved, tmp_path):
    assert find_place(saved(cell("code", "z", "pending"))) == ""
    assert find_place(tmp_path / "absent.ipynb") == ""
    torn = tmp_path / "torn.ipynb"
    torn.write_text('{"cells": [', encoding="utf-8")
    assert find_place(torn) == ""
