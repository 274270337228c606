"""Measuring where the data lie gives the figures that measuring here gives, and says where."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cxaudit.catalogue import load_catalogue
from cxaudit.elsewhere.agreement import agree
from cxaudit.elsewhere.backend import DuckBackend
from cxaudit.elsewhere.measuring import measure_on, supply_of
from cxaudit.elsewhere.refused import NotTranslated
from cxaudit.errors import ClientDataError
from cxaudit.outcome import Outcome
from tests.contract.generated_tables import all_settings, full_supply

CATALOGUE = load_catalogue()
SHAPES = ("web_visit_length", "podcast_listens_per_episode", "client_tenure_years",
          "complaints_per_client", "thought_leadership_scroll_depth", "net_flow")  # fmt: skip


@pytest.fixture(scope="module")
def there(generated) -> DuckBackend:
    return DuckBackend(generated.folder, threads=1)


@pytest.mark.parametrize("kpi", CATALOGUE.values(), ids=lambda kpi: kpi.kpi_id)
def test_worked_cases_come_to_the_same_there_and_back(kpi):
    found = agree(kpi, lambda folder: DuckBackend(folder, threads=1), most=1)
    assert (found.runs, found.refused, found.differs) == ("exact", {}, ())


@pytest.mark.parametrize("kpi_id", SHAPES)
def test_rows_that_stay_there_give_the_same_figures(generated, there, kpi_id):
    (found,) = generated.agreements(there, kpi_id, few=0)
    assert (found.runs, found.refused, found.differs) == ("exact", {}, ())


class Watched(DuckBackend):
    """A place that notes what was fetched from it."""

    fetched: list[str]

    def fetch(self, sql: str) -> list[tuple]:
        self.fetched.append(sql)
        return super().fetch(sql)


def test_rows_that_stay_there_are_asked_for_sums_and_never_brought(generated):
    there, kpi = Watched(generated.folder), CATALOGUE["web_visit_length"]
    there.fetched = []
    measure_on(there, all_settings(), [kpi], full_supply(), few=0)
    of_tables = [sql for sql in there.fetched if "_kept_" not in sql]
    assert len(of_tables) < len(there.fetched)
    assert all("kind_of_row" in sql for sql in of_tables)


def test_a_measurement_says_where_it_ran(generated, there):
    (found,) = measure_on(there, all_settings(), [CATALOGUE["aum"]])
    assert found.outcome is Outcome.MEASURED
    assert found.flags == (f"ran on {there.name}",)
    assert there.name.startswith("duckdb ")


def test_what_lies_there_is_what_was_supplied(tmp_path):
    pq.write_table(pa.table({"delivery_id": ["d1"], "kind": ["factsheet"]}),
                   tmp_path / "delivery.parquet")  # fmt: skip
    found = supply_of(DuckBackend(tmp_path))
    assert set(found) == {"delivery"}
    assert found["delivery"]["factsheet"] == {"delivery_id", "kind"}


def test_a_table_in_parts_is_one_table(tmp_path):
    (tmp_path / "client").mkdir()
    for number in (1, 2):
        pq.write_table(pa.table({"client_id": [f"c{number}"]}),
                       tmp_path / "client" / f"part-{number}.parquet")  # fmt: skip
    there = DuckBackend(tmp_path)
    there.provide("client")
    assert sorted(there.fetch("select client_id from cxaudit_client")) == [("c1",), ("c2",)]


def test_a_column_of_another_type_is_refused_in_words(tmp_path):
    pq.write_table(pa.table({"client_id": [1.5]}), tmp_path / "client.parquet")
    there = DuckBackend(tmp_path)
    with pytest.raises(ClientDataError, match="client_id is double, wanted varchar"):
        there.provide("client")


class Refusing(DuckBackend):
    """A place that does not run what reads one table."""

    refused = "cxaudit_web_stat"

    def fetch(self, sql: str) -> list[tuple]:
        if self.refused in sql and "count(" not in sql.lower():
            raise NotTranslated("no such thing here")
        return super().fetch(sql)


def test_a_refused_variant_fails_alone_with_the_reason(generated):
    there = Refusing(generated.folder)
    kpi = CATALOGUE["web_visit_length"]
    (found,) = measure_on(there, all_settings(), [kpi], full_supply())
    assert found.outcome is Outcome.MEASURED
    assert found.value == generated.here[kpi.kpi_id].value
    refused = found.variants["ui_totals"].figure
    assert (refused.outcome, refused.value) == (Outcome.FAILED, None)
    assert refused.reason == f"does not run on {there.name}: no such thing here"


def test_a_refused_headline_is_failed_and_shows_no_number(generated):
    there = Refusing(generated.folder)
    there.refused = "cxaudit_aum"
    (found,) = measure_on(there, all_settings(), [CATALOGUE["net_flow"]], full_supply())
    assert (found.outcome, found.value) == (Outcome.FAILED, None)
    assert "no such thing here" in (found.reason or "")
