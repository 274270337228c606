"""D: dates and numbers that can be read in more than one way, or in none."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from cxaudit.period import Period, add_months
from tests.intake.files import column_of, read, reasons_of, rows_of

DAYS = "mandate_id,won\n"
SHARES = "session_id,viewed,page_path,depth_reached\n"


def test_d01_days_that_may_be_months(tmp_path):
    reading = read(tmp_path, DAYS + "M1,03/04/2024\nM2,05/06/2024\n")
    assert [q["id"] for q in reading.to_json()["questions"]] == ["won.date_order"]


def test_d02_one_day_settles_the_whole_column(tmp_path):
    reading = read(tmp_path, DAYS + "M1,03/04/2024\nM2,25/06/2024\n")
    assert column_of(reading, "won") == [date(2024, 4, 3), date(2024, 6, 25)]


def test_d04_days_that_never_were(tmp_path):
    rows = "M1,31/02/2024\nM2,2023-02-29\nM3,2024-02-29\n"
    reading = read(tmp_path, DAYS + rows)
    assert [row for row, _ in reasons_of(reading)] == [2, 3]
    assert all("is not a date that exists" in reason for _, reason in reasons_of(reading))
    assert column_of(reading, "won") == [date(2024, 2, 29)]


def test_d05_a_leap_day_a_year_earlier_is_the_28th():
    assert add_months(date(2024, 2, 29), -12) == date(2023, 2, 28)
    assert Period(date(2024, 2, 1), date(2024, 2, 29)).before() == Period(
        date(2024, 1, 1), date(2024, 1, 31)
    )


def test_d07_moments_of_several_zones_become_one(tmp_path):
    text = "delivery_id,kind,due\nA,factsheet,2025-07-01T10:00:00+02:00\n"
    text += "B,factsheet,2025-07-01T10:00:00-04:00\nC,factsheet,2025-07-01 10:00\n"
    reading = read(tmp_path, text, settings={"timezone": "Europe/London"})
    assert column_of(reading, "due") == [
        datetime(2025, 7, 1, 8, tzinfo=UTC), datetime(2025, 7, 1, 14, tzinfo=UTC),
        datetime(2025, 7, 1, 9, tzinfo=UTC),
    ]  # fmt: skip
    assert reading.warnings == (
        "times without a zone were read as Europe/London: due",
        "times with offsets of their own became one, their days counted in Europe/London: due",
    )


@pytest.mark.parametrize("day", ["0024-05-01", "1900-01-00", "2199-01-01"])
def test_d09_absurd_days_are_set_aside(tmp_path, day):
    reading = read(tmp_path, DAYS + f"M1,{day}\nM2,2024-05-01\n")
    ((row, reason),) = reasons_of(reading)
    assert row == 2 and day in reason and "between 1900 and 2100" in reason


def test_d09_days_to_come_are_warned_of(tmp_path):
    came = {"received_on": date(2026, 1, 5)}
    reading = read(tmp_path, DAYS + "M1,2099-01-01\nM2,2024-05-01\n", settings=came)
    (warning,) = reading.warnings
    assert "after the day the file was received" in warning and "2099-01-01" in warning


def test_d11_a_point_that_may_part_thousands(tmp_path):
    reading = read(tmp_path, "mandate_id,as_of,mv\nM1,2025-01-31,1.234\n")
    assert [q["id"] for q in reading.to_json()["questions"]] == ["mv.decimal"]


@pytest.mark.parametrize(
    ("text", "value"),
    [("1\u00a0234,56", "1234.56"), ("1\u202f234,56", "1234.56"), ("1'234.56", "1234.56"),
     ("12,34,567.00", "1234567")],
)  # fmt: skip
def test_d12_thousands_parted_in_other_ways(tmp_path, text, value):
    reading = read(tmp_path, f'mandate_id;as_of;mv\nM1;2025-01-31;"{text}"\n')
    assert column_of(reading, "mv") == [Decimal(value)]


def test_d14_percent_and_fractions_in_one_column(tmp_path):
    rows = "S,2025-01-01,/a,12.5%\nS,2025-01-02,/a,0.125\nS,2025-01-03,/a,12.5\n"
    reading = read(tmp_path, SHARES + rows)
    assert reading.verdict == "needs_answer" and not reading.tables
    assert [q["id"] for q in reading.to_json()["questions"]] == ["depth_reached.scale"]


def test_d16_two_currencies_in_one_column(tmp_path):
    reading = read(tmp_path, "mandate_id,as_of,mv\nM1,2025-01-31,€5\nM2,2025-01-31,£6\n")
    assert reading.verdict == "refused" and "currencies" in reading.message


def test_d18_what_is_no_number(tmp_path):
    cells = ["NaN", "inf", "-inf", "1e400", "1e-400"]
    rows = "".join(f"M{n},2025-01-31,{cell}\n" for n, cell in enumerate(cells))
    reading = read(tmp_path, "mandate_id,as_of,mv\n" + rows + "M9,2025-01-31,5\n")
    assert column_of(reading, "mv") == [None, None, None, Decimal(5)]
    assert [row for row, _ in reasons_of(reading)] == [5, 6]
    assert any("kept as missing: mv 3" in warning for warning in reading.warnings)


def test_d19_a_number_that_floats_cannot_hold(tmp_path):
    text = "client_id,client_name\n9007199254740993,One\n"
    assert column_of(read(tmp_path, text), "client_id") == ["9007199254740993"]


@pytest.mark.parametrize("name", ["007", "1e5", "2E7", "00123"])
def test_d20_ids_that_look_like_numbers(tmp_path, name):
    assert rows_of(read(tmp_path, f"client_id,client_name\n{name},One\n"), "client_id") == [(name,)]
