"""Which of five states a use case has, and what follows from it (section 1 of the model)."""

from __future__ import annotations

from datetime import date

import pytest

from cxaudit.applicability import judge_use_cases
from cxaudit.store import UseCaseAnswer

KPI = "podcast_listens_per_episode"
NAMED = {"who": "audio lead", "does": "drops guests nobody hears", "why": "deepen engagement"}


def judge(*answers: UseCaseAnswer, **profile: object):
    return judge_use_cases([KPI], profile, answers)[KPI]


def said(state: str, **more: object) -> UseCaseAnswer:
    return UseCaseAnswer(**({"kpi_id": KPI, "state": state} | more))


def test_every_id_gets_a_state_in_the_order_of_the_ids():
    found = judge_use_cases(["b", "a"], {}, [])
    assert list(found) == ["b", "a"]
    assert {state.state for state in found.values()} == {"unknown"}


def test_a_use_case_applies_when_who_what_and_why_are_named():
    state = judge(said("applies", **NAMED))
    assert (state.state, state.has_use_case, state.lacks) == ("applies", True, ())


@pytest.mark.parametrize("missing", ["who", "does", "why"])
def test_one_of_them_missing_means_no_use_case_yet(missing):
    state = judge(said("applies", **(NAMED | {missing: None})))
    assert (state.state, state.lacks) == ("no_use_case", (missing,))
    assert missing in state.reason
    assert state.in_index and state.in_funnel


def test_weight_is_one_plus_strategy_plus_materiality():
    assert judge(said("applies", **NAMED)).weight == 1
    assert judge(said("applies", strategy_link=2, materiality=2, **NAMED)).weight == 5
    assert judge(said("unknown", strategy_link=1, materiality=1)).weight == 3


def test_an_unset_target_level_is_three():
    assert judge(said("applies", **NAMED)).target_level == 3
    assert judge(said("applies", target_level=5, **NAMED)).target_level == 5


def test_a_deferred_use_case_has_no_target_and_leaves_the_index_but_not_the_funnel():
    state = judge(said("deferred", until=date(2026, 6, 30), approver="COO", target_level=4),
                  as_of="2025-12-31")  # fmt: skip
    assert (state.state, state.target_level) == ("deferred", 0)
    assert state.in_funnel and not state.in_index
    assert "COO" in state.reason and "2026-06-30" in state.reason


def test_a_deferral_that_has_ended_counts_no_more():
    ended = said("deferred", until=date(2025, 12, 30), approver="COO")
    assert judge(ended, as_of="2025-12-31").state == "no_use_case"
    assert judge(said("deferred", until=date(2025, 12, 31), approver="COO"),
                 as_of="2025-12-31").state == "deferred"  # fmt: skip
    assert judge(ended).state == "deferred"


def test_not_applicable_tells_its_reason_and_what_it_lacks():
    state = judge(said("not_applicable", reason_code="no_such_channel", reviewer="auditor"))
    assert state.lacks == ("proof",)
    assert "does not use this channel" in state.reason
    assert not state.in_funnel


def test_respondents_who_differ_leave_the_state_unknown():
    absent = said("not_applicable", reason_code="no_such_channel", respondent="b")
    state = judge(said("applies", respondent="a", **NAMED), absent)
    assert state.state == "unknown" and state.disagree
    assert "a says applies" in state.reason and "b says not_applicable" in state.reason


def test_respondents_who_differ_on_the_use_case_alone_have_none():
    state = judge(said("applies", respondent="a", **NAMED), said("applies", respondent="b"))
    assert state.state == "no_use_case"


def test_the_adjudicators_word_settles_it():
    state = judge(said("applies", respondent="a", **NAMED),
                  said("not_applicable", reason_code="other", proof="p", respondent="b",
                       adjudicates=True))  # fmt: skip
    assert (state.state, state.disagree) == ("not_applicable", False)


def test_a_respondent_who_does_not_know_does_not_disagree():
    state = judge(said("unknown", respondent="a"), said("applies", respondent="b", **NAMED))
    assert (state.state, state.respondents) == ("applies", ("a", "b"))


def test_a_carried_answer_stands_and_asks_for_confirmation():
    assert "confirmation" in judge(said("applies", to_confirm=True, **NAMED)).lacks


def test_channels_without_a_podcast_suggest_not_applicable_and_never_apply_it():
    state = judge(channels=["E-mail", "web"])
    assert state.state == "unknown"
    assert (state.suggestion.state, state.suggestion.reason_code) == (
        "not_applicable", "no_such_channel",
    )  # fmt: skip
    assert state.to_json()["suggestion"]["wording"] in state.reason


def test_no_channels_at_all_or_a_podcast_among_them_suggest_nothing():
    assert judge().suggestion is None
    assert judge(channels=["Podcasts"]).suggestion is None
    assert judge(said("applies", **NAMED), channels=["web"]).suggestion is None


def test_segments_suggest_as_well():
    ids = ["onboarding_days_segregated", "rfp_success_rate"]
    found = judge_use_cases(ids, {"segments": ["private clients"]}, [])
    assert found[ids[0]].suggestion.reason_code == "no_such_product"
    assert found[ids[1]].suggestion.reason_code == "setting_absent"


def test_the_state_tells_what_the_weight_is_made_of_and_which_theme_it_serves():
    told = judge(said("applies", strategy_link=1, materiality=2, theme="stand_out", **NAMED))
    found = told.to_json()
    assert (found["weight"], found["strategy_link"], found["materiality"]) == (4, 1, 2)
    assert found["theme"] == "Stand out"


def test_a_theme_of_the_firms_own_stays_as_it_was_said():
    assert judge(said("applies", theme="Be the first call", **NAMED)).theme == "Be the first call"
    both = [said("applies", theme=t, respondent=t, **NAMED) for t in ("Stand out", "our own")]
    assert judge(*both).theme == "Stand out; our own"


def test_proof_and_reviewer_stand_with_what_does_not_apply_and_the_approver_with_a_delay():
    absent = said("not_applicable", reason_code="no_such_channel", proof="channel list",
                  reviewer="auditor")  # fmt: skip
    found = judge(absent).to_json()
    assert (found["proof"], found["reviewer"], found["approver"]) == (
        "channel list", "auditor", None,
    )  # fmt: skip
    assert judge(said("deferred", until=date(2026, 6, 30), approver="COO")).approver == "COO"
