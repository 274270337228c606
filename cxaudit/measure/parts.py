"""The companions of a headline: from its own rows, or from a statement at another grain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cxaudit.catalogue import FigureSpec, Kpi, Part, Sample
from cxaudit.engine import Engine
from cxaudit.measure.guard import hollow_columns, lacking_columns
from cxaudit.measure.observe import count_in, observe, to_exclusions
from cxaudit.measure.observed import Observed
from cxaudit.measure.result import PartFigure, to_part
from cxaudit.measure.supply import Supply
from cxaudit.outcome import Outcome
from cxaudit.statistics import Figure, to_figure, to_figures_by

Standing = tuple[str, Observed]


def to_parts(
    engine: Engine,
    kpi: Kpi,
    supply: Supply,
    standing: Standing | None = None,
    instead: Mapping[str, FigureSpec] | None = None,
) -> dict[str, PartFigure]:
    """Return every part of the KPI, by name; one that cannot be had is no_data with its reason.

    ``standing``: the statement whose rows stand in the engine, and what it returned.
    ``instead``: the parts that a variant makes in its own way, to which the needs of the
    headline's do not apply.
    """
    own_way = set(instead or ()) if instead is not kpi.figure else set()
    found: dict[str, PartFigure] = {}
    for name, spec in {**kpi.figure, **(instead or {})}.items():
        if name != "headline":
            part = None if name in own_way else kpi.part.get(name)
            found |= _to_part(engine, kpi, supply, standing, name, spec, part)
    return found


def _to_part(
    engine: Engine,
    kpi: Kpi,
    supply: Supply,
    standing: Standing | None,
    name: str,
    spec: FigureSpec,
    part: Part | None,
) -> dict[str, PartFigure]:
    missing = lacking_columns(part.needs, part.rows or kpi.rows, supply) if part else ()
    if missing:
        return _without(name, spec, "no import supplied " + ", ".join(missing))
    hollow = hollow_columns(engine, part.needs, part.rows or kpi.rows) if part else ()
    if hollow:
        return _without(name, spec, "no row fills " + ", ".join(hollow))
    file, columns = standing or ("", None)
    own = kpi.read_sql(f"part_{name}")
    if own is not None and part is None and not file:
        return _without(name, spec, "its rows are not there")
    place = f"model/kpis/{kpi.kpi_id}/{f'part_{name}' if own else file}.sql"
    if own is not None:
        file, columns = f"part_{name}", observe(engine, own, f"part_{name}", place)
    if columns is None or not set(spec.columns) <= set(columns):
        return _without(name, spec, "the rows at hand do not carry it")
    view, sample = count_in(engine, file, spec, columns, place), part.sample if part else Sample()
    if spec.by is None:
        figure = to_figure(engine, view, spec, sample)
        if figure.observations:
            return {name: _shown(figure, part)}
        reasons = "; ".join(e.reason for e in to_exclusions(engine, file, spec, columns))
        return _without(name, spec, reasons or figure.reason or "no observation counted")
    groups = to_figures_by(engine, view, spec, sample)
    if not groups:
        return _without(name, spec, "no observation counted")
    return {f"{name}:{group}": _shown(figure, part) for group, figure in groups.items()}


def _shown(figure: Figure, part: Part | None) -> PartFigure:
    """Return the part; under its least size no number is left from which it could be told."""
    shown = to_part(figure)
    if part is None or not part.suppressed or figure.outcome is not Outcome.TOO_FEW:
        return shown
    why = f"suppressed: {part.suppressed}"
    return replace(shown, reason=why, numerator=None, denominator=None)


def _without(name: str, spec: FigureSpec, reason: str) -> dict[str, PartFigure]:
    return {name: PartFigure(Outcome.NO_DATA, spec.unit, reason=reason)}
