"""Runs the SQL of an export over a file from elsewhere, in the limited process."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cxaudit.engine import to_identifier, to_literal
from cxaudit.intake.bulk.combine import to_constant
from cxaudit.intake.known.form import Form
from cxaudit.intake.rows.transform import Facts

if TYPE_CHECKING:
    from cxaudit.intake.bulk.parquet_source import ParquetSource


def to_views(form: Form, facts: Facts) -> list[str]:
    """Return the statements that make the table of facts and the views of a form."""
    return [
        _to_facts(form, facts),
        *(
            f"create or replace temp table {to_identifier(name.removeprefix('view_'))} "
            f"as {form.sql[name]}"
            for name in sorted(form.sql)
            if name.startswith("view_")
        ),
    ]


def read_warnings_apart(form: Form, source: ParquetSource) -> list[str]:
    """Return what warnings.sql says, a line each."""
    (said,) = source.run(form.sql.get("warnings", "select null"))
    return [row[0] for row in said if row[0]]


def copy_rows(form: Form, source: ParquetSource) -> dict[str, Path]:
    """Return where the rows lie by table that the SQL makes."""
    made = {name: source.folder / f"made-{name}.parquet" for name in form.statements}
    source.run(
        *(
            f"copy (\n{form.statements[name]}\n) to {to_literal(str(path))} (format parquet)"
            for name, path in made.items()
        )
    )
    return made


def _to_facts(form: Form, facts: Facts) -> str:
    types = {"date": "date", "ts": "timestamp with time zone"}
    shown = [
        f"cast({to_constant(facts.get(name))} as {types.get(fact.type, 'varchar')}) "
        f"as {to_identifier(name)}"
        for name, fact in form.facts.items()
    ]
    zone = f"{to_constant(facts.get('timezone'))} as timezone"
    return f"create or replace temp table facts as select {', '.join([*shown, zone])}"
