"""Where the typed rows of a large table go: canonical rows at once, or typed ones for the SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from cxaudit.canon import ColumnType, load_tables
from cxaudit.engine import to_literal
from cxaudit.intake.bulk.combine import combine_stored, to_extra, to_view
from cxaudit.intake.bulk.stored import Collector, StoredRows, read_batches, to_type
from cxaudit.intake.bulk.writer import RowsWriter
from cxaudit.intake.columns.section import Typed
from cxaudit.intake.gate.limits import Limits
from cxaudit.intake.known.form import Form
from cxaudit.intake.known.recognise import Match
from cxaudit.intake.rows.canonical import to_arrow_type
from cxaudit.intake.rows.transform import Facts

if TYPE_CHECKING:
    import pyarrow as pa

SRC_ROW = "src_row"


class Home(Protocol):
    """Where a large table is read: the private folder and what may be taken."""

    limits: Limits
    folder: Path
    keeper: Any
    name: str


class Sink(Protocol):
    """Takes typed columns block by block."""

    path: Path
    types: Mapping[str, pa.DataType]

    def add(self, values: Mapping[str, pa.Array], numbers: np.ndarray) -> None:
        """Take the kept rows of a block, and the line each stands on."""

    def close(self) -> None:
        """Finish what was taken."""

    def to_tables(
        self, form: Form, typed: Typed, facts: Facts
    ) -> tuple[dict[str, StoredRows], list[str]]:
        """Return the canonical rows by table, and what the form's SQL says of them."""


def to_sink(match: Match, home: Home, kinds: Mapping[str, ColumnType]) -> CanonicalSink | TypedSink:
    """Return the sink of a form: its SQL needs typed rows, a plain form canonical ones."""
    if match.form.is_combined:
        return TypedSink(match, home, kinds)
    return CanonicalSink(match, home, kinds)


class CanonicalSink:
    """Fills the table's whole schema at once."""

    def __init__(self, match: Match, home: Home, kinds: Mapping[str, ColumnType]) -> None:
        self.table = load_tables()[match.form.table or ""]
        self.types = {name: to_type(kind) for name, kind in kinds.items()}
        self.schema = {n: to_arrow_type(kind) for n, kind in self.table.schema.items()}
        self.sources = {"src_system": match.form.src_system, "src_file": home.name}
        self.path = home.folder / f"{self.table.name}.parquet"
        self.names = list(kinds)
        self.rows: StoredRows | None = None
        self._collector = Collector(self.path, self.table, home.limits, home.keeper)

    def add(self, values: Mapping[str, pa.Array], numbers: np.ndarray) -> None:
        """Take the kept rows of a block."""
        import pyarrow as pa

        columns = {
            name: fit(values[name], kind) if name in values else self._fill(name, kind, numbers)
            for name, kind in self.schema.items()
        }
        self._collector.add(pa.table(columns))

    def _fill(self, name: str, kind: pa.DataType, numbers: np.ndarray) -> pa.Array:
        import pyarrow as pa

        if name == SRC_ROW:
            return pa.array(numbers)
        value = self.sources.get(name)
        if value is None:
            return pa.nulls(len(numbers), kind)
        return pa.DictionaryArray.from_arrays(np.zeros(len(numbers), np.int32), [value])

    def close(self) -> None:
        """Finish the file."""
        self.rows = self._collector.close()

    def to_tables(
        self, form: Form, typed: Typed, facts: Facts
    ) -> tuple[dict[str, StoredRows], list[str]]:
        """Return the rows as they are, with the columns that an answer filled since."""
        assert self.rows is not None
        extra = to_extra(typed.columns, self.names)
        constants = {name: value for name, value in extra.items() if name in self.schema}
        rows = self.rows.rewrite(constants=constants) if constants else self.rows
        return {self.table.name: rows}, []


class TypedSink:
    """Keeps the typed columns as they are, for the SQL of the form."""

    def __init__(self, match: Match, home: Home, kinds: Mapping[str, ColumnType]) -> None:
        import pyarrow as pa

        self.home = home
        self.types = {name: to_type(kind) for name, kind in kinds.items()}
        self.path = home.folder / "rows-typed.parquet"
        self.names = list(kinds)
        self.filled: set[str] = set()
        self.count = 0
        schema = pa.schema([*self.types.items(), (SRC_ROW, pa.int64())])
        self._writer = RowsWriter(self.path, schema, passing=True)

    def add(self, values: Mapping[str, pa.Array], numbers: np.ndarray) -> None:
        """Take the kept rows of a block."""
        import pyarrow as pa

        for name, column in values.items():
            if column.null_count < len(column):
                self.filled.add(name)
        self.count += len(numbers)
        columns = {name: fit(values[name], kind) for name, kind in self.types.items()}
        self._writer.write(pa.table({**columns, SRC_ROW: pa.array(numbers)}))

    def close(self) -> None:
        """Finish the file."""
        self._writer.close()

    def to_tables(
        self, form: Form, typed: Typed, facts: Facts
    ) -> tuple[dict[str, StoredRows], list[str]]:
        """Return what the SQL of the form makes of the rows."""
        extra = to_extra(typed.columns, self.names)
        rows = f"read_parquet({to_literal(str(self.path))})"
        view = to_view(form, typed.section, rows, self.names, extra)
        return combine_stored(form, view, facts, self.home)


def fit(values: pa.Array, kind: pa.DataType) -> pa.Array:
    """Return values of a type; text may stay codes into its words."""
    import pyarrow as pa

    is_coded = pa.types.is_dictionary(values.type) and pa.types.is_string(kind)
    return values if is_coded or values.type == kind else values.cast(kind)


class Values(Sequence[Any]):
    """One column of rows on disk, read when it is asked for."""

    def __init__(self, sink: Sink, name: str, count: int) -> None:
        self._sink, self._name, self._count = sink, name, count

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Any]:
        for rows in read_batches(self._sink.path, [self._name]):
            yield from rows.column(0).to_pylist()

    def __getitem__(self, place: Any) -> Any:
        return list(self)[place]

    def count_from(self, least: Any) -> tuple[int, Any]:
        """Return how many values are at least so large, and the largest of them."""
        import pyarrow.compute as pc

        count, largest = 0, None
        for rows in read_batches(self._sink.path, [self._name]):
            found = rows.column(0).filter(pc.greater_equal(rows.column(0), least))
            if len(found):
                count += len(found)
                top = pc.max(found).as_py()
                largest = top if largest is None else max(largest, top)
        return count, largest


class Repeated(Sequence[Any]):
    """One value, so many times."""

    def __init__(self, value: Any, count: int) -> None:
        self.value, self._count = value, count

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Any]:
        return (self.value for _ in range(self._count))

    def count_from(self, least: Any) -> tuple[int, Any]:
        """Return how many values are at least so large, and the largest of them."""
        is_late = self.value is not None and bool(self._count) and self.value >= least
        return (self._count, self.value) if is_late else (0, None)

    def __getitem__(self, place: Any) -> Any:
        return (
            [self.value] * len(range(self._count)[place])
            if isinstance(place, slice)
            else self.value
        )
