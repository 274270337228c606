"""Changes as people read them: signs, points, ratios, and how many moves chance makes."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

import cxaudit as cx
from cxaudit.display.tables import trends
from cxaudit.measure import Change


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (0.042, "fraction", "+4.2 points"),
        (-0.0004, "fraction", "−0.04 points"),
        (0.0, "fraction", "±0.0 points"),
        (-39.5, "days", "−39.5 days"),
        (0.25, "ratio", "+0.25"),
        (-4359, "count", "−4,359"),
    ],
)
def test_a_change_shows_its_sign_and_its_unit(value, unit, words):
    assert trends.show_change(value, unit) == words


@pytest.mark.parametrize(
    ("change", "unit", "words"),
    [
        (Change(0.1, -0.02, 0.22), "fraction", "−2.0 to +22.0 points"),
        (Change(-3.4, -7.8, 1.1), "seconds", "−7.8 to +1.1 s"),
        (Change(0.1), "fraction", ""),
        (Change(0.1, -1, 1, 1.4, 0.84, 1.54), "ratio", "0.84 to 1.54 times"),
        (Change(0.1, -1, 1, None, 1.2, None), "ratio", "1.20 times or more"),
    ],
)
def test_the_interval_shown_is_the_one_that_judges(change, unit, words):
    assert trends.show_change_interval(change, unit) == words


def test_the_table_says_how_many_false_alarms_to_expect(small_audit):
    panel = cx.show.trends(small_audit)
    assert "Compare all 28, and they make 1.4." in panel.text
    assert "both periods end 180 days earlier" in panel.text
    assert "K03  E-mail open rate | – | 33.3% |" in panel.text


def test_without_a_figure_there_is_no_trend(empty_audit):
    assert cx.show.trends(empty_audit).text == "No figure stands, so none can have moved."


@pytest.mark.parametrize(
    ("value", "better", "word", "look"),
    [(1, "higher", "up, better", "yes"), (1, "lower", "up, worse", "no"),
     (-1, "lower", "down, better", "yes"), (-1, "band", "down", "plain")],
)  # fmt: skip
def test_a_clear_move_says_whether_it_is_a_good_one(value, better, word, look):
    verdict = "up" if value > 0 else "down"
    cell = trends._verdict(SimpleNamespace(better=better), SimpleNamespace(verdict=verdict))
    assert cell.text == word
    assert f"cx-{look}" in cell.html


def test_a_series_stands_with_its_changes_below_it(small_audit):
    panel = cx.show.series(small_audit, "email_open_rate", 4)
    # from 80 of 200 to 130 of 500: 40 % to 26 %
    assert "Q2 2025 | 26.0% | 2 | −14.0 points |" in panel.text
    assert "At 95 %, 3 comparisons make 0.2 false alarms on average" in panel.text


def test_a_quarter_whose_bids_are_still_open_is_marked_young(small_audit):
    kpi = "rfp_sales_conversion_rate"
    points = small_audit.quarters(kpi, 4)
    shown = trends.show_changes(points, ["a", "b", "c", "d"])
    assert [line.split(" | ")[-1] for line in shown.text.splitlines()[2:]][-2:] == [
        "still young"
    ] * 2


def test_reported_figures_stand_beside_ours_with_their_verdict(small_audit):
    text = cx.show.reported(small_audit).text
    assert text.startswith("Of 2 figures reported by the firm, 1 equals ours and none can be")
    assert "K03  E-mail open rate | 1 Jan 2025 to 31 Dec 2025 | 33.3% | 33.3% | equal |" in text
    assert "| 20.0% | 5.7% | differs | Nothing tried gives 20.0%" in text


def test_a_firm_that_reported_nothing_is_told_so(empty_audit):
    assert cx.show.reported(empty_audit).text == ("The firm has reported no figure of its own yet.")


def test_the_library_panel_ends_with_how_the_kpi_is_made(small_audit):
    text = cx.show.library(small_audit, "K20").text
    assert "formula | Kaplan-Meier median of days" in text
    assert "from_signed | from signature to first funding |" in text
    assert "open cases are data: 45 days, not the 37 of the funded ones" in text
