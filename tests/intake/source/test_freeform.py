"""Workspace exports: stacked tables with two header rows become tables with one."""

from __future__ import annotations

from cxaudit.intake.source.freeform import split_freeform
from cxaudit.intake.source.grid import Grid, split_blocks

HEAD = [["#===="], ["# Freeform"], ["# Report suite: Invented"], ["# Date: Jul 27, 2025"], []]


def split(*rows):
    whole = [*HEAD, *rows]
    return split_freeform(split_blocks(Grid(whole, range(1, len(whole) + 1))))


def data(grid):
    return [list(row) for row in grid.rows if row and not row[0].startswith("#")]


def test_the_dimension_is_read_from_the_total_and_broken_down_columns_keep_both_names():
    (table,) = split(
        ["## table"], ["", "Visits", "Visits"], ["", "Visits", "Mobile"],
        ["Marketing Channel", "90", "40"], ["Search", "60", "30"], ["Mail", "40", "10"],
    )  # fmt: skip
    assert data(table) == [
        ["Marketing Channel", "Visits", "Visits: Mobile"], ["Marketing Channel", "90", "40"],
        ["Search", "60", "30"], ["Mail", "40", "10"],
    ]  # fmt: skip
    assert table.name == "table by Marketing Channel"
    assert ["# Date: Jul 27, 2025"] in list(table.rows)


def test_row_numbers_are_those_of_the_file():
    (table,) = split(
        ["## table"], ["", "Visits"], ["", "Visits"], ["Page", "90"], ["/a", "60"]
    )  # fmt: skip
    numbers = dict(zip([row[0] for row in table.rows if row], table.numbers, strict=False))
    assert numbers["/a"] == 10


def test_a_line_that_repeats_the_total_begins_another_dimension():
    tables = split(
        ["## table"], ["", "Visits"], ["", "Visits"], ["Referring Domain", "90"],
        ["search.example", "60"], ["Domain", "90"], ["provider.example", "10"],
    )  # fmt: skip
    assert [grid.name for grid in tables] == ["table by Referring Domain", "table by Domain"]
    assert [row[0] for row in data(tables[1])] == ["Domain", "Domain", "provider.example"]


def test_a_dimension_of_one_value_is_no_other_dimension():
    (table,) = split(
        ["## table"], ["", "Visits"], ["", "Visits"], ["Marketing Channel", "90"], ["Mail", "90"]
    )
    assert [row[0] for row in data(table)][1:] == ["Marketing Channel", "Mail"]


def test_a_breakdown_stands_in_a_column_of_its_own():
    (table,) = split(
        ["## table"], ["", "", "Visits"], ["", "", "Visits"], ["Marketing Channel", "", "90"],
        ["Mail", "", "90"], ["Mail", "Day", "90"], ["Mail", "2025-07-27", "50"],
    )  # fmt: skip
    assert data(table)[0] == ["Marketing Channel", "Breakdown", "Visits"]
    assert [row[1] for row in data(table)] == ["Breakdown", "", "", "Day", "2025-07-27"]


def test_other_texts_and_tables_without_two_header_rows_are_left_as_they_are():
    plain = [Grid([["a", "b"], ["1", "2"]], [1, 2])]
    assert split_freeform(plain) == plain
    assert split_freeform([]) == []
    (odd,) = split(["## table"], ["Page", "Visits"], ["/a", "60"])
    assert data(odd) == [["Page", "Visits"], ["/a", "60"]]
