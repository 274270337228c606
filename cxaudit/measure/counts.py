"""What counted in each of several periods: where rows are dated, from one look at them all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cxaudit.catalogue import Kpi
from cxaudit.engine import Engine
from cxaudit.measure.heard import to_heard
from cxaudit.measure.observed import COUNTED
from cxaudit.measure.result import Measurement
from cxaudit.measure.run import Chosen, choose_within, fallbacks_of, measure_alone
from cxaudit.measure.supply import Supply
from cxaudit.period import Period
from cxaudit.statistics import filled, to_figure, within

NO_INTERVAL = {"clusters_from": 10**12}

Counts = tuple[float | None, float | None]
"""Numerator and denominator, as a Measurement has them."""


def count_each(
    engine: Engine,
    kpi: Kpi,
    settings: Mapping[str, object],
    supply: Supply,
    periods: Sequence[Period],
) -> list[Counts]:
    """Return numerator and denominator of the KPI in each period, in their order.

    They are those of ``measure_alone``. A statement whose rows are dated is run once, over the
    days from the first period to the last; any other once a period.
    """
    if not _is_cut_by_day(kpi, periods):
        alone = [measure_alone(engine, kpi, settings, supply, period) for period in periods]
        return [(one.numerator, one.denominator) for one in alone]
    heard = [to_heard(engine, kpi, settings, supply, period) for period in periods]
    known = [period for period in heard if period is not None]
    if not known:
        return [(None, None)] * len(periods)
    whole = Period(min(p.start for p in known), max(p.end for p in known))  # type: ignore[type-var]
    found = choose_within(engine, kpi, settings, supply, whole)
    if isinstance(found, Measurement):
        return [(None, None)] * len(periods)
    return [(None, None) if p is None else _count(engine, kpi, found, p) for p in heard]


def _is_cut_by_day(kpi: Kpi, periods: Sequence[Period]) -> bool:
    """Tell whether one look serves all: dated rows, and no other statement to fall back on."""
    dated = "measure" in kpi.dated_rows and isinstance(kpi.window_months, int)
    return dated and not fallbacks_of(kpi) and all(period.start for period in periods)


def _count(engine: Engine, kpi: Kpi, found: Chosen, period: Period) -> Counts:
    """Count the rows that fall on the days of the period; an interval is not asked for."""
    days = within("observed_on", period.start, period.end)  # type: ignore[arg-type]
    rows = found.columns.whole.where(*COUNTED, days, *map(filled, found.spec.columns))
    figure = to_figure(engine, rows, found.spec.model_copy(update=NO_INTERVAL), kpi.sample)
    return figure.numerator, figure.denominator
