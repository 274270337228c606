"""C: text files in every shape that tools and people give them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from cxaudit.intake import ask_about_overlap, read_file, store_reading
from cxaudit.intake.reading import tell_source
from tests.full_size import peak_megabytes, processor_seconds, size
from tests.intake.files import KEY, column_of, read, reasons_of, rows_of

HEAD = "mandate_id,client_id,won,fee_bps\n"
STATS = "scope,value,period_start,period_end,sessions,src_system\n"
MAILS = (
    "item_id,channel,title,published,period_start,period_end,sent,delivered,unique_opens,"
    "unique_clicks\n"
)
MAIL = "a,email,Invented letter,2025-03-01T09:00:00Z,2025-03-01,2025-12-31,{}\n"


def test_c01_an_empty_file(tmp_path):
    assert read(tmp_path, "").message == "the file is empty"


def test_c03_a_header_alone_is_no_data_and_never_zero(firm):
    (entry,) = firm.take(mails=MAILS)
    assert entry["verdict"] == "imported" and entry["rows"]["in"] == 0
    rate = firm.figure("email_open_rate")
    assert (str(rate.outcome), rate.value) == ("no_data", None) and rate.reason


def test_c04_one_row_is_a_small_sample(firm):
    firm.take(mails=MAILS + MAIL.format("1000,1000,400,50"))
    rate = firm.figure("email_open_rate")
    assert (str(rate.outcome), rate.value) == ("indicative", 0.4)


def test_c05_a_byte_order_mark(tmp_path):
    assert column_of(read(tmp_path, "client_id\nC1\n", encoding="utf-8-sig"), "client_id") == ["C1"]


def test_c06_two_bytes_a_letter(tmp_path):
    reading = read(tmp_path, "client_id\nC1\n", encoding="utf-16")
    assert column_of(reading, "client_id") == ["C1"]


def test_c07_an_older_code_page_with_accents(tmp_path):
    reading = read(tmp_path, "client_id,client_name\nC1,Société Générée\n", encoding="cp1252")
    assert column_of(reading, "client_name") == ["Société Générée"]
    assert reading.to_json()["source"][0]["encoding"] == "cp1252"
    assert tell_source(reading.source) == "encoding cp1252"


def test_c10_semicolons_and_decimal_commas(tmp_path):
    text = "mandate_id;as_of;mv\nM1;2025-01-31;1.234,56\n"
    assert column_of(read(tmp_path, text), "mv") == [Decimal("1234.56")]


@pytest.mark.parametrize(("sign", "word"), [("\t", "tab"), ("|", "pipe")])
def test_c11_other_delimiters_and_a_line_that_names_them(tmp_path, sign, word):
    for first in ("", f"sep={sign}\n"):
        reading = read(tmp_path, first + f"client_id{sign}client_name\nC1{sign}One\n")
        assert rows_of(reading, "client_id", "client_name") == [("C1", "One")]
        assert reading.to_json()["source"][0]["delimiter"] == word
        assert tell_source(reading.source) == f"{word} between cells"


def test_c12_a_preamble_whose_dates_are_kept(tmp_path):
    text = (
        "# ----\n# Traffic acquisition\n# ----\n# Start date: 20250101\n# End date: 20250131\n"
        "Session primary channel group (Default Channel Group),Sessions,Engaged sessions\n"
        "Direct,60,36\n"
    )
    reading = read(tmp_path, text)
    assert rows_of(reading, "period_start", "period_end") == [(date(2025, 1, 1), date(2025, 1, 31))]


def test_c14_headers_given_twice(tmp_path):
    reading = read(tmp_path, "client_id,client_name,Client_Name\nC1,One,Two\n")
    assert reading.verdict == "refused" and "client_name" in str(reading.to_json())


def test_c17_ragged_rows(tmp_path):
    reading = read(tmp_path, "client_id,client_name\nC1\nC2,Two,more\nC3,Three\n")
    rows = reading.to_json()["rows"]
    assert rows["in"] == rows["imported"] + rows["set_aside"] == 3
    assert reasons_of(reading) == [
        (2, "the row has 1 cells, the header 2"), (3, "the row has 3 cells, the header 2"),
    ]  # fmt: skip
    assert rows_of(reading, "client_id", "client_name") == [("C3", "Three")]


def test_c18_a_quote_that_never_ends(tmp_path):
    reading = read(tmp_path, 'client_id,client_name\nC1,One\nC2,"Two\nC3,Three\n')
    assert (reading.verdict, reading.place) == ("refused", "the record that starts at line 3")


def test_c19_a_line_end_inside_quotes(tmp_path):
    reading = read(tmp_path, 'client_id,client_name\nC1,"One\nfirm"\nC2,Two\n')
    assert rows_of(reading, "client_id", "client_name") == [("C1", "One\nfirm"), ("C2", "Two")]
    assert reading.to_json()["rows"]["in"] == 2


def test_c22_a_value_that_breaks_after_thirty_thousand_rows(tmp_path):
    rows = "".join(f"M{n},C1,2025-01-01,5\n" for n in range(30_000))
    reading = read(tmp_path, HEAD + rows + "last,C1,2025-01-01,x\n")
    assert reading.tables["mandate"].num_rows == 30_000
    assert [row for row, _ in reasons_of(reading)] == [30_002]


def test_c23_a_million_columns(tmp_path):
    began = processor_seconds()
    reading = read(tmp_path, "a," * 1_000_000 + "a\n1\n")
    assert reading.verdict == "refused" and "columns" in reading.message + str(reading.found)
    assert processor_seconds() - began < 2 and reading.wanted


def test_c25_more_rows_than_a_person_reads(tmp_path):
    count = size(whole=5_000_000, usual=400_000)
    path = tmp_path / "file.csv"
    with path.open("w", encoding="utf-8") as lines:
        lines.write("client_id,client_name\n")
        lines.writelines(f"C{n},One\n" for n in range(count))
    began, before = processor_seconds(), peak_megabytes()
    reading = read_file(path, key=KEY)
    assert (reading.verdict, reading.to_json()["rows"]["imported"]) == ("imported", count)
    grown = peak_megabytes() - before
    seconds = processor_seconds() - began
    print(f"{count:,} rows of text: {seconds:.1f} s of processor time, {grown:.0f} MB more")
    assert seconds < 60 and grown < 1_500, "what is stated of 5,000,000 rows"


def test_c26_the_same_file_twice_changes_nothing(firm):
    text = MAILS + MAIL.format("1000,1000,400,50")
    firm.take(mails=text)
    once = firm.figure("email_open_rate").to_json()
    (again,) = firm.take(again=text)
    assert again["verdict"] == "duplicate"
    assert firm.figure("email_open_rate").to_json() == once


def test_c27_overlapping_months_ask(tmp_path):
    first = read(tmp_path, STATS + "channel,Direct,2025-01-01,2025-03-31,100,web\n")
    store_reading(first, tmp_path / "home", 1, date(2026, 1, 1))
    second = read(tmp_path, STATS + "channel,Direct,2025-03-01,2025-05-31,90,web\n", "b.csv")
    asked = ask_about_overlap(second, tmp_path / "home")
    assert asked.verdict == "needs_answer" and not asked.tables


def test_c32_a_quote_in_the_files_name(tmp_path):
    reading = read(tmp_path, "client_id\nC1\n", "O'Neil.csv")
    assert reading.verdict == "imported" and reading.file == "O'Neil.csv"
