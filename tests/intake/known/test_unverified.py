"""Exports that nobody has seen are named with the template that takes their rows."""

from __future__ import annotations

import shutil

import pytest

from cxaudit.errors import ModelError
from cxaudit.intake import load_forms, load_unverified
from cxaudit.modelfile import MODEL_ROOT


def test_each_names_a_template_or_generic_log_and_what_to_mind():
    known = load_forms()
    for entry in load_unverified():
        assert known[entry.template].seen == "own template", entry.vendor
        assert entry.remark and entry.to_json()["verdict"] == "template"


def test_none_of_them_is_a_format_that_an_import_accepts():
    names = [entry.format for entry in load_unverified()]
    assert len(names) == len(set(names)) and not set(names) & set(load_forms())


@pytest.mark.parametrize("vendor", ["HubSpot", "Vimeo", "Libsyn", "Podtrac", "ON24", "Fenergo"])
def test_the_vendors_without_verified_headers_are_listed(vendor):
    assert vendor in {entry.vendor for entry in load_unverified()}


def test_the_click_through_rate_of_hubspot_is_told_to_be_over_opens():
    (remark,) = [entry.remark for entry in load_unverified() if entry.vendor == "HubSpot"]
    assert "click_to_open" in remark and "over opens" in remark


def test_an_entry_that_names_an_unknown_template_is_a_fault_of_the_model(tmp_path):
    shutil.copytree(MODEL_ROOT / "tables", tmp_path / "tables")
    shutil.copytree(MODEL_ROOT / "exports" / "generic__aum", tmp_path / "exports" / "generic__aum")
    entry = '[[exports]]\nvendor = "V"\nexport = "E"\ntemplate = "nonsense"\nremark = "R"\n'
    (tmp_path / "exports" / "unverified.toml").write_text(entry)
    with pytest.raises(ModelError, match="nonsense"):
        load_unverified(tmp_path)
