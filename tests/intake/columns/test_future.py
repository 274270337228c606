"""Dates that cannot be known yet when a file is received are kept and told."""

from __future__ import annotations

from datetime import date

from tests.intake.files import column_of, read

RECEIVED = {"settings": {"received_on": date(2026, 1, 5), "timezone": "Europe/Paris"}}


def test_a_row_dated_after_the_file_came_is_imported_and_flagged(tmp_path):
    text = "mandate_id,won,terminated\nm,2099-01-01,\nn,2025-01-01,2031-12-31\n"
    reading = read(tmp_path, text, **RECEIVED)
    assert column_of(reading, "mandate_id") == ["m", "n"]
    assert reading.warnings == (
        "1 row with won after the day the file was received, 2026-01-05 (the latest is "
        "2099-01-01); imported, flagged",
    )


def test_a_deadline_may_lie_ahead_and_a_day_may_have_begun_elsewhere(tmp_path):
    text = "delivery_id,kind,due\nd,factsheet,2026-06-30\n"
    assert read(tmp_path, text, **RECEIVED).warnings == ()
    won = "mandate_id,won\nm,2026-01-06\n"
    assert read(tmp_path, won, **RECEIVED).warnings == ()


def test_where_nobody_says_when_the_file_came_nothing_is_judged(tmp_path):
    assert read(tmp_path, "mandate_id,won\nm,2099-01-01\n").warnings == ()
