"""By segment: the same rows, grouped; a slice of few units shows nothing."""

from __future__ import annotations

import pytest

from cxaudit.measure.slices import SUPPRESSED, to_slices
from cxaudit.outcome import Outcome
from tests.measure.small_kpi import HEADLINE, MEASURE, SUPPLY, fill, make_kpi, meeting, settings

BY_MODE = MEASURE.replace("1 as planned,", "1 as planned, i.mode as segment,")


@pytest.fixture
def sliced(engine):
    """Return an engine: 6 clients met by video, 5 of them held; 4 in person; one unknown."""
    fill(engine, [
        *(meeting(f"c{n}", "2025-03-03", mode="video") for n in range(5)),
        meeting("c5", "2025-03-03", "cancelled", mode="video"),
        *(meeting(f"c{n}", "2025-04-01", mode="in person") for n in range(4)),
        meeting("c9", "2025-05-02", mode=None),
    ])  # fmt: skip
    return engine


def slices(engine, kpi, supply=SUPPLY):
    return to_slices(engine, kpi, settings(), supply)


def test_a_slice_is_the_same_figure_over_the_rows_of_its_segment(sliced, tmp_path):
    found = slices(sliced, make_kpi(tmp_path, {"measure": BY_MODE}))
    assert (found["video"].numerator, found["video"].denominator) == (5, 6)
    assert found["video"].value == 5 / 6


def test_a_slice_of_under_five_units_shows_no_number_at_all(sliced, tmp_path):
    found = slices(sliced, make_kpi(tmp_path, {"measure": BY_MODE}))["in person"]
    assert (found.outcome, found.reason) == (Outcome.TOO_FEW, SUPPRESSED)
    numbers = (found.value, found.low, found.high, found.numerator, found.denominator)
    assert numbers == (None,) * 5
    assert found.n == 0


def test_five_events_with_four_persons_show_no_number_either(sliced, tmp_path):
    shares = {"headline": {**HEADLINE, "shape": "proportion"}}
    few = BY_MODE.replace("1 as planned", "(i.client_id < 'c4')::int as planned")
    few = few.replace("i.client_id as unit", "i.src_row as unit").replace(
        "(i.status = 'held')", "(i.client_id < 'c3')"
    )
    found = slices(sliced, make_kpi(tmp_path, {"measure": few}, figure=shares))["video"]
    assert (found.outcome, found.reason) == (Outcome.TOO_FEW, SUPPRESSED)
    assert (found.value, found.numerator, found.denominator, found.n) == (None, None, None, 0)


def test_rows_without_a_segment_are_in_no_slice(sliced, tmp_path):
    assert set(slices(sliced, make_kpi(tmp_path, {"measure": BY_MODE}))) == {"video", "in person"}


def test_rows_that_know_no_segment_have_no_slices(meetings, tmp_path):
    assert slices(meetings, make_kpi(tmp_path)) == {}


def test_a_kpi_without_data_has_no_slices(meetings, tmp_path):
    assert slices(meetings, make_kpi(tmp_path, {"measure": BY_MODE}), {}) == {}


def test_a_slice_is_judged_by_its_own_size(sliced, tmp_path):
    kpi = make_kpi(tmp_path, {"measure": BY_MODE}, sample={"ok": {"observations": 7}, "shown": {}})
    assert slices(sliced, kpi)["video"].outcome is Outcome.INDICATIVE
