"""One figure read in other ways: rows put back that the definition leaves out, rates averaged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Literal

from cxaudit.catalogue import FigureSpec, Kpi, Sample
from cxaudit.engine import Engine, to_identifier
from cxaudit.measure.observe import count_with
from cxaudit.measure.result import Exclusion, Measurement
from cxaudit.measure.run import Chosen, choose_statement
from cxaudit.measure.supply import Supply
from cxaudit.period import Period
from cxaudit.statistics import to_figure

ANY = Sample()
MOST_REASONS = 8
NO_BOOTSTRAP = 10**12
SUMS = {
    "proportion": ("numerator", "denominator"),
    "ratio": ("numerator", "denominator"),
    "rate": ("events", "exposure"),
}


@dataclass(frozen=True)
class Reading:
    """The figure under another reading of the same rows, in the figure's unit.

    ``how``: "pooled" as defined, the mean of the rates "of_units" or "of_months", or "undecided":
    rows that do not count in a share yet are taken for misses. ``put_back``: the reasons whose
    rows are counted again; ``rows``: how many rows are taken in.
    """

    how: Literal["pooled", "of_units", "of_months", "undecided"]
    put_back: tuple[str, ...]
    rows: int
    value: float


def to_readings(
    engine: Engine, kpi: Kpi, settings: Mapping[str, object], supply: Supply, period: Period | None
) -> tuple[Reading, ...]:
    """Return every other reading that has a value: exclusions put back alone and in pairs, means.

    Rows left out for a missing value cannot be put back. Empty where there is no figure.
    """
    found = choose_statement(engine, kpi, settings, supply, period)
    if isinstance(found, Measurement):
        return ()
    reasons = [e for e in found.measured.excluded if not e.reason.startswith("missing ")]
    reasons = reasons[:MOST_REASONS]
    groups = [*combinations(reasons, 1), *combinations(reasons, 2)]
    if len(reasons) > 2:
        groups.append(tuple(reasons))
    readings = [_pooled(engine, kpi, found, group) for group in groups]
    if found.spec.shape == "proportion":
        readings.append(_undecided(engine, kpi, found))
    if found.spec.shape in SUMS:
        for group in ((), tuple(reasons)) if reasons else ((),):
            readings += _means(engine, kpi, found, group)
    return tuple(reading for reading in readings if reading is not None)


def _view(engine: Engine, kpi: Kpi, found: Chosen, group: tuple[Exclusion, ...]) -> str:
    place = f"model/kpis/{kpi.kpi_id}/{found.file}.sql"
    reasons = [one.reason for one in group]
    return count_with(engine, found.file, found.spec, found.columns, place, reasons)


def _pooled(
    engine: Engine, kpi: Kpi, found: Chosen, group: tuple[Exclusion, ...]
) -> Reading | None:
    spec = found.spec.model_copy(update={"clusters_from": NO_BOOTSTRAP})
    figure = to_figure(engine, _view(engine, kpi, found, group), spec, ANY)
    return None if figure.value is None else _reading("pooled", group, figure.value)


def _undecided(engine: Engine, kpi: Kpi, found: Chosen) -> Reading | None:
    """Read a share of single cases with those not decided yet as misses; None where none are."""
    top, bottom = (to_identifier(getattr(found.spec, role)) for role in SUMS["proportion"])
    hits, rows, waiting, largest = engine.execute(
        f"select sum({top}), count(*), count(*) filter ({bottom} = 0), max({bottom}) "
        f"from {to_identifier(_view(engine, kpi, found, ()))}"
    ).fetchall()[0]
    if not waiting or largest != 1:
        return None
    return Reading(
        "undecided", (), waiting, float(Fraction(hits, rows) * Fraction(found.spec.scale))
    )


def _means(
    engine: Engine, kpi: Kpi, found: Chosen, group: tuple[Exclusion, ...]
) -> Iterator[Reading | None]:
    view = _view(engine, kpi, found, group)
    grains = {"of_units": "unit", "of_months": "date_trunc('month', observed_on)"}
    for how, grain in grains.items():
        value = _mean_of_rates(engine, view, found.spec, grain)
        yield None if value is None else _reading(how, group, value)


def _mean_of_rates(engine: Engine, view: str, spec: FigureSpec, grain: str) -> float | None:
    """Return the plain mean of the rates of each group; None under two groups.

    Each rate is taken to twelve places before they are summed, so that threads change no digit.
    """
    top, bottom = (to_identifier(getattr(spec, role)) for role in SUMS[spec.shape])
    total, groups = engine.execute(
        f"select sum(cast(cast(a as double) / b as decimal(38, 12))), count(*) from ("
        f"select sum({top}) as a, sum({bottom}) as b from {to_identifier(view)} "
        f"group by {grain}) where b <> 0"
    ).fetchall()[0]
    if groups < 2:
        return None
    return float(Fraction(total) / groups * Fraction(spec.scale))


def _reading(how: str, group: tuple[Exclusion, ...], value: float) -> Reading:
    rows = sum(one.rows for one in group)
    return Reading(how, tuple(one.reason for one in group), rows, value)  # type: ignore[arg-type]
