"""The seven ways a KPI can end."""

from __future__ import annotations

from cxaudit.outcome import Outcome


def test_there_are_seven_outcomes_by_name():
    assert sorted(Outcome) == [
        "conflict", "failed", "indicative", "measured", "no_data", "not_applicable", "too_few",
    ]  # fmt: skip


def test_only_measured_and_indicative_figures_may_carry_a_value():
    assert [o for o in Outcome if o.is_shown] == [Outcome.MEASURED, Outcome.INDICATIVE]


def test_an_outcome_prints_as_its_name():
    assert f"{Outcome.TOO_FEW}" == "too_few"
