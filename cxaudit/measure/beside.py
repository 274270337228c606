"""What stands beside a figure: the same before exclusions, and every named variant."""

from __future__ import annotations

from dataclasses import replace

from cxaudit.catalogue import FigureSpec, Kpi, Variant
from cxaudit.measure.ahead import before_exclusions, file_of
from cxaudit.measure.guard import (
    Settings,
    blank_columns,
    hollow_columns,
    lacking_columns,
    lacking_settings,
)
from cxaudit.measure.observe import (
    NO_ROW,
    Engine,
    count_all,
    count_in,
    in_words,
    judge_empty,
    observe,
    to_exclusions,
    to_impossible,
)
from cxaudit.measure.observed import Observed
from cxaudit.measure.result import PartFigure, VariantFigure, to_part
from cxaudit.measure.supply import Supply
from cxaudit.outcome import Outcome
from cxaudit.statistics import Figure, to_figure

UNFILTERED = "before the definition's exclusions"

Standing = tuple[str, Observed]
"""A statement whose rows stand in the engine, and what it returned."""


def to_unfiltered(
    engine: Engine, kpi: Kpi, standing: Standing, spec: FigureSpec, counted: Figure, left_out: bool
) -> dict[str, VariantFigure]:
    """Return the figure before exclusions; the same figure where nothing was left out.

    A row whose numbers are impossible, such as a negative duration, enters no figure: its
    statement blanks them, and the reason names it.
    """
    file, columns = standing
    if not left_out and not set(spec.unfiltered.values()) & set(columns):
        same = to_part(counted) if counted.observations else _no_data(spec, NO_ROW)
        return {"unfiltered": VariantFigure(UNFILTERED, same)}
    before = before_exclusions(spec, columns)
    view = count_all(engine, file, before, columns, f"model/kpis/{kpi.kpi_id}/{file}.sql")
    figure = to_figure(engine, view, before, kpi.sample)
    still_out = to_impossible(engine, file, before, columns)
    reason = f"enters no figure: {in_words(still_out)}" if still_out else ""
    part = to_part(figure)
    if not figure.observations:
        outcome, why, _ = judge_empty(figure, to_exclusions(engine, file, before, columns))
        part, reason = replace(part, outcome=outcome, reason=why), ""
    words = "; ".join(filter(None, (part.reason, reason)))
    return {"unfiltered": VariantFigure(UNFILTERED, replace(part, reason=words or None))}


def to_variants(
    engine: Engine,
    kpi: Kpi,
    supply: Supply,
    settings: Settings,
    standing: Standing | None = None,
    chosen: str = "",
) -> dict[str, VariantFigure]:
    """Return every named variant whose columns were supplied, besides the chosen one.

    One that lacks a setting, or whose own column came empty, is no_data and names it. Rows of
    ``standing`` are not asked for again.
    """
    found: dict[str, VariantFigure] = {}
    known = dict([standing] if standing else [])
    for name, variant in kpi.variant.items():
        if name == chosen or lacking_columns(variant.needs, variant.rows or kpi.rows, supply):
            continue
        spec = variant.figure or kpi.figure["headline"]
        unset = lacking_settings((*kpi.settings, *variant.settings), settings)
        if unset:
            why = f"the setting {', '.join(unset)} is not set"
            found[name] = VariantFigure(variant.label, _no_data(spec, why))
            continue
        own = file_of(kpi, name)
        if own not in known:
            place, once = f"model/kpis/{kpi.kpi_id}/{own}.sql", own in kpi.one_row_a_unit
            known[own] = observe(engine, kpi.read_sql(own) or "", own, place, once=once)
        part = _figure_of(engine, kpi, variant, spec, (own, known[own]))
        found[name] = VariantFigure(variant.label, part)
    return found


def _figure_of(
    engine: Engine, kpi: Kpi, variant: Variant, spec: FigureSpec, standing: Standing
) -> PartFigure:
    file, columns = standing
    place = f"model/kpis/{kpi.kpi_id}/{file}.sql"
    figure = to_figure(engine, count_in(engine, file, spec, columns, place), spec, kpi.sample)
    rows = variant.rows or kpi.rows
    hollow = hollow_columns(engine, variant.needs, rows) if figure.observations else ()
    if figure.observations and not hollow:
        return to_part(figure)
    if hollow:
        return _no_data(spec, f"no row fills {', '.join(hollow)}")
    excluded = to_exclusions(engine, file, spec, columns)
    outcome, reason, gaps = judge_empty(figure, excluded)
    blank = blank_columns(engine, variant.needs, rows) if gaps else []
    words = f"no row fills {', '.join(blank)}" if blank else reason
    return replace(to_part(figure), outcome=outcome, reason=words)


def _no_data(spec: FigureSpec, reason: str) -> PartFigure:
    return PartFigure(Outcome.NO_DATA, spec.unit, reason=reason)
