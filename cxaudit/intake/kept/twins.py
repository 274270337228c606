"""The same rows in another file: other line ends, another encoding, another order, zipped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from cxaudit.canon import LINEAGE, load_tables
from cxaudit.engine import connect, to_identifier, to_literal
from cxaudit.intake.kept.seal import load_rows
from cxaudit.intake.reading import Reading
from cxaudit.wording import show_count

OF_THE_FILE = ("src_file", "src_row")
COMPARED_ROWS = 500_000
"""Up to so many rows, earlier ones included, it is told which of them are imported again."""


def find_same_rows(
    reading: Reading, folder: Path, records: Sequence[Mapping[str, Any]]
) -> Mapping[str, Any] | None:
    """Return the record of the earlier import that holds exactly these rows, or None.

    ``folder`` is the client's. Rows are compared whole, in any order, without their place in
    the file. A file without rows has no twin: two empty months are not one.
    """
    if reading.verdict != "imported" or not any(t.num_rows for t in reading.tables.values()):
        return None
    alike = (record for record in records if _could_be(record, reading))
    return next((record for record in alike if _holds_same(reading, folder, record)), None)


def tell_renewed(
    reading: Reading, folder: Path, records: Sequence[Mapping[str, Any]]
) -> tuple[str, ...]:
    """Return in words how many rows take the place of earlier imports' rows, a line a table.

    A row does where it has the same key; counts since publication do where they are of the same
    item, whatever the day they were seen on.
    """
    if reading.verdict != "imported":
        return ()
    others = [r for r in records if r["content_hash"] != reading.content_hash]
    told = (_tell_table(reading, folder, others, name) for name in reading.tables)
    return tuple(line for line in told if line)


def _tell_table(
    reading: Reading, folder: Path, records: Sequence[Mapping[str, Any]], name: str
) -> str:
    held = [(r["file"], path) for r in records if (path := load_rows(folder, r).get(name))]
    rows = sum(_to_counts(r["tables"]).get(name, 0) for r in records)
    if not held or rows + reading.tables[name].num_rows > COMPARED_ROWS:
        return ""
    paths = [path for _, path in held]
    with open_beside(reading, [path.parent for path in paths]) as engine:
        count = _count(engine, name, paths)
        files = [file for file, path in held if count and _count(engine, name, [path])]
    if not count:
        return ""
    listed = _list(dict.fromkeys(files))
    return f"{show_count(count, 'row')} imported before ({listed}): the newer count"


def _count(engine: duckdb.DuckDBPyConnection, name: str, paths: Sequence[Path]) -> int:
    found = engine.execute(_to_query(name, paths)).fetchone()
    return int(found[0]) if found else 0


def _to_query(name: str, paths: Sequence[Path]) -> str:
    """Return the statement that counts new rows with the key, or of the item, of earlier ones."""
    table, listed = load_tables()[name], ", ".join(to_literal(str(path)) for path in paths)
    alike = [" and ".join(f"n.{c} = e.{c}" for c in map(to_identifier, table.key))]
    if "basis" in table.columns:
        item = [f"n.{c} = e.{c}" for c in table.key if not c.startswith("period_")]
        alike.append(" and ".join([*item, "n.basis = 'lifetime'", "e.basis = 'lifetime'"]))
    earlier = f"select 1 from read_parquet([{listed}], union_by_name = true) e where"
    wanted = " or ".join(f"exists ({earlier} {same})" for same in alike)
    return f"select count(*) from {to_identifier(f'new_{name}')} n where {wanted}"


def _list(names: Iterable[str]) -> str:
    shown = list(names)
    more = f" and {len(shown) - 2} more" if len(shown) > 2 else ""
    return f"{', '.join(shown[:2])}{more}"


def _could_be(record: Mapping[str, Any], reading: Reading) -> bool:
    if record["content_hash"] == reading.content_hash:
        return False
    return (
        record.get("format") == reading.format
        and record.get("mapping") == reading.mapping
        and record.get("period") == dict(reading.period)
        and _to_counts(record["tables"]) == _to_counts([c.to_json() for c in reading.counts])
        and record["supplied"] == {table: dict(kinds) for table, kinds in reading.supplied.items()}
    )


def _to_counts(tables: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for one in tables:
        counts[one["table"]] = counts.get(one["table"], 0) + one["canonical_rows"]
    return counts


def _holds_same(reading: Reading, folder: Path, record: Mapping[str, Any]) -> bool:
    earlier = load_rows(folder, record)
    if earlier.keys() != reading.tables.keys():
        return False
    with open_beside(reading, [path.parent for path in earlier.values()]) as engine:
        return all(_is_same(engine, name, path) for name, path in earlier.items())


def open_beside(reading: Reading, folders: Sequence[Path]) -> duckdb.DuckDBPyConnection:
    """Open an engine with the rows of a reading as views ``new_<table>``, that reads folders."""
    stored = [rows.path for rows in reading.tables.values() if hasattr(rows, "path")]
    engine = connect(readable=[*{*folders, *(path.parent for path in stored)}])
    for name, rows in reading.tables.items():
        view = to_identifier(f"new_{name}")
        if hasattr(rows, "path"):
            source = f"read_parquet({to_literal(str(rows.path))})"
            engine.execute(f"create view {view} as select columns(*) from {source}")
        else:
            engine.register(f"new_{name}", rows)
    return engine


def _is_same(engine: duckdb.DuckDBPyConnection, name: str, path: Path) -> bool:
    source = f"read_parquet({to_literal(str(path))})"
    there = {
        row[0] for row in engine.execute(f"describe select columns(*) from {source}").fetchall()
    }
    columns = [*load_tables()[name].columns, *LINEAGE]
    if not there.issuperset(columns):
        return False
    listed = ", ".join(to_identifier(c) for c in columns if c not in OF_THE_FILE)
    new = f"select {listed} from {to_identifier(f'new_{name}')}"
    old = f"select {listed} from {source}"
    found = engine.execute(f"select count(*) from (({new}) except all ({old}))").fetchone()
    return found is not None and found[0] == 0
