"""Reading a pool: what is refused at load, and why."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cxaudit.errors import ClientDataError
from cxaudit.peers import PoolLimit, read_pool
from cxaudit.peers.pool import COLUMNS

LIMITS = {
    ("event_turn_up_rate", "headline"): PoolLimit(0, 1, 1.0, is_share=True),
    ("complaints_per_client", "headline"): PoolLimit(0, 50, 365.25),
    ("onboarding_days_pooled", "headline"): PoolLimit(0, 1500),
}
ROW = {
    "vintage": "2025-Q3",
    "contributor": "00000000000000aa",
    "parent": "00000000000000bb",
    "kpi_id": "event_turn_up_rate",
    "variant": "headline",
    "numerator": "12",
    "denominator": "17",
    "value": "",
    "low": "",
    "high": "",
    "period": "2024-07-01_2025-06-30",
    "size_band": "medium",
    "segment": "institutional",
    "region": "uk",
    "assessor": "self",
    "invented": "false",
}


def write(tmp_path: Path, *rows: dict, columns=COLUMNS) -> Path:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns)
    writer.writeheader()
    writer.writerows(rows)
    path = tmp_path / "pool.csv"
    path.write_text(stream.getvalue(), encoding="utf-8")
    return path


def refuse(tmp_path: Path, *rows: dict, columns=COLUMNS) -> str:
    with pytest.raises(ClientDataError) as refused:
        read_pool(write(tmp_path, *rows, columns=columns), LIMITS)
    return str(refused.value)


def test_a_row_is_read_with_its_numbers_and_period(tmp_path):
    pool = read_pool(write(tmp_path, ROW), LIMITS)
    (row,) = pool.rows_of("event_turn_up_rate")
    assert (row.numerator, row.denominator, row.value) == (12.0, 17.0, None)
    assert str(row.period) == "2024-07-01_2025-06-30"
    assert pool.vintages == ("2025-Q3",) and not pool.invented
    assert pool.parent_of("00000000000000aa") == "00000000000000bb"


def test_parquet_reads_the_same(tmp_path):
    path = tmp_path / "pool.parquet"
    typed = ROW | {"numerator": 12, "denominator": 17, "value": None, "low": None, "high": None,
                   "invented": False}  # fmt: skip
    pq.write_table(pa.table({name: [typed[name]] for name in COLUMNS}), path)
    assert read_pool(path, LIMITS).rows == read_pool(write(tmp_path, ROW), LIMITS).rows


def test_a_file_with_a_name_column_is_refused_without_repeating_its_cells(tmp_path):
    named = ROW | {"firm": "Someone Asset Management"}
    message = refuse(tmp_path, named, columns=(*COLUMNS, "firm"))
    assert "D12" in message and "Someone" not in message


def test_a_lacking_column_is_named(tmp_path):
    short = {name: cell for name, cell in ROW.items() if name != "invented"}
    assert "invented" in refuse(tmp_path, short, columns=COLUMNS[:-1])


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"contributor": "Someone Ltd"}, "contributor is malformed"),
        ({"parent": ""}, "parent is malformed"),
        ({"vintage": "2025"}, "vintage is malformed"),
        ({"segment": "clients of a friend"}, "segment is none of"),
        ({"period": "last year"}, "period is malformed"),
        ({"numerator": "nan"}, "numerator is not a number"),
        ({"variant": "a_note_in_a_variant"}, "no such KPI or variant"),
        ({"kpi_id": "fees"}, "no such KPI or variant"),
        ({"numerator": "20"}, "numerator exceeds denominator"),
        ({"denominator": "0"}, "denominator is not positive"),
        ({"denominator": ""}, "half of a pair"),
        ({"value": "0.9"}, "value is not numerator over denominator"),
        ({"numerator": "", "denominator": "", "value": "5.0"}, "outside the KPI's bounds"),
        ({"numerator": "", "denominator": "", "value": "0.5", "low": "0.6", "high": "0.7"},
         "outside its own interval"),
        ({"numerator": "", "denominator": ""}, "make a figure"),
    ],
)  # fmt: skip
def test_a_row_that_could_name_or_poison_is_refused(tmp_path, cells, fault):
    message = refuse(tmp_path, ROW | cells)
    assert fault in message and "row 2" in message
    assert "Someone" not in message and "friend" not in message


def test_all_faults_come_at_once(tmp_path):
    message = refuse(tmp_path, ROW | {"segment": "x"}, ROW | {"region": "x"})
    assert "row 2: segment" in message and "row 3: region" in message


def test_a_repeated_row_counts_once_and_a_contradicting_one_is_refused(tmp_path):
    assert len(read_pool(write(tmp_path, ROW, ROW), LIMITS).rows) == 1
    assert "disagree" in refuse(tmp_path, ROW, ROW | {"numerator": "13"})


def test_an_id_never_returns_in_a_second_vintage(tmp_path):
    assert "second vintage" in refuse(tmp_path, ROW, ROW | {"vintage": "2025-Q2"})


def test_a_contributor_has_one_parent(tmp_path):
    other = ROW | {"kpi_id": "onboarding_days_pooled", "numerator": "", "denominator": "",
                   "value": "45", "parent": "00000000000000cc"}  # fmt: skip
    assert "two parents" in refuse(tmp_path, ROW, other)


def test_invented_rows_never_stand_among_real_ones(tmp_path):
    mixed = ROW | {"contributor": "00000000000000ab", "invented": "true"}
    assert "invented" in refuse(tmp_path, ROW, mixed)


def test_a_rate_is_checked_in_the_figures_unit(tmp_path):
    rate = ROW | {"kpi_id": "complaints_per_client", "numerator": "6", "denominator": "43830",
                  "value": "0.05"}  # fmt: skip
    (row,) = read_pool(write(tmp_path, rate), LIMITS).rows  # 6 in 120 years of 365.25 days
    assert row.value == 0.05


@pytest.mark.parametrize("content", [b"", b"PAR1 but not really", b"\xff\xfe\x00a"])
def test_what_is_no_pool_file_is_refused_in_one_message(tmp_path, content):
    path = tmp_path / "pool.csv"
    path.write_bytes(content)
    with pytest.raises(ClientDataError):
        read_pool(path, LIMITS)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ClientDataError, match="cannot be read"):
        read_pool(tmp_path / "none.csv", LIMITS)


def test_an_empty_pool_is_refused(tmp_path):
    assert "empty" in refuse(tmp_path)
