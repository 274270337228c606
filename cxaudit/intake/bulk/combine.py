"""Runs the SQL of an export over typed rows on disk; what it makes goes to disk as well."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cxaudit.canon import SQL_TYPES, Table, load_tables
from cxaudit.engine import connect, to_identifier, to_literal
from cxaudit.intake.bulk.stored import StoredRows, count_rows, store_rows
from cxaudit.intake.bulk.writer import RowsWriter
from cxaudit.intake.known.form import Form
from cxaudit.intake.rows.canonical import SRC_ROWS, to_schema
from cxaudit.intake.rows.transform import (
    Facts,
    blame_model,
    make_views,
    read_warnings,
    to_declared,
)

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from cxaudit.intake.bulk.sinks import Home


def open_engine(home: Home) -> duckdb.DuckDBPyConnection:
    """Open an engine that reads and spills in the private folder only."""
    spill = home.folder / "spill"
    spill.mkdir(exist_ok=True)
    return connect(
        readable=[home.folder],
        spill=spill,
        threads=home.limits.threads,
        memory_gb=home.limits.engine_gb,
    )


def combine_stored(
    form: Form, view: str, facts: Facts, home: Home
) -> tuple[dict[str, StoredRows], list[str]]:
    """Return the canonical rows by table that the SQL makes, and what warnings.sql says.

    ``view`` makes the typed rows of its section, as in ``intake.transform``.
    """
    with blame_model(form), open_engine(home) as engine:
        engine.execute(view)
        make_views(engine, form, facts)

        def run(*statements: str) -> list[list[Any]]:
            return [engine.execute(statement).fetchall() for statement in statements]

        return make_rows(form, home, run), read_warnings(engine, form)


def make_rows(form: Form, home: Home, run: Callable[..., Any]) -> dict[str, StoredRows]:
    """Return the canonical rows by table that the SQL of a form makes, as the engine stores them.

    ``run`` runs statements in the engine that holds the views, and returns the rows of each.
    """
    made = {}
    for name, sql in form.statements.items():
        table, rows = load_tables()[name], to_identifier(f"made {name}")
        run(f"create or replace temp table {rows} as {sql}")
        columns = [row[0] for row in run(f"describe {rows}")[0]]
        path, counts = home.folder / f"{name}.parquet", home.folder / f"{name}-made_of.parquet"
        shown, of = to_canonical(table, columns, form, home.name), SRC_ROWS in columns
        run(
            f"copy (select {shown} from {rows}) to {to_literal(str(path))} "
            "(format parquet, compression zstd, compression_level 1)",
            f"copy (select cast({SRC_ROWS if of else 1} as bigint) as {SRC_ROWS} from {rows}) "
            f"to {to_literal(str(counts))} (format parquet)",
            f"drop table {rows}",
        )
        made[name] = count_rows(path, table, home.limits, keeper=home.keeper, made_of=counts)
    return made


def to_canonical(table: Table, columns: Collection[str], form: Form, src_file: str) -> str:
    """Return the whole schema of a table as SQL, null where the rows have no such column."""
    given = {"src_file": to_literal(src_file)}
    if "src_system" not in columns:
        given["src_system"] = to_literal(form.src_system)
    return ", ".join(
        f"cast({given.get(name) or (to_identifier(name) if name in columns else 'null')} "
        f"as {kind}) as {to_identifier(name)}"
        for name, kind in table.schema.items()
    )


def to_view(
    form: Form, section: str, source: str, own: Sequence[str], constants: Mapping[str, Any]
) -> str:
    """Return the statement that shows typed rows as the section of a form.

    ``source``: the rows as a table of the engine; ``own``: its columns; ``constants``: columns
    that have one value, by name.
    """
    shown = []
    for name, kind in to_declared(form, section).items():
        column, sql_type = to_identifier(name), SQL_TYPES[kind]
        value = column if name in own else to_constant(constants.get(name))
        shown.append(f"cast({value} as {sql_type}) as {column}")
    listed = ", ".join([*shown, "src_row"])
    return f"create or replace temp view {to_identifier(section)} as select {listed} from {source}"


def to_constant(value: Any) -> str:
    """Return a value of an answer as SQL."""
    if value is None:
        return "null"
    return to_literal(str(value).lower() if isinstance(value, bool) else str(value))


def store_made(made: Iterator[pa.Table], table: Table, form: Form, home: Home) -> StoredRows:
    """Store what the SQL of a form made, with every column of the table."""
    import pyarrow as pa

    path = home.folder / f"{table.name}-made_of.parquet"
    counts = RowsWriter(path, pa.schema([(SRC_ROWS, pa.int64())]))

    def batches() -> Iterator[pa.Table]:
        for rows in made:
            whole = to_schema(rows, table, form.src_system, home.name)
            counts.write(whole.select([SRC_ROWS]))
            yield whole.drop_columns([SRC_ROWS])

    try:
        target = home.folder / f"{table.name}.parquet"
        return store_rows(target, table, home.limits, batches(), keeper=home.keeper, made_of=path)
    finally:
        counts.close()


def to_extra(columns: Mapping[str, Sequence[Any]], own: Sequence[str]) -> dict[str, Any]:
    """Return the columns that an answer filled after the rows were read, with their one value."""
    return {n: values[0] if len(values) else None for n, values in columns.items() if n not in own}
