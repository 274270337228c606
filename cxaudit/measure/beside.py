"""What stands beside a figure: the same before exclusions, and every named variant."""

from __future__ import annotations

from collections.abc import Sequence

from cxaudit.catalogue import FigureSpec, Kpi
from cxaudit.measure.guard import Supply, lacking_columns
from cxaudit.measure.observe import Engine, count_all, count_in, observe
from cxaudit.measure.result import VariantFigure, to_part
from cxaudit.statistics import Figure, to_figure

UNFILTERED = "before the definition's exclusions"

Observed = tuple[str, Sequence[str]]
"""A statement whose rows stand in the engine, and its columns."""


def to_unfiltered(
    engine: Engine, kpi: Kpi, observed: Observed, spec: FigureSpec, counted: Figure, left_out: bool
) -> dict[str, VariantFigure]:
    """Return the figure before exclusions; the same figure where nothing was left out."""
    file, columns = observed
    if not left_out and not set(spec.unfiltered.values()) & set(columns):
        return {"unfiltered": VariantFigure(UNFILTERED, to_part(counted))}
    swapped = {
        role: spec.unfiltered[column]
        for role, column in spec
        if isinstance(column, str) and spec.unfiltered.get(column) in columns
    }
    before = spec.model_copy(update=swapped | {"unfiltered": {}})
    view = count_all(engine, file, before, columns, f"model/kpis/{kpi.kpi_id}/{file}.sql")
    return {
        "unfiltered": VariantFigure(
            UNFILTERED, to_part(to_figure(engine, view, before, kpi.sample))
        )
    }


def to_variants(
    engine: Engine, kpi: Kpi, supply: Supply, observed: Observed = ("", ()), chosen: str = ""
) -> dict[str, VariantFigure]:
    """Return every named variant whose columns were supplied, besides the chosen one.

    Rows of ``observed`` are not asked for again.
    """
    found: dict[str, VariantFigure] = {}
    file, columns = observed
    for name, variant in kpi.variant.items():
        if name == chosen or lacking_columns(variant.needs, variant.rows or kpi.rows, supply):
            continue
        own = f"variant_{name}" if kpi.read_sql(f"variant_{name}") else "measure"
        place = f"model/kpis/{kpi.kpi_id}/{own}.sql"
        if own != file:
            columns = observe(engine, kpi.read_sql(own) or "", own, place)
            file = own
        spec = variant.figure or kpi.figure["headline"]
        figure = to_figure(engine, count_in(engine, own, spec, columns, place), spec, kpi.sample)
        found[name] = VariantFigure(variant.label, to_part(figure))
    return found
