"""Canonical tables in the engine: every import of a client, the newest of a key winning."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import time
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from cxaudit.canon import Table, load_tables
from cxaudit.engine import connect, to_identifier, to_literal
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
    for name, table in load_tables().items():
        files = [(r["sequence"], to_path(tables, r, name)) for r in records]
        _make_view(engine, table, [(s, path) for s, path in files if path.exists()])
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


def to_path(tables: Path, record: Record, table: str) -> Path:
    """Return where one import has the rows of a table, whether there are any or not."""
    return tables / record["content_hash"][:16] / f"{table}.parquet"


def _make_view(
    engine: duckdb.DuckDBPyConnection, table: Table, files: Sequence[tuple[int, Path]]
) -> None:
    if not files:
        engine.execute(table.to_ddl())
        return
    sources = [_select(engine, table, sequence, path) for sequence, path in files]
    listed = ", ".join(to_identifier(column) for column in table.schema)
    key = ", ".join(to_identifier(column) for column in table.key)
    body, held = f"select {listed} from ({' union all '.join(sources)}) r", "table"
    if _count(engine, files) > HELD_ROWS:
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


def _count(engine: duckdb.DuckDBPyConnection, files: Sequence[tuple[int, Path]]) -> int:
    """Return the rows of the files, from their footers."""
    paths = ", ".join(to_literal(str(path)) for _, path in files)
    sql = f"select coalesce(sum(num_rows), 0) from parquet_file_metadata([{paths}])"
    row = engine.execute(sql).fetchone()
    return int(row[0]) if row else 0


def _select(engine: duckdb.DuckDBPyConnection, table: Table, sequence: int, path: Path) -> str:
    """Return the select of one file; a column that came into the model later is null."""
    source = f"read_parquet({to_literal(str(path))})"
    there = {row[0] for row in engine.execute(f"describe select * from {source}").fetchall()}
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
