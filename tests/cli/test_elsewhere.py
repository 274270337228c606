"""measure --on and kpi dialects: figures where tables lie, refusals in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxaudit.audit import Audit
from cxaudit.elsewhere.cases import write_tables


@pytest.fixture(scope="module")
def tables(made, tmp_path_factory) -> Path:
    """Return a folder with the small firm's canonical tables."""
    folder = tmp_path_factory.mktemp("firm-elsewhere")
    write_tables(Audit.open("small-firm", made.root).engine, folder)
    return folder


def test_figures_measured_where_the_tables_lie_are_those_of_the_imports(made, tables):
    kpis = ("--kpi", "K03", "--kpi", "K16")
    here = made("measure", "small-firm", *kpis, "--json").json["kpis"]
    there = made("measure", "small-firm", *kpis, "--on", "duckdb", "--tables", tables, "--json")
    assert there.json["ran_on"].startswith("duckdb ")
    for one, other in zip(here, there.json["kpis"], strict=True):
        assert one["value"] is not None
        assert (one["value"], one["low"], one["high"], one["n"], one["excluded"]) == (
            other["value"], other["low"], other["high"], other["n"], other["excluded"],
        )  # fmt: skip
        assert other["flags"][-1] == f"ran on {there.json['ran_on']}"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--on", "duckdb"), "where the tables lie is not said"),
        (("--on", "oracle", "--tables", "."), "measures do not run there"),
        (("--on", "duckdb", "--tables", "."), "no canonical table lies here"),
    ],
)
def test_what_lacks_is_refused_in_words(made, words, said):
    ended = made("measure", "small-firm", *words, "--json")
    assert (ended.code, ended.error["message"]) == (2, said)


def test_the_worked_cases_are_compared_kpi_by_kpi(made):
    found = made("kpi", "dialects", "--kpi", "K16", "--on", "duckdb", "--most", "1", "--json").json
    assert found == [
        {"kpi_id": "rfp_success_rate", "dialect": "DuckDB", "runs": "exact", "cases": 1,
         "refused": {}, "differs": []},
    ]  # fmt: skip
