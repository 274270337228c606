"""Observations to value, interval and n: what a figure says and how sure it is.

Sufficient statistics are computed inside the engine; numpy and scipy load when first needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from duckdb import DuckDBPyConnection

from cxaudit.catalogue import FigureSpec, Sample
from cxaudit.engine import to_identifier
from cxaudit.statistics.clusters import SEED, cluster_bootstrap, linearised
from cxaudit.statistics.figure import Figure, judge
from cxaudit.statistics.incidence import Chance, chance_by
from cxaudit.statistics.intervals import difference, garwood, newcombe, rate_ratio, wilson
from cxaudit.statistics.listed import Condition, Listed, blank, filled, is_readable, within
from cxaudit.statistics.ordered import median_interval, quantile
from cxaudit.statistics.question import FEW, ask
from cxaudit.statistics.rows import TEXT, Rows
from cxaudit.statistics.shapes import to_asked, to_curve, to_shape
from cxaudit.statistics.sums import knowing, sums_by
from cxaudit.statistics.survival import Moment, Step, Survival, kaplan_meier

__all__ = [
    "SEED",
    "Chance",
    "Condition",
    "Figure",
    "Listed",
    "Moment",
    "Rows",
    "Step",
    "Survival",
    "blank",
    "chance_by",
    "cluster_bootstrap",
    "difference",
    "filled",
    "garwood",
    "is_readable",
    "kaplan_meier",
    "linearised",
    "median_interval",
    "newcombe",
    "quantile",
    "rate_ratio",
    "read_ahead",
    "read_apart",
    "to_figure",
    "to_figures_by",
    "to_survival_curve",
    "wilson",
    "within",
]


def read_ahead(rows: Rows, figures: Iterable[tuple[Rows, FigureSpec]]) -> Rows:
    """Return the rows with the sums behind several of their figures read in one go.

    ``figures``: which of these rows each counts, and its spec. Raises ModelError as to_figure.
    """
    return knowing(rows, [to_asked(counted, spec) for counted, spec in figures])


def read_apart(
    rows: Rows, why: str, counted: Rows, spec: FigureSpec
) -> tuple[Rows, dict[str, int]]:  # fmt: skip
    """Return the rows with the sums behind one figure, and how many stand apart by reason.

    ``why``: SQL of the reason, null for the rows that are ``counted``; both are read in one go.
    Rows are counted by the column src_rows where there is one.
    """
    counts = [ask(rows, ("src_rows",), by_unit=False)] if "src_rows" in rows.types else []
    found = sums_by(rows, why, [to_asked(rows, spec), *counts], pairs=False)
    sums = found.pop(None, None)
    known = dict(rows.known)
    if sums and not 0 < sums[0].units <= FEW:
        known[to_asked(counted, spec)] = sums[0]
    return replace(rows, known=known), {
        reason: int(sums[1].a) if counts else sums[0].observations
        for reason, sums in found.items()
        if reason
    }


def to_figure(
    engine: DuckDBPyConnection,
    relation: str | Rows,
    spec: FigureSpec,
    sample: Sample,
    *,
    seed: int = SEED,
) -> Figure:
    """Return one figure of the rows to count.

    ``relation``: rows, or a table or view, with ``unit`` and the columns the spec names; excluded
    rows and rows with a null in those columns are already out. Raises ModelError where a column
    is not there, a summed one holds floats, or an ending is unknown.
    """
    return _judged(_to_rows(engine, relation), spec, sample, seed)


def to_figures_by(
    engine: DuckDBPyConnection,
    relation: str | Rows,
    spec: FigureSpec,
    sample: Sample,
    *,
    seed: int = SEED,
) -> dict[str, Figure]:
    """Return one figure for each value of ``spec.by`` that a row to count has, in their order."""
    if spec.by is None:
        raise ValueError("the figure names no column to part by")
    rows = _to_rows(engine, relation)
    if rows.at_hand is not None and rows.types[spec.by] == TEXT:
        return {
            value: _judged(rows.only(spec.by, value), spec, sample, seed)
            for value in rows.values(spec.by)
        }
    part = f"cast({to_identifier(spec.by)} as varchar)"
    found = sums_by(rows, part, [to_asked(rows, spec)])
    values = sorted(v for v, (sums,) in found.items() if v is not None and sums.observations)
    parts = {value: rows.only(spec.by, value) for value in values}
    known = {to_asked(one, spec): found[value][0] for value, one in parts.items()}
    return {
        value: _judged(replace(one, known=known), spec, sample, seed)
        for value, one in parts.items()
    }


def to_survival_curve(
    engine: DuckDBPyConnection, relation: str | Rows, spec: FigureSpec
) -> Survival:
    """Return the curve behind a duration, in days, with limits and numbers at risk."""
    return to_curve(_to_rows(engine, relation), spec)


def _to_rows(engine: DuckDBPyConnection, relation: str | Rows) -> Rows:
    return relation if isinstance(relation, Rows) else Rows.of(engine, relation)


def _judged(rows: Rows, spec: FigureSpec, sample: Sample, seed: int) -> Figure:
    figure = to_shape(rows, spec, seed)
    return judge(figure, sample, figure.denominator if spec.shape == "rate" else None)
