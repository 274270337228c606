"""The companions of a headline: from its own rows, or from a statement at another grain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cxaudit.catalogue import FigureSpec, Kpi, Part, Sample
from cxaudit.measure.guard import Supply, lacking_columns
from cxaudit.measure.observe import Engine, count_in, observe, to_exclusions
from cxaudit.measure.result import PartFigure, to_part
from cxaudit.outcome import Outcome
from cxaudit.statistics import to_figure, to_figures_by

NOTHING: tuple[str, tuple[str, ...]] = ("", ())


def to_parts(
    engine: Engine,
    kpi: Kpi,
    supply: Supply,
    observed: tuple[str, Sequence[str]] = NOTHING,
    instead: Mapping[str, FigureSpec] | None = None,
) -> dict[str, PartFigure]:
    """Return every part of the KPI, by name; one that cannot be had is no_data with its reason.

    ``observed``: the statement whose rows stand in the engine, and its columns. ``instead``: the
    parts that a variant makes in its own way, to which the needs of the headline's do not apply.
    """
    own_way = set(instead or ()) if instead is not kpi.figure else set()
    found: dict[str, PartFigure] = {}
    for name, spec in {**kpi.figure, **(instead or {})}.items():
        if name != "headline":
            part = None if name in own_way else kpi.part.get(name)
            found |= _to_part(engine, kpi, supply, observed, name, spec, part)
    return found


def _to_part(
    engine: Engine,
    kpi: Kpi,
    supply: Supply,
    observed: tuple[str, Sequence[str]],
    name: str,
    spec: FigureSpec,
    part: Part | None,
) -> dict[str, PartFigure]:
    missing = lacking_columns(part.needs, part.rows or kpi.rows, supply) if part else ()
    if missing:
        return _without(name, spec, "no import supplied " + ", ".join(missing))
    file, columns = observed
    own = kpi.read_sql(f"part_{name}")
    if own is not None and part is None and not file:
        return _without(name, spec, "its rows are not there")
    place = f"model/kpis/{kpi.kpi_id}/{f'part_{name}' if own else file}.sql"
    if own is not None:
        file, columns = f"part_{name}", observe(engine, own, f"part_{name}", place)
    if not set(spec.columns) <= set(columns):
        return _without(name, spec, "the rows at hand do not carry it")
    view = count_in(engine, file, spec, columns, place)
    if spec.by is None:
        figure = to_figure(engine, view, spec, Sample())
        if figure.observations:
            return {name: to_part(figure)}
        reasons = "; ".join(e.reason for e in to_exclusions(engine, file, spec, columns))
        return _without(name, spec, reasons or figure.reason or "no observation counted")
    groups = to_figures_by(engine, view, spec, Sample())
    if not groups:
        return _without(name, spec, "no observation counted")
    return {f"{name}:{group}": to_part(figure) for group, figure in groups.items()}


def _without(name: str, spec: FigureSpec, reason: str) -> dict[str, PartFigure]:
    return {name: PartFigure(Outcome.NO_DATA, spec.unit, reason=reason)}
