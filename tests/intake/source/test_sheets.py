"""Workbooks, Parquet files and archives give the same rows as text does."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from cxaudit.intake import read_file
from tests.intake.files import KEY, archive, column_of, reasons_of, rows_of, workbook

HEAD = ["mandate_id", "client_id", "won", "fee_bps"]


def read_bytes(tmp_path, content, name="file.xlsx", **wishes):
    path = tmp_path / name
    path.write_bytes(content)
    return read_file(path, **{"key": KEY, **wishes})


def test_typed_cells_are_taken_as_typed_and_ids_stay_text(tmp_path):
    rows = [HEAD, ["007", 8, datetime(2025, 3, 4), 1.234], ["M2", "009", None, None]]
    reading = read_bytes(tmp_path, workbook({"Data": rows}))
    assert rows_of(reading, *HEAD) == [
        ("007", "8", date(2025, 3, 4), Decimal("1.2340")),
        ("M2", "009", None, None),
    ]
    assert column_of(reading, "src_row") == [2, 3]


def test_the_table_may_stand_on_the_second_sheet_below_a_title(tmp_path):
    content = workbook(
        {"Cover": [["Prepared for nobody"]], "Data": [["Title"], [], HEAD, ["M1", "C1", None, 5]]}
    )
    reading = read_bytes(tmp_path, content)
    assert column_of(reading, "mandate_id") == ["M1"]
    assert "not read: Cover" in reading.warnings
    assert reading.to_json()["source"][0]["header_row"] == 3


def test_a_group_row_above_the_header_is_no_header(tmp_path):
    content = workbook({"S": [["Group", "", "Dates", ""], HEAD, ["M1", "C1", None, 5]]})
    assert column_of(read_bytes(tmp_path, content), "mandate_id") == ["M1"]


def test_error_cells_are_missing_and_counted(tmp_path):
    content = workbook({"S": [HEAD, ["M1", "C1", "#N/A", "#DIV/0!"], ["M2", "C1", None, 5]]})
    reading = read_bytes(tmp_path, content)
    assert column_of(reading, "fee_bps") == [None, Decimal("5.0000")]
    assert any("fee_bps 1" in warning for warning in reading.warnings)


def test_day_numbers_and_dates_in_a_workbook_of_1904(tmp_path):
    rows = [HEAD, ["M1", "C1", datetime(2024, 2, 29), 5], ["M2", "C1", 43889, 5]]
    reading = read_bytes(tmp_path, workbook({"S": rows}, date_1904=True))
    assert column_of(reading, "won") == [date(2024, 2, 29), date(2024, 2, 29)]


def test_several_sheets_of_known_tables_give_several_tables(tmp_path):
    content = workbook(
        {"Clients": [["client_id"], ["C1"]], "Mandates": [HEAD, ["M1", "C1", None, 5]]}
    )
    reading = read_bytes(tmp_path, content)
    assert {name: rows.num_rows for name, rows in reading.tables.items()} == {
        "client": 1,
        "mandate": 1,
    }
    assert reading.format == "template__client+template__mandate"
    assert [count.section for count in reading.counts] == ["Clients", "Mandates"]


def test_many_rows_in_one_column_are_read(tmp_path):
    rows = [["client_id"], *([f"C{n}"] for n in range(30_000))]
    assert read_bytes(tmp_path, workbook({"S": rows})).rows.imported == 30_000


def test_parquet_gives_the_same_rows(tmp_path):
    table = pa.table(
        {
            "mandate_id": ["007", "M2"],
            "client_id": pa.array([8, 9]),
            "won": pa.array([date(2025, 3, 4), None]),
            "fee_bps": pa.array([Decimal("1.5"), None]),
        }
    )
    stream = io.BytesIO()
    parquet.write_table(table, stream)
    reading = read_bytes(tmp_path, stream.getvalue(), "f.parquet")
    assert rows_of(reading, *HEAD) == [
        ("007", "8", date(2025, 3, 4), Decimal("1.5000")),
        ("M2", "9", None, None),
    ]


def test_parquet_moments_keep_their_zone(tmp_path):
    moments = pa.array([datetime(2025, 1, 2, 3, tzinfo=UTC)], pa.timestamp("us", tz="UTC"))
    table = pa.table({"interaction_id": ["V1"], "kind": ["meeting"], "ts": moments})
    stream = io.BytesIO()
    parquet.write_table(table, stream)
    reading = read_bytes(
        tmp_path, stream.getvalue(), "f.parquet", settings={"timezone": "Asia/Tokyo"}
    )
    assert column_of(reading, "ts") == [datetime(2025, 1, 2, 3, tzinfo=UTC)]


def test_an_archive_gives_the_rows_of_its_members_and_names_those_it_leaves(tmp_path):
    content = archive(
        {
            "b/Table data.csv": b"mandate_id,client_id\nM1,C1\n",
            "a.csv": b"mandate_id,client_id\nM2,C1\nM1,C9\n",
            "Chart data.csv": b"Date,Views\n2025-01-01,3\n",
            "readme.pdf": b"%PDF-1.7",
        }
    )
    reading = read_bytes(tmp_path, content, "all.zip")
    assert rows_of(reading, "mandate_id", "src_file") == [
        ("M1", "all.zip/b/Table data.csv"),
        ("M2", "all.zip/a.csv"),
    ]
    assert [reason for _, reason in reasons_of(reading)] == ["duplicate key"]
    assert any("Chart data.csv" in warning for warning in reading.warnings)
    assert any("readme.pdf" in warning for warning in reading.warnings)


@pytest.mark.parametrize("name", ["inner.zip", "inner.csv"])
def test_an_archive_of_nothing_known_is_refused(tmp_path, name):
    content = archive({name: archive({"x.csv": b"a,b\n1,2\n"})})
    assert read_bytes(tmp_path, content, "all.zip").verdict == "refused"
