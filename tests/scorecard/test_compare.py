"""What changed is split: performance moved, data got better, scope changed, model changed."""

from __future__ import annotations

import math
from copy import deepcopy

import pytest

from cxaudit.errors import ClientDataError
from cxaudit.scorecard import compare

BETTER = {"email_open_rate": "higher", "onboarding_days_pooled": "lower"}
YEAR = {year: {"start": f"{year}-01-01", "end": f"{year}-12-31"} for year in (2024, 2025)}


def card(value=0.3, low=0.27, high=0.33, *, year=2024, level=2, kpi_id="email_open_rate", **more):
    """Return a scorecard of one row."""
    figure = {"value": value, "low": low, "high": high, "unit": "fraction", "variant": "headline",
              "period": YEAR[year]} | more.pop("figure", {})  # fmt: skip
    row = {
        "kpi_id": kpi_id, "code": "K03", "name": "E-mail open rate", "definition": "abc",
        "figure": figure, "maturity": {"evidenced_level": level},
        "use_case": {"state": "applies"},
    } | more  # fmt: skip
    return {"client": "c", "as_of": f"{year}-12-31", "period": YEAR[year], "kpis": [row]}


def only(before, after, better=BETTER):
    (row,) = compare(before, after, better).kpis
    return row


def test_a_difference_has_newcombes_interval_and_a_verdict():
    moved = only(card(), card(0.4, 0.36, 0.44, year=2025)).performance
    assert moved.verdict == "better" and math.isclose(moved.difference, 0.1)
    assert math.isclose(moved.low, 0.1 - math.hypot(0.04, 0.03))
    assert math.isclose(moved.high, 0.1 + math.hypot(0.04, 0.03))
    assert moved.wording.startswith("+10.0%")


def test_fewer_days_are_better_where_lower_is():
    days = {"unit": "days"}
    before = card(45, 40, 50, kpi_id="onboarding_days_pooled", figure=days)
    after = card(30, 28, 33, year=2025, kpi_id="onboarding_days_pooled", figure=days)
    assert only(before, after).performance.verdict == "better"
    assert only(before, after, {}).performance.verdict == "moved"


def test_a_difference_whose_interval_holds_zero_is_no_clear_change():
    assert only(card(), card(0.31, 0.28, 0.34, year=2025)).performance.verdict == "no clear change"


def test_figures_of_overlapping_periods_are_not_judged():
    moved = only(card(), card(0.4, 0.36, 0.44)).performance
    assert (moved.verdict, moved.low) == ("no interval", None) and "share days" in moved.wording


def test_another_variant_or_definition_is_not_comparable():
    other = card(0.4, 0.36, 0.44, year=2025, figure={"variant": "total_opens"})
    assert only(card(), other).performance.verdict == "not comparable"
    changed = only(card(), card(0.4, 0.36, 0.44, year=2025, definition="xyz"))
    assert changed.performance.verdict == "not comparable" and "definition" in changed.model


def test_a_figure_that_came_or_went_is_told():
    none = {"value": None, "low": None, "high": None}
    assert only(card(figure=none), card(year=2025)).performance.verdict == "new"
    assert only(card(), card(year=2025, figure=none)).performance.verdict == "gone"
    both = only(card(figure=none), card(year=2025, figure=none))
    assert both.performance.verdict == "none"


def test_better_data_are_told_apart_from_a_better_figure():
    row = only(card(level=2), card(level=4, year=2025))
    assert row.data_moved and (row.level_from, row.level_to) == (2, 4)
    assert row.performance.verdict == "no clear change"


def test_a_change_of_scope_is_named():
    row = only(card(), card(year=2025, use_case={"state": "not_applicable"}))
    assert row.scope == "the use case went from applies to not applicable"


def test_another_client_and_what_is_no_scorecard_are_refused():
    other = deepcopy(card()) | {"client": "d"}
    with pytest.raises(ClientDataError, match="two clients"):
        compare(other, card(), BETTER)
    for wrong in ({}, [], {"kpis": []}, {"kpis": [1]}, {"kpis": [{"kpi_id": "a"}]}):
        with pytest.raises(ClientDataError, match="no scorecard"):
            compare(wrong, card(), BETTER)
