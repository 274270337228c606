"""Ordered actions: one a KPI, the repair of the link that breaks first, greatest prize first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from cxaudit.scorecard import to_actions

AS_OF = date(2025, 12, 31)


def with_readiness(row, **changes):
    return replace(row, readiness=replace(row.readiness, **changes))


def test_each_kpi_has_one_action_at_most(card):
    ids = [action.kpi.kpi_id for action in card.actions]
    assert len(ids) == len(set(ids))


def test_the_action_repairs_the_link_that_breaks_first(card):
    for action in card.actions:
        row = card.row(action.kpi.kpi_id)
        assert action.link == row.readiness.evidenced.limiting_link
        assert action.owner == row.kpi.owner


def test_greatest_prize_first_then_least_effort_then_code(card):
    months = {"low": 1, "medium": 3, "high": 6}
    order = [(-a.prize, months[a.effort], a.kpi.code) for a in card.actions]
    assert order == sorted(order)


def test_use_cases_ruled_out_or_put_off_ask_for_nothing(card):
    assert "podcast_listens_per_episode" not in {a.kpi.kpi_id for a in card.actions}
    row = card.row("email_open_rate")
    put_off = replace(row, use_case=replace(row.use_case, state="deferred"))
    assert to_actions([put_off], AS_OF) == ()


def test_a_chain_without_a_repair_asks_for_nothing(card):
    assert to_actions([with_readiness(card.row("email_open_rate"), repairs=())], AS_OF) == ()


@pytest.mark.parametrize(
    ("effort", "due"),
    [("low", date(2026, 1, 31)), ("medium", date(2026, 3, 31)), ("high", date(2026, 6, 30))],
)
def test_an_action_is_due_by_its_effort(card, effort, due):
    (action,) = to_actions([with_readiness(card.row("email_open_rate"), effort=effort)], AS_OF)
    assert (action.due_on, action.effort) == (due, effort)


@pytest.mark.parametrize(
    ("effort", "prize", "quick"),
    [("low", Fraction(1, 4), True), ("low", Fraction(6, 25), False), ("medium", 2, False)],
)
def test_a_quick_win_takes_little_effort_for_a_quarter_of_a_prize(card, effort, prize, quick):
    row = with_readiness(card.row("email_open_rate"), effort=effort, prize=Fraction(prize))
    assert to_actions([row], AS_OF)[0].is_quick_win is quick


@pytest.mark.parametrize(
    ("kind", "amount", "money"),
    [("direct", 900.0, 300.0), ("scenario", 900.0, None), ("none", None, None),
     ("direct", None, None)],
)  # fmt: skip
def test_only_money_by_formula_stands_beside_an_action_and_by_the_year(card, kind, amount, money):
    row = card.row("onboarding_days_pooled")
    worth = replace(row, value=replace(row.value, kind=kind, amount=amount, years=3))
    assert to_actions([worth], AS_OF)[0].money == money


def test_an_action_is_known_by_its_kpi_and_link(card):
    action = card.actions[0]
    assert action.id == f"{action.kpi.kpi_id}:{action.link}"
    assert action.to_json()["id"] == action.id


def test_a_move_says_what_the_rows_showed_where_a_test_ran(card):
    (action,) = [a for a in card.actions if a.kpi.kpi_id == "email_open_rate"]
    told = " ".join((action.text, *action.more))
    assert "months up to December 2025" in told
