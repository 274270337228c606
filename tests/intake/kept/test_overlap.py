"""Counts of overlapping periods are asked about, so that no day counts twice."""

from __future__ import annotations

from datetime import date

import pytest

from cxaudit.intake import ask_about_overlap, store_reading
from tests.intake.files import read

HEAD = "scope,value,period_start,period_end,sessions,src_system\n"
QUARTER = HEAD + "channel,Direct,2025-01-01,2025-03-31,100,web\n"


def after(tmp_path, row, **wishes):
    """Store the first quarter, then ask about one more row."""
    home = tmp_path / "home"
    store_reading(read(tmp_path, QUARTER), home, 1, date(2026, 1, 1))
    return ask_about_overlap(read(tmp_path, HEAD + row, "second.csv", **wishes), home)


def test_january_to_march_and_march_to_may_ask(tmp_path):
    reading = after(tmp_path, "channel,Direct,2025-03-01,2025-05-31,90,web\n")
    assert reading.verdict == "needs_answer" and not reading.tables
    (question,) = reading.to_json()["questions"]
    assert question["id"] == "overlap" and "2025-03-31" in question["ask"]
    assert [choice["value"] for choice in question["choices"]] == ["keep", "skip"]


@pytest.mark.parametrize(("answer", "verdict"), [("keep", "imported"), ("skip", "refused")])
def test_the_answer_settles_it(tmp_path, answer, verdict):
    row = "channel,Direct,2025-03-01,2025-05-31,90,web\n"
    assert after(tmp_path, row, answers={"overlap": answer}).verdict == verdict


@pytest.mark.parametrize(
    "row",
    [
        "channel,Direct,2025-04-01,2025-06-30,90,web\n",
        "channel,Direct,2025-01-01,2025-03-31,90,web\n",
        "channel,Direct,2025-02-01,2025-02-28,30,web\n",
        "channel,Direct,2025-03-01,2025-05-31,90,other\n",
        "page,/a,2025-03-01,2025-05-31,90,web\n",
        "channel,Email,2025-03-01,2025-05-31,90,web\n",
    ],
)
def test_other_periods_sources_scopes_and_items_and_the_same_period_pass(tmp_path, row):
    assert after(tmp_path, row).verdict == "imported"


def test_counts_since_publication_never_overlap(tmp_path):
    head = "item_id,channel,period_start,period_end,basis,views\n"
    home = tmp_path / "home"
    first = head + "a,video,2025-01-01,2025-06-30,lifetime,5\n"
    store_reading(read(tmp_path, first), home, 1, date(2026, 1, 1))
    second = head + "b,video,2025-03-01,2025-12-31,lifetime,9\n"
    assert ask_about_overlap(read(tmp_path, second), home).verdict == "imported"


def test_an_export_of_posts_cut_in_two_is_not_asked_about(tmp_path):
    head = "item_id,channel,period_start,period_end,impressions\n"
    home = tmp_path / "home"
    first = head + "a,linkedin,2025-01-01,2025-06-30,5\nb,linkedin,2025-02-01,2025-06-30,6\n"
    store_reading(read(tmp_path, first), home, 1, date(2026, 1, 1))
    other = read(tmp_path, head + "c,linkedin,2025-03-01,2025-07-31,9\n", "second.csv")
    assert ask_about_overlap(other, home).verdict == "imported"
    same = read(tmp_path, head + "b,linkedin,2025-03-01,2025-07-31,9\n", "third.csv")
    assert ask_about_overlap(same, home).verdict == "needs_answer"
