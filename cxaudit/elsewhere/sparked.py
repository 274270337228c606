"""Spark: the same canonical tables, read by a session that the caller gives."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from cxaudit.canon import load_tables
from cxaudit.elsewhere.backend import files_of, to_whole_table
from cxaudit.elsewhere.refused import NotTranslated
from cxaudit.elsewhere.translate import PREFIX, translate
from cxaudit.errors import ClientDataError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

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
TOO_LARGE = ("ARITHMETIC_OVERFLOW", "NUMERIC_VALUE_OUT_OF_RANGE", "CAST_OVERFLOW")


class SparkBackend:
    """Canonical tables as Parquet in a folder that the session reaches, read by Spark.

    Raises ClientDataError where the session is set so that numbers would differ.
    """

    dialect = "spark"

    def __init__(self, session: SparkSession, folder: str | Path) -> None:
        _check(session)
        self._session = session
        self.name = f"spark {session.version}"
        self._columns = {name: self._columns_in(Path(folder), name) for name in load_tables()}
        self.found = {name: frozenset(found) for name, found in self._columns.items() if found}
        self._provided: set[str] = set()

    def _columns_in(self, folder: Path, name: str) -> dict[str, str]:
        path = files_of(folder, name)
        if path is None:
            return {}
        frame = self._session.read.parquet(str(path))
        frame.createOrReplaceTempView(f"{PREFIX}raw_{name}")
        return {field.name: _type(field.dataType.simpleString()) for field in frame.schema.fields}

    def provide(self, table: str) -> None:
        """Make the view of a table, once."""
        if table in self._provided:
            return
        self._provided.add(table)
        source, columns = f"{PREFIX}raw_{table}", self._columns[table]
        whole = to_whole_table(load_tables()[table], columns, source)
        sql = translate(whole, {source: columns} if columns else {}, "spark").written()
        self._session.sql(sql).createOrReplaceTempView(f"{PREFIX}{table}")

    def fetch(self, sql: str) -> list[tuple]:
        """Run a select and bring its rows."""
        return _run(lambda: [tuple(row) for row in self._session.sql(sql).collect()])

    def keep(self, name: str, sql: str, instead: str | None) -> str:
        """Hold the rows in the session's cache."""
        kept = f"{PREFIX}kept_{name}"
        if instead:
            self._session.catalog.uncacheTable(instead)
        _run(lambda: self._session.sql(sql).createOrReplaceTempView(kept))
        self._session.catalog.cacheTable(kept)
        return kept


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
