"""From a KPI's statement to its Measurement: guard, observe, count, compare variants."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from cxaudit.catalogue import FigureSpec, Kpi, Variant
from cxaudit.errors import ModelError
from cxaudit.measure.guard import Supply, lacking_columns, lacking_settings
from cxaudit.measure.observe import (
    Engine,
    count_all,
    count_in,
    labels_of,
    observe,
    to_exclusions,
    write_config,
)
from cxaudit.measure.parts import to_parts
from cxaudit.measure.result import Measurement, VariantFigure, to_part
from cxaudit.outcome import Outcome
from cxaudit.period import Period, resolve_period
from cxaudit.statistics import Figure, to_figure

Settings = Mapping[str, object]
UNFILTERED = "before the definition's exclusions"


def measure_catalogue(
    engine: Engine, catalogue: Mapping[str, Kpi], settings: Settings, supply: Supply
) -> tuple[Measurement, ...]:
    """Measure every entry of the catalogue, in its order: one Measurement each, always."""
    return tuple(_measure_safely(engine, kpi, settings, supply) for kpi in catalogue.values())


def _measure_safely(engine: Engine, kpi: Kpi, settings: Settings, supply: Supply) -> Measurement:
    try:
        return measure_kpi(engine, kpi, settings, supply)
    except ModelError as error:
        period = period_of(kpi, settings)
        return _without_value(kpi, period, Outcome.FAILED, error.in_words())


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
    own = period or period_of(kpi, settings)
    unset = lacking_settings(kpi, settings)
    if unset:
        reason = "the setting " + ", ".join(unset) + " is not set"
        return _without_value(kpi, own, Outcome.NO_DATA, reason, missing=unset)
    write_config(engine, kpi, settings, own)
    missing = lacking_columns(kpi.needs, kpi.rows, supply)
    headline = None if missing else _headline(engine, kpi, own, supply)
    if headline is not None and not _gives_way(kpi, headline):
        return dataclasses.replace(
            headline, variants=headline.variants | _beside(engine, kpi, supply)
        )
    for name, variant in _fallbacks(kpi):
        if not lacking_columns(variant.needs, variant.rows or kpi.rows, supply):
            fallen = _fallback(engine, kpi, own, name, variant, supply)
            if fallen.n:
                return dataclasses.replace(
                    fallen, variants=fallen.variants | _beside(engine, kpi, supply, name)
                )
    if headline is not None:
        return dataclasses.replace(
            headline, variants=headline.variants | _beside(engine, kpi, supply)
        )
    none_at_all = sorted({column.split(".")[0] for column in missing})
    reason = "no import supplied " + ", ".join(missing or none_at_all)
    bare = _without_value(kpi, own, Outcome.NO_DATA, reason, missing=missing)
    return dataclasses.replace(
        bare, parts=to_parts(engine, kpi, supply), variants=_beside(engine, kpi, supply)
    )


def _gives_way(kpi: Kpi, headline: Measurement) -> bool:
    return headline.n == 0 and headline.outcome is Outcome.NO_DATA and bool(_fallbacks(kpi))


def _fallbacks(kpi: Kpi) -> list[tuple[str, Variant]]:
    found = [(name, v) for name, v in kpi.variant.items() if v.fallback is not None]
    return sorted(found, key=lambda pair: pair[1].fallback or 0)


def _without_value(
    kpi: Kpi, period: Period, outcome: Outcome, reason: str, *, missing: tuple[str, ...] = ()
) -> Measurement:
    return Measurement(
        kpi_id=kpi.kpi_id,
        code=kpi.code,
        outcome=outcome,
        unit=kpi.figure["headline"].unit,
        period=period,
        reason=reason,
        missing=missing,
    )


def _headline(engine: Engine, kpi: Kpi, period: Period, supply: Supply) -> Measurement:
    return _figure_of(
        engine, kpi, period, "headline", "measure", kpi.figure["headline"], supply, kpi.figure
    )


def _fallback(
    engine: Engine, kpi: Kpi, period: Period, name: str, variant: Variant, supply: Supply
) -> Measurement:
    spec = variant.figure or kpi.figure["headline"]
    own = f"variant_{name}"
    file = own if kpi.read_sql(own) else "measure"
    return _figure_of(engine, kpi, period, name, file, spec, supply, variant.parts)


def _figure_of(
    engine: Engine, kpi: Kpi, period: Period, variant: str, file: str, spec: FigureSpec,
    supply: Supply, parts: Mapping[str, FigureSpec],
) -> Measurement:  # fmt: skip
    place = f"model/kpis/{kpi.kpi_id}/{file}.sql"
    columns = observe(engine, kpi.read_sql(file) or "", file, place)
    figure = to_figure(engine, count_in(engine, file, spec, columns, place), spec, kpi.sample)
    excluded = to_exclusions(engine, file, spec, columns)
    outcome, reason = figure.outcome, figure.reason
    gaps = [e.reason for e in excluded if e.reason.startswith("missing ")]
    if not figure.observations and (gaps or not excluded):
        outcome, reason = Outcome.NO_DATA, "; ".join(gaps) or "no row of this kind in the period"
    variants = _unfiltered(engine, kpi, file, spec, columns, place, figure, bool(excluded))
    declared, noted = labels_of(engine, f"{file}_counted", columns)
    return Measurement(
        kpi_id=kpi.kpi_id, code=kpi.code, outcome=outcome, unit=figure.unit, period=period,
        value=figure.value, low=figure.low, high=figure.high, n=figure.n,
        variant=declared or variant, method="; ".join(filter(None, (figure.method, noted))),
        reason=reason, excluded=excluded, bracket=figure.bracket,
        parts=to_parts(engine, kpi, supply, (file, columns), parts), variants=variants,
        numerator=figure.numerator, denominator=figure.denominator, units=figure.units,
        flags=figure.flags,
    )  # fmt: skip


def _unfiltered(
    engine: Engine,
    kpi: Kpi,
    file: str,
    spec: FigureSpec,
    columns: list[str],
    place: str,
    counted: Figure,
    left_out: bool,
) -> dict[str, VariantFigure]:
    """Return the figure before exclusions; the same figure where nothing was left out."""
    if not left_out and not set(spec.unfiltered.values()) & set(columns):
        return {"unfiltered": VariantFigure(UNFILTERED, to_part(counted))}
    swapped = {
        role: spec.unfiltered[column]
        for role, column in spec
        if isinstance(column, str) and spec.unfiltered.get(column) in columns
    }
    before = spec.model_copy(update=swapped | {"unfiltered": {}})
    view = count_all(engine, file, before, columns, place)
    figure = to_figure(engine, view, before, kpi.sample)
    return {"unfiltered": VariantFigure(UNFILTERED, to_part(figure))}


def _beside(engine: Engine, kpi: Kpi, supply: Supply, chosen: str = "") -> dict[str, VariantFigure]:
    """Return every named variant whose columns are there, besides the chosen one."""
    found: dict[str, VariantFigure] = {}
    for name, variant in kpi.variant.items():
        if name == chosen or lacking_columns(variant.needs, variant.rows or kpi.rows, supply):
            continue
        own = f"variant_{name}"
        file = own if kpi.read_sql(own) else "measure"
        place = f"model/kpis/{kpi.kpi_id}/{file}.sql"
        columns = observe(engine, kpi.read_sql(file) or "", file, place)
        spec = variant.figure or kpi.figure["headline"]
        figure = to_figure(engine, count_in(engine, file, spec, columns, place), spec, kpi.sample)
        found[name] = VariantFigure(variant.label, to_part(figure))
    return found
