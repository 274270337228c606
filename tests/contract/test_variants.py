"""Every variant that was agreed is there, under its own label, with its own needs and a case."""

from __future__ import annotations

from collections import Counter

import pytest

from cxaudit.catalogue import load_catalogue
from cxaudit.measure.run import fallbacks_of
from tests.contract.catalogue_as_agreed import FALLBACKS, VARIANTS, WORKED, agreed_lists
from tests.contract.kpi_cases import load_cases

CATALOGUE = load_catalogue()
ENTRIES = pytest.mark.parametrize("kpi", CATALOGUE.values(), ids=lambda kpi: kpi.kpi_id)


@ENTRIES
def test_the_variants_are_those_agreed(kpi):
    assert sorted(kpi.variant) == sorted(agreed_lists(VARIANTS)[kpi.code])


@ENTRIES
def test_what_may_step_in_does_so_in_the_agreed_order(kpi):
    assert [name for name, _ in fallbacks_of(kpi)] == agreed_lists(FALLBACKS).get(kpi.code, [])


@ENTRIES
def test_every_variant_says_what_differs_and_what_it_needs(kpi):
    for name, variant in kpi.variant.items():
        assert len(variant.label.split()) >= 3, name
        assert variant.needs, name
    labels = Counter(variant.label.casefold() for variant in kpi.variant.values())
    assert [label for label, times in labels.items() if times > 1] == []


@ENTRIES
def test_every_part_has_its_words(kpi):
    labelled = {name for name, part in kpi.part.items() if part.label}
    assert set(kpi.figure) - {"headline"} == labelled


@ENTRIES
def test_every_variant_and_part_is_told_apart_by_a_worked_case(kpi):
    wanted = [case["expect"] for case in load_cases(kpi)]
    variants = {name for one in wanted for name in one.get("variants", {})}
    variants |= {one.get("variant", "headline") for one in wanted}
    parts = {name.partition(":")[0] for one in wanted for name in one.get("parts", {})}
    assert set(kpi.variant) - variants == set()
    assert set(kpi.figure) - {"headline"} - parts == set()


@ENTRIES
def test_the_figure_before_exclusions_has_a_case(kpi):
    assert any("unfiltered" in case["expect"].get("variants", {}) for case in load_cases(kpi))


@ENTRIES
def test_there_are_at_least_four_cases_beyond_those_that_were_agreed(kpi):
    assert len(load_cases(kpi)) >= WORKED.get(kpi.code, 0) + 4


@ENTRIES
def test_no_two_cases_of_a_kpi_teach_the_same(kpi):
    names = [case["name"] for case in load_cases(kpi)]
    assert len(set(names)) == len(names)


def test_a_label_of_a_part_names_its_group():
    kpi = CATALOGUE["pitch_win_rate"]
    assert kpi.label_of("by_person:ana").endswith(": ana")
    assert kpi.label_of("by_person:ana").startswith("by person, shrunk")
    assert CATALOGUE["video_viewing_volume"].label_of("nowhere_named") == "nowhere named"
