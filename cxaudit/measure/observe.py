"""Observations: the rows that a KPI's statement returns, held in the engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import duckdb

from cxaudit.canon import SQL_TYPES, load_settings
from cxaudit.catalogue import FigureSpec, Kpi
from cxaudit.engine import to_identifier
from cxaudit.errors import ModelError
from cxaudit.measure.result import Exclusion
from cxaudit.period import Period

Engine = duckdb.DuckDBPyConnection
REQUIRED = ("unit", "observed_on", "excluded", "src_file", "src_row")


def write_config(engine: Engine, kpi: Kpi, settings: Mapping[str, object], period: Period) -> None:
    """Make the one-row table ``config`` for this KPI and period."""
    columns = load_settings().columns
    types = {name: column.sql_type for name, column in columns.items()}
    empty = {"list": [], "map": {}}
    row = {n: settings.get(n, empty.get(c.type)) for n, c in columns.items()}
    row |= {"period_start": period.start, "period_end": period.end}
    types["min_age_days"], row["min_age_days"] = SQL_TYPES["int"], kpi.min_age_days
    picks = ", ".join(
        f"{_placeholder(row[n])}::{t} as {to_identifier(n)}" for n, t in types.items()
    )
    values = [value for n in types for value in _bindings(row[n])]
    engine.execute(f"create or replace temp table config as select {picks}", values)


def _placeholder(value: object) -> str:
    return "map(?, ?)" if isinstance(value, Mapping) else "?"


def _bindings(value: object) -> list[object]:
    if isinstance(value, Mapping):
        return [list(value), [Decimal(str(item)) for item in value.values()]]
    return [list(value) if isinstance(value, tuple) else value]


def observe(engine: Engine, sql: str, name: str, place: str) -> list[str]:
    """Run one statement into the temporary table ``name``; return its columns."""
    try:
        engine.execute(f"create or replace temp table {to_identifier(name)} as {sql}")
    except duckdb.Error as error:
        raise ModelError("the statement does not run", file=place, found=str(error)) from error
    columns = [row[0] for row in engine.execute(f"describe {to_identifier(name)}").fetchall()]
    lacking = [column for column in REQUIRED if column not in columns]
    if lacking:
        raise ModelError(
            "the statement lacks columns", file=place, found=", ".join(columns),
            wanted=", ".join(lacking),
        )  # fmt: skip
    return columns


def count_in(
    engine: Engine, name: str, spec: FigureSpec, columns: Sequence[str], place: str
) -> str:
    """Make the view of rows that a figure counts; return its name.

    Out are rows with a reason in ``excluded`` and rows with a null in a column it names.
    """
    return _view(engine, name, "counted", spec, columns, place, "excluded is null")


def count_all(
    engine: Engine, name: str, spec: FigureSpec, columns: Sequence[str], place: str
) -> str:
    """Make the view of all rows, excluded ones too; return its name."""
    return _view(engine, name, "unfiltered", spec, columns, place, "true")


def _view(
    engine: Engine, name: str, suffix: str, spec: FigureSpec, columns: Sequence[str],
    place: str, condition: str,
) -> str:  # fmt: skip
    unknown = [column for column in spec.columns if column not in columns]
    if unknown:
        raise ModelError(
            "a figure names a column that the statement does not return",
            file=place, found=", ".join(unknown), wanted=", ".join(columns),
        )  # fmt: skip
    whole = [f"{to_identifier(column)} is not null" for column in spec.columns]
    view = f"{name}_{suffix}"
    engine.execute(
        f"create or replace temp view {to_identifier(view)} as "
        f"select * from {to_identifier(name)} where {' and '.join([condition, *whole])}"
    )
    return view


def to_exclusions(
    engine: Engine, name: str, spec: FigureSpec, columns: Sequence[str]
) -> tuple[Exclusion, ...]:
    """Return why rows left the figure, counted in source rows, most frequent first."""
    cases = [f"when {to_identifier(c)} is null then 'missing {c}'" for c in spec.columns]
    rows = "sum(src_rows)" if "src_rows" in columns else "count(*)"
    found = engine.execute(
        f"select reason, {rows} from (select *, case when excluded is not null then excluded "
        f"{' '.join(cases)} end as reason from {to_identifier(name)}) "
        "where reason is not null group by reason order by 2 desc, 1"
    ).fetchall()
    return tuple(Exclusion(reason, int(count)) for reason, count in found)


def labels_of(engine: Engine, view: str, columns: Sequence[str]) -> tuple[str, str]:
    """Return what the counted rows say of themselves: their variant, and a note on the method.

    ``declared``: the name of another definition that the rows carry, as after an answer at
    import; ``noted``: text for the method, such as the source that gave the value.
    """
    found = []
    for column in ("declared", "noted"):
        sql = (
            f"select distinct {column} from {to_identifier(view)} "
            f"where {column} is not null order by 1"
        )
        rows = engine.execute(sql).fetchall() if column in columns else []
        found.append("+".join(str(row[0]) for row in rows))
    return found[0], found[1]
