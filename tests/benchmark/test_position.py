"""Where a figure stands: the constructed example, the ladder, bands and intervals."""

from __future__ import annotations

import numpy as np
import pytest

from cxaudit.benchmark.disclosure import Reader, pick_peers
from cxaudit.benchmark.figure import JudgedFigure
from cxaudit.benchmark.position import (
    draw_medians,
    position,
    to_better,
    to_percentile_interval,
    to_step,
    to_words,
)
from cxaudit.benchmark.uncertainty import Stated, to_uncertain
from cxaudit.outcome import Outcome
from tests.benchmark.builders import (
    AS_OF,
    EXAMPLE,
    KPI,
    make_counted,
    make_facts,
    make_pool,
    make_row,
    measured,
)

WON, BIDS = (np.array(side, dtype=float) for side in zip(*EXAMPLE, strict=True))
NOT_KNOWN = np.full(12, np.nan)
OTHERS = to_uncertain("beta", 1.0, Stated(WON / BIDS, WON, BIDS, NOT_KNOWN, NOT_KNOWN))
ONE = np.array([np.nan])
FIRM = to_uncertain(
    "beta", 1.0, Stated(np.array([0.3]), np.array([9.0]), np.array([30.0]), ONE, ONE)
)


def place(pool, figure, **facts):
    peers = pick_peers(pool, KPI, "headline", as_of=AS_OF)
    return position(make_facts(**facts), figure, peers)


def test_the_example_taken_as_exact_gives_62_in_a_hundred():
    median = np.median(WON / BIDS)
    assert median == pytest.approx(0.277, abs=5e-4)
    assert FIRM.chance_above(np.array([median]))[0] == pytest.approx(0.62, abs=0.005)


def test_the_example_with_the_peers_own_error_gives_66_in_a_hundred():
    drawn = OTHERS.draw(np.random.default_rng(7), 40_000)
    assert FIRM.chance_above(np.median(drawn, axis=1)).mean() == pytest.approx(0.66, abs=0.01)


def test_peers_as_a_sample_move_the_example_by_a_point_and_no_step():
    drawn = OTHERS.draw(np.random.default_rng(7), 40_000)
    medians = draw_medians(np.random.default_rng(8), drawn)
    assert FIRM.chance_above(medians).mean() == pytest.approx(0.66, abs=0.015)


def test_the_example_is_worded_as_no_clear_difference_and_ranks_1_to_11_of_13():
    found = place(make_counted(EXAMPLE, invented=True), measured(0.3, numerator=9, denominator=30),
                  spread="beta")  # fmt: skip
    assert found.p_above_median == found.p_better == 0.65
    assert found.wording == "no clear difference from the peer median"
    assert found.rank == (1, 11, 13)
    assert found.band == "third_quarter"  # 8 of 12 below


def test_real_peers_give_a_position_to_contributors_only_and_never_a_rank():
    pool = make_counted([*EXAMPLE, (9, 30)], invented=False)
    figure = measured(0.3, numerator=9, denominator=30)
    stranger = place(pool, figure, spread="beta")
    assert stranger.band is None and "rule D9" in stranger.wording
    reader = Reader(own=frozenset({make_row(12).contributor}))
    peers = pick_peers(pool, KPI, "headline", as_of=AS_OF, reader=reader)
    found = position(make_facts(spread="beta"), figure, peers)
    assert found.p_better == 0.65
    assert found.rank is None and found.to_json()["rank"] is None


def test_the_law_of_the_resampled_median_is_that_of_resampling():
    values = np.arange(1.0, 9.0)
    rng = np.random.default_rng(3)
    naive = np.median(rng.choice(values, (200_000, 8)), axis=1)
    drawn = draw_medians(rng, np.broadcast_to(values, (200_000, 8)))
    for level in (0.05, 0.25, 0.5, 0.75, 0.95):
        assert np.quantile(drawn, level) == pytest.approx(np.quantile(naive, level), abs=0.51)
    assert drawn.mean() == pytest.approx(naive.mean(), abs=0.02)
    assert drawn.std() == pytest.approx(naive.std(), abs=0.02)


@pytest.mark.parametrize(
    ("below", "n", "low", "high"),
    [(9, 12, 50, 95), (4, 6, 30, 90), (15, 20, 55, 90), (0, 6, 0, 30)],
)
def test_the_percentile_interval_is_jeffreys_at_90_rounded_outwards_to_fives(below, n, low, high):
    # scipy.stats: 9 of 12 51.6-90.4; 4 of 6 34.1-89.6; 15 of 20 57.1-87.8; 0 of 6 0.0-26.4
    assert to_percentile_interval(below, n) == (low, high)


def test_a_probability_steps_by_five_hundredths_towards_one_half():
    steps = {0.0: 0.0, 0.03: 0.05, 0.1: 0.1, 0.34: 0.35, 0.5: 0.5, 0.62: 0.6, 0.664: 0.65,
             0.899: 0.85, 0.9: 0.9, 0.99: 0.95, 1.0: 1.0}  # fmt: skip
    assert {chance: to_step(chance) for chance in steps} == steps


def test_the_ladder_mirrors_about_one_half():
    words = [to_words(p, "higher") for p in (0.95, 0.9, 0.85, 0.75, 0.7, 0.3, 0.25, 0.15, 0.1, 0.0)]
    assert words == [
        "above the peer median",
        "above the peer median",
        "probably above the peer median",
        "probably above the peer median",
        "no clear difference from the peer median",
        "no clear difference from the peer median",
        "probably below the peer median",
        "probably below the peer median",
        "below the peer median",
        "below the peer median",
    ]


def test_where_lower_is_better_the_words_say_better_and_worse():
    assert to_words(0.05, "lower") == "better than the peer median"
    assert to_words(0.8, "lower") == "probably worse than the peer median"
    assert to_better(0.05, "lower") == 0.95


def test_a_band_words_the_plain_order_and_has_no_better_side():
    assert to_words(0.95, "band") == "above the peer median"
    assert to_better(0.95, "band") is None


def test_with_six_to_ten_peers_only_the_side_of_the_median_is_said():
    found = place(make_pool([1, 2, 3, 4, 5, 6]), measured(4.5, 4, 5, unit="count"), unit="count")
    assert found.band == "above_median"
    assert (found.low, found.high) == (30, 90)


def test_ties_count_half():
    found = place(make_pool([1, 2, 3, 3, 4, 5]), measured(3, 2, 4, unit="count"), unit="count")
    assert found.band == "at_median"


def test_a_firm_that_is_clearly_ahead_is_above():
    pool = make_pool([n / 100 for n in range(20, 32)])
    found = place(pool, measured(0.6, 0.55, 0.65))
    assert found.wording == "above the peer median"
    assert found.p_better >= 0.9 and found.band == "highest_quarter"


def test_eighty_what_ifs_of_a_contributor_give_eighty_identical_answers():
    pool = make_counted([*EXAMPLE, (9, 30)], invented=False)
    reader = Reader(own=frozenset({make_row(12).contributor}))
    peers = pick_peers(pool, KPI, "headline", as_of=AS_OF, reader=reader)
    answers = {
        position(make_facts(spread="beta"), measured(step / 100, step / 100 - 0.01, 0.9), peers)
        for step in range(2, 82)
    }
    assert len(answers) == 1
    assert answers.pop().frozen


def test_the_same_seed_gives_the_same_answer():
    figure = measured(0.3, numerator=9, denominator=30)
    assert place(make_counted(EXAMPLE), figure, spread="beta") == place(
        make_counted(EXAMPLE), figure, spread="beta"
    )


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Outcome.TOO_FEW, "too few cases"),
        (Outcome.NO_DATA, "data behind it are missing"),
        (Outcome.NOT_APPLICABLE, "no such activity"),
        (Outcome.CONFLICT, "two sources disagree"),
        (Outcome.FAILED, "could not be computed"),
    ],
)
def test_a_figure_without_a_value_has_no_position_and_says_why(outcome, words):
    found = place(make_counted(EXAMPLE), JudgedFigure(outcome, "fraction"))
    assert found.band is None and found.p_better is None
    assert words in found.wording


def test_a_median_not_reached_has_no_position():
    found = place(make_pool(range(1, 9)), measured(None, unit="days"), unit="days")
    assert found.wording == "no position: the median is not reached yet"
