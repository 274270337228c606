"""The worked cases beside a KPI as data: small tables as text, put into an engine or into files."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from cxaudit.canon import Table, load_settings, load_tables
from cxaudit.catalogue import Kpi
from cxaudit.engine import connect, to_identifier
from cxaudit.errors import ModelError
from cxaudit.measure import Supply
from cxaudit.modelfile import load_toml

Case = Mapping[str, Any]
LISTS = {"list", "shares"}


def load_cases(kpi: Kpi) -> list[dict[str, Any]]:
    """Return the worked cases that stand beside a KPI."""
    path = kpi.folder / "cases.toml"
    return load_toml(path)["case"] if path.exists() else []


def open_case(case: Case) -> tuple[duckdb.DuckDBPyConnection, Supply]:
    """Return an engine with the case's tables, and what they supply."""
    engine = connect(threads=1)
    for table in load_tables().values():
        engine.execute(table.to_ddl())
    given = case.get("tables", {}).items()
    columns = {name: _fill(engine, load_tables()[name], text) for name, text in given}
    return engine, Supply(columns, case.get("received", {}))


def settings_of(case: Case) -> dict[str, object]:
    """Return the case's settings, the model's defaults filled in."""
    defaults = {
        name: list(column.default) if isinstance(column.default, tuple) else column.default
        for name, column in load_settings().columns.items()
        if column.default is not None
    }
    return defaults | case["settings"]


def write_tables(engine: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write every canonical table that has rows as Parquet into a folder."""
    for name in load_tables():
        rows = engine.sql(f"select * from {to_identifier(name)}").to_arrow_table()
        if rows.num_rows:
            pq.write_table(rows, folder / f"{name}.parquet")


def _fill(engine: duckdb.DuckDBPyConnection, table: Table, text: str) -> dict[str, frozenset[str]]:
    """Put lines of comma-separated text into a table; the columns supplied by kind of row."""
    lines = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text.strip()))]
    header, body = lines[0], [row for row in lines[1:] if any(row)]
    unknown = set(header) - set(table.schema)
    wrong = [str(at) for at, row in enumerate(body, start=2) if len(row) != len(header)]
    if unknown or wrong:
        raise ModelError(
            "a worked case does not fit its table", place=table.name,
            found="; ".join([*sorted(unknown), *(f"line {at}" for at in wrong)]),
        )  # fmt: skip
    kinds: set[str] = set()
    for number, row in enumerate(body, start=2):
        cells = {k: v for k, v in zip(header, row, strict=True) if v != ""}
        kinds.add(cells.get(table.discriminator or "", ""))
        record = {"src_system": "case", "src_file": "case", "src_row": str(number), **cells}
        picks = ", ".join(f"?::{table.schema[column]}" for column in record)
        listed = ", ".join(to_identifier(column) for column in record)
        values = [v.split("|") if _is_list(table, k) else v for k, v in record.items()]
        engine.execute(f"insert into {table.name} ({listed}) select {picks}", values)
    return {kind: frozenset(header) for kind in kinds or {""}}


def _is_list(table: Table, column: str) -> bool:
    return column in table.columns and table.columns[column].type in LISTS
