"""The worked example of the maturity model, to the printed digit (its section 4)."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxaudit.readiness import MachineFinding, Untested, map_share
from tests.readiness.firm_of_six import (
    CRITERIA,
    EMAIL,
    SIX,
    Entry,
    State,
    answer,
    assess_firm,
    assess_one,
    firm_answers,
    firm_states,
    printed,
)

FIRM = assess_firm()
ROWS = {row.kpi_id: row for row in FIRM.kpis}

STEPS = {
    "email_click_through_rate": "1.000 .875 .750 .875 .188",
    "rfp_success_rate": "1.000 1.000 .875 1.000 .688",
    "pitch_win_rate": "1.000 .625 .188 .250 .000",
    "onboarding_days_pooled": ".875 1.000 .625 .625 .000",
    "portal_visits_per_user": ".375 1.000 1.000 1.000 .000",
    "client_tenure_years": "1.000 1.000 1.000 1.000 .750",
}
# level, level high, chain, mean, limiting link, urgency, prize
FIGURES = {
    "email_click_through_rate": (3, 3, ".713", ".738", "trust", ".05", ".15"),
    "rfp_success_rate": (5, 5, ".888", ".913", "use", ".00", ".19"),
    "pitch_win_rate": (2, 2, ".400", ".413", "capture", ".43", ".38"),
    "onboarding_days_pooled": (3, 4, ".600", ".625", "trust", ".07", ".20"),
    "portal_visits_per_user": (0, 0, ".300", ".675", "purpose", ".17", "1.00"),
    "client_tenure_years": (5, 5, ".950", ".950", "use", ".00", ".25"),
}


@pytest.mark.parametrize("kpi_id", STEPS)
def test_the_steps_of_each_kpi_print_as_in_the_example(kpi_id):
    found = [printed(low) if low != 1 else "1.000" for low in ROWS[kpi_id].evidenced.lows]
    assert " ".join(found) == STEPS[kpi_id]


@pytest.mark.parametrize("kpi_id", FIGURES)
def test_level_chain_mean_limit_urgency_and_prize_print_as_in_the_example(kpi_id):
    row, chain = ROWS[kpi_id], ROWS[kpi_id].evidenced
    urgency, prize = printed(row.urgency, 2), printed(row.prize, 2)
    found = (chain.level_low, chain.level_high, printed(chain.index.low), printed(chain.mean.low))
    assert (*found, chain.limiting_link, urgency, prize) == FIGURES[kpi_id]


def test_one_unknown_answer_widens_the_chain_of_onboarding():
    assert printed(ROWS["onboarding_days_pooled"].evidenced.index.high) == ".650"


def test_the_email_team_declares_level_five_and_proves_level_three():
    row = ROWS["email_click_through_rate"]
    assert (row.declared.level_low, row.evidenced.level_low) == (5, 3)


def test_the_firm_index_prints_with_its_high_bound_its_plain_mean_and_its_unweighted_twin():
    assert sum(row.weight for row in FIRM.kpis) == 24
    assert (printed(FIRM.index.low), printed(FIRM.index.high)) == (".680", ".689")
    assert printed(FIRM.plain_mean.low) == ".727"
    assert printed(FIRM.index_unweighted.low) == ".642"


def test_the_stage_is_three_and_the_weight_shares_print_as_in_the_example():
    assert [printed(s, 2) for s in FIRM.weight_shares] == [".92", ".92", ".71", ".42", ".42"]
    assert (FIRM.stage_low, FIRM.stage_high, FIRM.levels.median) == (3, 3, 3)
    assert FIRM.stage_name == "Trusted"


def test_what_keeps_the_firm_from_stage_four_is_said():
    assert FIRM.next_stage == (
        "42 % of the weight stands at level 4 or above, 50 % is asked",
        "71 % of the weight stands at level 3 or above, 85 % is asked",
        "of transfer of money, below level 3: pitch_win_rate",
    )
    assert FIRM.to_json()["next_stage"] == list(FIRM.next_stage)


def test_the_running_minima_of_the_email_rate_sum_as_in_the_example():
    chain = ROWS["email_click_through_rate"].evidenced
    assert printed(sum(accumulate(chain.lows, min))) == "3.563"
    assert chain.lows[2] == (1 + Fraction(1, 2) + Fraction(1, 2) + 1) / 4


def test_one_workshop_lifts_the_portal_from_thirty_to_eighty_hundredths():
    row = ROWS["portal_visits_per_user"]
    assert printed(row.evidenced.index.low, 2) == ".30"
    assert printed(row.evidenced.index.low + row.prize / row.weight, 2) == ".80"
    assert row.prize == max(other.prize for other in FIRM.kpis)


def test_the_gaps_to_target_are_those_of_the_example():
    gaps = [row.weight * max(0, row.target_level - row.evidenced.level_low) for row in FIRM.kpis]
    assert gaps == [3, 0, 15, 4, 6, 0]
    assert sum(row.weight * row.target_level for row in FIRM.kpis) == 109


def test_the_funnel_counts_the_kpis_that_hold_each_step():
    assert list(FIRM.funnel.values()) == [6, 6, 5, 5, 4, 2, 2]
    assert list(FIRM.funnel) == [
        "kpis", "applicable", "purposed", "captured", "trusted", "repeatable", "used",
    ]  # fmt: skip


def test_levels_are_told_by_owner_goal_and_stage_of_the_sale():
    assert FIRM.levels.counts == (1, 0, 1, 2, 0, 2)
    by_goal = FIRM.levels_by["goal"]
    assert by_goal["transfer_of_money"].counts == (0, 0, 1, 0, 0, 1)
    assert by_goal["transfer_of_money"].median == 2  # of 2 and 5 the lower
    assert {name: d.median for name, d in FIRM.levels_by["stage"].items()} == {
        "pre_sale": 3, "post_sale": 3,
    }  # fmt: skip


def test_the_way_to_the_targets_is_seventy_four_per_cent():
    assert FIRM.to_target.low == 1 - Fraction(28, 109)
    assert printed(FIRM.to_target.low, 2) == ".74"


def test_a_wholly_unanswered_kpi_widens_the_firm_index():
    entry = Entry("email_open_rate")
    firm = assess_firm(
        kpis=[*(kpi for kpi, *_ in SIX), entry],
        states=firm_states() | {entry.kpi_id: State("unknown", 3)},
    )
    assert (printed(firm.index.low), printed(firm.index.high)) == (".605", ".723")
    row = firm.kpis[-1]
    assert (row.evidenced.level_low, row.evidenced.level_high) == (0, 5)
    assert (row.declared.level_low, row.declared.level_high) == (0, 5)


def test_what_is_called_sound_moves_levels_and_stage_as_worked_out_by_hand():
    found = {printed(row.sound, 2): row for row in FIRM.sensitivity}
    assert [row.stage_low for row in FIRM.sensitivity] == [3, 3, 2]
    assert list(found[".75"].levels.values()) == [4, 5, 2, 3, 0, 5]
    assert list(found[".85"].levels.values()) == [3, 5, 2, 3, 0, 5]
    assert list(found[".95"].levels.values()) == [2, 3, 2, 1, 0, 5]


def test_confidence_weighs_the_grades_of_all_criteria():
    grades = ["E3"] * 30 + ["E2"] * 40 + ["E1"] * 30 + ["E0"] * 20
    graded = [replace(a, evidence=grade) for a, grade in zip(firm_answers(), grades, strict=True)]
    firm = assess_firm(answers=graded)
    assert (printed(firm.confidence, 2), firm.confidence_grade) == (".67", "B")


def test_thresholds_compare_exactly():
    steps = dict.fromkeys(CRITERIA, (1, 1, 1, 1)) | {"purpose": (1, 1, 1, "na")}
    told = {"purpose": (1, 1, 0.5, "na"), "use": (1, 0.5, 0.5, 0)} | {}
    answers = [
        answer(link, criterion, value, kpi_id="email_open_rate", reason_code="not_relevant")
        for link, values in (steps | told).items()
        for criterion, value in zip(CRITERIA[link], values, strict=True)
    ]
    chain = assess_one(answers).kpis[0].evidenced
    assert chain.steps["purpose"].low == Fraction(5, 6)  # under .85: nothing above level 1
    assert chain.steps["use"].low == Fraction(1, 2)  # not above .50
    assert chain.level_low == 1


def test_a_use_case_that_is_missing_sets_the_purpose_to_nought():
    firm = assess_firm(states=firm_states() | {EMAIL.kpi_id: State("no_use_case", 3, 4)})
    row = firm.kpis[0]
    assert row.evidenced.steps["purpose"].high == row.declared.steps["purpose"].high == 0
    assert (row.evidenced.level_low, row.evidenced.level_high) == (0, 0)
    assert {repair.link for repair in row.repairs} == {"purpose"}


def test_a_deferred_use_case_stays_in_the_funnel_and_leaves_the_index():
    firm = assess_firm(states=firm_states() | {EMAIL.kpi_id: State("deferred", 3, 4)})
    assert firm.funnel["applicable"] == 6
    # Without e-mail: (5 x .8875 + 5 x .4 + 4 x .6 + 2 x .3 + 5 x .95) / 21 = 14.1875 / 21.
    assert firm.index.low == Fraction("14.1875") / 21
    row = firm.kpis[0]
    assert (row.target_level, row.urgency, row.prize) == (0, 0, 0)


def test_a_use_case_that_does_not_apply_keeps_its_row_and_leaves_every_denominator():
    firm = assess_firm(states=firm_states() | {EMAIL.kpi_id: State("not_applicable", 3, 4)})
    assert firm.funnel == {
        "kpis": 6, "applicable": 5, "purposed": 4, "captured": 4, "trusted": 3,
        "repeatable": 2, "used": 2,
    }  # fmt: skip
    row = firm.to_json()["kpis"][0]
    assert row["evidenced_level"] is row["chain"] is row["urgency"] is row["target_level"] is None


def test_a_firm_without_any_counted_kpi_has_no_index_and_no_stage():
    firm = assess_firm(states={kpi.kpi_id: State("not_applicable") for kpi, *_ in SIX})
    assert firm.index is firm.stage_low is firm.to_target is firm.confidence is None
    assert json.loads(json.dumps(firm.to_json()))["index"] is None


def test_progress_compares_with_the_levels_at_the_start():
    start = {kpi.kpi_id: 0 for kpi, *_ in SIX}
    # Weighted levels capped at their targets: 9 + 25 + 10 + 12 + 0 + 25 = 81 of 109.
    assert assess_firm(baseline=start).progress == Fraction(81, 109)
    assert FIRM.progress is None


def test_the_json_has_the_shape_of_the_command_line():
    found = json.loads(json.dumps(FIRM.to_json(), allow_nan=False))
    assert {
        "funnel", "stage", "stage_range", "index", "index_range", "index_declared",
        "index_declared_range", "index_unweighted", "plain_mean", "to_target", "confidence",
        "benchmarkable", "kpis",
    } <= found.keys()  # fmt: skip
    assert {
        "kpi_id", "state", "weight", "target_level", "links", "declared_links", "declared_level",
        "evidenced_level", "level_range", "chain", "chain_range", "mean", "limiting_link",
        "urgency", "prize",
    } <= found["kpis"][0].keys()  # fmt: skip
    assert found["kpis"][0]["links"] == {
        "purpose": 1.0, "capture": 0.875, "trust": 0.75, "compute": 0.875, "use": 0.1875,
    }  # fmt: skip
    assert found["stage_range"] == [3, 3] and found["confidence"]["grade"] in "ABCD"
    assert len(FIRM.to_json(criteria=True)["kpis"][0]["criteria"]) == 20


def test_repairs_act_where_it_is_not_so_and_prove_where_it_is_only_said():
    repairs = ROWS["email_click_through_rate"].repairs
    assert [(r.criterion, r.kind) for r in repairs] == [("validity", "prove"), ("joins", "prove")]
    acts = ROWS["portal_visits_per_user"].repairs
    assert {r.kind for r in acts} == {"act"} and len(acts) == 4
    assert ROWS["portal_visits_per_user"].effort == "low"


VALUES = st.sampled_from([0, 0.25, 0.5, 1, None])
GRADES = st.sampled_from(["E0", "E1", "E2", "E3"])


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_skipping_an_answer_never_raises_a_score(data):
    ids = [(link, c) for link, own in CRITERIA.items() for c in own]
    told = [
        answer(link, c, data.draw(VALUES), kpi_id="email_open_rate", evidence=data.draw(GRADES))
        for link, c in ids
    ]
    skipped = data.draw(st.sampled_from(told))
    full, less = assess_one(told), assess_one([a for a in told if a is not skipped])
    for side in ("index", "index_declared", "index_unweighted", "to_target", "plain_mean"):
        assert getattr(less, side).low <= getattr(full, side).low
        assert getattr(less, side).high >= getattr(full, side).high
    assert less.confidence <= full.confidence
    assert less.stage_low <= full.stage_low
    assert less.kpis[0].evidenced.level_low <= full.kpis[0].evidenced.level_low
    assert less.kpis[0].declared.level_low <= full.kpis[0].declared.level_low
    assert all(less.funnel[step] <= full.funnel[step] for step in full.funnel)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_better_answer_never_lowers_a_score(data):
    ids = [(link, c) for link, own in CRITERIA.items() for c in own]
    told = [answer(link, c, data.draw(VALUES), kpi_id="email_open_rate") for link, c in ids]
    place = data.draw(st.integers(0, len(told) - 1))
    if told[place].value is None:
        return
    better = [*told[:place], replace(told[place], value=1), *told[place + 1 :]]
    before, after = assess_one(told), assess_one(better)
    assert after.index.low >= before.index.low and after.index.high >= before.index.high
    assert after.stage_low >= before.stage_low


@pytest.mark.parametrize(
    ("share", "wanted"),
    [("0", 0), ("0.1499", 0), ("0.15", "1/4"), ("0.4999", "1/4"), ("0.5", "1/2"),
     ("0.8499", "1/2"), ("0.85", 1), ("1", 1)],
)  # fmt: skip
def test_a_measured_share_maps_at_fifteen_fifty_and_eighty_five_per_cent(share, wanted):
    assert map_share(Fraction(share)) == map_share(float(share)) == Fraction(wanted)


def test_a_share_outside_nought_to_one_is_a_defect_of_the_caller():
    with pytest.raises(ValueError, match="between 0 and 1"):
        map_share(1.2)


def test_a_finding_of_a_share_carries_the_answer_it_gives():
    told = {
        "tested": "filled cells",
        "rows": "pursuit",
        "found": "90 %",
        "to_raise": "",
        "hash": "a",
    }
    finding = MachineFinding.from_share(0.9, **told)
    assert (finding.value, finding.evidenced) == (Fraction(9, 10), 1)
    assert finding.to_json()["value"] == 0.9


def without_test(criterion: str, **more: object):
    """Return the repairs of trust where the test of one criterion could not run."""
    told = [answer(link, c, 1, kpi_id="email_open_rate")
            for link, own in CRITERIA.items() for c in own if link != "trust"]  # fmt: skip
    told += [answer("trust", c, 0.5, kpi_id="email_open_rate") for c in CRITERIA["trust"]]
    untested = Untested("no list", "count them on a list", **more)
    evidence = {"email_open_rate": {("trust", criterion): untested}}
    row = assess_one(told, machine_evidence=evidence).kpis[0]
    return {repair.criterion: repair for repair in row.repairs}, row


def test_a_test_that_could_not_run_leaves_the_answer_and_says_why():
    repairs, row = without_test("freshness")
    judged = next(c for c in row.criteria if c.criterion == "freshness")
    assert (judged.declared.low, judged.evidenced.low, judged.finding) == (0.5, 0.5, None)
    assert judged.to_json()["untested"]["why"] == "no list"
    assert repairs["freshness"].kind == "act"  # half is said, so half is to be mended first


def test_where_there_is_nothing_to_test_the_move_is_to_say_so():
    repairs, _ = without_test("joins", is_needless=True)
    assert (repairs["joins"].kind, repairs["joins"].effort) == ("prove", "low")
    assert repairs["joins"].move == "Count them on a list."
