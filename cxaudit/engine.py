"""The one locked DuckDB factory: threads, memory and folders are its arguments."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from pathlib import Path
from typing import Any

import duckdb


def connect(
    *,
    readable: Sequence[Path] = (),
    spill: Path | None = None,
    threads: int = 2,
    memory_gb: float = 4.0,
) -> duckdb.DuckDBPyConnection:
    """Open an in-memory engine that reaches only the folders it is given.

    ``readable``: folders whose files SQL may read. ``spill``: private folder for what does
    not fit in memory; without one nothing is spilled. Extensions, replacement scans of Python
    variables and later changes of the configuration are refused.
    """
    engine = duckdb.connect(
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
            "threads": threads,
            "memory_limit": f"{memory_gb:g}GB",
            "temp_directory": str(spill) if spill else "",
            "python_enable_replacements": False,
            "preserve_insertion_order": True,
        }
    )
    folders = ", ".join(to_literal(str(folder.resolve())) for folder in readable)
    engine.execute(f"set allowed_directories = [{folders}]")
    engine.execute("set enable_external_access = false")
    engine.execute("set timezone = 'UTC'")
    engine.execute("set lock_configuration = true")
    return engine


class Settled:
    """An engine whose tables stand as they are: what is asked of them twice is read once.

    ``known``: what was read, by question. It is one client's, and ends with the engine.
    """

    def __init__(self, engine: duckdb.DuckDBPyConnection) -> None:
        self.engine = engine
        self.known: dict[Hashable, Any] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self.engine, name)


Engine = duckdb.DuckDBPyConnection | Settled


def once(engine: Engine, question: Hashable, answer: Callable[[], Any]) -> Any:
    """Return the answer to a question about tables that stand, sought once where they do."""
    if not isinstance(engine, Settled):
        return answer()
    if question not in engine.known:
        engine.known[question] = answer()
    return engine.known[question]


def read_once(engine: Engine, sql: str, values: Sequence[Hashable] = ()) -> list[tuple]:
    """Return the rows of a statement that reads nothing but tables that stand."""
    values = tuple(values)
    return once(engine, (sql, values), lambda: engine.execute(sql, list(values)).fetchall())


def to_identifier(name: str) -> str:
    """Quote a table or column name."""
    return '"' + name.replace('"', '""') + '"'


def to_literal(text: str) -> str:
    """Quote a text value where a parameter cannot stand."""
    return "'" + text.replace("'", "''") + "'"
