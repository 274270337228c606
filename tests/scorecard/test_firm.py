"""The firm then and now, out of two scorecards written by hand."""

from __future__ import annotations

from typing import Any

from cxaudit.scorecard import compare


def card(index: float | None, stage: int, *values: float | None, **more: Any) -> dict[str, Any]:
    """Return a scorecard with one row a value."""
    rows = [
        {"kpi_id": f"k{place}", "code": f"K{place:02}", "name": f"Figure {place}",
         "figure": {"value": value, "unit": "fraction"}}
        for place, value in enumerate(values)
    ]  # fmt: skip
    maturity = {
        "stage": stage, "stage_name": ("Unowned", "Owned")[stage], "index": index,
        "index_declared": 0.5, "to_target": 0.125, "confidence": {"value": 0.7, "grade": "B"},
        "funnel": {"applicable": 21},
    }  # fmt: skip
    return {"client": "c", "as_of": "2025-12-31", "kpis": rows, "maturity": maturity} | more


def test_each_figure_of_the_firm_is_told_then_and_now() -> None:
    found = compare(card(0.0, 0, None, None), card(0.2345, 1, 0.5, None), {})
    assert [(m.name, m.then_text, m.now_text) for m in found.firm] == [
        ("stage", "0 Unowned", "1 Owned"),
        ("index", "0.000", "0.235"),
        ("index_declared", "0.500", "0.500"),
        ("to_target", "13%", "13%"),
        ("confidence", "B", "B"),
        ("applicable", "21", "21"),
        ("computed", "0", "1"),
    ]
    assert [m.name for m in found.firm if m.has_moved] == ["stage", "index", "computed"]
    assert found.to_json()["firm"]["index"] == {"from": 0.0, "to": 0.2345}


def test_what_an_older_scorecard_does_not_give_is_told_as_unknown_and_not_as_nothing() -> None:
    (stage, index, *_) = compare(card(0.1, 0, 0.5, maturity={}), card(0.1, 0, 0.5), {}).firm
    assert (stage.before, stage.then_text, index.then_text) == (None, "–", "–")
