"""An engine whose tables lie elsewhere: it is asked like DuckDB, and asks the other place.

Measuring needs no word of this: it hands over the same statements. A statement over canonical
tables is translated and run where they lie. Its rows are brought here while they are few; where
they are many they stay, and the questions that figures ask of them (sums by unit, values by rank,
days with what happened) are translated and run there too.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence

from cxaudit.canon import load_tables, load_views
from cxaudit.elsewhere.backend import Backend
from cxaudit.elsewhere.bring import hold, hold_witnesses, to_config, to_witness
from cxaudit.elsewhere.refused import NotTranslated
from cxaudit.elsewhere.translate import Statement, translate, translate_once, translate_plain
from cxaudit.engine import connect, to_identifier

FEW = 100_000
MANY = sys.maxsize
"""How many rows a statement is told to have whose rows stay where they lie."""
CREATE = re.compile(r'\s*create or replace temp (table|view) "?(\w+)"? as (.*)', re.S | re.I)
ASKS = re.compile(r"\s*(select|with)\b", re.I)


class Answer:
    """What a question came to: its rows, and what is known of its columns."""

    def __init__(self, rows: Sequence[tuple], description: Sequence[tuple] = ()) -> None:
        self._rows = list(rows)
        self.description = description

    def fetchall(self) -> list[tuple]:
        """Return every row."""
        return self._rows

    def fetchone(self) -> tuple | None:
        """Return the first row."""
        return self._rows[0] if self._rows else None


class EngineElsewhere:
    """A DuckDB that holds what was brought, and a backend that holds the tables.

    ``few``: how many observations of one statement are brought; more stay where they are, all of
    them at 0. ``asked``: every statement that ran there, in order, for who wants to read them.
    """

    def __init__(self, backend: Backend, *, few: int = FEW) -> None:
        self.backend, self.few = backend, few
        self.asked: list[str] = []
        self._here = connect(threads=1)
        self._witnessed: set[str] = set()
        self._kept: dict[str, str] = {}
        self._views: dict[str, str] = {}
        self._types: dict[str, tuple[tuple[str, str], ...]] = {}
        for table in load_tables().values():
            self._here.execute(table.to_ddl())

    def execute(self, sql: str, values: Sequence[object] | None = None) -> Answer:
        """Run one statement, here or where the rows lie."""
        made = CREATE.match(sql) if values is None else None
        if made and made[1].lower() == "table" and self._words(made[3]) & self._elsewhere:
            return self._observe(made[2], made[3])
        if made and made[1].lower() == "view":
            self._views.pop(made[2], None)
            if self._words(made[3]) & self._staying:
                self._views[made[2]] = made[3]
        elif ASKS.match(sql):
            if self._words(sql) & self._staying:
                return Answer(self._ask(self._translated(sql)))
            self._witness(self._words(sql))
        arguments = (sql,) if values is None else (sql, values)
        found = self._here.execute(*arguments)
        return Answer(found.fetchall(), found.description)

    @property
    def _staying(self) -> set[str]:
        return {*self._kept, *self._views}

    @property
    def _elsewhere(self) -> set[str]:
        return {*load_tables(), *load_views(), *self._staying}

    @staticmethod
    def _words(sql: str) -> set[str]:
        return set(re.findall(r"\w+", sql))

    def _observe(self, name: str, sql: str) -> Answer:
        """Run a statement where its tables lie; bring its rows, or keep them there if many."""
        found: list[tuple] = []
        kept = self._kept.pop(name, None)
        try:
            statement = self._translated(sql)
            if self.few:
                found = self._ask(statement, most=self.few + 1)
            self._here.execute(
                f"create or replace temp table {to_identifier(name)} as "
                f"select * from ({sql}) limit 0"
            )
            if self.few and len(found) <= self.few:
                hold(self._here, name, found)
                return Answer([(len(found),)])
            self._kept[name] = self.backend.keep(name, self._written(statement), kept)
        except NotTranslated as error:
            raise NotTranslated(error.message, place=name, found=error.found) from error
        return Answer([(MANY,)])

    def _ask(self, statement: Statement, most: int = 0) -> list[tuple]:
        return self.backend.fetch(self._written(statement, most))

    def _written(self, statement: Statement, most: int = 0) -> str:
        """Return the text to run there, settings and views before it; what it reads is there."""
        before: dict[str, Statement] = {}
        self._put_before(statement, before)
        for one in (statement, *before.values()):
            for table in one.reads & load_tables().keys():
                self.backend.provide(table)
        text = statement.written(before, most)
        self.asked.append(text)
        return text

    def _put_before(self, statement: Statement, before: dict[str, Statement]) -> None:
        """Put every view and setting that a statement reads before it, what they read first."""
        for name in sorted(statement.reads - before.keys()):
            text = self._views.get(name) or load_views().get(name)
            if name == "config":
                before[name] = translate_plain(to_config(self._here), self.backend.dialect)
            elif text:
                found = self._translated(text)
                self._put_before(found, before)
                before[name] = found

    def _translated(self, sql: str) -> Statement:
        words = self._words(sql)
        fixed = words & {*load_tables(), *load_views(), "config"}
        schema = tuple((name, self._types_of(name)) for name in sorted(fixed))
        if not words & self._staying:
            return translate_once(sql, schema, self.backend.dialect)
        staying = {name: dict(self._describe(name)) for name in words & self._staying}
        whole = {name: dict(types) for name, types in schema} | staying
        return translate(sql, whole, self.backend.dialect, self._kept)

    def _types_of(self, name: str) -> tuple[tuple[str, str], ...]:
        if name not in self._types:
            self._types[name] = self._describe(name)
        return self._types[name]

    def _describe(self, name: str) -> tuple[tuple[str, str], ...]:
        found = self._here.execute(f"describe {to_identifier(name)}").fetchall()
        return tuple((row[0], row[1].replace('"NULL"', "INTEGER")) for row in found)

    def _witness(self, words: set[str]) -> None:
        """Put into the tables here, for each kind of row, which columns are filled at all."""
        for name in sorted((words & self.backend.found.keys()) - self._witnessed):
            self._witnessed.add(name)
            table = load_tables()[name]
            hold_witnesses(self._here, table, self._ask(self._translated(to_witness(table))))
