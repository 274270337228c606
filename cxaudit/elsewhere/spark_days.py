"""Spark's own ways with days, months and moments."""

from __future__ import annotations

from sqlglot import exp

from cxaudit.elsewhere.nodes import CLOCKS, DATES, MOMENTS, WHOLE, call, kind_of
from cxaudit.elsewhere.refused import NotTranslated


def difference(node: exp.Sub) -> exp.Expr:
    """A date less a date is a number of days in DuckDB, an interval in Spark."""
    left, right = kind_of(node.this), kind_of(node.expression)
    if left in DATES and right in DATES:
        return call("DATEDIFF", node.this, node.expression)
    if left in DATES and right in WHOLE:
        return call("DATE_SUB", node.this, exp.cast(node.expression, "int"))
    if left is None or right is None:
        raise NotTranslated("the types of a difference are not known", found=node.sql("duckdb"))
    return node


def later(node: exp.Add) -> exp.Expr:
    """A date and a number is a later date."""
    left, right = kind_of(node.this), kind_of(node.expression)
    if left in DATES and right in WHOLE:
        return call("DATE_ADD", node.this, exp.cast(node.expression, "int"))
    return node


def at_time_zone(node: exp.AtTimeZone) -> exp.Expr:
    """A moment becomes the clock of a zone, a clock the moment; Spark has a function for each."""
    kind, zone = kind_of(node.this), node.args["zone"]
    if kind in MOMENTS:
        found: exp.Expr = call("FROM_UTC_TIMESTAMP", node.this, zone)
        found.type = exp.DataType.build("timestamp", dialect="duckdb")
    elif kind in CLOCKS:
        found = call("TO_UTC_TIMESTAMP", node.this, zone)
        found.type = exp.DataType.build("timestamptz", dialect="duckdb")
    else:
        raise NotTranslated("what has a time zone here is not known", found=node.sql("duckdb"))
    return found


def equal(node: exp.EQ) -> exp.Expr:
    """Midnight is asked for by truncation: Spark keeps no time of day without a day."""
    for clock, text in ((node.this, node.expression), (node.expression, node.this)):
        if not (isinstance(clock, exp.Cast) and clock.to.this == exp.DType.TIME):
            continue
        if not (isinstance(text, exp.Literal) and text.name in ("00:00", "00:00:00")):
            raise NotTranslated("a time of day other than midnight", found=node.sql("duckdb"))
        moment = clock.this
        return exp.EQ(this=call("DATE_TRUNC", exp.Literal.string("DAY"), moment.copy()),
                      expression=moment.copy())  # fmt: skip
    return node


def series(node: exp.GenerateSeries) -> exp.Expr:
    """Days from one to another; Spark fails where the second comes first, DuckDB has none."""
    step, start, end = node.args.get("step"), node.args["start"], node.args["end"]
    if not isinstance(step, exp.Interval) or (step.this.name, step.unit.name.upper()) != (
        "1",
        "DAY",
    ):
        raise NotTranslated("a series other than of days", found=node.sql("duckdb"))
    if node.args.get("is_end_exclusive"):
        end = call("DATE_SUB", end, 1)
    days = call("SEQUENCE", start.copy(), end.copy(), step)
    none = call("SLICE", call("ARRAY", start.copy()), 1, 0)
    return exp.Case(ifs=[exp.If(this=exp.LT(this=end, expression=start), true=none)], default=days)


def date_diff(node: exp.DateDiff) -> exp.Expr:
    """Months are counted by their turns, not by whole months."""
    end, start, unit = node.this, node.expression, node.args["unit"].name.upper()
    if unit == "DAY":
        return call("DATEDIFF", end, start)
    if unit != "MONTH":
        raise NotTranslated(f"a difference in {unit.lower()}s")
    months = [
        exp.Add(this=exp.Mul(this=call("YEAR", at.copy()), expression=exp.convert(12)),
                expression=call("MONTH", at.copy()))
        for at in (end, start)
    ]  # fmt: skip
    return exp.paren(exp.Sub(this=exp.paren(months[0]), expression=exp.paren(months[1])))


def truncated(node: exp.Expr) -> exp.Expr:
    """The first day of a date's month stays a date."""
    if kind_of(node.this) not in DATES:
        raise NotTranslated("a moment cut to its month", found=node.sql("duckdb"))
    return call("TRUNC", node.this, node.args["unit"].name)


def day_as_text(node: exp.TimeToStr) -> exp.Expr:
    """A day as text, year first."""
    if node.args["format"].name == "%Y-%m-%d":
        return node
    raise NotTranslated("a day written in another way", found=node.sql("duckdb"))
