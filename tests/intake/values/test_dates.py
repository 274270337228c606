"""Day and month order is settled by the column; impossible and absurd dates are no dates."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from cxaudit.intake.values.dates import read_moment, settle_order, to_utc


@pytest.mark.parametrize(
    ("column", "order"),
    [
        (["03/04/2024", "05/06/2024"], "ask"),
        (["03/04/2024", "25/06/2024"], "dmy"),
        (["03/04/2024", "06/25/2024"], "mdy"),
        (["14/11/22, 09:29:07", "03/04/25"], "dmy"),
        (["25/06/2024", "06/25/2024"], "conflict"),
        (["05/05/2024"], "any"),
        (["2024-04-03", "Oct 26, 2018"], "any"),
        (["03.04.2024"], "ask"),
        (["40/50/2024"], "any"),
    ],
)
def test_the_order_of_day_and_month_in_a_column(column, order):
    assert settle_order(column) == order


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-02-29", datetime(2024, 2, 29)),
        ("20250303", datetime(2025, 3, 3)),
        ("2024050323", datetime(2024, 5, 3)),
        ("Oct 26, 2018 02:56 pm", datetime(2018, 10, 26, 14, 56)),
        ("Mar 28, 2020 12:07 AM", datetime(2020, 3, 28, 0, 7)),
        ("Dec 18, 2022", datetime(2022, 12, 18)),
        ("2-Jun-06", datetime(2006, 6, 2)),
        ("18. Dez. 2022", datetime(2022, 12, 18)),
        ("28 sept. 2026", datetime(2026, 9, 28)),
        ("1 août 2025", datetime(2025, 8, 1)),
        ("18 de dez. de 2022", datetime(2022, 12, 18)),
        ("18 grudnia 2022, 09:29:07", datetime(2022, 12, 18, 9, 29, 7)),
        ("2022年12月18日", datetime(2022, 12, 18)),
        ("2022. 12. 18.", datetime(2022, 12, 18)),
        ("13/1/26, 7:00:11\u202fPM", datetime(2026, 1, 13, 19, 0, 11)),
        ("13/1/26, 7:00:11 p. m.", datetime(2026, 1, 13, 19, 0, 11)),
        ("30/Jul/68 23:33", datetime(2068, 7, 30, 23, 33)),
        ("30/Jul/69", datetime(1969, 7, 30)),
        ("26 October 2018", datetime(2018, 10, 26)),
        ("2025-01-02T03:04:05.678901", datetime(2025, 1, 2, 3, 4, 5, 678901)),
        ("45292", datetime(2024, 1, 1)),
    ],
)
def test_dates_as_people_and_tools_write_them(text, moment):
    assert read_moment(text, "any")[0] == moment


def test_the_settled_order_decides_numeric_dates():
    assert read_moment("03/04/2024", "dmy")[0].date() == date(2024, 4, 3)
    assert read_moment("03/04/2024", "mdy")[0].date() == date(2024, 3, 4)


@pytest.mark.parametrize(
    "text",
    ["31/02/2024", "2023-02-29", "0024-01-01", "1900-01-00", "9999-12-31", "2025-13-01",
     "13/13/2024", "Foo 1, 2024", "2025-01-01 25:00", "Mar 1, 2025 13:00 pm", "tomorrow", "12",
     "2025-W01-1", "2025-01-01 10:00+99:99"],
)  # fmt: skip
def test_dates_that_do_not_exist_or_are_absurd_are_none(text):
    assert read_moment(text, "dmy") is None


def test_moments_with_different_offsets_become_one_zone():
    winter = read_moment("2025-01-02T10:00:00+01:00", "any")[0]
    summer = read_moment("2025-07-02 10:00:00+0200", "any")[0]
    assert to_utc(winter, "UTC") == datetime(2025, 1, 2, 9, tzinfo=UTC)
    assert to_utc(summer, "UTC") == datetime(2025, 7, 2, 8, tzinfo=UTC)


def test_a_moment_without_a_zone_is_local_time_of_the_audit():
    assert to_utc(datetime(2025, 7, 2, 10), "Europe/Paris") == datetime(2025, 7, 2, 8, tzinfo=UTC)


def test_day_numbers_of_a_workbook_count_from_its_own_start():
    assert read_moment("45292", "any", epoch_1904=True)[0] == datetime(2028, 1, 2)
