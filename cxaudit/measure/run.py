"""From a KPI's statement to its Measurement: guard, observe, count, compare variants."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from cxaudit.catalogue import FigureSpec, Kpi, Needs, Sample, Variant
from cxaudit.errors import ModelError
from cxaudit.measure.guard import Supply, lacking_columns, lacking_settings
from cxaudit.measure.observe import (
    Engine,
    count_all,
    count_in,
    observe,
    to_exclusions,
    write_config,
)
from cxaudit.measure.result import Measurement, PartFigure, VariantFigure, to_part
from cxaudit.outcome import Outcome
from cxaudit.period import Period, resolve_period
from cxaudit.statistics import to_figure, to_figures_by

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
                kept = headline.variants if headline else {}
                return dataclasses.replace(
                    fallen, variants=kept | _beside(engine, kpi, supply, name)
                )
    if headline is not None:
        return headline
    none_at_all = sorted({column.split(".")[0] for column in missing})
    reason = "no import supplied " + ", ".join(missing or none_at_all)
    parts = _parts(engine, kpi, supply)
    return _without_value(kpi, own, Outcome.NO_DATA, reason, missing=missing, parts=parts)


def _gives_way(kpi: Kpi, headline: Measurement) -> bool:
    return headline.n == 0 and headline.outcome is Outcome.NO_DATA and bool(_fallbacks(kpi))


def _fallbacks(kpi: Kpi) -> list[tuple[str, Variant]]:
    found = [(name, v) for name, v in kpi.variant.items() if v.fallback is not None]
    return sorted(found, key=lambda pair: pair[1].fallback or 0)


def _without_value(
    kpi: Kpi, period: Period, outcome: Outcome, reason: str, *,
    missing: tuple[str, ...] = (), parts: dict[str, PartFigure] | None = None,
) -> Measurement:  # fmt: skip
    return Measurement(
        kpi_id=kpi.kpi_id, code=kpi.code, outcome=outcome, unit=kpi.figure["headline"].unit,
        period=period, reason=reason, missing=missing, parts=parts or {},
    )  # fmt: skip


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
    if not figure.observations and all(e.reason.startswith("missing ") for e in excluded):
        outcome = Outcome.NO_DATA
        reason = "; ".join(e.reason for e in excluded) or "no row of this kind in the period"
    variants = _unfiltered(engine, kpi, file, spec, columns, place) if excluded else {}
    return Measurement(
        kpi_id=kpi.kpi_id, code=kpi.code, outcome=outcome, unit=figure.unit, period=period,
        value=figure.value, low=figure.low, high=figure.high, n=figure.n, variant=variant,
        method=figure.method, reason=reason, excluded=excluded, bracket=figure.bracket,
        parts=_parts(engine, kpi, supply, (file, columns, parts)), variants=variants,
        numerator=figure.numerator, denominator=figure.denominator, units=figure.units,
        flags=figure.flags,
    )  # fmt: skip


def _unfiltered(
    engine: Engine, kpi: Kpi, file: str, spec: FigureSpec, columns: list[str], place: str
) -> dict[str, VariantFigure]:
    swapped = {
        r: spec.unfiltered[c] for r, c in spec if isinstance(c, str) and c in spec.unfiltered
    }
    before = spec.model_copy(update=swapped | {"unfiltered": {}})
    view = count_all(engine, file, before, columns, place)
    return {
        "unfiltered": VariantFigure(
            UNFILTERED, to_part(to_figure(engine, view, before, kpi.sample))
        )
    }


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


def _parts(
    engine: Engine, kpi: Kpi, supply: Supply,
    observed: tuple[str, list[str], Mapping[str, FigureSpec]] | None = None,
) -> dict[str, PartFigure]:  # fmt: skip
    """Return the companions: from the rows at hand, or from part_<name>.sql."""
    file, columns, specs = observed or ("", [], kpi.figure)
    found: dict[str, PartFigure] = {}
    for name, spec in {**kpi.figure, **specs}.items():
        if name == "headline":
            continue
        own = kpi.read_sql(f"part_{name}")
        needs: Needs = kpi.part[name].needs if name in kpi.part else {}
        rows = (kpi.part[name].rows if name in kpi.part else {}) or kpi.rows
        missing = lacking_columns(needs, rows, supply)
        if missing or (own is None and name not in specs) or (own is None and not file):
            reason = (
                "no import supplied " + ", ".join(missing) if missing else "its rows are not there"
            )
            found[name] = PartFigure(Outcome.NO_DATA, spec.unit, reason=reason)
            continue
        at, place = (
            (f"part_{name}", f"model/kpis/{kpi.kpi_id}/part_{name}.sql") if own else (file, file)
        )
        there = observe(engine, own, at, place) if own else columns
        view = count_in(engine, at, spec, there, place)
        if spec.by:
            by = to_figures_by(engine, view, spec, Sample())
            found |= {f"{name}:{group}": to_part(figure) for group, figure in by.items()}
        else:
            found[name] = to_part(to_figure(engine, view, spec, Sample()))
    return found
