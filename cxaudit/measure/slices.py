"""A KPI by segment: the same rows, grouped; a slice of under five units or counts is suppressed."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from cxaudit.catalogue import Kpi
from cxaudit.engine import Engine
from cxaudit.measure.observe import count_in
from cxaudit.measure.result import Measurement, PartFigure, to_part
from cxaudit.measure.run import choose_statement
from cxaudit.measure.supply import Supply
from cxaudit.outcome import Outcome
from cxaudit.statistics import Figure, to_figures_by

LEAST_UNITS = 5
SUPPRESSED = f"suppressed: fewer than {LEAST_UNITS} units"


def to_slices(
    engine: Engine, kpi: Kpi, settings: Mapping[str, object], supply: Supply
) -> dict[str, PartFigure]:
    """Return the figure of each segment, by name; empty where the KPI's rows have none."""
    found = choose_statement(engine, kpi, settings, supply, None)
    if isinstance(found, Measurement) or "segment" not in found.columns:
        return {}
    spec = found.spec.model_copy(update={"by": "segment"})
    place = f"model/kpis/{kpi.kpi_id}/{found.file}.sql"
    view = count_in(engine, found.file, spec, found.columns, place)
    slices = to_figures_by(engine, view, spec, kpi.sample)
    return {segment: _guarded(figure) for segment, figure in slices.items()}


def _guarded(figure: Figure) -> PartFigure:
    """Return the slice, without any number where too few stand behind it.

    Its units may be events or e-mails, and its n their persons: both are asked.
    """
    part = to_part(figure)
    if min(figure.units, figure.n) >= LEAST_UNITS:
        return part
    return dataclasses.replace(
        part, outcome=Outcome.TOO_FEW, value=None, low=None, high=None, n=0, reason=SUPPRESSED,
        numerator=None, denominator=None,
    )  # fmt: skip
