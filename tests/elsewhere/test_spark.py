"""Every KPI measured by a real Spark, figure by figure against DuckDB; the page that says so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from cxaudit.catalogue import load_catalogue
from cxaudit.elsewhere.agreement import Agreement, agree
from cxaudit.elsewhere.backend import DuckBackend
from cxaudit.elsewhere.measuring import measure_on
from cxaudit.elsewhere.page import COMMAND, to_page
from cxaudit.errors import ClientDataError
from tests.contract.generated_tables import all_settings, full_supply

if TYPE_CHECKING:
    from cxaudit.elsewhere.sparked import SparkBackend

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = load_catalogue()
WITHOUT = {"thought_leadership_scroll_depth": {"variant_page_totals"}}
STAYING = ("web_visit_length", "onboarding_days_pooled")
WORKED = ("linkedin_engagement_rate", "client_tenure_years", "factsheet_timeliness")


@pytest.fixture(scope="module")
def there(spark, generated) -> SparkBackend:
    from cxaudit.elsewhere.sparked import SparkBackend

    return SparkBackend(spark, generated.folder)


@pytest.fixture(scope="module")
def by_spark(there, generated) -> dict[str, Agreement]:
    found = generated.agreements(there, few=100_000)
    return {one.kpi.kpi_id: one for one in found}


@pytest.mark.parametrize("kpi_id", CATALOGUE)
def test_spark_gives_the_same_digits(by_spark, kpi_id):
    found = by_spark[kpi_id]
    assert (found.runs, found.differs) == ("exact", ())
    assert set(found.refused) == WITHOUT.get(kpi_id, set())


@pytest.mark.parametrize("kpi_id", STAYING)
def test_sums_ranks_and_days_are_worked_out_by_spark_where_rows_are_many(there, generated, kpi_id):
    (found,) = generated.agreements(there, kpi_id, few=0)
    assert (found.runs, found.refused, found.differs) == ("exact", {}, ())


@pytest.mark.parametrize("kpi_id", WORKED)
def test_a_worked_case_comes_to_the_same_on_spark(spark, kpi_id):
    from cxaudit.elsewhere.sparked import SparkBackend

    found = agree(CATALOGUE[kpi_id], lambda folder: SparkBackend(spark, folder), most=1)
    assert (found.runs, found.refused, found.differs) == ("exact", {}, ())


def test_a_measurement_says_that_it_ran_on_spark(there, spark):
    (found,) = measure_on(there, all_settings(), [CATALOGUE["aum"]], full_supply())
    assert found.flags == (f"ran on spark {spark.version}",)


@pytest.mark.parametrize(
    ("name", "value"),
    [("spark.sql.session.timeZone", "Europe/Paris"), ("spark.sql.ansi.enabled", "false")],
)
def test_a_session_whose_digits_would_differ_is_refused(spark, tmp_path, name, value):
    from cxaudit.elsewhere.sparked import SparkBackend

    before = spark.conf.get(name)
    spark.conf.set(name, value)
    try:
        with pytest.raises(ClientDataError, match=f"{name} = {value}"):
            SparkBackend(spark, tmp_path)
    finally:
        spark.conf.set(name, before)


def test_tables_that_the_session_knows_are_read_under_their_own_names(spark, there):
    from cxaudit.elsewhere.sparked import SparkBackend

    spark.sql("select 'c1' as client_id, date'2020-01-01' as rel_start").createOrReplaceTempView(
        "register"
    )
    known = SparkBackend(spark, tables={"client": "register"})
    assert known.found == {"client": {"client_id", "rel_start"}}
    known.provide("client")
    assert known.fetch("select client_id, tier from cxaudit_client") == [("c1", None)]
    there.provide("client")
    assert there.fetch("select count(*) from cxaudit_client")[0][0] > 1


@pytest.mark.parametrize("kind", ["bigint", "decimal(38, 0)"])
def test_a_number_too_large_for_spark_is_told_as_duckdb_tells_it(spark, there, kind):
    most = "9" * (18 if kind == "bigint" else 38)
    with pytest.raises(duckdb.OutOfRangeException):
        there.fetch(f"select sum(x * x) from (select cast('{most}' as {kind}) as x)")


def test_the_tracked_page_is_what_the_runs_give(by_spark, generated):
    by_duckdb = generated.agreements(DuckBackend(generated.folder, threads=1), few=100_000)
    page = to_page({"DuckDB": by_duckdb, "Spark": [by_spark[one.kpi.kpi_id] for one in by_duckdb]})
    tracked = (ROOT / "docs" / "dialects.md").read_text(encoding="utf-8")
    assert tracked == page, f"docs/dialects.md is older than the model; write it again: {COMMAND}"
