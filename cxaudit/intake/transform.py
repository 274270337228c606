"""Runs the SQL of an export over its typed sections: rows summed or combined to one grain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from cxaudit.canon import SQL_TYPES, ColumnType
from cxaudit.engine import connect, to_identifier
from cxaudit.errors import ModelError
from cxaudit.intake.canonical import to_arrow, to_arrow_type
from cxaudit.intake.columns import Typed
from cxaudit.intake.form import Field, Form

if TYPE_CHECKING:
    import pyarrow as pa


def combine(
    form: Form, sections: Mapping[str, Typed], facts: Mapping[str, str | date | None]
) -> tuple[pa.Table, list[str]]:
    """Return the canonical rows that transform.sql makes, and what warnings.sql says.

    The SQL sees one table a section, named by it, with every column the form declares (null
    where the file has it not) and src_row; the one-row table ``facts`` with the facts of the
    form, ``timezone``; and the views of ``view_<name>.sql``, made in order of name.
    """
    import duckdb

    engine = connect(threads=2, memory_gb=2.0)
    try:
        for name in form.parts:
            engine.register(name, _to_whole_section(form, name, sections.get(name)))
        engine.register("facts", _to_facts(form, facts))
        for name in sorted(form.sql):
            if name.startswith("view_"):
                view = to_identifier(name.removeprefix("view_"))
                engine.execute(f"create temp table {view} as {form.sql[name]}")
        rows = engine.sql(form.sql["transform"]).to_arrow_table()
        said = form.sql.get("warnings")
        warnings = [row[0] for row in engine.execute(said).fetchall()] if said else []
    except duckdb.Error as error:
        raise ModelError(
            "the SQL of an export fails",
            file=f"model/exports/{form.format}",
            found=str(error).split("\n", 1)[0][:300],
        ) from error
    finally:
        engine.close()
    return rows, [warning for warning in warnings if warning]


def _to_whole_section(form: Form, name: str, typed: Typed | None) -> pa.Table:
    import pyarrow as pa

    declared: dict[str, ColumnType] = {
        column: form.type_of(column, spec) for column, spec in form.parts[name].columns.items()
    }
    declared |= {column: form.type_of(column, Field()) for column in form.answered}
    rows = (
        to_arrow(typed.columns, typed.kinds, typed.numbers)
        if typed
        else pa.table({"src_row": pa.array([], pa.int64())})
    )
    for column, kind in declared.items():
        if column not in rows.column_names:
            nulls = pa.nulls(rows.num_rows, to_arrow_type(SQL_TYPES[kind]))
            rows = rows.append_column(column, nulls)
    return rows


def _to_facts(form: Form, facts: Mapping[str, str | date | None]) -> pa.Table:
    import pyarrow as pa

    columns = {
        name: pa.array([facts.get(name)], pa.date32() if fact.type == "date" else pa.string())
        for name, fact in form.facts.items()
    }
    columns["timezone"] = pa.array([facts.get("timezone")], pa.string())
    return pa.table(columns)
