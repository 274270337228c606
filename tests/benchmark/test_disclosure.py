"""What of the pool may be shown: the cases of the method's sections 12 and 13."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction

import numpy as np
import pytest

from cxaudit.benchmark.disclosure import (
    Reader,
    find_dominance,
    pick_peers,
    round_shown,
    smoothed_quantile,
    to_n_band,
    to_statistics,
    why_not_contributed,
)
from cxaudit.outcome import Outcome
from cxaudit.peers.rows import PeerPool
from cxaudit.period import Period
from tests.benchmark.builders import AS_OF, KPI, make_counted, make_pool, make_row


def show(pool, unit="count", variant="headline", as_of=AS_OF, **asked):
    return to_statistics(pick_peers(pool, KPI, variant, as_of=as_of, **asked), unit)


def withheld(shown):
    return dict(shown.withheld)


def test_five_other_firms_are_suppressed():
    shown = show(make_pool([1, 2, 3, 4, 5]))
    assert (shown.suppressed, shown.median, shown.n_band) == ("D1", None, None)
    assert set(withheld(shown)) == {"n_band", "median", "position", "quartiles", "deciles"}


def test_real_peers_show_a_median_to_all_and_a_position_to_contributors_only():
    pool = make_pool(range(1, 9), invented=False)
    assert withheld(show(pool))["position"] == "D9"
    shown = show(pool, reader=Reader(own=frozenset({make_row(0).contributor})))
    assert "position" not in withheld(shown)
    assert shown.source == "peer pool 2025-Q3"


def test_six_other_firms_show_a_median_and_nothing_more():
    shown = show(make_pool([10, 20, 30, 40, 50, 60]))
    assert shown.suppressed is None
    assert shown.median == 35  # mean of the four in the middle: 20, 30, 40, 50
    assert (shown.q1, shown.q3, shown.n_band) == (None, None, "6-10")
    assert withheld(shown) == {"quartiles": "D2", "deciles": "D2"}


def test_six_firms_of_which_two_share_a_parent_are_five():
    rows = [make_row(n, value=float(n)) for n in range(6)]
    rows[1] = make_row(1, value=1.0, parent=rows[0].parent)
    assert show(PeerPool(tuple(rows), False)).suppressed == "D1"


def test_the_readers_own_firm_and_its_group_are_no_peers():
    rows = [make_row(n, value=float(n)) for n in range(7)]
    assert show(PeerPool(tuple(rows), False)).suppressed is None
    sister = make_row(7, value=7.0, parent=rows[0].parent)
    pool = PeerPool((*rows, sister), False)
    asked = pick_peers(
        pool, KPI, "headline", as_of=AS_OF, reader=Reader(own=frozenset({rows[0].contributor}))
    )
    assert asked.others == 6
    assert sorted(asked.stated.value) == [1, 2, 3, 4, 5, 6]


def test_ten_firms_have_no_quartiles_and_eleven_have():
    assert withheld(show(make_pool(range(1, 11))))["quartiles"] == "D2"
    shown = show(make_pool(range(10, 120, 10)))
    # n = 11: h = 3 1/6 and 8 5/6, so the means of firms 2-4 and 8-10
    assert (shown.q1, shown.median, shown.q3) == (30, 60, 90)


def test_twenty_eight_firms_have_no_deciles_and_twenty_nine_have():
    assert show(make_pool(range(1, 29))).p10 is None
    shown = show(make_pool(range(10, 300, 10)))
    # n = 29: h = 3.27 and 26.73, so the means of firms 2-4 and 26-28
    assert (shown.p10, shown.p90) == (30, 270)


@pytest.mark.parametrize(
    ("others", "band"), [(5, None), (6, "6-10"), (10, "6-10"), (11, "11-19"), (19, "11-19"),
                         (20, "20-28"), (28, "20-28"), (29, "29+"), (500, "29+")],
)  # fmt: skip
def test_the_number_of_firms_is_shown_as_a_band_only(others, band):
    assert to_n_band(others) == band


def test_no_unrounded_quantile_equals_a_contribution():
    rng = np.random.default_rng(5)
    for n in range(6, 31):
        asked = [Fraction(1, 2)]
        asked += [Fraction(1, 4), Fraction(3, 4)] if n >= 11 else []
        asked += [Fraction(1, 10), Fraction(9, 10)] if n >= 29 else []
        for _ in range(60):
            pool = np.sort(rng.lognormal(size=n))
            for p in asked:
                assert smoothed_quantile(pool, p) not in pool


def test_a_quantile_that_would_need_the_smallest_firm_alone_is_refused():
    with pytest.raises(ValueError, match="too few"):
        smoothed_quantile(np.array([1.0, 2.0]), Fraction(1, 2))


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [(0.2346, "fraction", 0.23), (0.235, "fraction", 0.24), (0.004, "fraction", 0.0),
     (47.43, "days", 47), (0.04749, "ratio", 0.047), (12345, "count", 12000), (9.96, "years", 10),
     (0, "ratio", 0)],
)  # fmt: skip
def test_shares_round_to_whole_points_and_others_to_two_digits(value, unit, shown):
    assert round_shown(value, unit) == pytest.approx(shown)


def test_a_group_where_nine_in_ten_report_the_same_is_suppressed():
    assert show(make_pool([0, 0, 0, 0, 0, 0])).suppressed == "D10"
    assert show(make_pool([0] * 9 + [1])).suppressed == "D10"
    assert show(make_pool([0] * 8 + [1, 2])).suppressed is None


@pytest.mark.parametrize(
    ("end", "rule"),
    [(date(2025, 10, 31), "D11"), (date(2025, 9, 30), None), (date(2023, 12, 31), None),
     (date(2023, 12, 30), "D11")],
)  # fmt: skip
def test_data_are_at_least_a_quarter_and_at_most_24_months_old(end, rule):
    pool = make_pool(range(1, 9), period=Period(date(2022, 1, 1), end))
    assert show(pool).suppressed == rule


def test_another_variant_is_never_compared():
    assert show(make_pool(range(1, 9)), variant="from_signed").suppressed == "E1"


def test_without_a_pool_every_cell_says_so():
    shown = show(None)
    assert shown.suppressed == "no_pool" and shown.source == "none"


WEALTH = Reader(segment="wealth")


def make_segments(inside, outside, **more):
    """Return a pool cut by segment: wealth inside, institutional outside, more by name."""
    counts = {"wealth": inside, "institutional": outside} | more
    segments = [name for name, count in counts.items() for _ in range(count)]
    rows = tuple(
        make_row(n, value=float(n), segment=name, invented=False) for n, name in enumerate(segments)
    )
    return PeerPool(rows, False, {"2025-Q3": "segment"})


def test_a_segment_whose_complement_would_show_few_is_refused_for_the_whole_pool():
    shown = show(make_segments(7, 4), reader=WEALTH)
    assert (shown.rung, shown.suppressed) == ("all", None)
    assert withheld(shown)["segment=wealth"] == "D6"


def test_a_segment_of_seven_beside_seven_is_shown_so_that_each_firm_has_six_others():
    shown = show(make_segments(7, 7), reader=WEALTH)
    assert (shown.rung, shown.n_band) == ("segment=wealth", "6-10")
    assert shown.among == "firms of segment wealth assessed by themselves"
    own = Reader(own=frozenset({make_row(0).contributor}), segment="institutional")
    member = show(make_segments(7, 7), reader=own)
    assert (member.rung, member.n_band) == ("segment=wealth", "6-10")  # the frozen row decides
    assert show(make_segments(6, 7), reader=WEALTH).rung == "all"


def test_a_segment_of_five_is_refused():
    shown = show(make_segments(5, 9), reader=WEALTH)
    assert shown.rung == "all" and withheld(shown)["segment=wealth"] == "D1"


def test_small_segments_stand_together_and_no_reader_sees_the_whole_beside_the_parts():
    pool = make_segments(7, 8, mixed=4, intermediary=3)
    rungs = {
        name: show(pool, reader=Reader(segment=name)).rung
        for name in ("wealth", "institutional", "mixed", "intermediary", "")
    }
    assert rungs == {
        "wealth": "segment=wealth", "institutional": "segment=institutional",
        "mixed": "segment=other", "intermediary": "segment=other", "": "segment=other",
    }  # fmt: skip


def test_assessor_types_are_never_mixed():
    rows = [make_row(n, value=float(n)) for n in range(8)]
    rows += [make_row(n + 50, value=100.0 + n, assessor="consultant") for n in range(7)]
    pool = PeerPool(tuple(rows), False)
    assert show(pool).median < 10
    assert show(pool, reader=Reader(assessor="consultant")).median > 90
    alone = PeerPool(tuple(rows[:8]), False)
    assert show(alone, reader=Reader(assessor="consultant")).suppressed == "E3"


def test_a_cell_is_of_age_as_a_whole_so_that_the_date_tells_no_firm_apart():
    rows = [make_row(n, value=float(n)) for n in range(9)]
    rows[8] = make_row(8, value=8.0, period=Period(date(2024, 10, 1), date(2025, 10, 31)))
    shown = show(PeerPool(tuple(rows), False))
    assert shown.suppressed == "D11" and withheld(shown)["vintage 2025-Q3"] == "D11"


def test_a_vintage_that_was_held_back_is_passed_over():
    old = [make_row(n, value=1000.0 + n, vintage="2025-Q2") for n in range(9)]
    new = [make_row(n + 50, value=float(n)) for n in range(9)]
    held = frozenset({("2025-Q3", KPI, "headline", "self")})
    shown = show(PeerPool((*old, *new), False, {}, held))
    assert shown.vintage == "2025-Q2" and withheld(shown)["vintage 2025-Q3"] == "D5"


@pytest.mark.parametrize(
    ("weights", "rule"),
    [
        ([26, 20, 20, 20, 14], "D4"),
        ([25, 25, 25, 25], None),
        ([25.0, 20, 20, 20, 15], None),
        ([0.2, 0.2, 0.2, 0.2, 0.2], None),
        ([], "D4"),
        ([0, 0], "D4"),
    ],
)
def test_a_weighted_statistic_is_closed_where_one_firm_carries_more_than_a_quarter(weights, rule):
    assert find_dominance(weights) == rule


def test_every_cell_bears_a_rule_shown_or_not():
    notes = {note.cell: (note.shown, note.rule) for note in show(make_pool(range(1, 9))).cells}
    assert notes == {
        "n_band": (True, "D8"), "median": (True, "D1"), "position": (True, "D9"),
        "quartiles": (False, "D2"), "deciles": (False, "D2"),
    }  # fmt: skip
    closed = show(make_pool(range(1, 4))).cells
    assert {(note.shown, note.rule) for note in closed} == {(False, "D1")}


def test_a_consultant_without_the_register_sees_nothing():
    assert show(make_pool(range(1, 9)), reader=Reader(is_blind=True)).suppressed == "D15"


def test_the_readers_group_is_no_peer_though_the_firm_itself_gave_nothing():
    rows = [make_row(n, value=float(n)) for n in range(7)]
    reader = Reader(kin=frozenset({rows[6].parent}))
    peers = pick_peers(PeerPool(tuple(rows), False), KPI, "headline", as_of=AS_OF, reader=reader)
    assert sorted(peers.stated.value) == [0, 1, 2, 3, 4, 5]


def test_a_group_that_is_named_and_not_proved_takes_one_firm_more_and_changes_no_number():
    named = Reader(names_group=True)
    assert show(make_pool(range(1, 7))).suppressed is None
    assert show(make_pool(range(1, 7)), reader=named).suppressed == "D1"
    for count, quartiles in ((7, "D2"), (11, "D2"), (12, None)):
        pool = make_pool([3.0 * n * n for n in range(1, count + 1)])
        plain, shown = show(pool), show(pool, reader=named)
        assert (shown.median, shown.n_band) == (plain.median, plain.n_band)
        assert withheld(shown).get("quartiles") == quartiles
    proved = Reader(names_group=True, kin=frozenset({make_row(0).parent}))
    assert show(make_pool(range(1, 8)), reader=proved).suppressed is None  # six others remain
    assert show(make_pool(range(1, 7)), reader=proved).suppressed == "D1"


def test_a_consultant_who_knows_all_but_two_of_the_firms_sees_nothing():
    pool = make_pool(range(1, 7))
    known = frozenset(make_row(n).contributor for n in range(4))
    assert show(pool, reader=Reader(known=known)).suppressed == "D15"
    fewer = frozenset(make_row(n).contributor for n in range(3))
    assert show(pool, reader=Reader(known=fewer)).suppressed is None


def test_only_the_newest_vintage_counts():
    old = [make_row(n, value=1000.0 + n, vintage="2025-Q2") for n in range(9)]
    new = [make_row(n + 50, value=float(n)) for n in range(6)]
    shown = show(PeerPool((*old, *new), False))
    assert shown.vintage == "2025-Q3" and shown.median < 10


def test_subsidiaries_with_counts_vote_once_with_their_pooled_ratio():
    rows = [make_row(n, numerator=5, denominator=10) for n in range(8)]
    rows += [make_row(8, numerator=1, denominator=10), make_row(9, numerator=8, denominator=30)]
    rows[9] = make_row(9, numerator=8, denominator=30, parent=rows[8].parent)
    peers = pick_peers(PeerPool(tuple(rows), False), KPI, "headline", as_of=AS_OF)
    assert peers.others == 9
    assert min(peers.stated.value) == pytest.approx(9 / 40)


def test_scale_turns_counts_into_the_figures_unit():
    pool = make_counted([(k, 36525) for k in (1, 2, 3, 4, 5, 6)])
    peers = pick_peers(pool, KPI, "headline", as_of=AS_OF, scale=365.25)
    assert sorted(peers.stated.value) == pytest.approx([0.01, 0.02, 0.03, 0.04, 0.05, 0.06])


def test_only_shown_figures_of_evidenced_level_three_are_contributed():
    assert why_not_contributed(Outcome.MEASURED, 3) is None
    assert why_not_contributed(Outcome.MEASURED, 2) == "E2"
    assert why_not_contributed(Outcome.TOO_FEW, 5) == "E2"


def test_what_leaves_carries_no_contribution_and_no_id():
    values = [0.111213, 0.212223, 0.313233, 0.414243, 0.515253, 0.616263]
    text = json.dumps(show(make_pool(values), unit="fraction").to_json())
    assert not any(str(value) in text for value in values)
    assert make_row(0).contributor not in text and make_row(0).parent not in text


def test_an_invented_pool_is_named_in_its_source():
    shown = show(make_pool(range(1, 9), invented=True))
    assert shown.invented and shown.source == "invented demo pool 2025-Q3"
