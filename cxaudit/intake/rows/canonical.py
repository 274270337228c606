"""Typed columns become rows of a canonical table: whole schema, keys present and unique."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from cxaudit.canon import SQL_TYPES, ColumnType, Table
from cxaudit.intake.columns.account import SetAside
from cxaudit.intake.rows.tally import Tally
from cxaudit.intake.values.dates import zone_of
from cxaudit.wording import show_count

if TYPE_CHECKING:
    import pyarrow as pa

SRC_ROWS = "src_rows"


def to_arrow_type(sql_type: str) -> pa.DataType:
    """Return the column type of tables in memory and on disk for an engine type."""
    import pyarrow as pa

    if sql_type.endswith("[]"):
        return pa.list_(to_arrow_type(sql_type[:-2]))
    if sql_type.startswith("decimal("):
        digits, places = sql_type[8:-1].split(",")
        return pa.decimal128(int(digits), int(places))
    if sql_type.startswith("map("):
        return pa.map_(pa.string(), pa.decimal128(18, 9))
    return {
        "varchar": pa.string(),
        "bigint": pa.int64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "timestamp with time zone": pa.timestamp("us", tz="UTC"),
    }[sql_type]


def to_arrow(
    columns: Mapping[str, Sequence[Any]], kinds: Mapping[str, ColumnType], numbers: Sequence[int]
) -> pa.Table:
    """Return typed columns as one table, with src_row."""
    import pyarrow as pa

    arrays = {
        name: pa.array(values, type=to_arrow_type(SQL_TYPES[kinds[name]]))
        for name, values in columns.items()
    }
    arrays["src_row"] = pa.array(numbers, type=pa.int64())
    return pa.table(arrays)


def to_schema(rows: pa.Table, table: Table, src_system: str, src_file: str) -> pa.Table:
    """Return the rows with every column of the table in order; what lacks is null.

    A column ``src_rows``, where it is given, is kept at the end: how many source rows one
    canonical row was made of.
    """
    import pyarrow as pa

    count = rows.num_rows
    columns: dict[str, pa.ChunkedArray | pa.Array] = {}
    for name, sql_type in table.schema.items():
        kind = to_arrow_type(sql_type)
        if name in rows.column_names:
            columns[name] = rows.column(name).cast(kind)
        else:
            columns[name] = pa.nulls(count, kind)
    if "src_system" not in rows.column_names:
        columns["src_system"] = pa.array([src_system] * count, pa.string())
    columns["src_file"] = pa.array([src_file] * count, pa.string())
    made_of = rows.column(SRC_ROWS).cast(pa.int64()) if SRC_ROWS in rows.column_names else None
    columns[SRC_ROWS] = made_of if made_of is not None else pa.array([1] * count, pa.int64())
    return pa.table(columns)


def fill_lifetime(
    rows: pa.Table, timezone: str, observed_on: date | None
) -> tuple[pa.Table, date | None, bool]:
    """Give counts since publication their period: from publication to the day of the snapshot.

    Where the export prints no such day, the newest publication in the file stands for it, as
    the earliest day it can have been taken. Returns the rows, that day, and whether it stands
    in. A row without publication has that day as its period.
    """
    import pyarrow as pa

    zone = zone_of(timezone)
    moments = rows.column("published").to_pylist()
    days = [moment.astimezone(zone).date() if moment else None for moment in moments]
    newest = max((day for day in days if day), default=None)
    stands_in = observed_on is None
    last = observed_on or newest
    filled = {
        "basis": pa.array(["lifetime"] * len(days), pa.string()),
        "period_start": pa.array([day or last for day in days], pa.date32()),
        "period_end": pa.array([last] * len(days), pa.date32()),
        "observed_on": pa.array([last] * len(days), pa.date32()),
    }
    for name, values in filled.items():
        rows = rows.set_column(rows.column_names.index(name), name, values)
    return rows, last, stands_in


@dataclass
class Finished:
    """Canonical rows, what was set aside, and what is counted of the others."""

    rows: pa.Table
    tally: Tally
    set_aside: list[SetAside] = field(default_factory=list)
    duplicates: int = 0
    told: list[str] = field(default_factory=list)


def finish(rows: pa.Table, table: Table) -> Finished:
    """Set aside rows without a required value or with a key given before; count the others."""
    import pyarrow as pa

    done = Finished(rows, Tally(table))
    reasons = find_lacking(rows, table)
    twins = _find_repeated(rows, table, reasons)
    done.duplicates, done.told = len(twins), _tell_repeats(rows, table, twins)
    if reasons:
        numbers = rows.column("src_row").to_pylist()
        made_of = rows.column(SRC_ROWS).to_pylist()
        files = rows.column("src_file").to_pylist()
        several = len(set(files)) > 1
        done.set_aside = [
            SetAside(numbers[i], reason, files[i] if several else "", made_of[i])
            for i, reason in sorted(reasons.items())
        ]
        mask = pa.array([i not in reasons for i in range(rows.num_rows)])
        done.rows = rows.filter(mask)
    done.tally = Tally.of(done.rows, table)
    return done


def find_lacking(rows: pa.Table, table: Table) -> dict[int, str]:
    """Return the rows without a value that the table needs: place -> reason."""
    reasons: dict[int, str] = {}
    required = [n for n, c in table.columns.items() if c.required or n in table.key]
    for name in required:
        column = rows.column(name)
        if column.null_count:
            for index, value in enumerate(column.to_pylist()):
                if value is None:
                    before = reasons.get(index)
                    reasons[index] = f"{before}, {name}" if before else f"missing {name}"
    return reasons


def _find_repeated(rows: pa.Table, table: Table, reasons: dict[int, str]) -> list[tuple[int, int]]:
    """Return each row whose key was given before with the row that gave it; note the reason."""
    names = list(table.key)
    if not reasons and rows.group_by(names).aggregate([]).num_rows == rows.num_rows:
        return []
    keys = zip(*(rows.column(name).to_pylist() for name in table.key), strict=True)
    first: dict[tuple[Any, ...], int] = {}
    twins = []
    for index, key in enumerate(keys):
        if index in reasons:
            continue
        if key in first:
            reasons[index] = "duplicate key"
            twins.append((index, first[key]))
        else:
            first[key] = index
    return twins


def _tell_repeats(rows: pa.Table, table: Table, twins: Sequence[tuple[int, int]]) -> list[str]:
    """Say which repeated rows are the same row again, and which contradict the first."""
    if not twins:
        return []
    shown = rows.select(list(table.columns))
    later, earlier = (shown.take([pair[side] for pair in twins]).to_pylist() for side in (0, 1))
    other = [pair for pair, a, b in zip(twins, later, earlier, strict=True) if a != b]
    numbers = rows.column("src_row").take(list(other[0])).to_pylist() if other else []
    return say_repeats(len(twins) - len(other), len(other), numbers)


def say_repeats(same: int, other: int, numbers: Sequence[int]) -> list[str]:
    """Return what is said of repeated keys: equal rows, and ``other`` ones, the first by number."""
    told = []
    if same:
        told.append(
            f"{show_count(same, 'row')} set aside: the same as an earlier row in every column"
        )
    if other:
        told.append(
            f"{show_count(other, 'row')} set aside: the key of an earlier row, and other "
            f"values (row {numbers[0]} against row {numbers[1]}); the first was kept"
        )
    return told
