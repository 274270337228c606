"""Reads one large table: block after block into typed columns on disk, as often as it takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from cxaudit.canon import ColumnType
from cxaudit.intake.bulk.by_moment import MomentColumn
from cxaudit.intake.bulk.by_number import DecimalColumn, WholeColumn
from cxaudit.intake.bulk.by_text import TextColumn
from cxaudit.intake.bulk.by_word import WordColumn
from cxaudit.intake.bulk.column import Column, to_coded
from cxaudit.intake.bulk.lines import Lines, Sorter
from cxaudit.intake.bulk.people import People
from cxaudit.intake.bulk.sinks import SRC_ROW, Home, Repeated, Sink, Values, to_sink
from cxaudit.intake.columns.account import SetAside, Sorted
from cxaudit.intake.columns.convert import Converted, Frame
from cxaudit.intake.columns.section import Typed, convert_cells, note_column, to_frame
from cxaudit.intake.known.form import Field
from cxaudit.intake.known.recognise import Located, Match
from cxaudit.intake.source.unfit import Unfit
from cxaudit.intake.wish import Wish

if TYPE_CHECKING:
    import pyarrow as pa

MOST_PASSES = 4
INTERNAL = "internal"
DECIMALS = ("money", "seconds", "minutes", "rate")


class Source(Home, Protocol):
    """Where the lines of a large table come from, again and again."""

    def read_lines(self, match: Match, place: Located, sorter: Sorter) -> Iterator[Lines]:
        """Yield the sorted data lines below a header."""


@dataclass
class Section:
    """One table being read: its columns, its constants, and what becomes of its lines."""

    match: Match
    place: Located
    wish: Wish
    source: Source
    columns: dict[str, Column] = field(default_factory=dict)
    constants: dict[str, tuple[Frame, Converted]] = field(default_factory=dict)
    internal: WordColumn | None = None
    set_aside: list[SetAside] = field(default_factory=list)
    lines: int = 0

    def read(self) -> Typed:
        """Return the typed columns; the file is read again while a column changes its mind."""
        check_fit(self.match, self.place)
        with ExitStack() as stack:
            self._open_columns(stack)
            for _ in range(MOST_PASSES):
                sorter = Sorter(self.match.form, self.place, self.match.grid.place)
                sink = self._read_once(sorter)
                found = {n: column.finish(self.wish) for n, column in self.columns.items()}
                if all(column.settled for column in self.columns.values()):
                    return self._to_typed(sorter, sink, found)
        raise Unfit("its columns cannot be settled")

    def _open_columns(self, stack: ExitStack) -> None:
        people: People | None = None
        limits = self.source.limits
        parts = self.match.form.parts[self.place.section].columns
        for name, spec in parts.items():
            positions = self.place.columns.get(name)
            if positions is None and spec.is_ is None:
                continue
            frame = to_frame(self.match, self.place, name, spec, self.wish)
            if spec.is_ is not None:
                done = convert_cells([()], (), frame, self.place, self.wish)
                self.constants[name] = (frame, done)
                continue
            if frame.personal and people is None and self.wish.key is not None:
                people = People(self.wish.key, limits.threads, limits.memory_gb / 4)
                stack.callback(people.close)
            assert positions is not None
            self.columns[name] = to_column(frame, self.place, positions[0], self.wish, people)
        self._open_internal()

    def _read_once(self, sorter: Sorter) -> Sink:
        for column in (*self.columns.values(), *filter(None, [self.internal])):
            column.start()
        self.set_aside, self.lines = [], 0
        sink = to_sink(self.match, self.source, self._kinds())
        try:
            with ThreadPoolExecutor(self.source.limits.threads) as pool:
                for lines in self.source.read_lines(self.match, self.place, sorter):
                    if len(lines):
                        self._take(lines, sink, pool)
        finally:
            sink.close()
        return sink

    def _take(self, lines: Lines, sink: Sink, pool: ThreadPoolExecutor) -> None:
        import pyarrow as pa

        def read(column: Column) -> Any:
            return column.read(lines.cells[column.position], lines.typed.get(column.position))

        reads = dict(zip(self.columns, pool.map(read, self.columns.values()), strict=True))
        self.lines += len(lines)
        faults: dict[int, list[str]] = {}
        for found in reads.values():
            for row, why in found.faults:
                faults.setdefault(row, []).append(why)
        values: dict[str, pa.Array] = {name: found.values for name, found in reads.items()}
        values |= self._derive(lines)
        for name, (_, done) in self.constants.items():
            value = pa.array(done.values, sink.types[name])
            values[name] = to_coded(pa.array(np.zeros(len(lines), np.int32)), value)
        numbers = lines.numbers
        if faults:
            place = self.match.grid.place
            self.set_aside += [
                SetAside(int(numbers[row]), "; ".join(reasons[:3]), place)
                for row, reasons in sorted(faults.items())
            ]
            mask = np.ones(len(numbers), bool)
            mask[list(faults)] = False
            keep = pa.array(mask)
            values = {name: column.filter(keep) for name, column in values.items()}
            numbers = numbers[mask]
        sink.add(values, numbers)

    def _derive(self, lines: Lines) -> dict[str, pa.Array]:
        """Return participation.internal of a template, told from the addresses."""
        if self.internal is None:
            return {}
        return {INTERNAL: self.internal.read(lines.cells[self.internal.position]).values}

    def _open_internal(self) -> None:
        form, positions = self.match.form, self.place.columns.get("person_key")
        known = INTERNAL in self.columns or not self.wish.internal_domains
        if form.table == "participation" and form.is_template and positions and not known:
            frame = Frame(INTERNAL, INTERNAL, "bool", Field(own_domain=True))
            self.internal = WordColumn(frame, self.place, positions[0], self.wish)

    def _kinds(self) -> dict[str, ColumnType]:
        kinds = {n: c.frame.kind for n, c in self.columns.items()}
        kinds |= {name: frame.kind for name, (frame, _) in self.constants.items()}
        return kinds | ({INTERNAL: "bool"} if self.internal else {})

    def _to_typed(self, sorter: Sorter, sink: Sink, found: Mapping[str, Converted]) -> Typed:
        lines = Sorted(
            rows=range(self.lines),  # type: ignore[arg-type]
            set_aside=sorter.set_aside,
            blank=sorter.blank,
            totals=sorter.totals,
            totals_rows=sorter.totals_rows,
        )
        count = self.lines - len(self.set_aside)
        numbers = Values(sink, SRC_ROW, count)
        typed = Typed(self.place.section, {}, {}, numbers, lines, set_aside=self.set_aside)
        for name in self.match.form.parts[self.place.section].columns:
            if name in self.constants:
                frame, done = self.constants[name]
                typed.columns[name] = Repeated(done.values[0], count)
            elif name in self.columns:
                column = self.columns[name]
                frame, reasons = column.frame, column.reasons
                done = replace(found[name], faults={}, missing=reasons.total(), reasons=reasons,
                               clocks=frozenset(column.clocks))  # fmt: skip
                typed.columns[name] = Values(sink, name, count)
            else:
                continue
            typed.kinds[name] = frame.kind
            typed.supplied.add(name)
            note_column(typed, frame, done)
        typed.invalid.update({name: column.invalid for name, column in self.columns.items()})
        if self.internal and any(value is not None for value, _ in self.internal.known.values()):
            typed.columns[INTERNAL] = Values(sink, INTERNAL, count)
            typed.kinds[INTERNAL] = "bool"
            typed.supplied.add(INTERNAL)
        typed.stored = sink
        return typed


def check_fit(match: Match, place: Located) -> None:
    """Raise Unfit where a form needs what reading in pieces does not do."""
    form, part = match.form, match.form.parts[place.section]
    if form.is_nested:
        raise Unfit("lists and records inside a table are read from Parquet only")
    specs = [spec for name, spec in part.columns.items() if name in place.columns]
    if form.lifetime or form.rates or form.total_is_dimension or part.title:
        raise Unfit(f"{form.label} is not read in pieces")
    if len(form.parts) > 1 or any(s.values_by or s.digest or s.also or s.may_be_negative
                                  for s in specs):  # fmt: skip
        raise Unfit(f"{form.label} is not read in pieces")


def to_column(
    frame: Frame, place: Located, position: int, wish: Wish, people: People | None
) -> Column:
    """Return what converts a column of this kind."""
    spec, told = frame.spec, (frame, place, position, wish)
    scaled = spec.scale or (frame.note and frame.note.scale)
    if spec.own_domain or spec.phone or spec.values or scaled:
        return WordColumn(*told)
    if frame.kind == "str":
        return TextColumn(*told, people=people)
    if frame.kind in ("date", "ts"):
        return MomentColumn(*told)
    if frame.kind in ("int", "count"):
        return WholeColumn(*told)
    return DecimalColumn(*told) if frame.kind in DECIMALS else WordColumn(*told)
