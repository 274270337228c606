"""The funnel: limits of chance around the shown median, and no real peer a point in it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from cxaudit.benchmark.disclosure import Reader, pick_peers, to_statistics
from cxaudit.benchmark.funnel import to_funnel
from tests.benchmark.builders import (
    AS_OF,
    EXAMPLE,
    KPI,
    make_counted,
    make_facts,
    make_row,
    measured,
)


def draw(pairs, figure, spread="beta", **cells):
    pool = make_counted(pairs, **cells)
    reader = Reader(own=frozenset({make_row(0).contributor}))
    peers = pick_peers(pool, KPI, "headline", as_of=AS_OF, reader=reader)
    facts = make_facts(spread=spread).headline
    return to_funnel(facts, figure, peers, to_statistics(peers, facts.unit))


FIRM = measured(0.3, numerator=9, denominator=30)


def test_the_limits_are_those_of_the_binomial_law_around_the_shown_median():
    funnel = draw([(9, 30), *EXAMPLE], FIRM, invented=True)
    # 6/30, 9/33, 9/32 and 8/27 in the middle: 0.2626
    assert funnel.centre == 0.26
    low, high = funnel.limits["95"]
    for at in (0, 20, 59):
        n = funnel.exposure[at]
        whole = int(n)
        for side, tail in ((low, 0.025), (high, 0.975)):
            counts = stats.binom.ppf(tail, [whole, whole + 1], 0.26)
            # interpolated between whole numbers of wins, so within one of the exact quantile
            assert abs(side[at] * n - counts.mean()) <= 1.01


def test_a_firm_far_off_lies_outside():
    assert draw([(9, 30), *EXAMPLE], FIRM, invented=True).place() == "inside"
    best = measured(0.8, numerator=24, denominator=30)
    assert draw([(9, 30), *EXAMPLE], best, invented=True).place() == "outside_998"
    good = measured(0.5, numerator=15, denominator=30)
    assert draw([(9, 30), *EXAMPLE], good, invented=True).place() == "outside_95"


def test_invented_peers_are_points_and_real_ones_never_and_span_no_axis():
    made_up = draw([(9, 30), *EXAMPLE], FIRM, invented=True)
    assert len(made_up.points) == 12
    real = draw([(9, 30), *EXAMPLE], FIRM, invented=False)
    assert real.points == ()
    assert (real.exposure[0], real.exposure[-1]) == pytest.approx((30 / 6 * 0.8, 30 * 6 * 1.1))
    other = draw([(9, 30), *[(10 * k, 10 * n) for k, n in EXAMPLE]], FIRM, invented=False)
    assert other.exposure == real.exposure


def test_events_over_exposure_take_the_poisson_law():
    rates = [(6, 100)] * 3 + [(5, 120)] * 3 + [(9, 90)] * 3
    funnel = draw(rates, measured(0.06, numerator=6, denominator=100, unit="ratio"), "gamma",
                  invented=True)  # fmt: skip
    assert np.all(np.diff(funnel.limits["99.8"][1]) < 0)  # the more exposure, the narrower


def test_without_counts_or_without_a_median_there_is_no_funnel():
    assert draw([(9, 30), *EXAMPLE], measured(0.3, 0.2, 0.4), invented=True) is None
    assert draw(EXAMPLE[:4], FIRM, invented=True) is None
