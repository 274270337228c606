"""Where the data lie: what is asked of such a place, and DuckDB over a folder of Parquet files."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from cxaudit.canon import Table, load_tables
from cxaudit.elsewhere.translate import PREFIX
from cxaudit.engine import connect, to_identifier, to_literal
from cxaudit.errors import ClientDataError

WIDER = {("INTEGER", "BIGINT"), ("SMALLINT", "BIGINT")}


class Backend(Protocol):
    """A place that holds canonical tables and runs statements in its own dialect.

    ``dialect``: as in translate.DIALECTS. ``name``: for people, with the version. ``found``:
    table -> the columns that lie there.
    """

    dialect: str
    name: str
    found: Mapping[str, frozenset[str]]

    def provide(self, table: str) -> None:
        """Make sure that a canonical table, every column of it, is read as cxaudit_<table>."""
        ...

    def fetch(self, sql: str) -> list[tuple]:
        """Run a select there and return its rows."""
        ...

    def keep(self, name: str, sql: str, instead: str | None) -> str:
        """Hold the rows of a select there, for several questions; return the name to ask under.

        ``instead``: the name of rows kept before, which are let go.
        """
        ...


def to_whole_table(table: Table, columns: Mapping[str, str], source: str) -> str:
    """Return DuckDB's select of every canonical column, null where the data have none.

    ``columns``: those of the data with their types, as DuckDB writes them. Raises
    ClientDataError on another type than the table's.
    """
    wrong = [
        f"{name} is {columns[name].lower()}, wanted {kind}"
        for name, kind in table.schema.items()
        if name in columns and not _fits(columns[name], kind)
    ]
    if wrong:
        raise ClientDataError(
            "columns of another type than the canonical table's", place=table.name,
            found="; ".join(wrong), next="write the table as cxaudit does: cxaudit import",
        )  # fmt: skip
    picks = [
        f"cast({to_identifier(name) if name in columns else 'null'} as {kind}) "
        f"as {to_identifier(name)}"
        for name, kind in table.schema.items()
    ]
    where = "" if columns else " where 1 = 0"
    return f"select {', '.join(picks)} {'from ' + source if columns else ''}{where}"


def _fits(found: str, wanted: str) -> bool:
    found, wanted = (kind.upper().replace(" ", "") for kind in (found, wanted))
    return found == wanted or (found, wanted) in WIDER


def files_of(folder: Path, table: str) -> Path | None:
    """Return where a table's Parquet lies in the folder: one file, or a folder of parts."""
    for path in (folder / f"{table}.parquet", folder / table):
        if path.exists():
            return path
    return None


class DuckBackend:
    """Canonical tables as Parquet in a folder, read by a DuckDB of its own.

    What does not fit into its memory is spilled to a private folder.
    """

    dialect = "duckdb"

    def __init__(self, folder: Path, *, threads: int = 2, memory_gb: float = 4.0) -> None:
        self._numbers = count(1)
        self._spill = TemporaryDirectory()
        spill = Path(self._spill.name)
        self._engine = connect(readable=[folder], spill=spill, threads=threads, memory_gb=memory_gb)
        version = self._engine.execute("select version()").fetchall()[0][0]
        self.name = f"duckdb {version.removeprefix('v')}"
        self._columns = {name: self._columns_in(folder, name) for name in load_tables()}
        self.found = {name: frozenset(found) for name, found in self._columns.items() if found}

    def _columns_in(self, folder: Path, name: str) -> dict[str, str]:
        path = files_of(folder, name)
        if path is None:
            return {}
        parts = to_literal(str(path / "*.parquet" if path.is_dir() else path))
        raw = to_identifier(f"{PREFIX}raw_{name}")
        self._engine.execute(f"create view {raw} as from read_parquet({parts})")
        return {row[0]: row[1] for row in self._engine.execute(f"describe {raw}").fetchall()}

    def provide(self, table: str) -> None:
        """Make the view of a table."""
        whole = to_whole_table(load_tables()[table], self._columns[table], f"{PREFIX}raw_{table}")
        view = to_identifier(f"{PREFIX}{table}")
        self._engine.execute(f"create view if not exists {view} as {whole}")

    def fetch(self, sql: str) -> list[tuple]:
        """Run a select."""
        return self._engine.execute(sql).fetchall()

    def keep(self, name: str, sql: str, instead: str | None) -> str:
        """Hold the rows in a temporary table."""
        kept = f"{PREFIX}kept_{next(self._numbers)}_{name}"
        if instead:
            self._engine.execute(f"drop table {to_identifier(instead)}")
        self._engine.execute(f"create temp table {to_identifier(kept)} as {sql}")
        return kept
