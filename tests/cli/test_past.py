"""A client's past: frozen under a name, compared with today, carried to a new period."""

from __future__ import annotations

import json
import re

from cxaudit.audit import Audit
from cxaudit.display.tables.since import show_since


def test_a_milestone_is_frozen_shown_and_compared_with(firm, tmp_path):
    made = firm.json("milestone", "small-firm", "First reading")["milestone"]
    assert made["id"] == "first-reading"
    assert [m["id"] for m in firm.json("show", "small-firm")["milestones"]] == ["first-reading"]
    found = firm.json("compare", "small-firm", "--with", "first-reading")
    assert len(found["kpis"]) == 28
    assert {"difference", "low", "high", "verdict"} <= set(found["kpis"][0]["performance"])
    assert found["firm"]["computed"]["from"] == found["firm"]["computed"]["to"] > 0
    printed = firm("compare", "small-firm", "--with", "first-reading").out
    shown = show_since(Audit.open("small-firm", firm.root)).text.splitlines()
    assert shown[0].partition(" since ")[2] in printed, "the milestone by its name and day"
    for line in shown[2:9]:
        label, then, now, _ = line.split(" | ")
        assert [label, then, now] in [re.split(r"  +", row.strip()) for row in printed.splitlines()]
    card = tmp_path / "card.json"
    card.write_text(json.dumps(firm.json("scorecard", "small-firm")))
    assert firm.json("compare", "small-firm", "--with", card)["kpis"] == found["kpis"]
    assert "unknown" in firm.refuse("compare", "small-firm", "--with", "unknown")["found"]


def test_a_new_period_keeps_the_old_audit_and_asks_for_every_answer_again(firm):
    firm.json("set", "small-firm", "note=before")
    carried = firm.json("carry", "small-firm", "--to", "2026-01-01_2026-12-31")
    assert carried["period"] == {"start": "2026-01-01", "end": "2026-12-31"}
    profile = firm.json("show", "small-firm")["profile"]
    assert (profile["as_of"], profile["period_start"]) == ("2026-12-31", "2026-01-01")
    back = firm.refuse("carry", "small-firm", "--to", "2025-01-01_2025-12-31")
    assert "ends no later" in back["message"]
    assert "small-firm: " in firm("undo", "small-firm").out
    assert firm.json("show", "small-firm")["profile"]["as_of"] == "2025-12-31"
