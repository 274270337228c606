"""Rows on disk, written batch by batch: what was counted of them, and which do not stay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cxaudit.canon import SQL_TYPES, Table
from cxaudit.intake.bulk.repeated import Repeats, find_repeated
from cxaudit.intake.bulk.writer import RowsWriter
from cxaudit.intake.columns.account import SetAside
from cxaudit.intake.gate.limits import Limits
from cxaudit.intake.rows.canonical import (
    SRC_ROWS,
    Finished,
    find_lacking,
    say_repeats,
    to_arrow_type,
)
from cxaudit.intake.rows.tally import Tally

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass
class StoredRows:
    """Canonical rows of one table in a Parquet file, in the order of their source.

    ``lacking``: place -> why a row does not stay. ``made_of``: a file that says how many source
    rows each is made of, where it is not one. ``keeper`` holds the folder they lie in.
    """

    path: Path
    table: Table
    limits: Limits
    tally: Tally
    lacking: dict[int, str] = field(default_factory=dict)
    made_of: Path | None = None
    keeper: Any = None

    @property
    def num_rows(self) -> int:
        """Return how many rows there are."""
        return self.tally.rows

    @property
    def column_names(self) -> list[str]:
        """Return the names of the columns."""
        return list(self.table.schema)

    def count(self, rows: pa.Table) -> None:
        """Count the next rows of the file."""
        start = self.tally.rows
        for place, why in find_lacking(rows, self.table).items():
            self.lacking[start + place] = why
        self.tally.add(rows)

    def read(self) -> pa.Table:
        """Return all rows, in memory."""
        import pyarrow.parquet as parquet

        return parquet.read_table(self.path)

    def column(self, name: str) -> pa.ChunkedArray:
        """Return one column, in memory."""
        import pyarrow.parquet as parquet

        return parquet.read_table(self.path, columns=[name]).column(name)

    def to_pylist(self) -> list[dict[str, Any]]:
        """Return all rows as dictionaries."""
        return self.read().to_pylist()

    def drop_columns(self, names: Sequence[str]) -> StoredRows:
        """Return the rows as they are: only columns of the table are stored."""
        return self

    def finish(self) -> Finished:
        """Set aside rows without a required value or with a key given before."""
        repeated = find_repeated(self.path, self.table, bool(self.lacking), self.limits)
        done = Finished(self, self.tally, duplicates=len(repeated.places))
        if not self.lacking and not done.duplicates:
            return done
        done.told = self._tell(repeated)
        reasons = {**self.lacking, **dict.fromkeys(repeated.places.tolist(), "duplicate key")}
        out = np.array(sorted(reasons), np.int64)
        numbers, made_of = self._of_places("src_row", self.path, out), np.ones(len(out), np.int64)
        if self.made_of is not None:
            made_of = self._of_places(SRC_ROWS, self.made_of, out)
        done.set_aside = [
            SetAside(row, reasons[place], "", count)
            for place, row, count in zip(
                out.tolist(), numbers.tolist(), made_of.tolist(), strict=True
            )
        ]
        done.rows = self.rewrite(without=out)
        done.tally = done.rows.tally
        return done

    def rewrite(
        self, *, without: np.ndarray | None = None, constants: Mapping[str, Any] | None = None
    ) -> StoredRows:
        """Return the rows in a new file, some left out, some columns filled with a constant."""
        out = np.zeros(0, np.int64) if without is None else without
        return store_rows(
            self.path.with_name(f"again-{self.path.name}"),
            self.table,
            self.limits,
            _changed(read_batches(self.path), out, constants or {}),
            keeper=self.keeper,
            made_of=self.made_of,
        )

    def _tell(self, repeated: Repeats) -> list[str]:
        other = np.flatnonzero(repeated.others)
        numbers: list[int] = []
        if len(other):
            pair = [repeated.places[other[0]], repeated.firsts[other[0]]]
            first, later = self._of_places("src_row", self.path, np.array(sorted(pair))).tolist()
            numbers = [later, first]
        return say_repeats(len(repeated.places) - len(other), len(other), numbers)

    def _of_places(self, name: str, path: Path, places: np.ndarray) -> np.ndarray:
        found, start = [], 0
        for batch in read_batches(path, [name]):
            values = batch.column(name).to_numpy(zero_copy_only=False)
            inside = places[(places >= start) & (places < start + len(values))]
            found.append(values[inside - start])
            start += len(values)
        return np.concatenate(found)


def store_rows(
    path: Path,
    table: Table,
    limits: Limits,
    batches: Iterable[pa.Table],
    *,
    keeper: Any = None,
    made_of: Path | None = None,
) -> StoredRows:
    """Write batches in the table's schema to a file, counting them on the way."""
    kept = Collector(path, table, limits, keeper)
    try:
        for rows in batches:
            kept.add(rows)
    finally:
        stored = kept.close()
    return replace(stored, made_of=made_of) if made_of else stored


def count_rows(
    path: Path, table: Table, limits: Limits, *, keeper: Any, made_of: Path
) -> StoredRows:
    """Count the rows that the engine wrote to a file in the table's schema."""
    kept = StoredRows(path, table, limits, Tally(table), keeper=keeper, made_of=made_of)
    for rows in read_batches(path):
        kept.count(rows)
    return kept


class Collector:
    """Takes canonical rows batch by batch and stores them."""

    def __init__(self, path: Path, table: Table, limits: Limits, keeper: Any) -> None:
        self._writer = RowsWriter(path, to_schema_of(table), table.key)
        self._rows = StoredRows(path, table, limits, Tally(table), keeper=keeper)

    def add(self, rows: pa.Table) -> None:
        """Take further rows in the table's schema."""
        self._writer.write(rows)
        self._rows.count(rows)

    def close(self) -> StoredRows:
        """Finish the file and return what is in it."""
        self._writer.close()
        return self._rows


def to_schema_of(table: Table) -> pa.Schema:
    """Return the columns of a canonical table with their types."""
    import pyarrow as pa

    return pa.schema([(name, to_arrow_type(kind)) for name, kind in table.schema.items()])


def to_type(kind: str) -> pa.DataType:
    """Return the type of values of a declared kind."""
    return to_arrow_type(SQL_TYPES[kind])  # type: ignore[index]


def read_batches(path: Path, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
    """Yield the rows of a file in its own portions."""
    import pyarrow.parquet as parquet

    with parquet.ParquetFile(path) as file:
        for number in range(file.num_row_groups):
            yield file.read_row_group(number, columns=columns)


def _changed(
    batches: Iterator[pa.Table], without: np.ndarray, constants: Mapping[str, Any]
) -> Iterator[pa.Table]:
    import pyarrow as pa

    start = 0
    for rows in batches:
        count = rows.num_rows
        for name, value in constants.items():
            place = rows.column_names.index(name)
            filled = pa.repeat(pa.scalar(value, rows.schema.field(name).type), count)
            rows = rows.set_column(place, name, filled)
        inside = without[(without >= start) & (without < start + count)] - start
        start += count
        if len(inside):
            mask = np.ones(count, bool)
            mask[inside] = False
            rows = rows.filter(pa.array(mask))
        yield rows
