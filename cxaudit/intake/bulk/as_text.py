"""Columns of an engine's types as cells of text, written as the careful reading writes them."""

from __future__ import annotations

from cxaudit.engine import to_identifier
from cxaudit.intake.source.unfit import Unfit

WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT",
         "UINTEGER", "UBIGINT", "UHUGEINT")  # fmt: skip
MOMENTS = ("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS")
ZONED = ("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ_NS")


def to_cell(name: str, sql_type: str) -> str:
    """Return the expression that gives a column as text, "" where it is null.

    Raises Unfit for a type that only the careful reading writes.
    """
    return f"coalesce({to_text(to_identifier(name), sql_type)}, '')"


def is_text(sql_type: str) -> bool:
    """Tell whether the cells of a column are text, which its source gave no type."""
    return sql_type in ("VARCHAR", "JSON") or sql_type.startswith("ENUM(")


def to_text(column: str, sql_type: str) -> str:
    """Return the expression that gives a column as text; raises Unfit as above."""
    if sql_type.endswith("[]"):
        part = to_text("part", sql_type[:-2])
        return f"array_to_string(list_transform({column}, lambda part: {part}), '|')"
    if is_text(sql_type) or sql_type in (*WHOLE, "BOOLEAN", "DATE", "UUID"):
        return f"cast({column} as varchar)"
    if sql_type.startswith("DECIMAL("):
        return f"cast({column} as varchar)"
    if sql_type in ("DOUBLE", "FLOAT"):
        number = f"cast({column} as double)"
        is_whole = f"isfinite({number}) and {number} = trunc({number}) and abs({number}) < 1e15"
        return (
            f"case when {is_whole} then cast(cast({number} as bigint) as varchar) "
            f"else cast({number} as varchar) end"
        )
    if sql_type in MOMENTS:
        return _to_moment(f"cast({column} as timestamp)", "")
    if sql_type in ZONED:
        moment = f"cast({column} as timestamp with time zone)"
        return _to_moment(f"({moment} at time zone 'UTC')", "+00:00")
    raise Unfit(f"a column is of the type {sql_type.lower()[:60]}")


def _to_moment(column: str, zone: str) -> str:
    shown = f"strftime({column}, '%Y-%m-%dT%H:%M:%S.%f')"
    return f"replace({shown}, '.000000', '') || '{zone}'"
