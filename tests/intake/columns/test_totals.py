"""A file's own totals and rates are compared with its rows; a difference is told in numbers."""

from __future__ import annotations

from tests.intake.files import read

VIDEOS = (
    "Content,Video title,Video publish time,Duration,Views,Watch time (hours),Unique viewers,"
    "Impressions\n"
)
TWO = "v1,One,2025-01-01,60,10,1.0,5,100\nv2,Two,2025-01-02,60,20,1.5,6,200\n"
MAIL = (
    "Title,List,Send Date,Total Recipients,Successful Deliveries,Unique Opens,Open Rate,"
    "Unique Clicks,Click Rate,Unique Id\n"
)


def checks_of(reading):
    assert reading.verdict == "imported", reading.message
    return {c["what"]: (c["compared"], c["differ"]) for c in reading.to_json()["checks"]}


def test_a_printed_total_that_the_rows_give_is_noted_and_not_warned_of(tmp_path):
    reading = read(tmp_path, VIDEOS + "Total,,,,30,2.5,9,300\n" + TWO)
    assert checks_of(reading) == {
        "total of 'Views'": (1, 0), "total of 'Watch time (hours)'": (1, 0),
        "total of 'Impressions'": (1, 0),
    }  # fmt: skip
    assert not any("the file says" in warning for warning in reading.warnings)


def test_a_total_that_differs_is_told_with_both_numbers(tmp_path):
    reading = read(tmp_path, VIDEOS + "Total,,,,30,2.5,9,329\n" + TWO)
    assert (
        "total of 'Impressions': the file says 329 in row 2, its rows give 300" in reading.warnings
    )
    assert checks_of(reading)["total of 'Impressions'"] == (1, 1)


def test_persons_are_never_added_up(tmp_path):
    rows = "Total,,,,10,1.0,4,100\nv1,One,2025-01-01,60,10,1.0,5,100\n"
    assert "total of 'Unique viewers'" not in checks_of(read(tmp_path, VIDEOS + rows))


def test_rows_left_out_are_named_beside_the_difference(tmp_path):
    rows = "Total,,,,30,2.5,9,300\nv1,One,2025-01-01,60,10,1.0,5,100\nv2,Two,soon,60,20,1.5,6,200\n"
    reading = read(tmp_path, VIDEOS + rows)
    assert any("(1 row left out)" in warning and "rows give 100" in warning
               for warning in reading.warnings)  # fmt: skip


def test_rates_agree_to_the_digits_printed(tmp_path):
    rows = (
        "A,L,2025-02-03,3,3,1,33.33%,0,0.00%,a\n"  # 1/3 prints as 33.33 %
        "B,L,2025-02-04,7,7,2,28.57%,1,14.29%,b\n"  # 2/7 = 28.571 %, 1/7 = 14.2857 %
    )
    checks = checks_of(read(tmp_path, MAIL + rows))
    assert checks == {"'Open Rate'": (2, 0), "'Click Rate'": (2, 0)}


def test_a_rate_that_its_counts_do_not_give_is_told(tmp_path):
    rows = "A,L,2025-02-03,3,3,1,33.33%,0,0.00%,a\nB,L,2025-02-04,7,7,2,30.00%,1,14.29%,b\n"
    reading = read(tmp_path, MAIL + rows)
    assert checks_of(reading)["'Open Rate'"] == (2, 1)
    assert (
        "'Open Rate' differs from unique opens / delivered in 1 of 2 rows: in row 3 the file says "
        "30.00%, its counts give 28.57%" in reading.warnings
    )


def test_nothing_delivered_has_no_rate_to_compare(tmp_path):
    rows = "A,L,2025-02-03,3,0,0,0.00%,0,0.00%,a\n"
    assert checks_of(read(tmp_path, MAIL + rows)) == {}
