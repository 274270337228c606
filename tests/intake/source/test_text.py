"""Encodings and delimiters are found by evidence; what cannot be decoded is refused by line."""

from __future__ import annotations

import pytest

from cxaudit.intake import read_file
from tests.intake.files import KEY, column_of, read, rows_of, write

TEXT = "client_id,client_name\r\n007,Café Pension\r\nNA,NA\r\n"


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16-le"), ("cp1252", "cp1252")],
)
def test_the_same_rows_in_every_encoding(tmp_path, encoding, shown):
    reading = read(tmp_path, TEXT, encoding=encoding)
    assert rows_of(reading, "client_id", "client_name") == [("007", "Café Pension"), ("NA", "NA")]
    assert reading.to_json()["source"][0]["encoding"] == shown


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_told_by_its_nuls(tmp_path, encoding):
    assert column_of(read(tmp_path, TEXT, encoding=encoding), "client_id") == ["007", "NA"]


def test_utf_16_big_endian_with_a_mark(tmp_path):
    path = tmp_path / "file.csv"
    path.write_bytes(b"\xfe\xff" + TEXT.encode("utf-16-be"))
    assert column_of(read_file(path), "client_id") == ["007", "NA"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_that_shows_known_headers(tmp_path, delimiter):
    text = "Exported, by; nobody\n" + TEXT.replace(",", delimiter)
    assert column_of(read(tmp_path, text), "client_id") == ["007", "NA"]


def test_a_sep_line_says_the_delimiter_and_lines_keep_their_numbers(tmp_path):
    reading = read(tmp_path, "sep=;\nclient_id;client_name\nC1;One, with comma\n")
    assert rows_of(reading, "client_name", "src_row") == [("One, with comma", 3)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system(tmp_path, end):
    assert column_of(read(tmp_path, f"client_id{end}C1{end}C2"), "client_id") == ["C1", "C2"]


def test_a_line_end_inside_quotes_stays_in_the_cell_and_rows_keep_their_line(tmp_path):
    reading = read(tmp_path, 'client_id,client_name\nC1,"One\nand more"\nC2,Two\n')
    assert rows_of(reading, "client_name", "src_row") == [("One\nand more", 2), ("Two", 4)]


def test_an_unterminated_quote_is_refused_with_the_line_where_it_opens(tmp_path):
    reading = read(tmp_path, 'client_id,client_name\nC1,One\nC2,"Two\nC3,Three\n')
    assert reading.verdict == "refused" and "never closed" in reading.message
    assert "line 3" in reading.place


def test_a_file_cut_inside_a_letter_is_refused_as_cut(tmp_path):
    path = tmp_path / "file.csv"
    path.write_bytes("client_id,client_name\né1,Café".encode()[:-1])
    reading = read_file(path)
    assert reading.verdict == "refused" and "cut" in reading.found


def test_two_encodings_in_one_file_are_refused_with_the_line(tmp_path):
    path = tmp_path / "file.csv"
    path.write_bytes(b"client_id,client_name\n1,Caf\xc3\xa9\n2,Caf\xe9\n3,Three\n4,Four\n")
    reading = read_file(path)
    assert reading.verdict == "refused" and reading.place == "line 3"


def test_bytes_that_no_text_holds_are_refused(tmp_path):
    path = tmp_path / "file.csv"
    path.write_bytes(b"client_id,client_name\n1,\x01\x02\n")
    assert read_file(path).message == "the text cannot be decoded"


def test_a_million_columns_are_refused_by_the_limit(tmp_path):
    reading = read(tmp_path, "client_id," + "," * 1_000_000 + "\n1\n")
    assert reading.verdict == "refused" and "columns" in reading.found


@pytest.mark.parametrize("name", ["lit[1].csv", "O'Neil.csv", "a*b?.csv", "with space.csv"])
def test_odd_file_names_are_names_and_nothing_else(tmp_path, name):
    write(tmp_path, "client_id\nWRONG\n", "lit1.csv")
    reading = read_file(write(tmp_path, "client_id\nRIGHT\n", name), key=KEY)
    assert column_of(reading, "client_id") == ["RIGHT"]
    assert set(column_of(reading, "src_file")) == {name}


def test_a_name_with_direction_marks_is_shown_without_them(tmp_path):
    path = write(tmp_path, "client_id\nC1\n")
    assert read_file(path, name="re\u202eport\n.csv").file == "report.csv"
