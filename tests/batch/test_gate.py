"""The parameter gate: papermill takes any name and any value, so both are checked before it."""

from __future__ import annotations

import pytest

from cxaudit.batch import check_parameters
from cxaudit.errors import ClientDataError, ModelError
from tests.batch.light import make_workspace, write_notebook

DECLARED = (
    'client = ""\nlimit = 3\nshare = 0.5\nis_final = False\nnames = []\nlabels = {}\nany_ = None'
)
FITTING = {
    "client": "demo-weak", "limit": 4, "share": 0.25, "is_final": True, "names": ["a"],
    "labels": {"a": 1}, "any_": [1, {"b": None}],
}  # fmt: skip


@pytest.fixture(scope="module")
def notebook(tmp_path_factory):
    workspace = make_workspace(tmp_path_factory.mktemp("gate") / "w")
    return write_notebook(workspace, "1", parameters=DECLARED)


def test_declared_names_with_values_of_the_declared_type_pass(notebook):
    check_parameters(notebook, FITTING)


def test_a_name_that_the_notebook_does_not_declare_is_refused_with_those_it_does(notebook):
    with pytest.raises(ClientDataError) as refused:
        check_parameters(notebook, {"clinet": "demo-weak"})
    assert "clinet is not a parameter" in refused.value.found
    assert "client" in refused.value.wanted
    assert refused.value.file == "report.ipynb"


@pytest.mark.parametrize(
    ("name", "value"),
    [("client", 3), ("limit", "3"), ("limit", True), ("share", "0.5"), ("is_final", 1),
     ("names", {"a": 1}), ("labels", ["a"]), ("client", None)],
)  # fmt: skip
def test_a_value_of_another_type_is_refused(notebook, name, value):
    with pytest.raises(ClientDataError, match=f"{name} must be"):
        check_parameters(notebook, {name: value})


@pytest.mark.parametrize(
    "value", [("a", "b"), b"text", {1: "a"}, [("a",)], {"a": b"x"}, float("nan"), float("inf"),
              {"set"}, object()]
)  # fmt: skip
def test_a_value_that_json_would_change_or_lose_is_refused(notebook, value):
    with pytest.raises(ClientDataError, match="any_ is not a plain value"):
        check_parameters(notebook, {"any_": value})


def test_every_fault_is_said_in_one_go(notebook):
    with pytest.raises(ClientDataError) as refused:
        check_parameters(notebook, {"client": 3, "unknown": "x", "names": ("a",)})
    assert refused.value.found.count(";") == 2


def test_a_notebook_without_a_parameters_cell_is_our_own_fault(tmp_path):
    workspace = make_workspace(tmp_path / "w")
    bare = write_notebook(workspace, "1", parameters="")
    with pytest.raises(ModelError, match="no cell tagged parameters"):
        check_parameters(bare, {"run_request": "x"})
