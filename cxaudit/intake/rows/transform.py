"""Runs the SQL of an export over its typed sections: rows summed or combined to one grain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from cxaudit.canon import SQL_TYPES, ColumnType
from cxaudit.engine import connect, to_identifier
from cxaudit.errors import ClientDataError, ModelError
from cxaudit.intake.columns.section import Typed
from cxaudit.intake.known.form import Field, Form
from cxaudit.intake.rows.canonical import to_arrow, to_arrow_type

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

Facts = Mapping[str, str | date | None]


def combine(
    form: Form, sections: Mapping[str, Typed], facts: Facts
) -> tuple[dict[str, pa.Table], list[str]]:
    """Return the canonical rows by table that the SQL makes, and what warnings.sql says.

    The SQL sees one table a section, named by it, with every column the form declares (null
    where the file has it not) and src_row; the one-row table ``facts`` with the facts of the
    form, ``timezone``; and the views of ``view_<name>.sql``, made in order of name.
    """
    engine = connect(threads=2, memory_gb=2.0)
    with blame_model(form), engine:
        for name in form.parts:
            engine.register(name, _to_whole_section(form, name, sections.get(name)))
        make_views(engine, form, facts)
        rows = {name: engine.sql(sql).to_arrow_table() for name, sql in form.statements.items()}
        return rows, read_warnings(engine, form)


@contextmanager
def blame_model(form: Form) -> Iterator[None]:
    """Raise ModelError where the SQL of a form fails; ClientDataError where numbers do not fit."""
    import duckdb

    try:
        yield
    except (duckdb.ConversionException, duckdb.OutOfRangeException) as error:
        raise ClientDataError(
            "the numbers of this file are too large to be reckoned with",
            found=str(error).split("\n", 1)[0][:200],
            next="look for a number that cannot be meant, mend it and import again",
        ) from error
    except duckdb.Error as error:
        raise ModelError(
            "the SQL of an export fails",
            file=f"model/exports/{form.format}",
            found=str(error).split("\n", 1)[0][:300],
        ) from error


def make_views(engine: duckdb.DuckDBPyConnection, form: Form, facts: Facts) -> None:
    """Make the table of facts, and what each ``view_<name>.sql`` selects."""
    engine.register("facts", _to_facts(form, facts))
    for name in sorted(form.sql):
        if name.startswith("view_"):
            view = to_identifier(name.removeprefix("view_"))
            engine.execute(f"create temp table {view} as {form.sql[name]}")


def read_warnings(engine: duckdb.DuckDBPyConnection, form: Form) -> list[str]:
    """Return what warnings.sql says, a line each."""
    said = form.sql.get("warnings")
    warnings = [row[0] for row in engine.execute(said).fetchall()] if said else []
    return [warning for warning in warnings if warning]


def to_declared(form: Form, name: str) -> dict[str, ColumnType]:
    """Return the columns that the SQL may read of a section, with their types."""
    declared: dict[str, ColumnType] = {
        column: form.type_of(column, spec) for column, spec in form.parts[name].columns.items()
    }
    return declared | {column: form.type_of(column, Field()) for column in form.answered}


def _to_whole_section(form: Form, name: str, typed: Typed | None) -> pa.Table:
    import pyarrow as pa

    rows = (
        to_arrow(typed.columns, typed.kinds, typed.numbers)
        if typed
        else pa.table({"src_row": pa.array([], pa.int64())})
    )
    for column, kind in to_declared(form, name).items():
        if column not in rows.column_names:
            nulls = pa.nulls(rows.num_rows, to_arrow_type(SQL_TYPES[kind]))
            rows = rows.append_column(column, nulls)
    return rows


def _to_facts(form: Form, facts: Facts) -> pa.Table:
    import pyarrow as pa

    types = {"date": pa.date32(), "ts": pa.timestamp("us", tz="UTC")}
    columns = {
        name: pa.array([facts.get(name)], types.get(fact.type, pa.string()))
        for name, fact in form.facts.items()
    }
    columns["timezone"] = pa.array([facts.get("timezone")], pa.string())
    return pa.table(columns)
