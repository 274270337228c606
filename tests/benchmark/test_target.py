"""The twelve target rules, what stands in for them, and what they lack."""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest

from cxaudit.benchmark.figure import JudgedFigure
from cxaudit.benchmark.target import (
    Difference,
    Month,
    PeerJudgement,
    TargetInputs,
    TargetSettings,
    judge_target,
)
from cxaudit.benchmark.target.rules import RULES
from cxaudit.catalogue import TargetRule
from cxaudit.outcome import Outcome
from tests.benchmark.builders import KPI, make_facts, measured


def judge(rule, figure=None, *, facts=None, parts=None, **given):
    figures = {"headline": figure or measured(0.3, 0.2, 0.4)} | (parts or {})
    settings = TargetSettings(**given.pop("settings", {}))
    return judge_target(
        make_facts(rule, **(facts or {})), TargetInputs(figures, settings=settings, **given)
    )


def part(value, name, unit="fraction", **cells):
    return {name: measured(value, unit=unit, name=name, **cells)}


def test_the_rules_are_exactly_those_of_the_catalogue():
    assert set(RULES) == set(get_args(TargetRule))


@pytest.mark.parametrize(
    ("above", "met"),
    [(1.0, "yes"), (0.9, "yes"), (0.85, "unclear"), (0.15, "unclear"), (0.1, "no")],
)
def test_at_least_median_follows_the_chance_of_lying_above(above, met):
    assert judge("at_least_median", peers=PeerJudgement(0.3, above, "")).met == met


@pytest.mark.parametrize(("above", "met"), [(0.1, "yes"), (0.15, "unclear"), (0.9, "no")])
def test_at_most_median_follows_the_chance_of_lying_below(above, met):
    verdict = judge("at_most_median", peers=PeerJudgement(45, above, ""), facts={"better": "lower"})
    assert verdict.met == met


def test_without_peers_a_median_rule_is_not_set_and_says_why():
    verdict = judge("at_least_median", peers=PeerJudgement(None, None, "fewer than 6 other firms"))
    assert (verdict.met, verdict.lacks) == ("not_set", ("peer median",))
    assert "fewer than 6 other firms" in verdict.wording


@pytest.mark.parametrize(
    ("low", "high", "met"), [(0.05, 0.1, "yes"), (0.11, 0.2, "no"), (0.05, 0.2, "unclear")]
)
def test_at_most_norm_needs_the_whole_interval_on_one_side(low, high, met):
    verdict = judge("at_most_norm", measured(0.1, low, high, unit="ratio"),
                    settings={"norms": {KPI: 0.1}})  # fmt: skip
    assert verdict.met == met


def test_a_value_without_an_interval_is_unclear_and_a_complete_count_is_not():
    target = {"own_targets": {KPI: 10}}
    assert judge("own_target", measured(12, unit="count"), settings=target).met == "unclear"
    counted = measured(12, unit="count", complete=True)
    assert judge("own_target", counted, settings=target).met == "yes"
    fewer = measured(9, unit="count", complete=True)
    assert judge("own_target", fewer, settings=target).met == "no"


@pytest.mark.parametrize(
    ("better", "low", "high", "met"),
    [("higher", 0.31, 0.4, "yes"), ("higher", 0.2, 0.29, "no"), ("higher", 0.2, 0.4, "unclear"),
     ("lower", 0.2, 0.29, "yes"), ("lower", 0.31, 0.4, "no")],
)  # fmt: skip
def test_own_target_is_read_in_the_good_direction(better, low, high, met):
    verdict = judge("own_target", measured((low + high) / 2, low, high),
                    facts={"better": better}, settings={"own_targets": {KPI: 0.3}})  # fmt: skip
    assert verdict.met == met


@pytest.mark.parametrize(
    ("value", "low", "high", "met"),
    [(1.6, 1.2, 2.0, "yes"), (1.8, 1.7, 1.9, "no"), (1.8, 1.6, 2.0, "unclear")],
)
def test_own_target_of_a_band_is_met_within_ten_per_cent(value, low, high, met):
    verdict = judge("own_target", measured(value, low, high, unit="ratio"),
                    facts={"better": "band"}, settings={"own_targets": {KPI: 1.5}})  # fmt: skip
    assert verdict.met == met  # 1.35 to 1.65


@pytest.mark.parametrize(
    ("stance", "value", "met"),
    [("neutral", 10.5, "yes"), ("neutral", 12.0, "unclear"), ("defensive", 12.0, "yes"),
     ("offensive", 9.0, "yes"), ("neutral", 9.0, "unclear"), ("neutral", 15.0, "no")],
)  # fmt: skip
def test_the_band_above_the_median_moves_with_the_stance(stance, value, met):
    # m = 10: neutral 10-11.5, defensive 11.5-13, offensive 8.5-10; intervals value +- 1.5
    figure = measured(value, value - 1.5, value + 1.5, unit="years")
    verdict = judge("band_just_above_median", figure, facts={"better": "band"},
                    peers=PeerJudgement(10, 0.5, ""), settings={"stance": stance})  # fmt: skip
    assert verdict.met == met


@pytest.mark.parametrize(
    ("better", "low", "high", "met"),
    [("higher", -0.2, -0.1, "no"), ("higher", -0.2, 0.1, "yes"), ("higher", 0.1, 0.2, "yes"),
     ("lower", 0.1, 0.2, "no"), ("lower", -0.2, -0.1, "yes"), ("band", 0.1, 0.2, "unclear"),
     ("band", -0.1, 0.2, "yes")],
)  # fmt: skip
def test_own_history_is_missed_only_when_the_change_is_wholly_bad(better, low, high, met):
    verdict = judge("own_history", facts={"better": better}, history=Difference(0, low, high))
    assert verdict.met == met


def test_own_history_of_a_complete_count_needs_no_interval():
    views = measured(900, unit="count", complete=True)
    assert judge("own_history", views, history=Difference(-50)).met == "no"
    assert (
        judge("own_history", measured(900, unit="count"), history=Difference(-50)).met == "unclear"
    )
    assert judge("own_history").lacks == ("the like period before",)


REACH = part(0.8, "reach_25") | part(0.55, "reach_50") | part(0.3, "reach_75")


@pytest.mark.parametrize(
    ("positions", "met"),
    [({"/a": 0.4, "/b": 0.5}, "yes"), ({"/a": 0.4, "/b": 0.6}, "unclear"),
     ({"/a": 0.4, "/b": 0.8}, "no")],
)  # fmt: skip
def test_placement_asks_for_calls_to_action_where_half_still_read(positions, met):
    # half reach 50 % of the page; the next threshold is 75 %
    verdict = judge("placement", parts=REACH, settings={"cta_positions": positions})
    assert verdict.met == met


def test_placement_works_without_a_headline_and_names_what_it_lacks():
    no_depth = JudgedFigure(Outcome.NO_DATA, "fraction")
    positions = {"cta_positions": {"/a": 0.4}}
    assert judge("placement", no_depth, parts=REACH, settings=positions).met == "yes"
    assert judge("placement").lacks == ("cta_positions", "reach")


@pytest.mark.parametrize(("share", "met"), [(7 / 9, "no"), (0.5, "yes")])
def test_concentration_reads_the_top_consultants_share(share, met):
    verdict = judge("concentration", parts=part(share, "top_consultant_share"))
    assert (verdict.met, verdict.figure) == (met, "top_consultant_share")


def test_capacity_is_people_times_meetings_times_weeks_over_a_month():
    settings = {"followup_people": 4, "followup_meetings_per_month": 9, "followup_weeks": 6}
    # 4 x 9 x 6 / 4.35 = 49.66
    for (low, high), met in {(30, 49): "yes", (50, 60): "no", (40, 60): "unclear"}.items():
        verdict = judge("capacity", measured(45, low, high, unit="count"), settings=settings)
        assert verdict.met == met
    assert judge("capacity", settings={"followup_people": 4}).lacks == (
        "followup_meetings_per_month",
        "followup_weeks",
    )


@pytest.mark.parametrize(
    ("share", "slack", "met"), [(0.95, 1, "yes"), (0.94, 3, "no"), (0.99, 0.5, "no")]
)
def test_plan_capacity_needs_both_the_share_and_a_day_of_slack(share, slack, met):
    parts = part(share, "share_on_time") | part(slack, "slack_days", unit="days")
    assert judge("plan_capacity", measured(14, 12, 16, unit="days"), parts=parts).met == met
    assert judge("plan_capacity", parts=part(0.9, "share_on_time")).lacks == ("slack_days",)


@pytest.mark.parametrize(("share", "met"), [(0.0, "yes"), (0.1, "no")])
def test_four_a_year_allows_no_client_below_four(share, met):
    assert judge("four_a_year", parts=part(share, "share_below_four")).met == met


def make_months(*shares, due=100):
    return tuple(
        Month(date(2024 + n // 12, n % 12 + 1, 1), round(share * due), due)
        for n, share in enumerate(shares)
    )


def test_a_month_below_the_three_sigma_limit_is_a_deterioration():
    # centre .90, n 100: limit .90 - 3 sqrt(.09/100) = .81
    steady = [0.9] * 12
    assert judge("deterioration", months=make_months(*steady, 0.9, 0.82, 0.9)).met == "yes"
    found = judge("deterioration", months=make_months(*steady, 0.9, 0.80, 0.9))
    assert found.met == "no" and "2025-02" in found.wording


def test_a_bad_month_longer_ago_is_no_signal_and_widens_the_baseline():
    months = make_months(0.5, *[0.9] * 14)
    assert judge("deterioration", months=months).met == "yes"


def test_deterioration_is_unclear_under_six_months_unless_the_contract_is_broken():
    months = make_months(*[0.9] * 5)
    figure = measured(0.9, 0.85, 0.95)
    assert judge("deterioration", figure, months=months).met == "unclear"
    broken = judge(
        "deterioration", figure, months=months, settings={"contract_on_time_share": 0.95}
    )
    assert broken.met == "no" and "95.0%" in broken.wording
    assert judge("deterioration", figure).met == "not_set"


def test_months_in_which_nothing_was_due_do_not_count():
    empty = tuple(Month(date(2023, n, 1), 0, 0) for n in range(1, 5))
    assert judge("deterioration", months=empty + make_months(*[0.9] * 5)).met == "unclear"


def test_untagged_visits_make_the_verdict_unclear():
    peers = PeerJudgement(0.1, 0.95, "")
    assert judge("at_least_median", peers=peers, parts=part(0.5, "untagged_share")).met == "yes"
    gated = judge("at_least_median", peers=peers, parts=part(0.51, "untagged_share"))
    assert gated.met == "unclear" and "untagged share" in gated.wording


def test_where_the_rules_inputs_lack_the_other_rule_stands_in_and_says_so():
    verdict = judge("at_least_median", facts={"else": "own_target"},
                    settings={"own_targets": {KPI: 0.1}})  # fmt: skip
    assert (verdict.rule, verdict.met, verdict.instead_of) == (
        "own_target",
        "yes",
        "at_least_median",
    )
    assert "in place of at_least_median" in verdict.wording


def test_where_both_lack_the_verdict_names_both_inputs():
    verdict = judge("at_least_median", facts={"else": "own_target"})
    assert (verdict.rule, verdict.met) == ("at_least_median", "not_set")
    assert verdict.lacks == ("peer median", f"own_targets.{KPI}")


def test_a_rule_beside_is_judged_and_changes_nothing():
    verdict = judge(
        "own_target",
        facts={"also": ["own_history"]},
        settings={"own_targets": {KPI: 0.1}},
        history=Difference(-1, -2, -0.5),
    )
    assert verdict.met == "yes"
    assert [(also.rule, also.met) for also in verdict.also] == [("own_history", "no")]


def test_the_part_that_the_target_names_is_the_one_judged():
    facts = {"figure": "active_share", "else": "own_target"}
    active = part(0.5, "active_share", low=0.45, high=0.55)
    seconds = measured(40, 35, 45, unit="seconds")
    with_part = judge("at_least_median", seconds, facts=facts, parts=active,
                      settings={"own_targets": {KPI: 0.4}})  # fmt: skip
    assert (with_part.met, with_part.figure) == ("yes", "active_share")
    without = judge("at_least_median", seconds, facts=facts, settings={"own_targets": {KPI: 30}})
    assert (without.met, without.figure) == ("yes", "headline")
    share_for_seconds = judge("at_least_median", seconds, facts=facts,
                              settings={"own_targets": {KPI: 0.4}})  # fmt: skip
    assert share_for_seconds.met == "not_set"


def test_a_part_that_lacks_is_named_with_the_input_it_lacks_beside_the_figure_shown():
    lacking = JudgedFigure(Outcome.NO_DATA, "fraction", name="active_share",
                           reason="no import supplied web_session.duration_s")  # fmt: skip
    seconds = measured(43.5, 41, 46, unit="seconds")
    given = {"facts": {"figure": "active_share", "else": "own_target"},
             "parts": {"active_share": lacking}}  # fmt: skip
    verdict = judge("at_least_median", seconds, **given)
    assert verdict.met == "not_set" and "no figure" not in verdict.wording
    assert verdict.wording == (
        "no active share to judge: no import supplied web_session (duration_s); "
        f"not set: needs own_targets.{KPI}"
    )
    share = judge("at_least_median", seconds, settings={"own_targets": {KPI: 0.4}}, **given)
    assert share.met == "not_set" and share.lacks == ("active_share",)
    assert "own target 40.0% speaks of the active share, which is not known" in share.wording
    assert "43.5 s is in another unit" in share.wording


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("missing duration_ms; missing engaged_ms", "the rows at hand lack duration and engaged"),
        ("missing reports_owed", "the rows at hand lack reports_owed"),
        ("missing views_day28; younger than 28 days", "missing views_day28; younger than 28 days"),
        ("no import supplied a.b, a.c, a.d, a.e, f.g",
         "no import supplied a (b, c, d and 1 more), f (g)"),
    ],
)  # fmt: skip
def test_a_measures_reason_is_said_as_one_plain_clause(reason, words):
    assert JudgedFigure(Outcome.NO_DATA, "ratio", reason=reason).why == words


def test_too_few_cases_say_how_many_there_are():
    few = JudgedFigure(Outcome.TOO_FEW, "fraction", reason="7 counted, 10 wanted")
    assert judge("at_least_median", few).wording.endswith("show a figure, 7 counted, 10 wanted")


@pytest.mark.parametrize(
    ("rule", "name"),
    [("concentration", "top_consultant_share"), ("plan_capacity", "share_on_time"),
     ("four_a_year", "share_below_four")],
)  # fmt: skip
def test_a_rule_that_reads_parts_gives_the_headlines_reason_where_the_part_has_none(rule, name):
    headline = JudgedFigure(Outcome.NO_DATA, "ratio", reason="no import supplied rating.grade",
                            missing=("rating.grade",))  # fmt: skip
    verdict = judge(rule, headline)
    assert verdict.met == "not_set" and verdict.lacks[0] == name
    assert (
        "rating.grade" in verdict.lacks and "no import supplied rating (grade)" in verdict.wording
    )


def test_placement_says_what_the_depth_lacks_as_well_as_the_places():
    headline = JudgedFigure(
        Outcome.NO_DATA, "fraction", reason="no import supplied page_view.depth"
    )
    verdict = judge("placement", headline)
    assert verdict.lacks == ("cta_positions", "reach")
    assert verdict.wording.endswith("no import supplied page_view (depth)")


def test_an_own_target_stands_beside_the_peers_and_does_not_change_their_verdict():
    verdict = judge("at_least_median", peers=PeerJudgement(0.1, 0.95, ""),
                    settings={"own_targets": {KPI: 0.5}})  # fmt: skip
    assert verdict.met == "yes"
    assert [(also.rule, also.met) for also in verdict.also] == [("own_target", "no")]
    instead = judge("at_least_median", facts={"else": "own_target"},
                    settings={"own_targets": {KPI: 0.5}})  # fmt: skip
    assert instead.rule == "own_target" and instead.also == ()


@pytest.mark.parametrize("rule", sorted(RULES))
@pytest.mark.parametrize("outcome", [Outcome.TOO_FEW, Outcome.NO_DATA, Outcome.NOT_APPLICABLE])
def test_no_rule_judges_a_figure_that_is_not_shown(rule, outcome):
    settings = {"own_targets": {KPI: 0.1}, "norms": {KPI: 1}, "contract_on_time_share": 0.9}
    verdict = judge(rule, JudgedFigure(outcome, "fraction"), settings=settings,
                    peers=PeerJudgement(0.3, 0.95, ""))  # fmt: skip
    assert verdict.met == "not_set" and verdict.lacks and verdict.wording


def test_settings_come_from_a_config_and_unset_ones_keep_their_defaults():
    config = {"own_targets": {KPI: "0.4"}, "stance": "offensive", "followup_people": None,
              "concentration_limit": 0.6, "currency": "EUR"}  # fmt: skip
    settings = TargetSettings.from_config(config)
    assert settings.own_targets == {KPI: 0.4}
    assert (settings.stance, settings.concentration_limit) == ("offensive", 0.6)
    assert (settings.followup_people, settings.rfp_on_time_share) == (None, 0.95)


def test_a_verdict_is_read_with_what_the_target_names_beside_it():
    given = {
        "facts": {"beside": ("adoption", "portal_functions")},
        "settings": {"own_targets": {KPI: 0.1}},
    }
    known = judge("own_target", parts=part(0.62, "adoption"), **given)
    assert known.wording.endswith("; adoption 62.0%; portal functions: not set")
    given["settings"]["portal_functions"] = ("reports", "messages")
    unknown = {"adoption": JudgedFigure(Outcome.NO_DATA, "fraction", name="adoption")}
    asked = judge("own_target", parts=unknown, **given)
    assert asked.wording.endswith("; adoption not known; portal functions: reports, messages")
    assert known.met == asked.met == judge("own_target", settings={"own_targets": {KPI: 0.1}}).met


def test_what_the_portal_offers_comes_from_the_audits_config():
    found = TargetSettings.from_config({"portal_functions": ["reports", "messages"]})
    assert found.portal_functions == ("reports", "messages")


@pytest.mark.parametrize(
    ("kpi_id", "settings", "words"),
    [
        ("pitch_win_rate", {"pitch_finalists": 4}, "lots among all bidders would give 25.0%"),
        ("rfp_sales_conversion_rate", {"rfp_bidders": 10}, "give 10.0%; the firm lies above it"),
        ("rfp_success_rate", {"rfp_bidders": 8, "shortlist_places": 6},
         "give 75.0%; the firm lies below it"),
    ],
)  # fmt: skip
def test_where_no_peers_are_the_draw_of_lots_stands_beside_and_sets_no_verdict(
    kpi_id, settings, words
):
    facts = make_facts("at_least_median", kpi_id=kpi_id)
    figures = {"headline": measured(0.3, 0.2, 0.4)}
    told = TargetSettings.from_config(settings)
    verdict = judge_target(facts, TargetInputs(figures, settings=told))
    assert words in verdict.wording and verdict.met == "not_set"
    with_peers = TargetInputs(figures, PeerJudgement(0.3, 0.5), told)
    assert "lots" not in judge_target(facts, with_peers).wording
    assert "lots" not in judge_target(facts, TargetInputs(figures)).wording


def test_more_places_than_bidders_are_no_base_rate():
    facts = make_facts("at_least_median", kpi_id="rfp_success_rate")
    told = TargetSettings.from_config({"rfp_bidders": 3, "shortlist_places": 6})
    verdict = judge_target(
        facts, TargetInputs({"headline": measured(0.3, 0.2, 0.4)}, settings=told)
    )
    assert "lots" not in verdict.wording
