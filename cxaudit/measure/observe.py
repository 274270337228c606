"""Observations: the rows that a KPI's statement returns, held in the engine."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import duckdb

from cxaudit.canon import SQL_TYPES, load_settings, load_views
from cxaudit.catalogue import FigureSpec, Kpi
from cxaudit.engine import Engine, Settled, connect, once, read_once, to_identifier, to_literal
from cxaudit.errors import ModelError
from cxaudit.measure.observed import ALL, COUNTED, Observed, count_reasons, reason_of
from cxaudit.measure.result import Exclusion
from cxaudit.outcome import Outcome
from cxaudit.period import Period
from cxaudit.statistics import Figure, Rows, filled

CONFIG = "config"
LARGE = "read where it lies"
"""The comment on a view of a canonical table whose rows are too many to be held in memory."""
_PARSED: dict[str, duckdb.Statement] = {}
LISTED = 2_000
"""Up to so many rows of a statement are taken at hand: to ask the engine would cost more."""
NO_ROW = "no row of this kind in the period"
REQUIRED = ("unit", "observed_on", "excluded", "src_file", "src_row")


def write_config(engine: Engine, kpi: Kpi, settings: Mapping[str, object], period: Period) -> None:
    """Make the one-row table ``config`` for this KPI and period, or change what differs in it."""
    columns = load_settings().columns
    types = {name: column.sql_type for name, column in columns.items()}
    empty = {"list": [], "map": {}}
    row = {n: settings.get(n, empty.get(c.type)) for n, c in columns.items()}
    row |= {"period_start": period.start, "period_end": period.end}
    types["min_age_days"], row["min_age_days"] = SQL_TYPES["int"], kpi.min_age_days
    known = engine.known.get(CONFIG) if isinstance(engine, Settled) else None
    changed = [n for n in types if known is None or known[n] != row[n]]
    picks = {n: f"{_placeholder(row[n])}::{types[n]}" for n in changed}
    values = [value for n in changed for value in _bindings(row[n])]
    if known is None:
        listed = ", ".join(f"{pick} as {to_identifier(n)}" for n, pick in picks.items())
        engine.execute(f"create or replace temp table config as select {listed}", values)
    elif changed:
        listed = ", ".join(f"{to_identifier(n)} = {pick}" for n, pick in picks.items())
        engine.execute(f"update config set {listed}", values)
    if isinstance(engine, Settled):
        engine.known[CONFIG] = row


def make_views(engine: Engine) -> None:
    """Make the views of the model that statements may read beside the canonical tables.

    Where the tables stand as they are, what no setting changes and reads no large one is held.
    """
    once(engine, "views of the model", lambda: _make_views(engine))


def _make_views(engine: Engine) -> None:
    found = engine.execute("select view_name from duckdb_views() where temporary").fetchall()
    for name in load_views().keys() - {name for (name,) in found}:
        body = load_views()[name]
        changes = not isinstance(engine, Settled) or "config" in _names(body)
        kind = "view" if changes or _names(body) & _large(engine) else "table"
        engine.execute(f"create temp {kind} {to_identifier(name)} as {body}")


def _placeholder(value: object) -> str:
    return "map(?, ?)" if isinstance(value, Mapping) else "?"


def _bindings(value: object) -> list[object]:
    if isinstance(value, Mapping):
        return [list(value), [Decimal(str(item)) for item in value.values()]]
    return [list(value) if isinstance(value, tuple) else value]


def observe(engine: Engine, sql: str, name: str, place: str, *, once: bool = False) -> Observed:
    """Run one statement under ``name``; return its columns and rows.

    Its rows are held in memory, but where it reads a table marked LARGE: there ``name`` is a view
    that is run when asked. ``once``: the statement returns no unit twice.
    """
    try:
        rows = _run(engine, sql, name)
    except duckdb.Error as error:
        raise ModelError("the statement does not run", file=place, found=str(error)) from error
    whole = replace(rows, once=once)
    columns = tuple(whole.types)
    lacking = [column for column in REQUIRED if column not in columns]
    if lacking:
        raise ModelError(
            "the statement lacks columns", file=place, found=", ".join(columns),
            wanted=", ".join(lacking),
        )  # fmt: skip
    return Observed(whole, whole)


def _run(engine: Engine, sql: str, name: str) -> Rows:
    if _reads_large(engine, sql):
        _make(engine, "view", name, sql)
        return replace(Rows.of(engine, name), held=False, short=False)
    ((count,),) = _make(engine, "table", name, sql)
    return Rows.listing(engine, name) if count <= LISTED else Rows.of(engine, name)


def _make(engine: Engine, kind: str, name: str, sql: str) -> list[tuple]:
    """Make the table or view, also where the name stands for one of the other kind."""
    made = _to_made(kind, name, sql)
    try:
        return engine.execute(_parsed(engine, made)).fetchall()
    except duckdb.CatalogException:
        other = "table" if kind == "view" else "view"
        with contextlib.suppress(duckdb.CatalogException):
            engine.execute(f"drop {other} if exists {to_identifier(name)}")
        return engine.execute(_parsed(engine, made)).fetchall()


def _to_made(kind: str, name: str, sql: str) -> str:
    return f"create or replace temp {kind} {to_identifier(name)} as {sql}"


def parse_statements(kpis: Iterable[Kpi]) -> None:
    """Parse every statement of these entries, for the processes that are forked from this one."""
    engine = connect(threads=1)
    for kpi in kpis:
        for path in sorted(kpi.folder.glob("*.sql")):
            _parse(engine, _to_made("table", path.stem, kpi.read_sql(path.stem) or ""))
    engine.close()


def _parsed(engine: Engine, made: str) -> str | duckdb.Statement:
    """Return the statement as DuckDB read it, a fifth of its cost; elsewhere, as text."""
    return _parse(engine.engine, made) if isinstance(engine, Settled) else made


def _parse(engine: duckdb.DuckDBPyConnection, made: str) -> duckdb.Statement:
    """Parse a statement once a process: what was read belongs to no connection."""
    if made not in _PARSED:
        (_PARSED[made],) = engine.extract_statements(made)
    return _PARSED[made]


def _reads_large(engine: Engine, sql: str) -> bool:
    """Tell whether a statement reads a view marked LARGE, itself or through other views."""
    large = once(engine, "large, and views on them", lambda: _with_views(engine, _large(engine)))
    return bool(_names(sql) & large)


def _large(engine: Engine) -> set[str]:
    marked = f"select view_name from duckdb_views() where comment = {to_literal(LARGE)}"
    return {name for (name,) in read_once(engine, marked)}


def _with_views(engine: Engine, large: set[str]) -> set[str]:
    """Return the names of the views with those of all views that read one of them."""
    query = "select view_name, sql from duckdb_views() where not internal"
    views = engine.execute(query).fetchall() if large else []
    before: set[str] = set()
    while large != before:
        before = large
        large = large | {name for name, body in views if _names(body) & before}
    return large


def _names(sql: str) -> set[str]:
    return set(re.findall(r"\w+", sql))


def count_in(engine: Engine, name: str, spec: FigureSpec, columns: Observed, place: str) -> Rows:
    """Return the rows that a figure counts.

    Out are rows with a reason in ``excluded`` and rows with a null in a column it names.
    """
    _check_columns(spec, columns, place)
    return columns.rows_of(spec, COUNTED)


def count_all(engine: Engine, name: str, spec: FigureSpec, columns: Observed, place: str) -> Rows:
    """Return all rows without a null in a column that the figure names, excluded ones too."""
    _check_columns(spec, columns, place)
    return columns.rows_of(spec, ALL)


def count_with(
    engine: Engine,
    name: str,
    spec: FigureSpec,
    columns: Observed,
    place: str,
    reasons: Sequence[str],
) -> str:
    """Make the view of counted rows and of those left out for one of the reasons; its name."""
    _check_columns(spec, columns, place)
    listed = "".join(f", {to_literal(reason)}" for reason in reasons)
    conditions = [f"coalesce(excluded, '') in (''{listed})", *map(filled, spec.columns)]
    view = f"{name}_put_back"
    engine.execute(
        f"create or replace temp view {to_identifier(view)} as select * from "
        f"{to_identifier(columns.whole.relation)} where {' and '.join(conditions)}"
    )
    return view


def _check_columns(spec: FigureSpec, columns: Sequence[str], place: str) -> None:
    unknown = [column for column in spec.columns if column not in columns]
    if unknown:
        raise ModelError(
            "a figure names a column that the statement does not return",
            file=place, found=", ".join(unknown), wanted=", ".join(columns),
        )  # fmt: skip


def to_exclusions(
    engine: Engine, name: str, spec: FigureSpec, columns: Observed
) -> tuple[Exclusion, ...]:
    """Return why rows left the figure, counted in source rows, most frequent first."""
    listed = columns.whole.listed
    known = columns.left_out.get(spec.columns) if listed is None else count_reasons(listed, spec)
    if known is None:
        return _group(columns.rows_of(spec, ALL), reason_of(spec))
    return _in_order(known)


def to_impossible(
    engine: Engine, name: str, spec: FigureSpec, columns: Observed
) -> tuple[Exclusion, ...]:
    """Return why rows stay out even before exclusions: a number that the figure names lacks."""
    if (listed := columns.whole.listed) is not None:
        return _in_order(count_reasons(listed, spec, impossible=True))
    blank = " or ".join(f"{to_identifier(c)} is null" for c in spec.columns)
    return _group(columns.rows_of(spec, ALL), f"case when {blank} then excluded end")


def _in_order(reasons: Mapping[str, int]) -> tuple[Exclusion, ...]:
    ordered = sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Exclusion(reason, count) for reason, count in ordered)


def _group(rows: Rows, why: str) -> tuple[Exclusion, ...]:
    count = "sum(src_rows)" if "src_rows" in rows.types else "count(*)"
    found = rows.engine.execute(
        f"select reason, {count} from (select *, {why} as reason from "
        f"{to_identifier(rows.relation)}) "
        "where reason is not null group by reason order by 2 desc, 1"
    ).fetchall()
    return tuple(Exclusion(reason, int(count)) for reason, count in found)


def judge_empty(figure: Figure, excluded: Sequence[Exclusion]) -> tuple[Outcome, str | None, bool]:
    """Return outcome and reason, and whether a number lacks; where nothing was counted, why.

    No row at all, or rows that lack a number, are no data; rows that the definition left out, or
    that were never under watch, are too few.
    """
    gaps = [e.reason for e in excluded if e.reason.startswith("missing ")]
    if figure.observations:
        return figure.outcome, figure.reason, False
    why = in_words(excluded) or ", ".join(figure.flags)
    if gaps or not why:
        return Outcome.NO_DATA, "; ".join(gaps) or NO_ROW, bool(gaps)
    return figure.outcome, f"{figure.reason}: {why}", False


def in_words(excluded: Sequence[Exclusion]) -> str:
    """Return reasons with their rows, as in ``test send (3), internal list (1)``."""
    return ", ".join(f"{e.reason} ({e.rows})" for e in excluded)


def labels_of(counted: Rows) -> tuple[str, str]:
    """Return what the counted rows say of themselves: their variant, and a note on the method.

    ``declared``: the name of another definition that the rows carry, as after an answer at
    import; ``noted``: text for the method, such as the source that gave the value.
    """
    found = []
    for column in ("declared", "noted"):
        values = counted.values(column) if column in counted.types else []
        found.append("+".join(values))
    return found[0], found[1]
