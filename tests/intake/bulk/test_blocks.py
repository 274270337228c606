"""However a text is cut into pieces, its records, their lines and its faults stay the same."""

from __future__ import annotations

import pytest

from cxaudit.intake import read_file
from cxaudit.intake.gate.limits import Limits
from tests.intake.bulk.lanes import find_differences, is_in_pieces, read_both
from tests.intake.files import KEY, column_of, reasons_of, rows_of, write

HEAD = "client_id,client_name\n"
ROWS = [f'C{n},"Name, {n}"' if n % 3 else f"C{n},Plain {n}" for n in range(60)]
ODD = {
    "plain lines": [f"C{n},Plain {n}" for n in range(60)],
    "quoted cells": ROWS,
    "doubled quotes": [*ROWS[:30], 'D1,"say ""hi"" twice"', *ROWS[30:]],
    "a line end inside a cell": [*ROWS[:30], 'D1,"two\nlines, and more"', *ROWS[30:]],
    "a quote in the middle of a cell": [*ROWS[:30], 'D1,5" pipe', *ROWS[30:]],
    "blank lines": [*ROWS[:30], "", ",", "", *ROWS[30:], ""],
    "too many and too few cells": [*ROWS[:30], "D1", "D2,two,three", *ROWS[30:]],
    "a total and a footer": [*ROWS, "Total,", "Copyright 2025 invented.example"],
    "ids that start with a mark": [*ROWS[:30], "#1,marked", *ROWS[30:]],
    "one enormous line": [*ROWS[:30], "D1," + "x" * 5_000, *ROWS[30:]],
}


@pytest.mark.parametrize(("size", "end"), [(90, "\n"), (333, "\r\n")], ids=["small", "larger"])
@pytest.mark.parametrize("lines", ODD.values(), ids=ODD)
def test_lines_are_the_same_however_they_are_cut(tmp_path, lines, end, size):
    path = write(tmp_path, HEAD.replace("\n", end) + end.join(lines))
    whole, pieces = read_both(path, size)
    assert is_in_pieces(pieces) and find_differences(whole, pieces) == []


def read_pieces(path, size=200, **wishes):
    return read_file(path, limits=Limits(bulk_from=0, block_bytes=size), **{"key": KEY, **wishes})


def test_rows_keep_the_line_they_start_on(tmp_path):
    text = HEAD + 'C1,One\nC2,"two\nlines"\n\nC3,Three\n'
    reading = read_pieces(write(tmp_path, text))
    assert rows_of(reading, "client_id", "src_row") == [("C1", 2), ("C2", 3), ("C3", 6)]
    assert reading.rows.blank == 1


def test_windows_text_is_told_by_its_first_odd_byte_even_in_a_late_piece(tmp_path):
    text = HEAD + "".join(f"C{n},Plain\n" for n in range(100)) + "C,Café\n"
    reading = read_pieces(write(tmp_path, text, encoding="cp1252"), name="x.csv")
    assert is_in_pieces(reading) and column_of(reading, "client_name")[-1] == "Café"
    assert reading.to_json()["source"][0]["encoding"] == "cp1252"


@pytest.mark.parametrize(
    ("tail", "message"),
    [
        (b'C9,"open\nC10,x\n', "a quotation mark is opened and never closed"),
        (b'C9,"a"b\n', "the quotation marks of a cell are broken"),
        (b"C9,Caf\xc3\xa9\nC10,Caf\xe9\n", "the text cannot be decoded"),
        (b"C9,\x01\n", "the text cannot be decoded"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line_also_in_a_file_too_large_to_hold(
    tmp_path, monkeypatch, tail, message
):
    path = tmp_path / "file.csv"
    path.write_bytes(HEAD.encode() + b"C1,One\n" * 50 + tail)
    whole = read_file(path, limits=Limits(bulk_from=1 << 60))
    monkeypatch.setattr("cxaudit.intake.read.MAX_BYTES", 100)
    pieces = read_pieces(path)
    assert (whole.verdict, whole.message) == (pieces.verdict, pieces.message)
    assert pieces.message == message and pieces.place == whole.place


def test_a_second_table_below_the_first_is_read_whole(tmp_path):
    text = HEAD + "C1,One\n\n# next\nmandate_id,client_id\nM1,C1\n"
    whole, pieces = read_both(write(tmp_path, text), 64)
    assert not is_in_pieces(pieces) and set(pieces.tables) == {"client", "mandate"}
    assert find_differences(whole, pieces) == []


def test_a_second_table_far_below_is_refused_where_the_file_is_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr("cxaudit.intake.read.MAX_BYTES", 100)
    many = "".join(f"C{n},One\n" for n in range(500))
    text = f"{HEAD}{many}\n# next\nmandate_id,client_id\nM1,C1\n"
    reading = read_pieces(write(tmp_path, text))
    assert reading.verdict == "refused" and "several tables" in reading.found


def test_repeated_keys_are_set_aside_wherever_they_stand(tmp_path):
    lines = [f"C{n},Plain" for n in range(300)]
    text = HEAD + "\n".join([*lines, "C7,Other", "C8,Plain", ",None"]) + "\n"
    whole, pieces = read_both(write(tmp_path, text), 500)
    assert find_differences(whole, pieces) == []
    assert reasons_of(pieces) == [
        (302, "duplicate key"), (303, "duplicate key"), (304, "missing client_id")
    ]  # fmt: skip
    assert any("row 302 against row 9" in warning for warning in pieces.warnings)
