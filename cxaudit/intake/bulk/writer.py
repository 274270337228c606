"""Writes batches of rows to a Parquet file, beside whoever makes them."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

MANY_VALUES = ("_id", "_key", "_path")
SAMPLE, FEW = 20_000, 2
DELTA = "DELTA_BINARY_PACKED"


class RowsWriter:
    """Writes batches of one schema, each while the next is made.

    A column of text may come as codes into a list of its words; what is read back is text.
    ``keys``: columns whose values hardly repeat. ``passing``: the file is read once and goes.
    """

    def __init__(
        self, path: Path, schema: pa.Schema, keys: Sequence[str] = (), *, passing: bool = False
    ) -> None:
        self.path, self.schema = path, schema
        self._packing = "lz4" if passing else "zstd"
        self._keys = keys
        self._file: Any = None
        self._written: pa.Schema | None = None
        self._pool = ThreadPoolExecutor(1)
        self._last: Future[None] | None = None

    def write(self, rows: pa.Table) -> None:
        """Write a batch as soon as the one before is written."""
        self._wait()
        self._last = self._pool.submit(self._write, rows)

    def close(self) -> None:
        """Finish the file; without a batch it holds no rows."""
        try:
            self._wait()
            if self._file is None:
                self._write(self.schema.empty_table())
        finally:
            self._pool.shutdown()
            if self._file is not None:
                self._file.close()

    def _wait(self) -> None:
        if self._last is not None:
            self._last.result()

    def _write(self, rows: pa.Table) -> None:
        if self._file is None:
            self._open(rows)
        assert self._written is not None
        for place, field in enumerate(self._written):
            column = rows.column(place)
            if column.type != field.type:
                is_coded = hasattr(field.type, "value_type")
                column = column.dictionary_encode() if is_coded else column.cast(field.type)
                rows = rows.set_column(place, field.name, column)
        self._file.write_table(rows)

    def _open(self, rows: pa.Table) -> None:
        import pyarrow.parquet as parquet

        schema = rows.schema
        repeated = [
            column.name for column in schema if self._repeats(rows.column(column.name), column)
        ]
        self._written = schema
        self._file = parquet.ParquetWriter(
            self.path, schema, compression=self._packing, use_dictionary=repeated or False,
            column_encoding={column.name: DELTA for column in schema if _grows(column)},
            store_schema=False,
        )  # fmt: skip

    def _repeats(self, column: pa.ChunkedArray, field: pa.Field) -> bool:
        """Tell whether a column of text is few words again and again."""
        import pyarrow as pa

        if not pa.types.is_string(field.type) or field.name in self._keys:
            return pa.types.is_dictionary(field.type)
        some = column[:SAMPLE]
        return not field.name.endswith(MANY_VALUES) or len(some.unique()) * FEW <= len(some)


def _grows(field: pa.Field) -> bool:
    """Tell whether the values of a column mostly grow from row to row: lines and moments."""
    import pyarrow as pa

    return field.name == "src_row" or pa.types.is_timestamp(field.type)
