"""A plain Parquet file whose cells the engine reads itself: its rows never leave their types.

The engine counts what is odd about lines and cells. Odd cells are converted each once, by the
careful converter; lines that may be no rows of the table make the file unfit for this way.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cxaudit.engine import to_identifier, to_literal
from cxaudit.errors import ClientDataError
from cxaudit.intake.bulk.as_text import MOMENTS, is_text, to_text
from cxaudit.intake.bulk.by_moment import MomentColumn
from cxaudit.intake.bulk.column import Column
from cxaudit.intake.bulk.combine import to_constant
from cxaudit.intake.bulk.lines import Sorter
from cxaudit.intake.bulk.plain_lines import check_lines
from cxaudit.intake.bulk.plain_sql import Plain, Range, to_placed, to_plain, to_sql_type
from cxaudit.intake.bulk.section import Section, check_fit
from cxaudit.intake.bulk.straight_sink import StraightSink
from cxaudit.intake.bulk.words import Words, convert_words
from cxaudit.intake.columns.account import SetAside
from cxaudit.intake.columns.convert import LOCAL
from cxaudit.intake.columns.section import Typed
from cxaudit.intake.source.unfit import Unfit

if TYPE_CHECKING:
    from cxaudit.intake.bulk.parquet_source import ParquetSource

FIRST_LINE = 2


@dataclass
class Told:
    """What the engine counted of a column: filled cells, odd ones, and the span of its moments."""

    filled: int
    odd: int
    span: Range | None


@dataclass
class Straight(Section):
    """One table that the engine reads from its file."""

    source: ParquetSource
    plain: dict[str, Plain | None] = field(default_factory=dict)
    words: dict[str, Words] = field(default_factory=dict)

    def read(self) -> Typed:
        """Return what is known of the table; its rows are made when the form asks for them.

        Raises Unfit where a line or a question needs the reading in pieces.
        """
        check_fit(self.match, self.place)
        with ExitStack() as stack:
            self._open_columns(stack)
            if self.internal is not None or self.match.form.keep or not self.source.count:
                raise Unfit("its lines must be looked at")
            try:
                found = self._look()
            except ClientDataError as error:
                raise Unfit(error.message) from error
            done = {name: column.finish(self.wish) for name, column in self.columns.items()}
        if any(made.question or made.more_questions for made in done.values()):
            raise Unfit("something must be asked")
        self.lines = self.source.count
        sink = StraightSink(self.match, self.source, self._kinds(), self._to_query(found),
                            self._has_faults)  # fmt: skip
        self._set_aside_faulty(sink)
        sorter = Sorter(self.match.form, self.place, self.match.grid.place)
        return self._to_typed(sorter, sink, done)  # type: ignore[arg-type]

    def _look(self) -> dict[str, Told]:
        """Count what is odd, convert the words that need it."""
        for name, column in self.columns.items():
            self.plain[name] = to_plain(column, *self._about(name))
        whole = [name for name, plain in self.plain.items() if plain is None]
        counts = ", ".join(map(self._count, self.columns))
        texts = [name for name, plain in self.plain.items() if plain and self._is_text(name)]
        answers = self.source.run(
            f"select {counts} from {self.source.relation} f",
            *(self._count_odd_words(name) for name in texts),
            *(self._copy_words(name) for name in whole),
        )
        found = self._to_told(answers[0][0])
        for name, answer in zip(texts, answers[1:], strict=False):
            found[name].odd = answer[0][0]
        check_lines(self.source, self.match.form, self.place, self._always_filled(found))
        some = [name for name, told in found.items() if told.odd]
        if some:
            self.source.run(*map(self._copy_words, some))
        for name in (*whole, *some):
            typed = not self._is_text(name)
            self.words[name] = convert_words(self.columns[name], self._words_of(name), typed)
        self._note_clocks(found)
        return found

    def _note_clocks(self, found: dict[str, Told]) -> None:
        """Note of plain moments by which clock they are read; the words noted their own."""
        for name, column in self.columns.items():
            is_plain = self.plain[name] is not None and found[name].filled > found[name].odd
            if is_plain and isinstance(column, MomentColumn) and column.frame.kind == "ts":
                column.clocks |= {LOCAL} if self._about(name)[1] in MOMENTS else set()

    @property
    def folder(self) -> Path:
        """Return the private folder."""
        return self.source.folder

    @property
    def _has_faults(self) -> bool:
        return any(made.faults for made in self.words.values())

    def _always_filled(self, found: dict[str, Told]) -> list[int]:
        count = self.source.count
        return [self.columns[name].position for name, told in found.items() if told.filled == count]

    def _about(self, name: str) -> tuple[str, str]:
        """Return a column in SQL and its type in the file."""
        header = list(self.source.columns)[self.columns[name].position]
        return f"f.{to_identifier(header)}", self.source.columns[header]

    def _count(self, name: str) -> str:
        cell, held = self._about(name)
        filled = f"{cell} <> ''" if is_text(held) else f"{cell} is not null"
        counted = [f"count(*) filter ({filled})"]
        plain, column = self.plain[name], self.columns[name]
        odd = plain.odd if plain else ""
        counted.append(f"count(*) filter ({odd})" if odd and not is_text(held) else "0")
        ends = ["null", "null"]
        if plain and isinstance(column, MomentColumn) and column.frame.timezone != "UTC":
            ends = [f"{end}({plain.value}) filter (not coalesce({odd}, true))" for end in
                    ("min", "max")]  # fmt: skip
        return ", ".join([*counted, *ends])

    def _is_text(self, name: str) -> bool:
        return is_text(self._about(name)[1])

    def _count_odd_words(self, name: str) -> str:
        """Return the statement that counts the odd texts, each once where they repeat.

        A condition beside the count is not tried before the different texts are known.
        """
        cell, plain = self._about(name)[0], self.plain[name]
        how = "distinct" if self.columns[name].position in self.source.repeated else ""
        return (
            f"select count(*) filter ({plain.odd if plain else 'false'}) "
            f"from (select {how} {cell} from {self.source.relation} f) f"
        )

    def _to_told(self, row: list[Any]) -> dict[str, Told]:
        found = {}
        for place, name in enumerate(self.columns):
            filled, odd, first, last = row[4 * place : 4 * place + 4]
            found[name] = Told(filled, odd, None if first is None else Range(first, last))
        return found

    def _words_of(self, name: str) -> Path:
        return self.folder / f"words-{name}.parquet"

    def _copy_words(self, name: str) -> str:
        """Return the statement that stores the different cells of a column in order of rows."""
        cell, held = self._about(name)
        plain = self.plain[name]
        odd = f"where {plain.odd}" if plain else ""
        return f"""
            copy (
                select coalesce({to_text("cell", held)}, '') as word, sum(cells)::bigint as cells
                from (
                    select {cell} as cell, count(*) as cells, min(file_row_number) as place
                    from {self.source.relation} f {odd}
                    group by all
                )
                group by all
                order by min(place)
            ) to {to_literal(str(self._words_of(name)))} (format parquet)
        """

    def _to_query(self, found: dict[str, Told]) -> str:
        """Return the statement that shows the rows with every column typed."""
        shown, joins, faults = [], [], []
        for name, column in self.columns.items():
            shown.append(f"{self._show(name, column, found[name])} as {to_identifier(name)}")
            if name not in self.words:
                continue
            cell, held = self._about(name)
            plain, of = self.plain[name], to_identifier(f"of {name}")
            key = f"coalesce({to_text(cell, held)}, '')"
            key = f"case when {plain.odd} then {key} end" if plain else key
            path = to_literal(str(self.words[name].path))
            joins.append(f"left join read_parquet({path}) as {of} on {of}.word = {key}")
            faults += [f"{of}.fault"] if self.words[name].faults else []
        for name, (frame, done) in self.constants.items():
            value = to_constant(done.values[0])
            shown.append(f"cast({value} as {to_sql_type(frame)}) as {to_identifier(name)}")
        shown.append(f"f.file_row_number + {FIRST_LINE} as src_row")
        if faults:
            shown.append(f"list_filter([{', '.join(faults)}], lambda x: x is not null) as faults")
        return f"select {', '.join(shown)} from {self.source.relation} f {' '.join(joins)}"

    def _show(self, name: str, column: Column, told: Told) -> str:
        plain, of = self.plain[name], to_identifier(f"of {name}")
        if plain is None:
            return f"{of}.made"
        value = plain.value
        if isinstance(column, MomentColumn):
            value = to_placed(column.frame, value, self._about(name)[1], told.span)
        value = f"cast({value} as {to_sql_type(column.frame)})"
        return f"case when {plain.odd} then {of}.made else {value} end" if told.odd else value

    def _set_aside_faulty(self, sink: StraightSink) -> None:
        if self._has_faults:
            place = self.match.grid.place
            self.set_aside = [
                SetAside(row, "; ".join(reasons[:3]), place) for row, reasons in sink.read_faulty()
            ]
