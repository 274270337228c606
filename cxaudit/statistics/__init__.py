"""Observations to value, interval and n: what a figure says and how sure it is.

Sufficient statistics are computed inside the engine; numpy and scipy load when first needed.
"""

from __future__ import annotations

from duckdb import DuckDBPyConnection

from cxaudit.catalogue import FigureSpec, Sample
from cxaudit.statistics.clusters import SEED, cluster_bootstrap, linearised
from cxaudit.statistics.figure import Figure, judge
from cxaudit.statistics.intervals import difference, garwood, newcombe, rate_ratio, wilson
from cxaudit.statistics.ordered import median_interval, quantile
from cxaudit.statistics.rows import Rows
from cxaudit.statistics.shapes import to_curve, to_shape
from cxaudit.statistics.survival import Moment, Step, Survival, kaplan_meier

__all__ = [
    "SEED",
    "Figure",
    "Moment",
    "Step",
    "Survival",
    "cluster_bootstrap",
    "difference",
    "garwood",
    "kaplan_meier",
    "linearised",
    "median_interval",
    "newcombe",
    "quantile",
    "rate_ratio",
    "to_figure",
    "to_figures_by",
    "to_survival_curve",
    "wilson",
]


def to_figure(
    engine: DuckDBPyConnection,
    relation: str,
    spec: FigureSpec,
    sample: Sample,
    *,
    seed: int = SEED,
) -> Figure:
    """Return one figure of the rows to count.

    ``relation``: a table or view with ``unit`` and the columns the spec names; excluded rows and
    rows with a null in those columns are already out. Raises ModelError where a column is not
    there, a summed one holds floats, or an ending is unknown.
    """
    return _judged(Rows.of(engine, relation), spec, sample, seed)


def to_figures_by(
    engine: DuckDBPyConnection,
    relation: str,
    spec: FigureSpec,
    sample: Sample,
    *,
    seed: int = SEED,
) -> dict[str, Figure]:
    """Return one figure for each value of the column ``spec.by``, in order of the values."""
    if spec.by is None:
        raise ValueError("the figure names no column to part by")
    rows = Rows.of(engine, relation)
    return {
        value: _judged(rows.only(spec.by, value), spec, sample, seed)
        for value in rows.values(spec.by)
    }


def to_survival_curve(engine: DuckDBPyConnection, relation: str, spec: FigureSpec) -> Survival:
    """Return the curve behind a duration, in days, with limits and numbers at risk."""
    return to_curve(Rows.of(engine, relation), spec)


def _judged(rows: Rows, spec: FigureSpec, sample: Sample, seed: int) -> Figure:
    figure = to_shape(rows, spec, seed)
    return judge(figure, sample, figure.denominator if spec.shape == "rate" else None)
