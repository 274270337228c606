"""Lengths of time, as clocks and in words of several languages."""

from __future__ import annotations

import pytest

from cxaudit.intake.values.lengths import read_length
from tests.intake.files import column_of, read, reasons_of


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1:27:51", 5_271),
        ("0:00:34", 34),
        ("1h 27m 51s", 5_271),
        ("45m 12s", 2_712),
        ("27 min 5 s", 1_625),
        ("1 godz. 27 min 51 sek.", 5_271),
        ("2 Std. 3 Min.", 7_380),
        ("1\u202fh\u00a05\u202fmin", 3_900),
        ("1 時間 27 分", 5_220),
    ],
)
def test_a_length_of_time_in_seconds(text, seconds):
    assert read_length(text) == seconds


@pytest.mark.parametrize("text", ["1:27", "0:61:00", "1h 27", "5m 1h", "5m 5m", "12", "soon", ""])
def test_what_is_no_length_or_may_be_two_is_not_guessed(text):
    assert read_length(text) is None


def test_a_column_of_minutes_takes_plain_numbers_and_lengths(tmp_path):
    head = "event_id,person_key,live_min\n"
    reading = read(tmp_path, head + "E,a,90\nE,b,1h 30m\nE,c,0:01:30\nE,d,1:30\n")
    assert [float(value) for value in column_of(reading, "live_min")] == [90, 90, 1.5]
    assert reasons_of(reading) == [(5, "live_min: '1:30' is not a number")]
