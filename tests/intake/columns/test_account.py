"""No row vanishes: in = imported + set aside + blank + totals, whatever the file holds."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxaudit.intake import read_file
from cxaudit.intake.columns.account import is_total_label
from tests.full_size import size
from tests.intake.bulk.lanes import read_both
from tests.intake.files import KEY, column_of, read, reasons_of, rows_of

HEADER = ["delivery_id", "kind", "period_end", "due", "status"]
IDS = st.sampled_from(["D1", "D2", "D3", "007", "NA", "null", "Total", "Grand total", "", " "])
KINDS = st.sampled_from(["factsheet", "investment_report", "Factsheet", "poem", "", "--"])
DAYS = st.sampled_from(["2025-01-31", "2025-02-30", "31/12/2025", "", "n/a", "soon", "Total"])
STATES = st.sampled_from(["delivered", "missing", "not due", "lost", "", "-"])
WHOLE = st.tuples(IDS, KINDS, DAYS, DAYS, STATES).map(list)
RAGGED = st.lists(st.sampled_from(["x", "", "2025-01-31"]), min_size=1, max_size=7)
BLANK = st.sampled_from([[], [""], ["", "", "", "", ""], [" "]])
ROWS = st.lists(st.one_of(WHOLE, WHOLE, RAGGED, BLANK), max_size=25)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])
DELIMITERS = st.sampled_from([",", ";", "\t", "|"])


def to_file(rows, end, delimiter):
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=end)
    writer.writerows([HEADER, *rows])
    return stream.getvalue()


@settings(
    max_examples=size(whole=10_000, usual=1_000), deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
@given(rows=ROWS, end=ENDS, delimiter=DELIMITERS)
def test_every_line_after_the_header_is_accounted_for(rows, end, delimiter):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.csv"
        path.write_bytes(to_file(rows, end, delimiter).encode())
        reading = read_file(path, key=KEY)
    told = reading.to_json()["rows"]
    assert told["in"] == told["imported"] + told["set_aside"] + told["blank"] + told["totals"]
    assert told["in"] == len(rows)
    assert told["set_aside"] == len(reading.set_aside)
    kept = sum(table.num_rows for table in reading.tables.values())
    assert kept == (told["imported"] if reading.verdict == "imported" else 0)
    assert (reading.verdict == "refused") == (told["set_aside"] > 0 and told["imported"] == 0)


def balances(reading, lines):
    """Tell whether every line is accounted for, with the rows that are kept."""
    told = reading.to_json()["rows"]
    parts = sum(told[name] for name in ("imported", "set_aside", "blank", "totals"))
    kept = sum(table.num_rows for table in reading.tables.values())
    wanted = told["imported"] if reading.verdict == "imported" else 0
    return (told["in"], kept) == (parts, wanted) and told["in"] == lines


@settings(
    max_examples=size(whole=1_000, usual=100), deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
@given(rows=ROWS, end=ENDS, delimiter=DELIMITERS)
def test_every_line_is_accounted_for_when_a_file_is_read_in_pieces(rows, end, delimiter):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.csv"
        path.write_bytes(to_file(rows, end, delimiter).encode())
        whole, pieces = read_both(path, 256)
        assert balances(pieces, len(rows)) and pieces.rows == whole.rows


@settings(
    max_examples=size(whole=1_000, usual=100), deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
@given(rows=st.lists(WHOLE, min_size=1, max_size=25))
def test_every_line_is_accounted_for_when_the_engine_reads_a_parquet_file(rows):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.parquet"
        cells = dict(zip(HEADER, map(list, zip(*rows, strict=True)), strict=True))
        parquet.write_table(pa.table(cells), path)
        whole, pieces = read_both(path, 256)
        assert balances(pieces, len(rows)) and pieces.rows == whole.rows


def test_ragged_rows_are_set_aside_with_their_line(tmp_path):
    reading = read(tmp_path, "client_id,client_name\nC1\nC2,Two\nC3,Three,3\n")
    assert column_of(reading, "client_id") == ["C2"]
    assert reasons_of(reading) == [
        (2, "the row has 1 cells, the header 2"),
        (4, "the row has 3 cells, the header 2"),
    ]


def test_a_cell_too_many_that_is_empty_is_no_fault(tmp_path):
    reading = read(tmp_path, "client_id,client_name\nC1,One,\nC2,Two,,\n")
    assert reading.to_json()["rows"]["imported"] == 2


def test_blank_lines_between_rows_count_and_the_final_line_end_does_not(tmp_path):
    reading = read(tmp_path, "client_id,client_name\nC1,One\n\n,\nC2,Two\n")
    assert tuple(reading.to_json()["rows"].values()) == (4, 2, 0, 2, 0)


def test_a_row_that_breaks_in_line_30000_is_set_aside_alone(tmp_path):
    lines = [f"p{n},linkedin,2025-01-01,2025-01-31,{n}" for n in range(30_000)]
    lines.append("px,linkedin,2025-01-01,2025-01-31,many")
    head = "item_id,channel,period_start,period_end,clicks\n"
    reading = read(tmp_path, head + "\n".join(lines))
    assert reading.to_json()["rows"]["imported"] == 30_000
    assert reasons_of(reading) == [(30_002, "clicks: 'many' is not a whole number")]


def test_totals_rows_are_told_by_the_key_column_and_never_summed(tmp_path):
    text = "mandate_id,as_of,mv\nM1,2025-03-31,10\nTotal,,10\nGrand total (1 records),,10\n"
    reading = read(tmp_path, text)
    assert tuple(reading.to_json()["rows"].values()) == (3, 1, 0, 0, 2)
    assert any("totals" in warning for warning in reading.warnings)


def test_a_client_called_total_and_a_scope_called_total_are_no_totals_rows(tmp_path):
    clients = read(tmp_path, "client_id,client_name,domain\nC1,Total,\nTotal,Total,t.example\n")
    assert rows_of(clients, "client_id") == [("C1",), ("Total",)]
    text = "scope,value,period_start,period_end,views\ntotal,total,2025-01-01,2025-01-31,5\n"
    assert rows_of(read(tmp_path, text), "scope", "views") == [("total", 5)]


def test_footers_of_a_report_are_set_aside_as_footers(tmp_path):
    text = (
        "client_id,client_name\nC1,One\n\nCopyright (c) 2000-2025 invented.example\n"
        "Confidential Information - Do Not Distribute\n"
    )
    reading = read(tmp_path, text)
    assert column_of(reading, "client_id") == ["C1"]
    assert [reason for _, reason in reasons_of(reading)] == ["footer line", "footer line"]


def test_labels_of_totals_in_several_languages():
    labels = ["Total", "TOTALS", "Grand Totals (3 records)", "合计", "Somme", "Gesamtergebnis",
              "Total geral", "Totale complessivo", "Razem", "Yhteensä", "Итого"]  # fmt: skip
    assert all(map(is_total_label, labels))
    assert not any(map(is_total_label, ["Total Return Fund", "Totally", "", "Subtotal A"]))


def test_a_total_may_stand_beside_a_blank_key_and_never_beside_a_filled_one(tmp_path):
    head = "mandate_id,as_of,mv,Remark\n"
    rows = "M1,2025-01-31,5,Total\n,,5,Grand total\n,2025-01-31,5,Total\n"
    reading = read(tmp_path, head + rows)
    assert column_of(reading, "mandate_id") == ["M1"]
    assert reading.rows.totals == 1 and [row for row, _ in reasons_of(reading)] == [4]


def test_the_list_of_rows_set_aside_ends_at_a_thousand_and_the_count_does_not(tmp_path):
    lines = [f"M{n},soon" for n in range(1_500)]
    reading = read(tmp_path, "mandate_id,as_of\nM,2025-01-01\n" + "\n".join(lines))
    shown = reading.to_json()
    assert (len(shown["set_aside"]), shown["rows"]["set_aside"]) == (1_000, 1_500)


def test_a_row_given_twice_is_told_apart_from_one_that_contradicts(tmp_path):
    text = "client_id,client_name\nC1,One\nC1,One\nC2,Two\nC2,Deux\nC1,One\n"
    reading = read(tmp_path, text)
    assert reasons_of(reading) == [(row, "duplicate key") for row in (3, 5, 6)]
    assert "2 rows set aside: the same as an earlier row in every column" in reading.warnings
    assert (
        "1 row set aside: the key of an earlier row, and other values (row 5 against row 4); "
        "the first was kept" in reading.warnings
    )
