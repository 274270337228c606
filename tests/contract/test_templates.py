"""What is copied to add a KPI works as it stands."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cxaudit.catalogue import load_catalogue
from cxaudit.modelfile import load_toml
from tests.contract.kpi_cases import check_figure, load_cases, measure_case

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
CASES = load_toml(TEMPLATES / "kpi" / "cases.toml")["case"]


@pytest.fixture
def copied(tmp_path):
    shutil.copytree(TEMPLATES / "kpi", tmp_path / "kpis" / "complaints_answered")
    return load_catalogue(tmp_path)["complaints_answered"]


def test_the_copied_folder_is_found_by_its_name_alone(copied):
    assert copied.kpi_id == "complaints_answered"
    assert copied.code not in {kpi.code for kpi in load_catalogue().values()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_each_of_its_cases_passes(copied, case):
    found = measure_case(copied, case).to_json()
    faults = check_figure(found, case["expect"], "")
    for group in ("parts", "variants"):
        for name, wanted in case["expect"].get(group, {}).items():
            faults += check_figure(found[group][name], wanted, f"{group}.{name}.")
    assert not faults, "\n".join(faults)


def test_the_cases_are_read_from_the_copied_folder(copied):
    assert load_cases(copied) == CASES


def test_the_copied_folder_names_kpis_that_exist_as_moving_with_it(copied):
    assert set(copied.library.moves_with) <= set(load_catalogue())


def test_every_key_of_the_catalogue_is_shown_in_the_template():
    shown = (TEMPLATES / "kpi" / "kpi.toml").read_text(encoding="utf-8")
    keys = "min_age_days client_value settings else also [rows] [part. [variant. fallback scale by"
    keys += " [sample] [bounds] [strategy] [money] [library] moves_with asks beside complete"
    keys += " suppressed unfiltered"
    assert [key for key in keys.split() if key not in shown] == []
