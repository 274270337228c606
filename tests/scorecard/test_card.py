"""The card: 28 joined rows on kpi_id, what follows from them, and nothing vanishing."""

from __future__ import annotations

import json
from dataclasses import fields

from cxaudit.catalogue import load_catalogue
from cxaudit.scorecard import Row, join

KPIS = [kpi_id for kpi_id, kpi in load_catalogue().items() if kpi.is_kpi]


def test_there_are_28_rows_in_the_order_of_the_catalogue(card):
    assert [row.kpi.kpi_id for row in card.rows] == KPIS


def test_context_figures_stand_apart(card):
    assert [m.code for m in card.context] == ["X1", "X2"]


def test_every_part_of_a_row_is_of_the_same_kpi(card):
    for row in card.rows:
        parts = (row.use_case, row.measured, row.readiness, row.benchmark, row.value)
        assert {part.kpi_id for part in parts} == {row.kpi.kpi_id}
    assert {f.name for f in fields(Row)} >= {
        "use_case", "measured", "readiness", "benchmark", "value",
    }  # fmt: skip


def test_a_row_is_found_by_its_kpi(card):
    assert card.row("pitch_win_rate").kpi.code == "K19"


def test_the_card_is_json_with_the_agreed_fields(card):
    found = json.loads(json.dumps(card.to_json(), allow_nan=False))
    assert found["client"] == "small-firm"
    assert found["as_of"] == "2025-12-31"
    assert len(found["kpis"]) == 28
    for finding in found["findings"]:
        assert set(finding) >= {"id", "severity", "kpi_ids", "evidence", "remedy"}
    for action in found["actions"]:
        assert set(action) >= {
            "id", "kpi_id", "owner", "due_on", "prize", "urgency", "money", "effort", "state",
        }  # fmt: skip


def test_findings_follow_from_the_rows_and_facts(card):
    found = {finding.id: finding for finding in card.findings}
    assert found["reported_differs"].kpi_ids == ("email_click_through_rate",)
    assert "20.0%" in found["reported_differs"].evidence[0]
    assert "5.7%" in found["reported_differs"].evidence[0]
    assert "rfp_sales_conversion_rate" in found["small_sample"].kpi_ids


def test_nothing_is_found_on_a_use_case_that_does_not_apply(card):
    assert card.row("podcast_listens_per_episode").use_case.state == "not_applicable"
    assert not [f for f in card.findings if "podcast_listens_per_episode" in f.kpi_ids]


def test_joining_is_by_id_not_by_order(small):
    card = small.scorecard
    turned = dict(reversed(list(small.measurements.items())))
    again = join(
        client=card.client, name=card.name, as_of=card.as_of, period=card.period, currency="EUR",
        kpis=small.catalogue, measurements=turned, readiness=small.readiness, states=small.states,
        benchmarks=small.benchmarks, values=small.values, facts={},
    )  # fmt: skip
    assert [row.to_json() for row in again.rows] == [row.to_json() for row in card.rows]
