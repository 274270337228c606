"""Spark: the same canonical tables, read by a session that the caller gives."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from cxaudit.canon import load_tables
from cxaudit.elsewhere.backend import files_of, to_whole_table
from cxaudit.elsewhere.refused import NotTranslated
from cxaudit.elsewhere.translate import PREFIX, translate
from cxaudit.errors import ClientDataError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",
}
"""What a session must be set to for the same digits: moments shown in UTC, an overflow an error,
and no decimal shortened in silence."""

TYPES = {
    "string": "varchar", "bigint": "bigint", "int": "integer", "smallint": "smallint",
    "date": "date", "timestamp": "timestamp with time zone", "boolean": "boolean",
}  # fmt: skip
_NUMBERS = count(1)
TOO_LARGE = ("ARITHMETIC_OVERFLOW", "NUMERIC_VALUE_OUT_OF_RANGE", "CAST_OVERFLOW")


class SparkBackend:
    """Canonical tables read by Spark: Parquet in a folder, or tables that the session knows.

    ``tables``: canonical name -> name in the session, as in {"web_session": "lake.visits"}; they
    go before the folder's. Its views in the session are its own: several may share one session.
    Raises ClientDataError where the session is set so that numbers would differ.
    """

    dialect = "spark"

    def __init__(
        self, session: SparkSession, folder: str | Path | None = None,
        tables: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        _check(session)
        self._prefix = f"{PREFIX}{next(_NUMBERS)}_"
        self._session, self._named = session, dict(tables or {})
        self.name = f"spark {session.version}"
        self._columns = {name: self._columns_in(folder, name) for name in load_tables()}
        self.found = {name: frozenset(found) for name, found in self._columns.items() if found}
        self._provided: set[str] = set()

    def _columns_in(self, folder: str | Path | None, name: str) -> dict[str, str]:
        path = files_of(Path(folder), name) if folder is not None else None
        if name in self._named:
            frame = self._session.table(self._named[name])
        elif path is not None:
            frame = self._session.read.parquet(str(path))
        else:
            return {}
        frame.createOrReplaceTempView(f"{self._prefix}raw_{name}")
        return {field.name: _type(field.dataType.simpleString()) for field in frame.schema.fields}

    def provide(self, table: str) -> None:
        """Make the view of a table, once."""
        if table in self._provided:
            return
        self._provided.add(table)
        source, columns = f"{self._prefix}raw_{table}", self._columns[table]
        whole = to_whole_table(load_tables()[table], columns, source)
        sql = translate(whole, {source: columns} if columns else {}, "spark").written()
        self._session.sql(sql).createOrReplaceTempView(f"{self._prefix}{table}")

    def fetch(self, sql: str) -> list[tuple]:
        """Run a select and bring its rows."""
        return _run(lambda: [tuple(row) for row in self._frame(sql).collect()])

    def keep(self, name: str, sql: str, instead: str | None) -> str:
        """Hold the rows in the session's cache."""
        kept = f"{PREFIX}{next(_NUMBERS)}_kept_{name}"
        if instead:
            self._session.catalog.uncacheTable(instead)
            self._session.catalog.dropTempView(instead)
        _run(lambda: self._frame(sql).createOrReplaceTempView(kept))
        self._session.catalog.cacheTable(kept)
        return kept

    def _frame(self, sql: str) -> DataFrame:
        return self._session.sql(_tables_named().sub(self._prefix, sql))


@cache
def _tables_named() -> re.Pattern[str]:
    """Return the pattern of what stands before a canonical table's name in a statement."""
    return re.compile(rf"\b{PREFIX}(?=({'|'.join(load_tables())})\b)")


def _check(session: SparkSession) -> None:
    wrong = [
        f"{name} = {session.conf.get(name)}, wanted {wanted}"
        for name, wanted in SETTINGS.items()
        if str(session.conf.get(name)).lower() != wanted.lower()
    ]
    if wrong:
        raise ClientDataError(
            "the Spark session is set so that figures would differ", found="; ".join(wrong),
            next="set them with session.conf.set(...), or give a new session these settings",
        )  # fmt: skip


def _type(kind: str) -> str:
    """Return DuckDB's word for a type of Spark; a word it does not know stays as it is."""
    if kind.startswith("array<"):
        return f"{_type(kind[6:-1])}[]"
    return TYPES.get(kind, kind)


def _run(ask: Any) -> Any:
    """Run, with the two errors that matter told apart: numbers too large, words not known."""
    from pyspark.errors import AnalysisException, ParseException, PySparkException

    try:
        return ask()
    except (AnalysisException, ParseException) as error:
        raise NotTranslated("Spark refuses it", found=_words(error)) from error
    except PySparkException as error:
        if any(word in str(error) for word in TOO_LARGE):
            raise duckdb.OutOfRangeException(_words(error)) from error
        raise


def _words(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:300]
