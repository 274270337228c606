"""Every worked case beside a KPI holds: the written definition, measured for real."""

from __future__ import annotations

import pytest

from cxaudit.catalogue import Kpi
from cxaudit.modelfile import list_folders, load_model
from tests.contract.kpi_cases import check_figure, load_cases, measure_case

KPIS = [
    load_model(folder / "kpi.toml", Kpi, kpi_id=folder.name, folder=folder)
    for folder in list_folders("kpis")
    if (folder / "kpi.toml").exists()
]
CASES = [
    pytest.param(kpi, case, id=f"{kpi.kpi_id}: {case['name']}")
    for kpi in KPIS
    for case in load_cases(kpi)
]


@pytest.mark.parametrize(("kpi", "case"), CASES)
def test_the_case_is_measured_as_worked_out_by_hand(kpi, case):
    found = measure_case(kpi, case).to_json()
    expected = case["expect"]
    faults = check_figure(found, expected, "")
    for group in ("parts", "variants"):
        for name, wanted in expected.get(group, {}).items():
            assert name in found[group], f"{group} has only {sorted(found[group])}"
            faults += check_figure(found[group][name], wanted, f"{group}.{name}.")
    assert not faults, "\n".join(
        [*faults, f"reason: {found['reason']}", f"excluded: {found['excluded']}"]
    )


@pytest.mark.parametrize("kpi", KPIS, ids=lambda kpi: kpi.kpi_id)
def test_every_entry_has_a_worked_case(kpi):
    assert load_cases(kpi), f"{kpi.kpi_id} has no cases.toml"


def reachable(kpi: Kpi) -> set[str]:
    """Return how a figure of this KPI can end; it is indicative only between two least sizes."""
    ok, shown = kpi.sample.ok, kpi.sample.shown
    between = any(least > shown.get(size, 0) for size, least in ok.items())
    return {"measured", "too_few", "no_data"} | ({"indicative"} if between else set())


@pytest.mark.parametrize("kpi", KPIS, ids=lambda kpi: kpi.kpi_id)
def test_its_cases_reach_every_way_in_which_it_can_end(kpi):
    reached = {case["expect"].get("outcome") for case in load_cases(kpi)}
    assert reached - {None} == reachable(kpi)


def test_five_entries_are_never_indicative():
    certain = {kpi.code for kpi in KPIS if "indicative" not in reachable(kpi)}
    assert certain == {"K08", "K12", "K26", "X1", "X2"}
