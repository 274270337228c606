"""JSON: lists of objects are tables, keys given twice and NaN are refused."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.intake.files import column_of, read, rows_of, to_json


def read_json(tmp_path, text, **wishes):
    return read(tmp_path, text, "file.json", **wishes)


def test_a_list_of_objects_is_a_table(tmp_path):
    rows = [{"mandate_id": "007", "fee_bps": 1.234}, {"mandate_id": "1e5", "won": None}]
    reading = read_json(tmp_path, to_json(rows))
    assert rows_of(reading, "mandate_id", "fee_bps", "won", "src_row") == [
        ("007", Decimal("1.2340"), None, 1),
        ("1e5", None, None, 2),
    ]


def test_an_object_of_lists_gives_a_table_for_each(tmp_path):
    both = {"client": [{"client_id": "C1"}], "mandate": [{"mandate_id": "M1"}]}
    assert set(read_json(tmp_path, to_json(both)).tables) == {"client", "mandate"}


def test_json_lines_and_a_byte_order_mark_are_read(tmp_path):
    text = '{"client_id": "C1"}\n{"client_id": "C2"}\n'
    assert column_of(read_json(tmp_path, text, encoding="utf-8-sig"), "client_id") == ["C1", "C2"]


def test_numbers_keep_their_last_digit(tmp_path):
    text = '[{"client_id": 9007199254740993}]'
    assert column_of(read_json(tmp_path, text), "client_id") == ["9007199254740993"]


def test_lists_of_shares_and_truth_values(tmp_path):
    row = {
        "session_id": "S", "viewed": "2025-01-01T10:00:00Z", "page_path": "/a",
        "depth_thresholds": [0.25, 0.5], "internal": False,
    }  # fmt: skip
    reading = read_json(tmp_path, to_json([row]))
    assert rows_of(reading, "depth_thresholds", "internal") == [
        ([Decimal("0.250000"), Decimal("0.500000")], False)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('[{"client_id": "a", "client_id": "b"}]', "client_id"),
        ('[{"client_id": NaN}]', "NaN"),
        ('[{"client_id": -Infinity}]', "Infinity"),
        ("[" * 100_000, "deeper"),
        ('[{"client_id": "a"}] garbage', "Extra data"),
        ('[{"client_id": "a"', ""),
        ('{"client_id": "a"}\nnot json\n', ""),
    ],
)
def test_what_is_no_plain_json_is_refused(tmp_path, text, found):
    reading = read_json(tmp_path, text)
    assert reading.verdict == "refused" and found in (reading.found or "")


def test_half_a_surrogate_pair_is_replaced(tmp_path):
    reading = read_json(tmp_path, '[{"client_id": "a\\ud800b", "client_name": "x\\u0000y"}]')
    assert rows_of(reading, "client_id", "client_name") == [("a\ufffdb", "xy")]
