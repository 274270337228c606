"""The typed rows of a file that the engine reads itself: a statement, run when they are wanted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxaudit.canon import ColumnType, load_tables
from cxaudit.engine import to_literal
from cxaudit.intake.bulk.combine import make_rows, store_made, to_extra, to_view
from cxaudit.intake.bulk.combine_apart import read_warnings_apart, to_views
from cxaudit.intake.bulk.sinks import SRC_ROW
from cxaudit.intake.bulk.stored import StoredRows, read_batches
from cxaudit.intake.columns.section import Typed
from cxaudit.intake.known.form import Form
from cxaudit.intake.known.recognise import Match
from cxaudit.intake.rows.transform import Facts

if TYPE_CHECKING:
    import pyarrow as pa

    from cxaudit.intake.bulk.parquet_source import ParquetSource


class StraightSink:
    """Makes the rows that ``query`` shows; it has ``src_row``, and ``faults`` where there are."""

    def __init__(
        self, match: Match, source: ParquetSource, kinds: Mapping[str, ColumnType],
        query: str, has_faults: bool,
    ) -> None:  # fmt: skip
        self.source, self.names = source, list(kinds)
        self._query, self._has_faults = query, has_faults

    @property
    def kept(self) -> str:
        """Return the rows without fault, as a table of the engine."""
        if not self._has_faults:
            return f"({self._query})"
        return f"(select * exclude (faults) from ({self._query}) where faults = [])"

    def read_faulty(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the row number of each row at fault, with its reasons."""
        path = self.source.folder / "faulty.parquet"
        self.source.run(
            f"copy (select {SRC_ROW}, faults from ({self._query}) where faults <> [] "
            f"order by {SRC_ROW}) to {to_literal(str(path))} (format parquet)"
        )
        for rows in read_batches(path):
            for row in rows.to_pylist():
                yield row[SRC_ROW], row["faults"]

    @cached_property
    def path(self) -> Path:
        """Return the rows as a file, in the order of their source; made when it is asked for."""
        path = self.source.folder / "rows-typed.parquet"
        self.source.run(
            f"copy (from {self.kept} order by {SRC_ROW}) to {to_literal(str(path))} "
            "(format parquet, compression lz4_raw)"
        )
        return path

    def to_tables(
        self, form: Form, typed: Typed, facts: Facts
    ) -> tuple[dict[str, StoredRows], list[str]]:
        """Return the canonical rows by table, and what the form's SQL says of them."""
        extra = to_extra(typed.columns, self.names)
        if not form.is_combined:
            table = load_tables()[form.table or ""]
            batches = _filled(read_batches(self.path), extra)
            return {table.name: store_made(batches, table, form, self.source)}, []
        view = to_view(form, typed.section, self.kept, self.names, extra)
        self.source.run(view, *to_views(form, facts))
        tables = make_rows(form, self.source, self.source.run)
        return tables, read_warnings_apart(form, self.source)


def _filled(batches: Iterator[pa.Table], constants: Mapping[str, Any]) -> Iterator[pa.Table]:
    import pyarrow as pa

    for rows in batches:
        for name, value in constants.items():
            rows = rows.append_column(name, pa.repeat(pa.scalar(value), rows.num_rows))
        yield rows
