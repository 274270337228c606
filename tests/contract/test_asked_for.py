"""What a use case turns on is asked for, told and read; persons stay out of what is shared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cxaudit.catalogue import load_catalogue

ROOT = Path(__file__).resolve().parents[2]
BY_CODE = {kpi.code: kpi for kpi in load_catalogue().values()}
ASKED = {
    "K07": ("cta_positions",),
    "K08": ("content_stat.next_step",),
    "K09": ("content_stat.next_step",),
    "K24": ("portal_functions",),
}


@pytest.mark.parametrize("code", sorted(BY_CODE))
def test_the_catalogue_asks_for_what_the_use_case_turns_on(code):
    assert BY_CODE[code].asks == ASKED.get(code, ())


def test_verdicts_are_read_with_the_parts_and_settings_that_were_agreed():
    beside = {code: kpi.target.beside for code, kpi in BY_CODE.items() if kpi.target}
    assert {code: names for code, names in beside.items() if names} == {
        "K08": ("next_step_share",),
        "K09": ("next_step_share",),
        "K24": ("adoption", "portal_functions"),
    }


def test_a_person_is_shown_only_from_the_agreed_number_of_pitches():
    part = BY_CODE["K19"].part["by_person"]
    assert (part.sample.shown, part.sample.ok) == ({"n": 5}, {"n": 10})
    assert "under 5 decided pitches" in part.suppressed


def test_the_report_names_no_person():
    report = json.loads((ROOT / "notebooks" / "report.ipynb").read_text(encoding="utf-8"))
    shown = "".join("".join(cell["source"]) for cell in report["cells"])
    assert "show.variants" not in shown and "by_person" not in shown
    sources = [*(ROOT / "cxaudit" / "reporting").rglob("*.py"), *ROOT.glob("templates/report/*")]
    naming = [path.name for path in sources if "by_person" in path.read_text(encoding="utf-8")]
    assert naming == []
