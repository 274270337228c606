"""Published values beside a figure: the gates, the grades, the expiry."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cxaudit.benchmark.figure import JudgedFigure
from cxaudit.benchmark.published import list_published
from cxaudit.outcome import Outcome
from cxaudit.peers import read_coverage, read_published
from tests.benchmark.builders import measured

FOLDER = Path(__file__).resolve().parents[2] / "data" / "benchmarks"
AS_OF = date(2025, 12, 31)


def beside(kpi_id, figure, **asked):
    values = [v for v in read_published(FOLDER) if v.kpi_id == kpi_id]
    return list_published(values, read_coverage(FOLDER), figure, as_of=AS_OF, **asked)


def test_a_percentage_stands_beside_a_fraction_with_a_word_on_its_error():
    found = beside("email_open_rate", measured(0.18, 0.16, 0.21))
    low, high = [v for v in found if v.grade == "B"]
    assert (low.value, high.value, low.unit) == (
        pytest.approx(0.15),
        pytest.approx(0.20),
        "fraction",
    )
    assert (low.inside, high.inside, low.use) == (False, True, "beside")
    assert "its own error is unknown" in low.wording and "grade B" in low.wording


def test_grade_d_is_hidden_unless_asked_for():
    assert {v.grade for v in beside("email_open_rate", measured(0.2))} == {"B", "C"}
    asked = beside("email_open_rate", measured(0.2), with_hidden=True)
    assert [v.grade for v in asked] == sorted(v.grade for v in asked)
    assert {v.use for v in asked if v.grade == "D"} == {"hidden"}


def test_a_share_of_opens_is_compared_with_click_to_open_only():
    clicks = [v for v in beside("email_click_through_rate", measured(0.02)) if v.grade == "B"]
    assert {v.use for v in clicks} == {"not_comparable"}
    assert all("denominator is opens" in v.wording and v.inside is None for v in clicks)
    opens = beside("email_click_through_rate", measured(0.06, 0.05, 0.08, variant="click_to_open"))
    assert [v.use for v in opens if v.grade == "B"] == ["beside", "beside"]


def test_absentees_are_turned_into_attendees():
    (found,) = [v for v in beside("event_turn_up_rate", measured(0.5, 0.4, 0.6)) if v.grade == "C"]
    assert found.value == pytest.approx(0.72)
    assert "undated" in found.wording


def test_hours_of_work_are_not_days():
    (found,) = beside("rfp_completion_time", measured(14, 12, 16, unit="days"))
    assert found.use == "not_comparable" and "hours of work" in found.wording
    assert (found.value, found.unit) == (25, "hours")


def test_digital_values_expire_after_24_months():
    found = beside("podcast_listen_through_rate", measured(0.6, 0.5, 0.7))
    assert {v.use for v in found} == {"on_request"}  # of 2023, until the end of 2025
    later = list_published(
        [v for v in read_published(FOLDER) if v.kpi_id == "podcast_listen_through_rate"],
        read_coverage(FOLDER), measured(0.6), as_of=date(2026, 1, 1),
    )  # fmt: skip
    assert {v.use for v in later} == {"expired"}


def test_a_mean_is_never_called_typical():
    found = beside("linkedin_engagement_rate", measured(0.03, 0.02, 0.04))
    assert any("a mean, not the typical firm" in v.wording for v in found)


def test_a_norm_is_shown_beside_meetings():
    found = beside("top_tier_meetings_per_client", measured(4.4, 3.9, 5.0, unit="ratio"))
    assert (found[0].value, found[0].use, found[0].inside) == (4.0, "beside", True)


def test_a_figure_that_is_not_shown_has_nothing_inside():
    found = beside("email_open_rate", JudgedFigure(Outcome.TOO_FEW, "fraction"))
    assert {v.inside for v in found} == {None}
