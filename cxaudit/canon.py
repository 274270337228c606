"""The canonical tables and the views on them: reads model/tables and model/views."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import field_validator

from cxaudit.engine import to_identifier
from cxaudit.errors import ModelError
from cxaudit.modelfile import MODEL_ROOT, Frozen, list_files, list_statements, load_model

ColumnType = Literal[
    "str", "int", "count", "money", "seconds", "minutes", "rate", "share", "bps",
    "date", "ts", "bool", "enum", "list", "map", "shares",
]  # fmt: skip

SQL_TYPES: dict[str, str] = {
    "str": "varchar",
    "enum": "varchar",
    "int": "bigint",
    "count": "bigint",
    "money": "decimal(18,2)",
    "seconds": "decimal(18,3)",
    "minutes": "decimal(18,3)",
    "rate": "decimal(18,9)",
    "share": "decimal(9,6)",
    "bps": "decimal(9,4)",
    "date": "date",
    "ts": "timestamp with time zone",
    "bool": "boolean",
    "list": "varchar[]",
    "map": "map(varchar, decimal(18,9))",
    "shares": "decimal(9,6)[]",
}

FIRM_WORDS: dict[str, tuple[str, ...]] = {
    "size_band": ("small", "medium", "large", "very_large"),
    "segment": ("institutional", "intermediary", "wealth", "mixed"),
    "region": (
        "uk", "europe", "north_america", "latin_america", "asia_pacific", "middle_east_africa",
        "global",
    ),
}  # fmt: skip
"""The words by which firms are told apart among peers: closed lists, those of the pool."""

LINEAGE: dict[str, str] = {"src_system": "varchar", "src_file": "varchar", "src_row": "bigint"}


class Column(Frozen):
    """One column: its type and unit, allowed values, and whether it names a person.

    Units by type: count = whole things, money = currency of the row's ``ccy``, seconds,
    minutes, rate and share = fractions, bps = basis points, ts = a moment in UTC.
    ``may_be_blank``: blank says that something has not happened, so it is no gap.
    """

    type: ColumnType
    about: str
    values: tuple[str, ...] = ()
    required: bool = False
    personal: bool = False
    may_be_blank: bool = False
    refers_to: str | None = None
    default: str | int | float | tuple[str, ...] | None = None

    @property
    def sql_type(self) -> str:
        """Return the engine's type of the column."""
        return SQL_TYPES[self.type]


class Table(Frozen):
    """One canonical table: grain, key, columns in order, and rules between its columns.

    ``discriminator`` is the column whose value says which kind of row it is;
    ``order`` lists chains of dates that must not go backwards; ``dated_by`` the column (or first
    and last day) that says when a row belongs; ``lasting``: rows stand for things that last, so
    months without a new row are no gap; ``quiet_months``: how many months without a row are usual,
    by kind of row where kinds differ.
    """

    name: str
    grain: str
    key: tuple[str, ...]
    columns: dict[str, Column]
    discriminator: str | None = None
    order: tuple[tuple[str, ...], ...] = ()
    dated_by: tuple[str, ...] = ()
    lasting: bool = False
    quiet_months: int = 0
    quiet_months_of: dict[str, int] = {}  # noqa: RUF012 - the model is frozen

    @field_validator("columns")
    @classmethod
    def _enums_name_their_values(cls, columns: dict[str, Column]) -> dict[str, Column]:
        for name, column in columns.items():
            if (column.type == "enum") != bool(column.values):
                raise ValueError(f"{name}: an enum lists its values, nothing else does")
        return columns

    @property
    def schema(self) -> dict[str, str]:
        """Return column -> engine type, lineage columns last."""
        return {name: column.sql_type for name, column in self.columns.items()} | LINEAGE

    def quiet_for(self, kinds: Collection[str] | None) -> int:
        """Return how many months without a row of these kinds are usual."""
        known = [self.quiet_months_of[kind] for kind in kinds or () if kind in self.quiet_months_of]
        return max(known, default=self.quiet_months)

    @property
    def references(self) -> dict[str, str]:
        """Return column -> the table it points to."""
        return {n: c.refers_to for n, c in self.columns.items() if c.refers_to}

    def to_ddl(self, name: str | None = None) -> str:
        """Return the statement that creates the table, empty."""
        parts = ", ".join(f"{to_identifier(n)} {t}" for n, t in self.schema.items())
        return f"create table {to_identifier(name or self.name)} ({parts})"


@cache
def load_tables(root: Path = MODEL_ROOT) -> dict[str, Table]:
    """Read every data table of the model, by name; raises ModelError."""
    tables = {p.stem: load_model(p, Table, name=p.stem) for p in list_files("tables", root)}
    tables.pop("config", None)
    for table in tables.values():
        named = {*table.key, *(c for chain in table.order for c in chain)}
        named |= {table.discriminator} if table.discriminator else set()
        unknown = sorted(named - set(table.schema))
        dangling = sorted(set(table.references.values()) - set(tables))
        if unknown or dangling:
            raise ModelError(
                "a table names what does not exist",
                file=f"model/tables/{table.name}.toml",
                found=", ".join(unknown + dangling),
            )
    return tables


@cache
def load_views(root: Path = MODEL_ROOT) -> dict[str, str]:
    """Read the views that measures may read beside the tables: name -> select statement."""
    return {path.stem: path.read_text(encoding="utf-8") for path in list_statements("views", root)}


@cache
def load_settings(root: Path = MODEL_ROOT) -> Table:
    """Read the one-row table of an audit's settings."""
    return load_model(root / "tables" / "config.toml", Table, name="config")
