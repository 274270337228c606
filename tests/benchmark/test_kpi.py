"""One KPI's benchmark joined, and its JSON; and crossings by chance."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from cxaudit.benchmark import (
    JudgedFigure,
    Sources,
    TargetInputs,
    TargetSettings,
    benchmark_kpi,
    count_by_chance,
    to_facts,
)
from cxaudit.benchmark.figure import FigureFacts
from cxaudit.catalogue import load_catalogue
from cxaudit.errors import ModelError
from cxaudit.outcome import Outcome
from cxaudit.peers import read_coverage, read_published
from cxaudit.peers.rows import PeerPool
from tests.benchmark.builders import (
    AS_OF,
    EXAMPLE,
    KPI,
    make_counted,
    make_facts,
    make_row,
    measured,
)

FOLDER = Path(__file__).resolve().parents[2] / "data" / "benchmarks"
COVERAGE, PUBLISHED = read_coverage(FOLDER), read_published(FOLDER)
FIRM = measured(0.3, 0.167, 0.479, numerator=9, denominator=30)


def benchmark(figure=FIRM, facts=None, pool=None, **figures):
    sources = Sources(AS_OF, COVERAGE, PUBLISHED, pool)
    facts = facts or make_facts(spread="beta")
    return benchmark_kpi(facts, TargetInputs({"headline": figure, **figures}), sources)


def test_the_json_has_the_shape_of_the_contract():
    found = json.loads(json.dumps(benchmark(pool=make_counted(EXAMPLE, invented=True)).to_json()))
    assert set(found) >= {"kpi_id", "peers", "position", "published", "target"}
    wanted = {"n_band", "median", "q1", "q3", "rung", "suppressed", "source", "invented"}
    assert set(found["peers"]) >= wanted
    wanted = {"band", "low", "high", "p_above_median", "p_better", "wording"}
    assert set(found["position"]) >= wanted
    assert set(found["target"]) >= {"rule", "met", "wording"}
    assert found["peers"]["n_band"] == "11-19"
    assert found["position"]["p_better"] == 0.65
    assert found["target"]["met"] == "unclear"


def test_each_published_value_has_the_shape_of_the_contract():
    found = benchmark(measured(0.3, 0.25, 0.35), make_facts(kpi_id="email_open_rate")).to_json()
    wanted = {"value", "statistic", "population", "period", "grade", "use"}
    assert found["published"] and all(set(value) >= wanted for value in found["published"])


def test_without_a_pool_the_public_silence_is_said_in_words():
    found = benchmark().to_json()
    assert found["peers"]["suppressed"] == "no_pool"
    assert found["position"]["band"] is None and found["position"]["wording"]
    assert found["published_note"].startswith("no trustworthy public figure; instead: ")
    assert found["target"]["met"] == "not_set"


@pytest.mark.parametrize("outcome", [o for o in Outcome if not o.is_shown])
def test_every_outcome_without_a_value_has_words_in_every_place(outcome):
    found = benchmark(JudgedFigure(outcome, "fraction"), pool=make_counted(EXAMPLE)).to_json()
    assert found["position"]["wording"].startswith("no position: ")
    assert found["target"]["met"] == "not_set" and found["target"]["wording"]
    assert found["peers"]["median"] is not None


def test_a_target_on_a_part_is_judged_against_peers_of_that_part():
    facts = replace(
        make_facts("at_least_median", unit="seconds", figure="active_share"),
        judged=FigureFacts("fraction"),
    )
    rows = [make_row(n, value=30.0 + n) for n in range(8)]
    rows += [make_row(n, value=0.40 + n / 100, variant="active_share") for n in range(8)]
    active = measured(0.8, 0.75, 0.85, name="active_share")
    found = benchmark(
        measured(33, 31, 35, unit="seconds"), facts, PeerPool(tuple(rows), True),
        active_share=active,
    )  # fmt: skip
    assert (found.target.met, found.target.figure) == ("yes", "active_share")
    assert found.peers.median == 34 and found.judged.peers.median == 0.44
    assert found.to_json()["judged"]["position"]["wording"] == "above the peer median"


def test_a_suppressed_median_hands_the_verdict_to_the_own_target():
    facts = make_facts(**{"else": "own_target"}, spread="beta")
    sources = Sources(AS_OF, COVERAGE, PUBLISHED, make_counted(EXAMPLE[:5]))
    settings = TargetSettings(own_targets={KPI: 0.1})
    found = benchmark_kpi(facts, TargetInputs({"headline": FIRM}, settings=settings), sources)
    assert (found.peers.suppressed, found.target.rule, found.target.met) == (
        "D1", "own_target", "yes",
    )  # fmt: skip
    assert "fewer than 6 other firms" in found.target.wording


def test_the_catalogue_says_how_each_figures_error_is_drawn():
    catalogue = load_catalogue()
    spreads = {
        kpi_id: to_facts(catalogue[kpi_id]).headline.spread
        for kpi_id in ("rfp_success_rate", "email_open_rate", "complaints_per_client",
                       "onboarding_days_pooled", "strategies_with_buy_rating")
    }  # fmt: skip
    assert list(spreads.values()) == ["beta", "beta", "gamma", "interval", "interval"]
    with pytest.raises(ModelError, match="context figure"):
        to_facts(catalogue["aum"])


def test_crossings_are_counted_beside_those_expected_by_chance():
    pool = make_counted([(k, 100) for k in range(20, 32)])
    ahead = benchmark(measured(0.9, numerator=90, denominator=100), pool=pool)
    alike = benchmark(measured(0.26, numerator=26, denominator=100), pool=pool)
    behind = benchmark(measured(0.02, numerator=2, denominator=100), pool=pool)
    nowhere = benchmark()
    assert count_by_chance([ahead, alike, behind, nowhere]) == (1, pytest.approx(0.3))
    assert count_by_chance([ahead, alike, behind], side="worse").crossing == 1
