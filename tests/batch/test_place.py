"""Where an execution stopped: the cell's number and the heading above it."""

from __future__ import annotations

from cxaudit.batch.place import find_place


def cell(kind: str, source: object, status: str = "", *tags: str) -> dict:
    metadata = {"tags": list(tags), "papermill": {"status": status}}
    return {"cell_type": kind, "source": source, "metadata": metadata}


def test_a_failed_cell_is_named_by_its_number_and_the_heading_above_it():
    cells = [
        cell("code", "a = 1", "completed"),
        cell("markdown", ["# Title\n", "\n", "Words."], "completed"),
        cell("markdown", "## Where it stands\n\nWords.", "completed"),
        cell("code", "b", "failed"),
        cell("markdown", "## Later"),
    ]
    assert find_place(cells) == 'cell 4, under "Where it stands"'


def test_cells_that_papermill_put_in_are_not_counted():
    cells = [
        cell("markdown", "an error", "", "papermill-error-cell-tag"),
        cell("code", "x = ''", "completed", "parameters"),
        cell("code", "x = 'y'", "completed", "injected-parameters"),
        cell("code", "z", "failed"),
    ]
    assert find_place(cells) == "cell 2"


def test_nothing_is_said_where_nothing_failed():
    assert find_place([cell("code", "z", "pending"), cell("code", "y", "completed")]) == ""
    assert find_place([]) == ""
