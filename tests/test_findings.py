"""Checks over joined rows: what fires, in which order, and what they print."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from cxaudit.errors import ModelError
from cxaudit.findings import KNOWN_FACTS, Check, Condition, find, load_checks

CHECK = {
    "finding_id": "long_wait",
    "title": "It takes long",
    "severity": "medium",
    "looks_for": "Durations that pass a month.",
    "when": [{"fact": "value", "at_least": 30}],
    "evidence": "{name}: {value_text}, {reason}",
    "remedy": "Find the longest stage.",
    "case": [
        {"fires": True, "facts": {"value": 31}},
        {"fires": False, "facts": {"value": 29}},
    ],
}


def check(**changes):
    return Check.model_validate({**CHECK, **changes})


@pytest.mark.parametrize(
    ("condition", "found", "holds"),
    [
        ({"equals": "no"}, "no", True),
        ({"equals": "no"}, "yes", False),
        ({"equals": True}, True, True),
        ({"equals": True}, False, False),
        ({"equals": 3}, 3.0, True),
        ({"one_of": ["no", "unclear"]}, "unclear", True),
        ({"one_of": ["no", "unclear"]}, "yes", False),
        ({"at_least": 2}, 2, True),
        ({"at_least": 2}, 1.99, False),
        ({"at_most": 2}, 2, True),
        ({"at_most": 2}, 2.01, False),
        ({"contains": "ratio > 1"}, "wide, ratio > 1", True),
        ({"contains": "ratio > 1"}, "", False),
        ({"known": True}, 0, True),
        ({"known": True}, "", False),
        ({"known": False}, "", True),
        ({"known": False}, False, False),
    ],
)
def test_a_condition_compares_one_fact(condition, found, holds):
    assert Condition(fact="value", **condition).holds({"value": found}) is holds


@pytest.mark.parametrize(
    "condition",
    [{"equals": "no"}, {"one_of": ["no"]}, {"at_least": 0}, {"at_most": 0}, {"contains": ""},
     {"known": True}],
)  # fmt: skip
@pytest.mark.parametrize("facts", [{}, {"value": None}])
def test_an_unknown_fact_satisfies_no_comparison(condition, facts):
    assert not Condition(fact="value", **condition).holds(facts)
    assert Condition(fact="value", known=False).holds(facts)


@pytest.mark.parametrize("condition", [{}, {"equals": 1, "at_least": 1}, {"one_of": [], "x": 1}])
def test_a_condition_makes_exactly_one_comparison(condition):
    with pytest.raises(ValidationError):
        Condition(fact="value", **condition)


def test_a_condition_on_a_fact_that_nobody_gives_is_refused():
    with pytest.raises(ValidationError, match="there is no fact valeu"):
        Condition(fact="valeu", known=True)


def test_all_conditions_of_a_check_must_hold():
    both = check(when=[{"fact": "value", "at_least": 30}, {"fact": "state", "equals": "applies"}])
    assert both.fires({"value": 31, "state": "applies"})
    assert not both.fires({"value": 31, "state": "unknown"})


@pytest.mark.parametrize(
    "changes",
    [
        {"case": [{"fires": True, "facts": {"value": 31}}]},
        {"case": []},
        {"evidence": "{valeu}"},
        {"severity": "grave"},
        {"when": []},
    ],
)
def test_a_check_that_is_not_whole_is_refused(changes):
    with pytest.raises(ValidationError):
        check(**changes)


def test_a_check_whose_own_case_fails_is_refused_on_loading(tmp_path):
    (tmp_path / "findings").mkdir()
    (tmp_path / "findings" / "long_wait.toml").write_text("""
title = "It takes long"
severity = "medium"
looks_for = "Durations that pass a month."
when = [{ fact = "value", at_least = 30 }]
evidence = "{name}"
remedy = "Find the longest stage."
[[case]]
fires = true
facts = { value = 29 }
[[case]]
fires = false
facts = { value = 28 }
""")
    with pytest.raises(ModelError, match="a check's own case fails") as caught:
        load_checks(tmp_path)
    assert caught.value.found == "1 of 2 cases"


ROWS = [
    {"kpi_id": "rfp_completion_time", "name": "Time", "value": 40, "value_text": "40 days"},
    {"kpi_id": "onboarding_days_pooled", "name": "Pooled", "value": 12, "value_text": "12 days"},
    {"kpi_id": "onboarding_days_segregated", "name": "Segregated", "value": 90,
     "value_text": "90 days", "reason": None},
]  # fmt: skip


def test_a_finding_names_each_kpi_it_fired_on_with_its_evidence():
    (found,) = find(ROWS, [check()])
    assert found.kpi_ids == ("rfp_completion_time", "onboarding_days_segregated")
    assert found.evidence == ("Time: 40 days, unknown", "Segregated: 90 days, unknown")
    assert found.to_json() == {
        "id": "long_wait", "title": "It takes long", "severity": "medium",
        "kpi_ids": ["rfp_completion_time", "onboarding_days_segregated"],
        "evidence": ["Time: 40 days, unknown", "Segregated: 90 days, unknown"],
        "remedy": "Find the longest stage.",
    }  # fmt: skip


def test_what_a_client_wrote_is_printed_and_never_filled_in():
    rows = [{"kpi_id": "x", "name": "{value.__class__}", "value": 31, "value_text": "{0}"}]
    assert find(rows, [check()])[0].evidence == ("{value.__class__}: {0}, unknown",)


def test_findings_come_by_severity_then_by_reach_then_by_name():
    checks = [
        check(finding_id="b", severity="low"),
        check(finding_id="d", when=[{"fact": "value", "at_least": 80}]),
        check(finding_id="c"),
        check(finding_id="a"),
        check(finding_id="z", severity="high", when=[{"fact": "value", "at_least": 80}]),
    ]
    assert [f.id for f in find(ROWS, checks)] == ["z", "a", "c", "d", "b"]


def test_a_check_that_fires_nowhere_gives_no_finding():
    assert find(ROWS, [check(when=[{"fact": "value", "at_least": 1000}])]) == ()
    assert find([], [check()]) == ()


@pytest.mark.parametrize("stored", load_checks(), ids=lambda c: c.finding_id)
def test_a_stored_check_says_what_it_looks_for_and_what_to_do(stored):
    assert stored.looks_for.endswith(".")
    assert stored.remedy.endswith(".")
    assert {case.fires for case in stored.case} == {True, False}
    for case in stored.case:
        assert set(case.facts) <= set(KNOWN_FACTS)
        assert stored.fires(case.facts) is case.fires


def test_no_two_checks_share_title_or_remedy():
    checks = load_checks()
    assert len({c.title for c in checks}) == len({c.remedy for c in checks}) == len(checks)
