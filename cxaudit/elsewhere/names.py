"""What every name of a statement stands for: columns with their table, aliases written out, types.

DuckDB lets a select name its own aliases, everywhere; a column of that name goes first. Other
dialects differ here and say nothing, so that names are settled before anything is translated.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp, parse_one
from sqlglot.dialects import DuckDB
from sqlglot.optimizer.annotate_types import TypeAnnotator, annotate_types
from sqlglot.optimizer.qualify import qualify

from cxaudit.elsewhere.refused import NotTranslated

Schema = Mapping[str, Mapping[str, str]]
"""table -> column -> type as DuckDB writes it."""

KEPT = "is_kept"
CLAUSES = ("where", "group", "having", "qualify", "joins", "laterals", "windows")


def settle_names(sql: str, schema: Schema) -> exp.Expr:
    """Return the statement as a typed tree in which every column says its table."""
    tree = parse_one(sql, read="duckdb")
    for node in list(tree.find_all(exp.Columns)):
        node.replace(node.this)
    tree = qualify(
        tree, schema=dict(schema), dialect="duckdb", expand_alias_refs=False, identify=False,
        quote_identifiers=False, validate_qualify_columns=False, allow_partial_qualification=True,
    )  # fmt: skip
    for select in list(tree.find_all(exp.Select)):
        _write_out_aliases(select)
        _write_out_windows(select)
    for select in reversed(list(tree.find_all(exp.Select))):
        if select.args.get("qualify"):
            tree = _without_qualify(select, tree)
    return annotate_types(
        tree, schema=dict(schema), dialect="duckdb", expression_metadata=_types_of_duckdb()
    )


def _types_of_duckdb() -> dict:
    """Return what is known of types, and that a date less a date is a number of days."""
    known = DuckDB.EXPRESSION_METADATA
    before = known[exp.Sub]["annotator"]

    def difference(annotator: TypeAnnotator, node: exp.Sub) -> exp.Expr:
        before(annotator, node)
        if node.left.is_type(exp.DType.DATE) and node.right.is_type(exp.DType.DATE):
            node.type = exp.DataType.build("bigint")
        return node

    return {**known, exp.Sub: {"annotator": difference}}


def _write_out_windows(select: exp.Select) -> None:
    """Put partition, order and frame of a named window wherever it is named."""
    named = {window.name: window for window in select.args.get("windows") or []}
    for window in list(select.find_all(exp.Window)):
        base = named.get(window.alias)
        if base is None or window is base:
            continue
        window.set("alias", None)
        for role in ("partition_by", "order", "spec"):
            given = base.args.get(role)
            if given and not window.args.get(role):
                whole = [one.copy() for one in given] if isinstance(given, list) else given.copy()
                window.set(role, whole)
    select.set("windows", None)


def _without_qualify(select: exp.Select, tree: exp.Expr) -> exp.Expr:
    """Return the tree with the condition as a column of an inner select, kept where it is true."""
    condition, own = select.args["qualify"].this, select.args.get("with_")
    names = [projection.alias_or_name for projection in select.selects]
    inner = select.copy()
    for role in ("qualify", "with_"):
        inner.set(role, None)
    inner.append("expressions", exp.alias_(condition.copy(), KEPT))
    outer = exp.select(*(exp.column(name, table=KEPT, quoted=True) for name in names))
    outer = outer.from_(inner.subquery(KEPT)).where(exp.column(KEPT, table=KEPT))
    outer.set("with_", own)
    if select is tree:
        return outer
    select.replace(outer)
    return tree


def _write_out_aliases(select: exp.Select) -> None:
    """Put the expression in place of every name that is an alias of the same select."""
    known: dict[str, exp.Expr] = {}
    for projection in select.selects:
        _put(projection, known)
        if isinstance(projection, exp.Alias) and not _is_plain(projection):
            known[projection.alias] = projection.this
    tables = _tables_named(select)
    for clause in CLAUSES:
        found = select.args.get(clause)
        if clause == "having" and found:
            _say_table(found, tables, _only_source(select))
        for node in found if isinstance(found, list) else [found] if found else []:
            _put(node, known)


def _tables_named(select: exp.Select) -> dict[str, set[str]]:
    """Return the tables under which the projections name each column."""
    found: dict[str, set[str]] = {}
    for projection in select.selects:
        for column in projection.find_all(exp.Column):
            if column.table:
                found.setdefault(column.name, set()).add(column.table)
    return found


def _only_source(select: exp.Select) -> set[str]:
    source = select.args.get("from_") or select.args.get("from")
    alone = source and not select.args.get("joins")
    return {source.this.alias_or_name} if alone else set()


def _say_table(having: exp.Expr, tables: Mapping[str, set[str]], source: set[str]) -> None:
    """Give the columns inside aggregates of a having clause their table: the parser leaves them."""
    for column in having.find_all(exp.Column):
        named = tables.get(column.name, source)
        if not column.table and column.find_ancestor(exp.AggFunc) and len(named) == 1:
            column.set("table", exp.to_identifier(next(iter(named))))


def _is_plain(projection: exp.Alias) -> bool:
    """Tell a column that keeps its name."""
    return isinstance(projection.this, exp.Column) and not projection.this.table


def _put(node: exp.Expr, known: Mapping[str, exp.Expr]) -> None:
    for column in list(node.find_all(exp.Column)):
        if column.table or not isinstance(column.this, exp.Identifier) or column.name not in known:
            continue
        if column.find_ancestor(exp.Lambda) and _is_argument(column):
            continue
        column.replace(exp.paren(known[column.name].copy()))


def _is_argument(column: exp.Column) -> bool:
    around = column.find_ancestor(exp.Lambda)
    return bool(around) and column.name in {name.name for name in around.expressions}


def check_settled(tree: exp.Expr) -> None:
    """Raise NotTranslated where a name is left that belongs to no table and to no lambda."""
    for column in tree.find_all(exp.Column):
        loose = not column.table and isinstance(column.this, exp.Identifier)
        if loose and not _is_argument(column) and not column.find_ancestor(exp.Order):
            raise NotTranslated(f"the name {column.name} belongs to no table")
