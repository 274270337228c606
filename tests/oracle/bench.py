"""The package's own calculation of the invented data sets, loaded all at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any
from unittest.mock import patch

import duckdb

from cxaudit.canon import Table, load_settings, load_tables
from cxaudit.catalogue import Kpi
from cxaudit.engine import connect, to_identifier
from cxaudit.measure import Measurement, Supply, measure_kpi, observe
from tests.oracle.chance import DataSet


def measure_all(kpi: Kpi, data_sets: Sequence[DataSet]) -> Iterator[Measurement]:
    """Measure one KPI on every data set, in order; all rows lie in one engine.

    Every other data set is counted by statements, as many rows would be, the rest at hand.
    """
    engine = connect(threads=1)
    tables = load_tables()
    used = {name for data_set in data_sets for name in data_set.tables}
    for table in tables.values():
        engine.execute(table.to_ddl())
    for name in used:
        _store(engine, tables[name], data_sets)
    for number, data_set in enumerate(data_sets):
        for name in used:
            _show(engine, tables[name], number)
        supply = Supply({n: _supply(tables[n], data_set) for n in data_set.tables})
        most = observe.LISTED if number % 2 else 0
        with patch.object(observe, "LISTED", most):
            measured = measure_kpi(engine, kpi, _defaults() | data_set.settings, supply)
        yield measured
    engine.close()


def _store(engine: duckdb.DuckDBPyConnection, table: Table, data_sets: Sequence[DataSet]) -> None:
    engine.execute(table.to_ddl(f"all_{table.name}"))
    engine.execute(f"alter table all_{table.name} add column data_set bigint")
    rows = [
        {"src_system": "made", "src_file": "made", **row, "src_row": line, "data_set": number}
        for number, data_set in enumerate(data_sets)
        for line, row in enumerate(data_set.tables.get(table.name, []), start=1)
    ]
    if not rows:
        return
    types = table.schema | {"data_set": "bigint"}
    columns = [c for c in types if any(row.get(c) is not None for row in rows)]
    unknown = {key for row in rows for key in row} - set(types)
    assert not unknown, f"{table.name} has no columns {unknown}"
    picks = ", ".join(f"unnest(?)::{types[c]}" for c in columns)
    names = ", ".join(to_identifier(c) for c in columns)
    values = [[_text(row.get(c)) for row in rows] for c in columns]
    engine.execute(f"insert into all_{table.name} ({names}) select {picks}", values)


def _text(cell: Any) -> Any:
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    if isinstance(cell, tuple | list):
        return [str(item) for item in cell]
    return None if cell is None else str(cell)


def _show(engine: duckdb.DuckDBPyConnection, table: Table, number: int) -> None:
    names = ", ".join(to_identifier(c) for c in table.schema)
    engine.execute(
        f"create or replace table {table.name} as select {names} from all_{table.name} "
        f"where data_set = {number}"
    )


def _supply(table: Table, data_set: DataSet) -> dict[str, frozenset[str]]:
    rows = data_set.tables[table.name]
    brought = frozenset(table.columns) - data_set.lacking.get(table.name, set())
    kinds = {row[table.discriminator] for row in rows} if table.discriminator else {""}
    return dict.fromkeys(kinds, brought)


def _defaults() -> dict[str, Any]:
    found = {n: c.default for n, c in load_settings().columns.items() if c.default is not None}
    return {n: list(v) if isinstance(v, tuple) else v for n, v in found.items()}
