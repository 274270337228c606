"""What travels between two places: rows here, settings and questions there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import duckdb
import pyarrow as pa

from cxaudit.canon import Table
from cxaudit.elsewhere.refused import NotTranslated
from cxaudit.engine import to_identifier, to_literal

WHOLE = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", '"NULL"'}
ARROW = {
    "VARCHAR": pa.string(), "DATE": pa.date32(), "BOOLEAN": pa.bool_(), "DOUBLE": pa.float64(),
    "HUGEINT": pa.decimal128(38, 0),
}  # fmt: skip


def hold(engine: duckdb.DuckDBPyConnection, name: str, rows: Sequence[tuple]) -> None:
    """Put rows that were brought into a table that stands here, in its types.

    Raises NotTranslated where a value does not fit the type that DuckDB gives the column.
    """
    described = engine.execute(f"describe {to_identifier(name)}").fetchall()
    arrays = [
        _to_array(name, column, kind, [row[at] for row in rows])
        for at, (column, kind, *_) in enumerate(described)
    ]
    engine.register("brought", pa.table(arrays, names=[row[0] for row in described]))
    picks = ", ".join(f"cast({to_identifier(r[0])} as {_sql(r[1])})" for r in described)
    engine.execute(f"insert into {to_identifier(name)} select {picks} from brought")
    engine.unregister("brought")


def _sql(kind: str) -> str:
    return "integer" if kind == '"NULL"' else kind


def _to_array(name: str, column: str, kind: str, values: list[object]) -> pa.Array:
    wanted = pa.int64() if kind in WHOLE else ARROW.get(kind)
    if wanted is None and kind.startswith("DECIMAL("):
        width, scale = kind[8:-1].split(",")
        wanted = pa.decimal128(int(width), int(scale))
    if wanted is None:
        raise NotTranslated("a column of a type that is not brought", place=name, found=kind)
    try:
        if pa.types.is_decimal(wanted):
            values = [None if v is None else Decimal(v) for v in values]
        elif pa.types.is_integer(wanted):
            values = [None if v is None else _whole(v) for v in values]
        return pa.array(values, type=wanted)
    except (pa.ArrowException, TypeError, ValueError) as error:
        place = f"{name}, {column}"
        raise NotTranslated("a value that does not fit", place=place, found=str(error)) from error


def _whole(value: object) -> int:
    found = int(value)  # type: ignore[call-overload]
    if found != value:
        raise ValueError(f"{value} is no whole number")
    return found


def to_witness(table: Table) -> str:
    """Return the select of which columns any row of each kind fills."""
    kind = to_identifier(table.discriminator) if table.discriminator else "''"
    columns = ", ".join(
        f"count({to_identifier(c)}) > 0 as {to_identifier(c)}" for c in table.schema
    )
    group = f" group by {kind}" if table.discriminator else ""
    return f"select {kind} as kind_of_row, {columns} from {to_identifier(table.name)}{group}"


def hold_witnesses(
    engine: duckdb.DuckDBPyConnection, table: Table, rows: Sequence[tuple]
) -> None:  # fmt: skip
    """Put one row a kind into a table here: a value in every column that is filled at all."""
    for kind, *filled in rows:
        picks = [
            to_literal(kind) if column == table.discriminator and kind is not None
            else f"cast({SAMPLES[_family(sql_type)] if is_filled else 'null'} as {sql_type})"
            for (column, sql_type), is_filled in zip(table.schema.items(), filled, strict=True)
        ]  # fmt: skip
        engine.execute(f"insert into {to_identifier(table.name)} select {', '.join(picks)}")


SAMPLES = {"list": "[]", "map": "map([], [])", "date": "'2000-01-01'", "text": "'x'",
           "truth": "true", "number": "1"}  # fmt: skip


def _family(sql_type: str) -> str:
    if sql_type.endswith("[]"):
        return "list"
    for start, family in (("map", "map"), ("date", "date"), ("timestamp", "date"),
                          ("varchar", "text"), ("boolean", "truth")):  # fmt: skip
        if sql_type.startswith(start):
            return family
    return "number"


def to_config(engine: duckdb.DuckDBPyConnection) -> str:
    """Return the settings as a select of literals, from the one row of ``config`` here."""
    described = engine.execute("describe config").fetchall()
    (row,) = engine.execute("select * from config").fetchall()
    picks = [
        f"cast({_literal(value)} as {kind}) as {to_identifier(column)}"
        for (column, kind, *_), value in zip(described, row, strict=True)
        if not kind.startswith("MAP")
    ]
    return f"select {', '.join(picks)}"


def _literal(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, list):
        return f"[{', '.join(map(_literal, value))}]"
    if isinstance(value, (str, date)):
        return to_literal(str(value))
    return str(value)
