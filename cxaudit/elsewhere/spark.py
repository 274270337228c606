"""Spark's own ways: what a statement of DuckDB must be turned into to mean the same there.

Each rule takes a typed node and returns what stands for it. They were found by comparing rows, not
by reading manuals: where two dialects share a word and differ in what it does, the word is
spelled out.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from cxaudit.elsewhere import spark_days as days
from cxaudit.elsewhere.nodes import CLOCKS, WHOLE, call, kind_of
from cxaudit.elsewhere.refused import NotTranslated

ASCII_BOUNDARY = "(?:(?<![0-9A-Za-z_])(?=[0-9A-Za-z_])|(?<=[0-9A-Za-z_])(?![0-9A-Za-z_]))"


def to_spark(tree: exp.Expr) -> exp.Expr:
    """Return the tree with every rule applied, from the leaves up; NotTranslated where none can."""
    _check_functions(tree)
    for node in reversed(list(tree.walk(bfs=False))):
        rule = RULES.get(type(node))
        if rule is None:
            continue
        found = rule(node)
        if found is not node:
            found.type = found.type or node.type
            if node is tree:
                tree = found
            else:
                node.replace(found)
    return tree


def _check_functions(tree: exp.Expr) -> None:
    """Raise NotTranslated at a function of which no test has shown that both mean the same."""
    for node in tree.find_all(exp.Func):
        if type(node) not in RULES and type(node).__name__ not in SAME:
            raise NotTranslated(
                f"the function {node.sql_name().lower()} is not known to mean the same"
            )


def _cast(node: exp.Cast) -> exp.Expr:
    """A decimal cast to a whole number is rounded in DuckDB and cut off in Spark."""
    to, kind = node.to.this, kind_of(node.this)
    if to in CLOCKS:
        node.set("to", exp.DataType.build("timestampltz"))
    if to == exp.DType.INT128:
        node.set("to", exp.DataType.build("decimal(38, 0)"))
    if to == exp.DType.DECIMAL and kind in (exp.DType.DOUBLE, exp.DType.FLOAT):
        return _double_to_decimal(node)
    if to in WHOLE and not isinstance(node.this.unnest(), exp.Round):
        if kind == exp.DType.DECIMAL:
            node.set("this", exp.Round(this=node.this))
        elif kind in (exp.DType.DOUBLE, exp.DType.FLOAT):
            node.set("this", call("RINT", node.this))
    return node


def _double_to_decimal(node: exp.Cast) -> exp.Expr:
    """DuckDB takes the double times a power of ten, Spark the digits that it would print."""
    scale = int(node.to.expressions[1].name)
    shifted = call("RINT", exp.Mul(this=node.this, expression=exp.cast(f"1e{scale}", "double")))
    whole = exp.cast(exp.cast(shifted, "bigint"), "decimal(19, 0)")
    last = exp.cast(exp.Literal.string(f"{10**-scale:.{scale}f}"), f"decimal({scale}, {scale})")
    return exp.cast(exp.Mul(this=whole, expression=last), node.to)


def _division(node: exp.Div) -> exp.Expr:
    """The slash makes a double in DuckDB whatever it divides."""
    for role in ("this", "expression"):
        node.set(role, exp.cast(node.args[role], "double"))
    return node


def _by_order(node: exp.ArgMin | exp.ArgMax) -> exp.Expr:
    """The value beside the least: DuckDB passes over rows without a value, Spark returns null."""
    order = node.expression
    if isinstance(order, exp.Tuple):
        node.set("expression", call("STRUCT", *order.expressions))
    has_value = exp.Not(this=exp.Is(this=node.this.copy(), expression=exp.Null()))
    if isinstance(node.parent, exp.Filter):
        where = node.parent.args["expression"]
        where.set("this", exp.and_(where.this, has_value, copy=False))
        return node
    return exp.Filter(this=node.copy(), expression=exp.Where(this=has_value))


def _length(node: exp.Length) -> exp.Expr:
    lists = (exp.ArrayFilter, exp.GenerateSeries, exp.Array)
    kind = kind_of(node.this)
    if isinstance(node.this.unnest(), lists) or kind in (exp.DType.ARRAY, exp.DType.LIST):
        return call("ARRAY_SIZE", node.this)
    if kind in (exp.DType.VARCHAR, exp.DType.TEXT):
        return node
    raise NotTranslated("the length of what, is not known", found=node.sql("duckdb"))


def _glob(node: exp.Glob) -> exp.Expr:
    """A shell pattern as a regular expression, made of the pattern where it is read."""
    pattern = node.expression
    for found, instead in (
        ("([.+^$(){}|])", r"\\$1"), (r"\*", ".*"), (r"\?", "."), (r"\[!", "[^"),
    ):  # fmt: skip
        pattern = call("REGEXP_REPLACE", pattern, found, instead)
    whole = exp.Concat(expressions=[exp.convert("(?s)\\A"), pattern, exp.convert("\\z")])
    return call("REGEXP_LIKE", node.this, whole)


def _matches(node: exp.RegexpLike) -> exp.Expr:
    """The flag goes into the pattern; letters beyond ASCII end no word, as in DuckDB."""
    flag, pattern = node.args.get("flag"), node.expression
    if not isinstance(pattern, exp.Literal) or (flag and flag.name != "i"):
        raise NotTranslated("a pattern of this kind", found=node.sql("duckdb"))
    text = pattern.name.replace(r"\b", ASCII_BOUNDARY)
    return call("REGEXP_LIKE", node.this, ("(?iud)" if flag else "(?d)") + text)


def _anonymous(node: exp.Anonymous) -> exp.Expr:
    name, arguments = node.name.lower(), node.expressions
    if name == "list_count":
        return call("ARRAY_SIZE", call("ARRAY_COMPACT", *arguments))
    if name in KNOWN:
        return node
    raise NotTranslated(f"the function {name} is not known to mean the same")


def _quantiles(node: exp.Select) -> exp.Expr:
    """Values by rank, from rows that are numbered: Spark's own quantiles are doubles.

    The discrete quantile at p of n values is the one of rank p x n, rounded up.
    """
    wanted = node.selects[0].unalias() if len(node.selects) == 1 else None
    if not isinstance(wanted, exp.PercentileDisc):
        return node
    value, shares = wanted.this, wanted.expression.expressions
    numbered = node.copy()
    count = "count(*) over (rows between unbounded preceding and unbounded following)"
    numbered.set("expressions", [
        exp.alias_(value.copy(), "value"),
        exp.alias_(exp.Window(this=exp.RowNumber(), order=exp.Order(
            expressions=[exp.Ordered(this=value.copy())])), "place"),
        exp.alias_(exp.maybe_parse(count, dialect="spark"), "n"),
    ])  # fmt: skip
    ranks = [
        exp.Ceil(this=exp.Mul(this=share.copy(), expression=exp.column("n"))) for share in shares
    ]
    kept = exp.select("place", "value").from_(numbered.subquery("numbered"))
    kept = kept.where(exp.In(this=exp.column("place"), expressions=ranks))
    listed = "transform(array_sort(collect_list(struct(place, value))), one -> one.value) as listed"
    return exp.select(exp.maybe_parse(listed, dialect="spark")).from_(kept.subquery("ranked"))


def _like(node: exp.Like) -> exp.Expr:
    if isinstance(node.expression, exp.Literal) and "\\" not in node.expression.name:
        return node
    raise NotTranslated("a pattern that may hold an escape", found=node.sql("duckdb"))


def _window(node: exp.WindowSpec) -> exp.Expr:
    if str(node.args.get("kind", "")).upper() == "GROUPS":
        raise NotTranslated("a window of groups of rows, which Spark does not have")
    return node


def _with(node: exp.CTE) -> exp.Expr:
    node.set("materialized", None)
    return node


KNOWN = {
    "datediff", "date_sub", "date_add", "from_utc_timestamp", "to_utc_timestamp", "date_trunc",
    "rint", "struct", "transform", "collect_list", "array_size", "array_compact", "regexp_replace",
    "regexp_like", "sequence", "slice", "array", "year", "month", "trunc", "weekday",
    "make_dt_interval",
}  # fmt: skip
"""Functions of Spark that the rules themselves write."""

SAME = {
    "Abs", "And", "Array", "ArrayContains", "ArrayFilter", "ArrayMax", "ArrayMin", "Case",
    "Coalesce", "ConcatWs", "Count", "CountIf", "Exists", "Explode", "Greatest", "If", "Lag",
    "LastDay", "Lead", "Least", "LogicalAnd", "LogicalOr", "Lower", "Max", "Min", "Nullif", "Or",
    "PercentileDisc", "Replace", "Round", "RowNumber", "Struct", "Sum",
}  # fmt: skip
"""Functions that need no rule: rows of both dialects were compared."""

RULES: dict[type[exp.Expr], Callable[..., exp.Expr]] = {
    exp.Sub: days.difference,
    exp.Add: days.later,
    exp.AtTimeZone: days.at_time_zone,
    exp.EQ: days.equal,
    exp.Cast: _cast,
    exp.Div: _division,
    exp.ArgMin: _by_order,
    exp.ArgMax: _by_order,
    exp.Length: _length,
    exp.Glob: _glob,
    exp.RegexpLike: _matches,
    exp.GenerateSeries: days.series,
    exp.DateDiff: days.date_diff,
    exp.DateTrunc: days.truncated,
    exp.TimestampTrunc: days.truncated,
    exp.Anonymous: _anonymous,
    exp.Select: _quantiles,
    exp.Like: _like,
    exp.WindowSpec: _window,
    exp.CTE: _with,
    exp.DayOfWeekIso: lambda node: exp.paren(call("WEEKDAY", node.this) + 1),
    exp.TimeToStr: days.day_as_text,
    exp.ToDays: lambda node: call("MAKE_DT_INTERVAL", node.this),
}
