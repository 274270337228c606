"""The invented pool: deterministic, marked, and in the shape that a pool has."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import pytest

from cxaudit.catalogue import load_catalogue
from cxaudit.demo.pool import POOL_FILE, SPECS, to_demo_csv, to_demo_pool
from cxaudit.peers import read_coverage, read_pool

FOLDER = Path(__file__).resolve().parents[2] / "data" / "benchmarks"


def test_the_tracked_file_is_what_the_generator_writes():
    assert (FOLDER / POOL_FILE).read_bytes() == to_demo_csv().encode()


def test_every_row_says_that_it_is_invented():
    assert {row["invented"] for row in to_demo_pool()} == {"true"}


def test_every_kpi_has_peers_and_two_contributors_share_a_parent():
    rows = to_demo_pool()
    assert {row["kpi_id"] for row in rows} == set(read_coverage(FOLDER).kpi)
    parents = {row["contributor"]: row["parent"] for row in rows}
    assert (len(parents), len(set(parents.values()))) == (24, 23)


def test_some_kpis_have_too_few_peers_so_that_suppression_can_be_seen():
    counts = Counter((row["kpi_id"], row["variant"]) for row in to_demo_pool())
    assert min(counts.values()) == 5 and max(counts.values()) == 24
    assert counts == {(spec.kpi_id, spec.variant): spec.firms for spec in SPECS}


def test_strong_firms_do_better_on_the_whole():
    days, shares = defaultdict(float), defaultdict(float)
    for row in to_demo_pool():
        if row["kpi_id"] == "onboarding_days_pooled":
            days[row["contributor"]] = float(row["value"])
        if row["kpi_id"] == "investment_report_timeliness":
            share = int(row["numerator"]) / int(row["denominator"])
            shares[row["contributor"]] = share
    both = sorted(set(days) & set(shares), key=days.__getitem__)
    half = len(both) // 2
    quick = sum(shares[firm] for firm in both[:half]) / half
    slow = sum(shares[firm] for firm in both[half:]) / (len(both) - half)
    assert quick > slow


def test_the_pool_is_accepted_by_the_catalogues_own_limits():
    if len(load_catalogue()) < 30:
        pytest.skip("the catalogue does not hold all 30 entries")
    pool = read_pool(FOLDER / POOL_FILE)
    assert pool.invented and len(pool.rows) == len(to_demo_pool())
