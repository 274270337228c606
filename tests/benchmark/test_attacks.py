"""Attacks on the pool: what a reader who asks cleverly can work out about one firm."""

from __future__ import annotations

import json
import os
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest

from cxaudit.benchmark import Reader, Sources, TargetInputs, benchmark_kpi
from cxaudit.benchmark.disclosure import pick_peers, round_shown, smoothed_quantile, to_statistics
from cxaudit.benchmark.disclosure.rounding import to_span
from cxaudit.peers import PoolHome, freeze, read_frozen
from cxaudit.peers.cells import to_groups, to_parts
from cxaudit.peers.published import Coverage
from cxaudit.peers.rows import REGIONS, SEGMENTS, SIZE_BANDS, PeerPool
from tests.benchmark.builders import AS_OF, EXAMPLE, KPI, make_facts, make_pool, make_row, measured
from tests.peers.contributions import KPI as GIVEN
from tests.peers.contributions import give, make

POOLS = int(os.environ.get("CXAUDIT_ATTACK_POOLS", "68000"))
SIZES = range(6, 40)
ASKED = {6: ("1/2",), 11: ("1/4", "3/4"), 29: ("1/10", "9/10")}


def asked(n):
    """Return the quantiles that are shown of n other firms."""
    return [Fraction(p) for least, ps in ASKED.items() if n >= least for p in ps]


def draw(rng, shape):
    """Return contributions of three kinds: heavy-tailed, even, and shares near the top."""
    count = shape[0] // 3 + 1
    size = (count, shape[1])
    kinds = (rng.lognormal(3, 1, size), rng.uniform(0, 50, size), rng.beta(9, 1, size))
    return np.concatenate(kinds)[: shape[0]]


def test_no_number_published_of_68000_random_pools_is_a_contribution():
    rng, each, published = np.random.default_rng(68), POOLS // len(SIZES), 0
    for n in SIZES:
        pools = np.sort(draw(rng, (each, n)), axis=1)
        for p in asked(n):
            first, last = to_span(n, p)
            exact = pools[:, first - 1 : last].mean(axis=1)
            assert exact[0] == smoothed_quantile(pools[0], p)
            unit = "fraction" if n % 2 else "ratio"
            shown = [round_shown(value, unit) for value in exact[:50]]
            assert not (pools == exact[:, None]).any()
            assert not (pools[: len(shown)] == np.array(shown)[:, None]).any()
            published += each
    assert published > POOLS


def test_a_firm_cannot_be_told_by_reading_with_and_without_it():
    rows = [make_row(n, value=float(n * n), invented=False) for n in range(9)]
    pool = PeerPool(tuple(rows), False)
    whole = to_statistics(pick_peers(pool, KPI, "headline", as_of=AS_OF), "count")
    for row in rows:  # a claim that the register does not confirm changes nothing
        claimed = Reader(own=frozenset({row.parent}), segment=row.segment, region=row.region)
        peers = pick_peers(pool, KPI, "headline", as_of=AS_OF, reader=claimed)
        assert to_statistics(peers, "count") == whole


@pytest.mark.parametrize("joiners", [1, 2, 3, 4])
def test_joiners_change_nothing_that_is_shown_until_there_are_five(tmp_path, joiners):
    home = PoolHome(tmp_path / "pool", tmp_path / "keys")
    for vintage, count in (("2025-Q2", 8), ("2025-Q3", 8 + joiners)):
        for n in range(count):
            give(home, tmp_path, make(n, vintage=vintage, numerator=n + 1,
                                      period="2024-04-01_2025-03-31"))  # fmt: skip
        freeze(home)
    peers = pick_peers(read_frozen(home.folder), GIVEN, "headline", as_of=AS_OF)
    shown = to_statistics(peers, "fraction")
    assert (shown.vintage, shown.n_band) == ("2025-Q2", "6-10")
    assert ("vintage 2025-Q3", "D5") in shown.withheld


def look(pool, figure, reader=None, **facts):
    """Return everything that a reader with this figure is told."""
    sources = Sources(AS_OF, Coverage(), pool=pool, reader=reader or Reader())
    told = benchmark_kpi(make_facts(**facts), TargetInputs({"headline": figure}), sources)
    return json.dumps(told.to_json(), sort_keys=True)


def test_a_rank_oracle_is_told_the_same_whatever_it_asks():
    pool = make_pool([n / 50 for n in range(1, 13)], invented=False)
    told = {look(pool, measured(step / 100, step / 100 - 0.01, 0.9)) for step in range(2, 82)}
    assert len(told) == 1
    assert '"rule": "D9"' in told.pop()


def test_eighty_what_ifs_of_a_contributor_are_answered_eighty_times_alike():
    rows = [make_row(n, numerator=k, denominator=m, invented=False)
            for n, (k, m) in enumerate([*EXAMPLE, (9, 30)])]  # fmt: skip
    reader = Reader(own=frozenset({rows[12].contributor}))
    pool = PeerPool(tuple(rows), False)
    told = {
        look(pool, measured(step / 100, step / 100 - 0.01, 0.9), reader, spread="beta")
        for step in range(2, 82)
    }
    assert len(told) == 1


def random_pool(rng, count):
    return tuple(
        make_row(
            n, value=float(rng.lognormal()), invented=False,
            parent=f"{int(rng.integers(count)) if rng.random() < 0.2 else n + 5000:016x}",
            size_band=str(rng.choice(SIZE_BANDS[:3])), segment=str(rng.choice(SEGMENTS)),
            region=str(rng.choice(REGIONS[:3])),
        )
        for n in range(count)
    )  # fmt: skip


def test_the_cells_of_a_vintage_never_nest_whatever_the_dimension():
    rng, cut = np.random.default_rng(11), 0
    for trial in range(150):
        rows = random_pool(rng, int(rng.integers(6, 60)))
        dimension = ("size_band", "segment", "region")[trial % 3]
        parts = to_parts(to_groups(rows), dimension)
        assert sum(len(part) for part in parts.values()) == len({row.parent for row in rows})
        assert all(not set(a) & set(b) for a, b in combinations(parts.values(), 2))
        if len(parts) > 1:
            cut += 1
            assert min(len(part) for part in parts.values()) >= 7
    assert cut > 20


def cells_of(rows, dimension):
    """Return each published cell as an equation: weights of the firms, and the number shown."""
    firms = sorted({row.parent for row in rows})
    pool = PeerPool(rows, False, {"2025-Q3": dimension})
    for value in sorted({getattr(row, dimension) for row in rows}):
        reader = Reader(**{dimension: value})
        peers = pick_peers(pool, KPI, "headline", as_of=AS_OF, reader=reader)
        shown = to_statistics(peers, "ratio")
        members = to_parts(to_groups(rows), dimension).get(peers.rung, {})
        order = [list(members)[i] for i in np.argsort(peers.stated.value)]
        numbers = {"1/2": shown.median, "1/4": shown.q1, "3/4": shown.q3,
                   "1/10": shown.p10, "9/10": shown.p90}  # fmt: skip
        for p, number in numbers.items():
            if number is not None:
                first, last = to_span(len(order), Fraction(p))
                weights = np.zeros(len(firms))
                for parent in order[first - 1 : last]:
                    weights[firms.index(parent)] = 1 / (last - first + 1)
                yield weights, number


def test_a_solver_that_even_knows_the_order_finds_no_firm():
    """Least squares over all published cells, told which firms stand behind each of them."""
    rng, solved = np.random.default_rng(5), 0
    for trial in range(40):
        rows = random_pool(rng, int(rng.integers(8, 70)))
        found = list(cells_of(rows, ("segment", "region")[trial % 2]))
        if not found:
            continue
        solved += 1
        matrix = np.array([weights for weights, _ in found])
        _, sizes, span = np.linalg.svd(matrix)
        free = span[(sizes > 1e-9).sum() :]  # directions in which the firms may move unseen
        assert (np.abs(free).max(axis=0) > 1e-6).all(), "a firm has a unique value"
    assert solved > 25


def test_a_consultant_who_knows_all_but_one_firm_behind_a_quantile_is_not_shown_it():
    pool = make_pool([float(n) for n in range(1, 10)], invented=False)
    middle = {make_row(n).contributor for n in (3, 4)}  # two of the three behind the median
    peers = pick_peers(pool, KPI, "headline", as_of=AS_OF, reader=Reader(known=frozenset(middle)))
    assert to_statistics(peers, "count").median is None
    assert peers.rule_of("median") == "D15"
    outer = frozenset(make_row(n).contributor for n in (0, 8))
    peers = pick_peers(pool, KPI, "headline", as_of=AS_OF, reader=Reader(known=outer))
    assert to_statistics(peers, "count").median == 5


def test_one_firm_moves_the_median_by_at_most_one_order_statistic():
    rng = np.random.default_rng(3)
    for n in range(6, 31):
        values = np.sort(rng.lognormal(size=n))
        first, last = to_span(n, Fraction(1, 2))
        for poison in (0.0, 1e9):
            for at in (0, n // 2, n - 1):
                moved = np.sort(np.append(np.delete(values, at), poison))
                now = smoothed_quantile(moved, Fraction(1, 2))
                low = values[max(first - 2, 0) : last - 1].mean()
                high = values[first : min(last + 1, n)].mean()
                assert low - 1e-12 <= now <= high + 1e-12
