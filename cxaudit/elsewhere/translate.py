"""A statement written for DuckDB as another dialect writes it; or why it cannot be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sqlglot import ErrorLevel, exp, parse_one
from sqlglot.errors import SqlglotError

from cxaudit.canon import load_tables
from cxaudit.elsewhere.names import Schema, check_settled, settle_names
from cxaudit.elsewhere.refused import NotTranslated
from cxaudit.elsewhere.spark import to_spark

PREFIX = "cxaudit_"
"""Before the name of a canonical table, where it lies: nobody else's table is called so."""

DIALECTS: Mapping[str, Callable[[exp.Expr], exp.Expr]] = {
    "duckdb": lambda tree: tree,
    "spark": to_spark,
}
"""The dialects that are tested by running, and what each does to a settled statement."""


@dataclass(frozen=True)
class Statement:
    """A select in another dialect: what it names first, the rest, and the tables it reads.

    ``reads`` are names of the model; in the text tables are called as where they lie.
    """

    reads: frozenset[str]
    named: tuple[str, ...]
    rest: str
    recursive: bool = False

    def written(self, before: Mapping[str, Statement] | None = None, most: int = 0) -> str:
        """Return the whole text, with these selects named before its own; ``most`` rows of it."""
        first = [f"{name} AS ({one.written()})" for name, one in (before or {}).items()]
        listed = ", ".join([*first, *self.named])
        opening = f"WITH {'RECURSIVE ' if self.recursive else ''}{listed} " if listed else ""
        return f"{opening}{self.rest}" + (f" LIMIT {most}" if most else "")


def translate(
    sql: str, schema: Schema, dialect: str, names: Mapping[str, str] | None = None
) -> Statement:
    """Return a select in a dialect; raises NotTranslated with the reason.

    ``schema``: table -> column -> type of what it reads. ``names``: what tables beside the
    canonical ones are called where they lie.
    """
    try:
        tree = _without_lists(settle_names(sql, schema))
        check_settled(tree)
        reads = _tables_in(tree)
        tree = DIALECTS[dialect](tree)
        _rename(tree, {name: f"{PREFIX}{name}" for name in load_tables()} | dict(names or {}))
        own = tree.args.get("with_")
        tree.set("with_", None)
        named = [_write(one, dialect) for one in own.expressions] if own else []
        is_recursive = bool(own and own.args.get("recursive"))
        return Statement(frozenset(reads), tuple(named), _write(tree, dialect), is_recursive)
    except SqlglotError as error:
        raise NotTranslated("the statement is not understood", found=str(error)[:300]) from error


def translate_plain(sql: str, dialect: str) -> Statement:
    """Return a select of literals in a dialect."""
    return Statement(frozenset(), (), _write(parse_one(sql, read="duckdb"), dialect))


@lru_cache(maxsize=512)
def translate_once(
    sql: str, schema: tuple[tuple[str, tuple[tuple[str, str], ...]], ...], dialect: str
) -> Statement:
    """Return the same as translate, and know it the next time."""
    return translate(sql, {table: dict(columns) for table, columns in schema}, dialect)


def _write(tree: exp.Expr, dialect: str) -> str:
    return tree.sql(dialect, unsupported_level=ErrorLevel.RAISE, comments=False)


def _tables_in(tree: exp.Expr) -> set[str]:
    own = {cte.alias for cte in tree.find_all(exp.CTE)}
    return {table.name for table in tree.find_all(exp.Table)} - own


def _rename(tree: exp.Expr, names: Mapping[str, str]) -> None:
    """Call tables as they are where they lie; aliases stay as they are."""
    own = {cte.alias for cte in tree.find_all(exp.CTE)}
    for table in tree.find_all(exp.Table):
        if table.name in names and table.name not in own:
            if not table.alias:
                table.set("alias", exp.TableAlias(this=exp.to_identifier(table.name)))
            table.set("this", exp.to_identifier(names[table.name]))


def _without_lists(tree: exp.Expr) -> exp.Expr:
    """Return the tree without the lists that are gathered to spare a second question.

    They would be gathered of every unit there before it is known that the units are few.
    """
    for node in list(tree.find_all(exp.Case)):
        if node.find(exp.ArrayAgg):
            node.replace(exp.Null())
    return tree
