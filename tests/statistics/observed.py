"""Invented observations for the tests: a table in the engine from rows in plain sight."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cxaudit.catalogue import FigureSpec, Sample
from cxaudit.statistics import Figure, to_figure

ANY = Sample()


def fill(engine: Any, columns: str, rows: Iterable[tuple], name: str = "observed") -> str:
    """Make a table of the declared columns and fill it; returns its name."""
    engine.execute(f"create or replace table {name} ({columns})")
    for row in rows:
        marks = ", ".join("?" for _ in row)
        engine.execute(f"insert into {name} values ({marks})", list(row))
    return name


def share(**more: Any) -> FigureSpec:
    """Return a proportion of hits among shown."""
    spec = {"shape": "proportion", "unit": "fraction", "numerator": "hits", "denominator": "shown"}
    return FigureSpec(**(spec | more))


def ratio(**more: Any) -> FigureSpec:
    """Return a ratio of hits to shown."""
    return share(**({"shape": "ratio"} | more))


def rate(**more: Any) -> FigureSpec:
    """Return events over exposure."""
    spec = {"shape": "rate", "unit": "ratio", "events": "hits", "exposure": "shown"}
    return FigureSpec(**(spec | more))


def duration(**more: Any) -> FigureSpec:
    """Return a Kaplan-Meier median of days."""
    spec = {
        "shape": "duration",
        "unit": "days",
        "days": "days",
        "ending": "ending",
        "entered_days": "entered_days",
    }
    return FigureSpec(**(spec | more))


def pairs_figure(
    engine: Any, spec: FigureSpec, pairs: Iterable[tuple], sample: Sample = ANY
) -> Figure:
    """Return the figure of (unit, hits, shown) rows."""
    name = fill(engine, "unit varchar, hits bigint, shown bigint", pairs)
    return to_figure(engine, name, spec, sample)


def values_figure(
    engine: Any, spec: FigureSpec, values: Iterable[Any], kind: str = "bigint", sample: Sample = ANY
) -> Figure:
    """Return the figure of values, one unit each."""
    rows = [(f"u{number}", value) for number, value in enumerate(values)]
    name = fill(engine, f"unit varchar, height {kind}", rows)
    return to_figure(engine, name, spec, sample)


def cases_figure(
    engine: Any, spec: FigureSpec, cases: Iterable[tuple], sample: Sample = ANY
) -> Figure:
    """Return the figure of (days, ending, entered_days) rows, one unit each."""
    rows = [(f"u{number}", *case) for number, case in enumerate(cases)]
    columns = "unit varchar, days integer, ending varchar, entered_days integer"
    return to_figure(engine, fill(engine, columns, rows), spec, sample)
