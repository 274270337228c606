"""Reading and making nodes of a statement's tree."""

from __future__ import annotations

from sqlglot import exp

DATES = {exp.DType.DATE}
MOMENTS = {exp.DType.TIMESTAMPTZ, exp.DType.TIMESTAMPLTZ}
CLOCKS = {exp.DType.TIMESTAMP, exp.DType.TIMESTAMPNTZ}
WHOLE = {exp.DType.TINYINT, exp.DType.SMALLINT, exp.DType.INT, exp.DType.BIGINT, exp.DType.INT128}


def call(name: str, *arguments: exp.Expr | str | int) -> exp.Anonymous:
    """Return the call of a function of the other dialect."""
    return exp.Anonymous(this=name, expressions=[exp.convert(a) for a in arguments])


def kind_of(node: exp.Expr) -> exp.DType | None:
    """Return the type of a node without its parentheses; None where it is not known."""
    found = node.unnest().type
    return found.this if found is not None and found.this != exp.DType.UNKNOWN else None
