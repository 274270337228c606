"""A rule that speaks of the average: the peer median, or the mean where the firm chose it."""

from __future__ import annotations

import numpy as np
import pytest

from cxaudit.benchmark import Sources, TargetInputs, TargetSettings, benchmark_kpi
from cxaudit.benchmark.position import draw_means
from cxaudit.catalogue import load_catalogue
from cxaudit.peers.published import Coverage
from tests.benchmark.builders import AS_OF, make_facts, make_pool, measured

SKEWED = [0.2] * 8 + [0.5] * 4
"""Mean .3, median .2. A resample of the twelve has H high ones, H ~ Bin(12, 1/3)."""
FIRM = measured(0.26)


def judge(average, pool=None, *, by_choice=True, figure=FIRM):
    facts = make_facts(average=by_choice, **{"else": "own_target"})
    sources = Sources(AS_OF, Coverage(), pool=pool or make_pool(SKEWED))
    settings = TargetSettings(average=average)
    return benchmark_kpi(facts, TargetInputs({"headline": figure}, settings=settings), sources)


def test_the_three_rates_of_bids_and_pitches_are_judged_by_an_average():
    by_choice = {i for i, k in load_catalogue().items() if k.target and k.target.average}
    assert by_choice == {"rfp_success_rate", "rfp_sales_conversion_rate", "pitch_win_rate"}


def test_the_average_is_the_median_unless_the_firm_says_otherwise():
    found = judge(TargetSettings.from_config({}).average)
    # above the median unless six or more of twelve are high: P(H <= 5) = .822, in steps .80
    assert (found.target.met, found.position.p_better) == ("unclear", 0.8)
    assert found.peers.mean is None and found.position.p_above_mean is None
    assert found.target.wording.endswith("; the rule's average is read as the median")


def test_a_firm_that_chose_the_mean_is_judged_by_the_mean():
    found = judge("mean")
    # .2 + .3 H / 12 lies under .26 for H <= 2: (4096 + 12 x 2048 + 66 x 1024) / 3^12 = .181
    assert found.position.p_above_mean == 0.2
    assert found.target.met == "unclear"
    assert found.target.wording == (
        "probably below the peer mean (chance 0.20 of the good side); "
        "the rule's average is read as the mean"
    )
    assert found.peers.mean == 0.3
    assert found.peers.median == 0.2 and found.position.p_better == 0.8


def test_the_choice_touches_no_rule_that_does_not_speak_of_an_average():
    found = judge("mean", by_choice=False)
    assert found.target.wording == "probably above the peer median (chance 0.80 of the good side)"
    assert found.peers.mean is None


def test_a_mean_that_one_firm_carries_is_withheld_and_the_median_does_not_stand_in():
    found = judge("mean", make_pool([0.2] * 5 + [0.5]))  # .5 of 1.5 is a third
    assert (found.peers.mean, found.peers.median) == (None, 0.2)
    assert ("mean", "D4") in found.peers.withheld and found.peers.average is None
    assert found.target.met == "not_set" and "peer mean" in found.target.lacks
    assert "one or two firms would carry most" in found.target.wording


def test_a_mean_of_five_firms_is_not_shown():
    found = judge("mean", make_pool([0.2, 0.21, 0.22, 0.23, 0.24]))
    assert found.peers.suppressed == "D1" and ("mean", "D1") in found.peers.withheld


def test_the_law_of_the_resampled_mean_is_that_of_resampling():
    rng, values = np.random.default_rng(4), np.array([1.0, 2.0, 4.0, 8.0, 16.0, 32.0])
    drawn = draw_means(rng, np.broadcast_to(values, (100_000, 6)))
    assert drawn.mean() == pytest.approx(10.5, abs=0.05)
    assert drawn.std() == pytest.approx(values.std() / 6**0.5, rel=0.01)
