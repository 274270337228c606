"""Writes batches of rows to a Parquet file, beside whoever makes them."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

MANY_VALUES = ("_id", "_key", "_path")


class RowsWriter:
    """Writes batches of one schema, each while the next is made.

    A column of text may come as codes into a list of its words; what is read back is text.
    ``keys``: columns whose values hardly repeat.
    """

    def __init__(self, path: Path, schema: pa.Schema, keys: Sequence[str] = ()) -> None:
        self.path, self.schema = path, schema
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
            self._open(rows.schema)
        assert self._written is not None
        for place, field in enumerate(self._written):
            column = rows.column(place)
            if column.type != field.type:
                is_coded = hasattr(field.type, "value_type")
                column = column.dictionary_encode() if is_coded else column.cast(field.type)
                rows = rows.set_column(place, field.name, column)
        self._file.write_table(rows)

    def _open(self, schema: pa.Schema) -> None:
        import pyarrow as pa
        import pyarrow.parquet as parquet

        repeated = [
            column.name
            for column in schema
            if pa.types.is_dictionary(column.type)
            or (pa.types.is_string(column.type) and column.name not in self._keys
                and not column.name.endswith(MANY_VALUES))
        ]  # fmt: skip
        self._written = schema
        self._file = parquet.ParquetWriter(
            self.path, schema, compression="zstd", use_dictionary=repeated or False,
            store_schema=False,
        )  # fmt: skip
