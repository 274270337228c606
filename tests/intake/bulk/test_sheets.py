"""A long sheet of a workbook, read by columns, has the outcome of a sheet read row by row."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.intake.bulk.lanes import find_differences, is_in_pieces, read_both
from tests.intake.files import rows_of, workbook

MANDATE = ["mandate_id", "client_id", "won", "fee_bps", "exp_aum"]
VISIT = ["interaction_id", "kind", "ts", "person_key", "staff", "client_id"]
DAY, NOON = datetime(2025, 3, 4), datetime(2025, 7, 1, 12, 30, 15)
ODD = {
    "typed cells": [MANDATE, ["007", 8, DAY, 1.5, 1_000_000], ["M2", "009", None, None, 2.25]],
    "numbers among text": [MANDATE, [7, "8", DAY, "1.5", "1,5"], ["7", 8, "2025-01-31", 2, 3]],
    "errors, blank rows, a total": [
        MANDATE, ["M1", "C1", "#N/A", "#DIV/0!", 5], [], ["", " "], ["M2", "C1", DAY, 5, None],
        ["Total", "", "", "", 5], ["Copyright x"],
    ],
    "what is set aside": [
        MANDATE, ["M1", "C1", DAY, "soon", 5], ["M1", "C2", DAY, 1, 5], [None, "C1", DAY, 1, 5],
        ["M3", "C1", "31/31/2025", 1, 5],
    ],
    "yes and no, moments, persons": [
        VISIT, ["V1", "meeting", NOON, "ann@invented.example", True, "C1"],
        ["V2", "Portal", "2025-03-30 02:30", "ANN@invented.example ", "no", "C\u00e9"],
        ["V3", "meeting", 45000, "Gr\u00f6\u00dfe", 0, "\u00a0C1"], ["V4", "poem", NOON],
    ],
    "a title above and notes beside": [
        ["Title"], [], [*MANDATE, "", "notes"], ["M1", "C1", DAY, 1, 2, "", "hello"],
    ],
}  # fmt: skip
SETTINGS = {"timezone": "Europe/Berlin", "internal_domains": ["invented.example"]}


def read_sheets(tmp_path, sheets, name="file.xlsx", **options):
    path = tmp_path / name
    path.write_bytes(workbook(sheets, **options))
    return read_both(path, settings=SETTINGS, answers={"currency": "EUR", "decimal": "point"})


@pytest.mark.parametrize("rows", ODD.values(), ids=ODD)
def test_a_sheet_has_the_same_outcome_by_columns(tmp_path, rows):
    whole, pieces = read_sheets(tmp_path, {"Data": rows})
    assert is_in_pieces(pieces) and not is_in_pieces(whole)
    assert find_differences(whole, pieces) == []


def test_days_of_a_workbook_of_1904_are_the_same(tmp_path):
    rows = [MANDATE, ["M1", "C1", DAY, 5, 5], ["M2", "C1", 43889, 5, 5]]
    whole, pieces = read_sheets(tmp_path, {"S": rows}, date_1904=True)
    assert is_in_pieces(pieces) and find_differences(whole, pieces) == []


def test_sheets_of_several_tables_are_each_read_by_columns(tmp_path):
    sheets = {"Clients": [["client_id"], ["C1"]], "Mandates": ODD["typed cells"]}
    whole, pieces = read_sheets(tmp_path, sheets)
    assert is_in_pieces(pieces) and find_differences(whole, pieces) == []


@pytest.mark.parametrize("above", [1, 500])
def test_a_second_table_below_is_read_too_wherever_it_starts(tmp_path, above):
    first = [["client_id", "client_name"], *([f"C{n}", f"Client {n}"] for n in range(above))]
    rows = [*first, [], ["# next"], MANDATE, ["M1", "C1", DAY, 5, 5]]
    whole, pieces = read_sheets(tmp_path, {"S": rows})
    assert not is_in_pieces(pieces) and set(pieces.tables) == {"client", "mandate"}
    assert find_differences(whole, pieces) == []


def test_a_sheet_whose_layout_nobody_knows_is_refused_in_the_same_words(tmp_path):
    whole, pieces = read_sheets(tmp_path, {"S": [["colour", "taste"], ["red", "sweet"]] * 3})
    assert pieces.verdict == "refused" and find_differences(whole, pieces) == []


def test_sheets_that_bring_rows_of_one_table_are_put_together(tmp_path):
    head, one, *_ = ODD["typed cells"]
    sheets = {"Jan": [head, one], "Feb": [head, ["M3", "C1", DAY, 1, 2], one]}
    whole, pieces = read_sheets(tmp_path, sheets)
    assert len(rows_of(pieces, "mandate_id")) == 2 and find_differences(whole, pieces) == []


def test_lines_are_numbered_as_in_the_sheet(tmp_path):
    rows = [["Title"], [], MANDATE, ["M1", "C1", DAY, 1, 2], [], ["M2", "C1", DAY, 1, 2]]
    _, pieces = read_sheets(tmp_path, {"S": rows})
    assert rows_of(pieces, "mandate_id", "src_row") == [("M1", 4), ("M2", 6)]
