"""From a KPI's statement to its Measurement: guard, observe, count, switch where data lack."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from cxaudit.catalogue import FigureSpec, Kpi, Variant
from cxaudit.errors import ModelError
from cxaudit.measure.ahead import figures_of, file_of
from cxaudit.measure.beside import to_unfiltered, to_variants
from cxaudit.measure.guard import (
    Settings,
    blank_columns,
    hollow_columns,
    lacking_asks,
    lacking_columns,
    lacking_settings,
)
from cxaudit.measure.heard import to_heard
from cxaudit.measure.observe import (
    Engine,
    count_in,
    judge_empty,
    labels_of,
    make_views,
    observe,
    to_exclusions,
    write_config,
)
from cxaudit.measure.observed import Observed
from cxaudit.measure.parts import to_parts
from cxaudit.measure.result import Measurement
from cxaudit.measure.supply import Supply
from cxaudit.outcome import Outcome
from cxaudit.period import Period, resolve_period, to_window
from cxaudit.statistics import Figure, to_figure
from cxaudit.wording import show_count, show_value

UNHEARD = "unheard"
"""Flag: the log of events does not cover the period, so that there is no figure."""
HEARD_IN_PART = "heard_in_part"
"""Flag: the period was cut to the days that the log of events covers."""


@dataclass(frozen=True)
class Chosen:
    """The statement that gave the figure, its rows still in the engine.

    ``name``: "headline" or a variant; ``file``: the statement, and the name of its rows;
    ``instead``: parts that the variant makes in its own way.
    """

    measured: Measurement
    name: str
    file: str
    columns: Observed
    spec: FigureSpec
    figure: Figure
    instead: Mapping[str, FigureSpec]


def measure_catalogue(
    engine: Engine, catalogue: Mapping[str, Kpi], settings: Settings, supply: Supply
) -> tuple[Measurement, ...]:
    """Measure every entry of the catalogue, in its order: one Measurement each, always."""
    return tuple(_measure_safely(engine, kpi, settings, supply) for kpi in catalogue.values())


def _measure_safely(engine: Engine, kpi: Kpi, settings: Settings, supply: Supply) -> Measurement:
    try:
        return measure_kpi(engine, kpi, settings, supply)
    except ModelError as error:
        reason = error.in_words()
    except duckdb.Error as error:
        reason = f"model/kpis/{kpi.kpi_id}: {error}"
    return _bare(kpi, period_of(kpi, settings), Outcome.FAILED, reason)


def period_of(kpi: Kpi, settings: Settings) -> Period:
    """Return the KPI's own period under these settings."""
    return resolve_period(
        kpi.window_months,
        settings["as_of"],  # type: ignore[arg-type]
        settings.get("period_start"),  # type: ignore[arg-type]
        settings.get("period_end"),  # type: ignore[arg-type]
    )


def measure_kpi(
    engine: Engine, kpi: Kpi, settings: Settings, supply: Supply, period: Period | None = None
) -> Measurement:
    """Measure one entry over the canonical tables that stand in the engine.

    ``settings``: typed values of model/tables/config.toml, ``as_of`` set. ``period``: in place
    of the KPI's own, for a series. Raises ModelError when our own statement is wrong.
    """
    found = choose_statement(engine, kpi, settings, supply, period, beside=True)
    asked = lacking_asks(kpi, settings, supply)
    if isinstance(found, Measurement) and UNHEARD in found.flags:
        return dataclasses.replace(found, missing_beside=asked)
    if isinstance(found, Measurement):
        parts, variants = to_parts(engine, kpi, supply), to_variants(engine, kpi, supply, settings)
        return dataclasses.replace(found, parts=parts, variants=variants, missing_beside=asked)
    at = (found.file, found.columns)
    left_out = bool(found.measured.excluded)
    unfiltered = to_unfiltered(engine, kpi, at, found.spec, found.figure, left_out)
    parts = to_parts(engine, kpi, supply, at, found.instead)
    variants = unfiltered | to_variants(engine, kpi, supply, settings, at, found.name)
    return dataclasses.replace(found.measured, parts=parts, variants=variants, missing_beside=asked)


def measure_alone(
    engine: Engine, kpi: Kpi, settings: Settings, supply: Supply, period: Period
) -> Measurement:
    """Measure one entry in one period, without parts and variants: for series and history."""
    found = choose_statement(engine, kpi, settings, supply, period)
    return found if isinstance(found, Measurement) else found.measured


def choose_statement(
    engine: Engine,
    kpi: Kpi,
    settings: Settings,
    supply: Supply,
    period: Period | None,
    *,
    beside: bool = False,
) -> Chosen | Measurement:
    """Return the headline, else the first fallback whose data are there, else why there is none.

    ``beside``: parts and variants will be asked of the same rows.
    """
    settings, asked = _stand_at(kpi, settings, period)
    own = to_heard(engine, kpi, settings, supply, asked)
    if own is None:
        return _unheard(kpi, asked)
    found = choose_within(engine, kpi, settings, supply, own, beside=beside)
    found = found if own == asked else _heard_in_part(found, asked)
    return found if period else _tell_share(found, kpi)


def choose_within(
    engine: Engine,
    kpi: Kpi,
    settings: Settings,
    supply: Supply,
    own: Period,
    *,
    beside: bool = False,
) -> Chosen | Measurement:
    """Return the same over exactly these days, whether or not the KPI's logs cover them."""
    write_config(engine, kpi, settings, own)
    make_views(engine)
    unset = lacking_settings(kpi.settings, settings)
    if unset:
        reason = f"the setting {', '.join(unset)} is not set"
        return _bare(kpi, own, Outcome.NO_DATA, reason, missing=unset)
    missing = lacking_columns(kpi.needs, kpi.rows, supply)
    also = supply if beside else None
    plain = Variant(label="")
    headline = None if missing else _figure_of(engine, kpi, own, "headline", plain, also)
    hollow: tuple[str, ...] = ()
    if headline is not None and headline.measured.outcome is not Outcome.NO_DATA:
        hollow = hollow_columns(engine, kpi.needs, kpi.rows)
        if not hollow:
            return headline
    has_gaps = headline is None or bool(hollow or headline.measured.excluded)
    for name, variant in fallbacks_of(kpi, has_gaps=has_gaps):
        unset = lacking_settings(variant.settings, settings)
        if not unset and not lacking_columns(variant.needs, variant.rows or kpi.rows, supply):
            fallen = _figure_of(engine, kpi, own, name, variant, also)
            if fallen.measured.n and not hollow_columns(
                engine, variant.needs, variant.rows or kpi.rows
            ):
                return fallen
    if headline is not None and not hollow:
        return _figure_of(engine, kpi, own, "headline", plain, also)
    words = "no row fills" if hollow else "no import supplied"
    missing = hollow or missing
    return _bare(kpi, own, Outcome.NO_DATA, f"{words} {', '.join(missing)}", missing=missing)


def _stand_at(kpi: Kpi, settings: Settings, period: Period | None) -> tuple[Settings, Period]:
    """Return settings and period of one look; in a series a snapshot is taken at each end."""
    if period is None or isinstance(kpi.window_months, int):
        return settings, period or period_of(kpi, settings)
    moved = {**settings, "as_of": period.end}
    return moved, period_of(kpi, moved)


def _unheard(kpi: Kpi, period: Period) -> Measurement:
    reason = f"what was imported does not cover {period.in_words}; silence is not zero"
    return dataclasses.replace(_bare(kpi, period, Outcome.NO_DATA, reason), flags=(UNHEARD,))


def _heard_in_part(found: Chosen | Measurement, asked: Period) -> Chosen | Measurement:
    if isinstance(found, Chosen):
        return dataclasses.replace(found, measured=_heard_in_part(found.measured, asked))
    told = f"of {asked.in_words} the days that what was imported covers"
    method = "; ".join(filter(None, (found.method, told)))
    return dataclasses.replace(found, method=method, flags=(*found.flags, HEARD_IN_PART))


def _tell_share(found: Chosen | Measurement, kpi: Kpi) -> Chosen | Measurement:
    """Say of a figure over less than its KPI's own months how much of them it covers."""
    if isinstance(found, Chosen):
        return dataclasses.replace(found, measured=_tell_share(found.measured, kpi))
    months, days = kpi.window_months, found.period.days
    if not isinstance(months, int) or days is None or found.value is None:
        return found
    whole = to_window(months, found.period.end).days or days
    if days >= whole:
        return found
    share = show_value(days / whole, "fraction")
    told = f"{days} of the {whole} days of {show_count(months, 'month')} ({share}), not scaled up"
    return dataclasses.replace(found, method="; ".join(filter(None, (found.method, told))))


def fallbacks_of(kpi: Kpi, *, has_gaps: bool = True) -> list[tuple[str, Variant]]:
    """Return the variants that may stand in for the headline, in order of switching.

    ``has_gaps``: a column of the headline lacks; without, those for gaps alone stay out.
    """
    found = [(name, v) for name, v in kpi.variant.items() if v.fallback is not None]
    found = [(name, v) for name, v in found if has_gaps or not v.gaps_only]
    return sorted(found, key=lambda pair: pair[1].fallback or 0)


def _bare(
    kpi: Kpi, period: Period, outcome: Outcome, reason: str, missing: tuple[str, ...] = ()
) -> Measurement:
    return Measurement(
        kpi_id=kpi.kpi_id, code=kpi.code, outcome=outcome, unit=kpi.figure["headline"].unit,
        period=period, reason=reason, missing=missing,
    )  # fmt: skip


def _figure_of(
    engine: Engine, kpi: Kpi, period: Period, name: str, variant: Variant, beside: Supply | None
) -> Chosen:
    file = file_of(kpi, name)
    spec = variant.figure or kpi.figure["headline"]
    place = f"model/kpis/{kpi.kpi_id}/{file}.sql"
    once = file in kpi.one_row_a_unit
    columns = observe(engine, kpi.read_sql(file) or "", file, place, once=once)
    columns = columns.expecting(figures_of(kpi, file, variant, columns, beside))
    counted = count_in(engine, file, spec, columns, place)
    figure = to_figure(engine, counted, spec, kpi.sample)
    excluded = to_exclusions(engine, file, spec, columns)
    outcome, reason, gaps = judge_empty(figure, excluded)
    needs, rows = variant.needs or kpi.needs, variant.rows or kpi.rows
    blank = tuple(blank_columns(engine, needs, rows)) if gaps else ()
    declared, noted = labels_of(counted)
    measured = Measurement(
        kpi_id=kpi.kpi_id, code=kpi.code, outcome=outcome, unit=figure.unit, period=period,
        value=figure.value, low=figure.low, high=figure.high, n=figure.n,
        variant=declared if declared and name == "headline" else name,
        method="; ".join(filter(None, (figure.method, noted))),
        reason=reason, missing=blank, excluded=excluded, bracket=figure.bracket,
        numerator=figure.numerator, denominator=figure.denominator, units=figure.units,
        flags=figure.flags,
    )  # fmt: skip
    return Chosen(measured, name, file, columns, spec, figure, variant.parts)
