"""A generated firm's tables as Parquet, what is measured of them here, and one Spark session."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cxaudit.catalogue import load_catalogue
from cxaudit.elsewhere.agreement import Agreement, judge
from cxaudit.elsewhere.backend import Backend
from cxaudit.elsewhere.cases import write_tables
from cxaudit.elsewhere.measuring import measure_on
from cxaudit.elsewhere.opening import has_java, is_there, open_session
from cxaudit.measure import Measurement, measure_catalogue
from tests.contract.generated_tables import all_settings, full_supply, open_generated

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

ABOUT = 500


@dataclass(frozen=True)
class Generated:
    """A folder of canonical tables, and every entry as measured on them by DuckDB itself."""

    folder: Path
    here: dict[str, Measurement]

    def agreements(self, there: Backend, *kpi_ids: str, few: int) -> list[Agreement]:
        """Return how these KPIs, or all, do in a place; ``few`` as in measure_on."""
        kpis = [kpi for kpi in load_catalogue().values() if not kpi_ids or kpi.kpi_id in kpi_ids]
        found = measure_on(there, all_settings(), kpis, full_supply(), few=few)
        return [
            judge(kpi, self.here[kpi.kpi_id], one) for kpi, one in zip(kpis, found, strict=True)
        ]


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    """Return a generated firm of about five hundred rows a table."""
    engine = open_generated(threads=1, most=ABOUT)
    folder = tmp_path_factory.mktemp("tables-elsewhere")
    write_tables(engine, folder)
    found = measure_catalogue(engine, load_catalogue(), all_settings(), full_supply())
    return Generated(folder, {one.kpi_id: one for one in found})


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    """Return one small local session for all tests; skips where Spark cannot run."""
    if not is_there("pyspark"):
        pytest.skip('pyspark is not installed: pip install "cxaudit[spark]"')
    if not has_java():
        pytest.skip("Spark needs Java, and none is on the path")
    scratch = tmp_path_factory.mktemp("spark")
    session = open_session(
        "local[1]",
        spark__sql__shuffle__partitions="1",
        spark__sql__adaptive__enabled="false",
        spark__sql__codegen__wholeStage="false",
        spark__sql__codegen__factoryMode="NO_CODEGEN",
        spark__sql__warehouse__dir=str(scratch / "warehouse"),
        spark__local__dir=str(scratch),
        spark__driver__extraJavaOptions="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    )
    yield session
    session.stop()
