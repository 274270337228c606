"""A Parquet file with lists and records: the form's SQL reads it where it lies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cxaudit.canon import SQL_TYPES, Table, load_tables
from cxaudit.engine import to_identifier, to_literal
from cxaudit.errors import ClientDataError
from cxaudit.intake.bulk.as_text import MOMENTS, WHOLE, ZONED
from cxaudit.intake.bulk.by_text import TextColumn
from cxaudit.intake.bulk.column import to_plain_text
from cxaudit.intake.bulk.combine import store_made, to_constant, to_extra
from cxaudit.intake.bulk.combine_apart import copy_rows, read_warnings_apart, to_views
from cxaudit.intake.bulk.people import People
from cxaudit.intake.bulk.sinks import Repeated
from cxaudit.intake.bulk.stored import StoredRows, read_batches
from cxaudit.intake.bulk.writer import RowsWriter
from cxaudit.intake.columns.account import Sorted
from cxaudit.intake.columns.convert import LOCAL, Converted, Frame
from cxaudit.intake.columns.section import Typed, note_column, to_frame
from cxaudit.intake.known.form import Form
from cxaudit.intake.known.recognise import Located, Match
from cxaudit.intake.rows.transform import Facts, to_declared
from cxaudit.intake.wish import Wish

if TYPE_CHECKING:
    import pyarrow as pa

    from cxaudit.intake.bulk.parquet_source import ParquetSource

FITTING = {
    "int": WHOLE, "count": WHOLE, "bool": ("BOOLEAN",), "date": ("DATE",), "ts": (*MOMENTS, *ZONED),
}  # fmt: skip
"""The engine's types that a column of each kind may have in the file; text takes any."""


@dataclass
class NestedRows:
    """The rows of one nested table. Nothing is read before the SQL of the form asks for it."""

    match: Match
    place: Located
    wish: Wish
    source: ParquetSource
    frames: dict[str, Frame] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)

    def read(self) -> Typed:
        """Return what is known of the section: its columns and how many rows there are.

        Raises ClientDataError for a plain column of a type that cannot be what it should.
        """
        count = self.source.count
        typed = Typed(self.place.section, {}, {}, range(count), Sorted(rows=range(count)))  # type: ignore[arg-type]
        names = list(self.source.columns)
        for name, spec in self.match.form.parts[self.place.section].columns.items():
            positions = self.place.columns.get(name)
            if positions is None:
                continue
            frame = to_frame(self.match, self.place, name, spec, self.wish)
            self.frames[name] = frame
            self.shown[name] = self._show(frame, names[positions[0]])
            typed.columns[name] = Repeated("", count)
            typed.kinds[name] = frame.kind
            typed.supplied.add(name)
            held = self.source.columns[names[positions[0]]]
            is_local = count and frame.kind == "ts" and held in MOMENTS
            clocks = frozenset({LOCAL} if is_local else ())
            note_column(typed, frame, Converted([], clocks=clocks))
        typed.stored = self
        return typed

    def _show(self, frame: Frame, header: str) -> str:
        """Return the expression of one column as the SQL of the form sees it."""
        column, held = f"f.{to_identifier(header)}", self.source.columns[header]
        if frame.spec.nested:
            return f"cast({column} as {frame.spec.nested})"
        if frame.personal:
            return f"{to_identifier(f'of {frame.column}')}.made"
        if frame.kind == "str":
            return f"nullif(cast({column} as varchar), '')"
        if held not in FITTING.get(frame.kind, ()):
            raise ClientDataError(
                f"the column '{header}' does not hold what it should",
                file=self.source.name, found=held.lower()[:80],
                wanted=" or ".join(FITTING.get(frame.kind, ("a type of text",))).lower(),
                next="cast the column in the query that exports it",
            )  # fmt: skip
        naive = frame.kind == "ts" and held not in ZONED
        zone = to_literal(frame.timezone)
        return f"cast({column} as timestamp) at time zone {zone}" if naive else column

    def to_tables(
        self, form: Form, typed: Typed, facts: Facts
    ) -> tuple[dict[str, StoredRows], list[str]]:
        """Return what the SQL of the form makes of the file, and what it says of it."""
        extra = to_extra({n: v for n, v in typed.columns.items() if n not in self.shown}, ())
        people = [self._store_people(name) for name in self.shown if self.frames[name].personal]
        view = self._to_view(form, typed.section, extra, people)
        self.source.run(view, *to_views(form, facts))
        made, said = copy_rows(form, self.source), read_warnings_apart(form, self.source)
        tables = {n: self._store(load_tables()[n], path, form) for n, path in made.items()}
        return tables, said

    def _to_view(
        self, form: Form, section: str, extra: dict[str, object], people: list[tuple[str, Path]]
    ) -> str:
        declared = to_declared(form, section)
        specs = form.parts[section].columns
        shown = []
        for name, kind in declared.items():
            nested = specs[name].nested if name in specs else None
            value = self.shown.get(name) or to_constant(extra.get(name))
            shown.append(f"cast({value} as {nested or SQL_TYPES[kind]}) as {to_identifier(name)}")
        joins = [
            f"left join read_parquet({to_literal(str(path))}) as {to_identifier(f'of {name}')} "
            f"on {to_identifier(f'of {name}')}.name = cast(f.{self._header(name)} as varchar)"
            for name, path in people
        ]
        return (
            f"create or replace temp view {to_identifier(section)} as select {', '.join(shown)}, "
            f"f.file_row_number + 2 as src_row from {self.source.relation} as f {' '.join(joins)}"
        )

    def _header(self, name: str) -> str:
        return to_identifier(list(self.source.columns)[self.place.columns[name][0]])

    def _store_people(self, name: str) -> tuple[str, Path]:
        """Store the pseudonym of every different person that a column names."""
        import pyarrow as pa

        names = self.source.folder / f"names-{name}.parquet"
        people = self.source.folder / f"people-{name}.parquet"
        column = f"cast({self._header(name)} as varchar)"
        self.source.run(
            f"copy (select distinct {column} as name from {self.source.relation} "
            f"where {column} <> '') to {to_literal(str(names))} (format parquet)"
        )
        limits = self.source.limits
        makers = (
            People(self.wish.key, limits.threads, limits.memory_gb / 4) if self.wish.key else None
        )
        text = TextColumn(self.frames[name], self.place, 0, self.wish, people=makers, repeats=False)
        writer = RowsWriter(people, pa.schema([("name", pa.string()), ("made", pa.string())]))
        try:
            for rows in read_batches(names):
                cells = pa.concat_arrays(rows.column(0).chunks)
                writer.write(pa.table({"name": cells, "made": text.read(cells).values}))
        finally:
            writer.close()
            names.unlink()
            if makers is not None:
                makers.close()
        return name, people

    def _store(self, table: Table, path: Path, form: Form) -> StoredRows:
        return store_made(self._masked(read_batches(path), table), table, form, self.source)

    def _masked(self, batches: Iterator[pa.Table], table: Table) -> Iterator[pa.Table]:
        """Yield the rows with addresses of persons inside text hidden, as in every import."""
        import pyarrow as pa

        texts = {
            name: TextColumn(Frame(name, name, "str"), self.place, 0, self.wish)
            for name, column in table.columns.items()
            if column.type == "str" and not column.personal
        }
        for rows in batches:
            for name, text in texts.items():
                if name in rows.column_names and rows.column(name).null_count < rows.num_rows:
                    cells = pa.concat_arrays(rows.column(name).cast(pa.string()).chunks)
                    values = to_plain_text(text.read(cells.fill_null("")).values)
                    rows = rows.set_column(rows.column_names.index(name), name, values)
            yield rows
