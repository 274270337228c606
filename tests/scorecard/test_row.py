"""One joined row: what it shows, and the flat facts that the findings read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cxaudit.findings import KNOWN_FACTS
from cxaudit.measure import Exclusion
from cxaudit.outcome import Outcome
from cxaudit.scorecard import to_facts


def with_figure(row, **changes):
    return replace(row, measured=replace(row.measured, **changes))


@pytest.fixture
def opens(card):
    return card.row("email_open_rate")


def test_a_figure_is_shown_in_its_unit_with_its_interval(opens):
    assert opens.value_text == "33.3%"
    low, high = opens.measured.low, opens.measured.high
    assert opens.interval_text == f"{low * 100:.1f}% to {high * 100:.1f}%"


@pytest.mark.parametrize(
    ("outcome", "shown"),
    [
        ("too_few", "too few"),
        ("no_data", "no data"),
        ("not_applicable", "not applicable"),
        ("conflict", "sources disagree"),
        ("failed", "failed"),
    ],
)
def test_where_there_is_no_value_two_words_say_why(opens, outcome, shown):
    without = {"outcome": Outcome(outcome), "value": None, "low": None, "high": None}
    row = with_figure(opens, **without)
    assert (row.value_text, row.interval_text) == (shown, "")


def test_a_median_that_is_not_reached_says_so(opens):
    assert with_figure(opens, value=None, reason="not_reached").value_text == "median not reached"


def test_a_bracket_is_shown_as_its_two_ends(opens):
    row = with_figure(opens, bracket=(0.25, 0.5), low=None, high=None)
    assert row.interval_text == "25.0% to 50.0%"


def test_a_complete_count_needs_no_interval_and_says_so(opens):
    row = with_figure(opens, low=None, high=None, method="complete count; source crm")
    assert row.interval_text == "complete count"
    assert with_figure(opens, low=None, high=None, method="no interval").interval_text == ""


def test_levels_are_those_of_the_evidence_and_of_the_word(opens, card):
    assert opens.declared_level == opens.readiness.declared.level_low
    assert opens.evidenced_level == opens.readiness.evidenced.level_low
    ruled_out = card.row("podcast_listens_per_episode")
    assert (ruled_out.declared_level, ruled_out.evidenced_level) == (None, None)
    assert not ruled_out.is_audited


def test_facts_are_known_to_the_findings(card):
    for row in card.rows:
        assert set(to_facts(row, {})) <= set(KNOWN_FACTS)


def test_facts_of_the_audit_are_added_and_stand(opens):
    facts = to_facts(opens, {"reported_value": 0.4})
    assert facts["reported_value"] == 0.4
    assert facts["kpi_id"] == "email_open_rate"


def test_the_change_by_exclusions_is_relative_to_the_figure_before_them(opens):
    facts = to_facts(opens, {})
    before = 405 / 1205
    assert facts["unfiltered_gap"] == pytest.approx((before - 400 / 1200) / before)
    assert facts["unfiltered_text"] == "33.6%"


def test_where_nothing_was_left_out_there_is_no_change(opens):
    assert to_facts(with_figure(opens, excluded=()), {})["unfiltered_gap"] is None
    some = with_figure(opens, excluded=(Exclusion("test send", 1),))
    assert to_facts(some, {})["unfiltered_gap"] is not None


@pytest.mark.parametrize(
    ("value", "variant", "outside"),
    [(0.5, "headline", False), (1.0, "headline", False), (1.2, "headline", True),
     (-0.1, "headline", True), (1.2, "total_opens", None), (None, "headline", None)],
)  # fmt: skip
def test_only_the_headline_is_held_against_its_bounds(opens, value, variant, outside):
    row = with_figure(opens, value=value, variant=variant)
    assert to_facts(row, {})["outside_bounds"] is outside


def test_a_labelled_fallback_is_told(card):
    tenure = card.row("client_tenure_years")
    assert tenure.measured.variant == "from_mandates"
    shown = with_figure(tenure, outcome=Outcome.INDICATIVE, value=4.0)
    assert to_facts(shown, {})["is_fallback"] is True
    assert to_facts(card.row("email_open_rate"), {})["is_fallback"] is False


def test_the_gap_between_word_and_evidence_is_a_number_or_unknown(card):
    for row in card.rows:
        gap = to_facts(row, {})["level_gap"]
        if row.evidenced_level is None:
            assert gap is None
        else:
            assert gap == row.declared_level - row.evidenced_level


def test_a_row_is_json_with_text_for_people_and_numbers_for_machines(opens):
    found = opens.to_json()
    assert found["value_text"] == "33.3%"
    assert found["figure"]["numerator"] == 400
    assert found["maturity"]["state"] == found["use_case"]["state"] == "applies"
    assert set(found) >= {"kpi_id", "code", "owner", "figure", "maturity", "benchmark", "worth"}
