"""Canonical tables in the engine: every import of a client, the newest of a key winning."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import time
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from cxaudit.canon import Table, load_tables
from cxaudit.engine import connect, to_identifier, to_literal
from cxaudit.intake import load_rows
from cxaudit.measure import LARGE, Supply

Record = dict[str, Any]
HELD_ROWS = 100_000
"""Up to so many rows a table is held in memory; a larger one is read where it lies."""
SPILL = ".spill-"
FORGOTTEN_HOURS = 24


def open_engine(
    folder: Path, records: Sequence[Record], *, threads: int = 2, memory_gb: float = 4.0
) -> duckdb.DuckDBPyConnection:
    """Open an engine that holds the client's canonical tables, empty ones included.

    ``records``: import records ordered by sequence. Where no table is large, one thread works:
    there is nothing to share. Where two imports hold the same key, the
    newest wins. What does not fit into ``memory_gb`` goes to a folder inside the client's, which
    stands only as long as it is needed.
    """
    tables = folder / "tables"
    engine = connect(
        readable=[tables] if tables.is_dir() else [],
        spill=_to_spill(folder),
        threads=threads if _is_large(records) else 1,
        memory_gb=memory_gb,
    )
    found = [(record["sequence"], load_rows(folder, record)) for record in records]
    lying = {name: [(sequence, paths[name]) for sequence, paths in found if name in paths]
             for name in load_tables()}  # fmt: skip
    footers = _read_footers(engine, [path for files in lying.values() for _, path in files])
    for name, table in load_tables().items():
        _make_view(engine, table, lying[name], footers)
    return engine


def _is_large(records: Sequence[Record]) -> bool:
    rows: Counter[str] = Counter()
    for record in records:
        for table, found in record.get("quality", {}).items():
            rows[table] += int(found.get("rows", 0))
    return any(count > HELD_ROWS for count in rows.values())


def _to_spill(folder: Path) -> Path:
    """Return a name for the spill folder; those that a killed program left behind are removed."""
    for left in folder.glob(f"{SPILL}*"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > FORGOTTEN_HOURS * 3600:
                shutil.rmtree(left)
    return folder / f"{SPILL}{os.getpid()}-{secrets.token_hex(4)}"


def _read_footers(
    engine: duckdb.DuckDBPyConnection, paths: Sequence[Path]
) -> dict[str, tuple[int, set[str]]]:
    """Return the rows of each file and its columns, by path."""
    if not paths:
        return {}
    listed = ", ".join(to_literal(str(path)) for path in paths)
    rows = engine.execute(f"select file_name, num_rows from parquet_file_metadata([{listed}])")
    footers = {name: (int(count), set[str]()) for name, count in rows.fetchall()}
    columns = f"select file_name, name from parquet_schema([{listed}]) where column_id > 0"
    for name, column in engine.execute(columns).fetchall():
        footers[name][1].add(column)
    return footers


def _make_view(
    engine: duckdb.DuckDBPyConnection,
    table: Table,
    files: Sequence[tuple[int, Path]],
    footers: Mapping[str, tuple[int, set[str]]],
) -> None:
    if not files:
        engine.execute(table.to_ddl())
        return
    sources = [_select(table, seq, path, footers[str(path)][1]) for seq, path in files]
    listed = ", ".join(to_identifier(column) for column in table.schema)
    key = ", ".join(to_identifier(column) for column in table.key)
    body, held = f"select {listed} from ({' union all '.join(sources)}) r", "table"
    if sum(footers[str(path)][0] for _, path in files) > HELD_ROWS:
        held = "view"
        body += _without_replaced(engine, table, key, sources) if len(files) > 1 else ""
    elif len(files) > 1:
        body += f" qualify import_sequence = max(import_sequence) over (partition by {key})"
    engine.execute(f"create {held} {to_identifier(table.name)} as {body}")
    if held == "view":
        engine.execute(f"comment on view {to_identifier(table.name)} is {to_literal(LARGE)}")


def _without_replaced(
    engine: duckdb.DuckDBPyConnection, table: Table, key: str, sources: Sequence[str]
) -> str:
    """Return the condition that leaves out what a newer import replaces; found once, for a view."""
    name = to_identifier(f"{table.name}_in_several_imports")
    engine.execute(
        f"create temp table {name} as select {key}, max(import_sequence) as newest "
        f"from ({' union all '.join(sources)}) group by {key} "
        "having min(import_sequence) < max(import_sequence)"
    )
    same = " and ".join(f"n.{c} = r.{c}" for c in map(to_identifier, table.key))
    return (
        f" where not exists (select 1 from {name} n where {same} and r.import_sequence < n.newest)"
    )


def _select(table: Table, sequence: int, path: Path, there: Collection[str]) -> str:
    """Return the select of one file; a column that came into the model later is null."""
    source = f"read_parquet({to_literal(str(path))})"
    columns = ", ".join(
        f"{to_identifier(c) if c in there else 'null'}::{kind} as {to_identifier(c)}"
        for c, kind in table.schema.items()
    )
    return f"select {columns}, {sequence} as import_sequence from {source}"


def to_supply(records: Sequence[Record]) -> Supply:
    """Return the columns that the imports supplied, and when rows of each kind last came."""
    columns: dict[str, dict[str, frozenset[str]]] = {}
    received: dict[str, dict[str, date]] = {}
    for record in records:
        day = date.fromisoformat(record["received_on"])
        for table, kinds in record["supplied"].items():
            for kind, named in kinds.items():
                known = columns.setdefault(table, {}).get(kind, frozenset())
                columns[table][kind] = known | frozenset(named)
                days = received.setdefault(table, {})
                days[kind] = max(days.get(kind, day), day)
    return Supply(columns, received)
