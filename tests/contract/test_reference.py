"""The printed reference says what the model says, and the tracked page is the one it gives."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cxaudit.catalogue import FigureSpec, load_catalogue
from cxaudit.display.tables.reference import (
    describe,
    to_cases,
    to_definitions,
    to_fraction,
    to_interval,
)
from cxaudit.reporting.reference import COMMAND, to_reference, to_reference_json

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = load_catalogue()
PAGE = to_reference()


def test_the_tracked_page_is_what_the_model_gives():
    tracked = (ROOT / "docs" / "kpis.md").read_text(encoding="utf-8")
    assert tracked == PAGE, f"docs/kpis.md is older than the model; write it again: {COMMAND}"


def test_each_kpi_has_one_row_and_one_section_that_the_row_leads_to():
    rows = re.findall(r"^\| \[(\w+)\]\(#([\w-]+)\)", PAGE, re.M)
    headings = re.findall(r"^## (.+)$", PAGE, re.M)
    assert [code for code, _ in rows] == [kpi.code for kpi in CATALOGUE.values()]
    made = [re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings]
    assert [anchor for _, anchor in rows] == made


@pytest.mark.parametrize("kpi", CATALOGUE.values(), ids=lambda kpi: kpi.kpi_id)
def test_a_section_names_every_variant_part_and_case(kpi):
    section = PAGE.split(f"\n## {kpi.code} ")[1].split("\n## ")[0]
    assert kpi.library.formula in section
    for name, variant in kpi.variant.items():
        assert f"| `{name}` | {variant.label} |" in section
    assert all(f"| `{name}` |" in section for name in kpi.figure if name != "headline")
    cases = to_cases(kpi)
    assert cases
    assert all(f"\n- {case}" in section for case in cases)


def test_every_table_of_the_page_has_as_many_cells_in_each_row():
    for block in re.findall(r"(?:^\|.*\n)+", PAGE, re.M):
        widths = {len(re.split(r"(?<!\\)\|", line)) for line in block.splitlines()}
        assert len(widths) == 1, block.splitlines()[0]


def facts(kpi_id: str) -> dict[str, str]:
    return dict(describe(CATALOGUE[kpi_id]))


def test_the_facts_of_a_kpi_read_as_the_definitions_do():
    opened = facts("email_open_rate")
    assert opened["formula"] == "sum(unique_opens) / sum(delivered)"
    assert opened["interval"] == "by clusters from 8 units; under them Wilson while it is a share"
    assert opened["period"].endswith("rows from 7 days of age")
    onboarding = facts("onboarding_days_pooled")
    assert onboarding["better"] == "down"
    assert onboarding["sample"] == (
        "shown from 6 ended; measured from 10 ended and 5 at risk at the median"
    )
    assert facts("strategies_with_buy_rating")["interval"] == "none: a complete count"
    assert facts("client_tenure_years")["period"] == "all of history"
    assert facts("aum")["better"] == "neither: context for the others"


def test_a_fallback_says_when_it_steps_in_and_stands_before_the_others():
    variants, _ = to_definitions(CATALOGUE["onboarding_days_pooled"])
    assert (variants[0].name, variants[0].remark) == ("from_signed", "steps in first")
    assert {one.remark for one in variants[1:]} == {""}


def spec(shape: str, **columns: object) -> FigureSpec:
    return FigureSpec(shape=shape, unit="ratio", **columns)


@pytest.mark.parametrize(
    ("figure", "fraction", "interval"),
    [
        (spec("rate", events="a", exposure="b", scale="365.25", overdispersed_at=1.5),
         "sum(a) / sum(b) x 365.25", "Garwood; by clusters where variance / mean > 1.5"),
        (spec("quantile", value="a", p=0.9), "quantile(a, 0.9)", "order statistics"),
        (spec("mean", value="a"), "sum(a) / count(a)", "by clusters from 6 units"),
        (spec("bracket", value_low="a", value_high="b", weight="w"),
         "sum(w x [a, b]) / sum(w)", "none: the bracket itself"),
        (spec("chance_by", days="a", ending="b", entered_days="c", at_day="median"),
         "Aalen-Johansen chance of a by the median day", "delta method, log-log"),
    ],
)  # fmt: skip
def test_every_shape_has_its_formula_and_its_interval_in_words(figure, fraction, interval):
    assert (to_fraction(figure), to_interval(figure)) == (fraction, interval)


def test_the_same_facts_go_out_as_plain_values():
    found = {entry["code"]: entry for entry in to_reference_json()}
    assert list(found) == [kpi.code for kpi in CATALOGUE.values()]
    assert found["K20"]["unit"] == "days"
    assert found["K20"]["cases"] == to_cases(CATALOGUE["onboarding_days_pooled"])
