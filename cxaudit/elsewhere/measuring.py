"""Measuring where the data lie: the same measuring code, over tables that lie elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from cxaudit.canon import LINEAGE, load_tables
from cxaudit.catalogue import Kpi, load_catalogue
from cxaudit.elsewhere.backend import Backend
from cxaudit.elsewhere.engine import FEW, EngineElsewhere
from cxaudit.elsewhere.refused import NotTranslated
from cxaudit.measure import Measurement, PartFigure, Supply, VariantFigure, measure_kpi, period_of
from cxaudit.outcome import Outcome

RAN = "ran on "
REFUSED = "does not run on "


def measure_on(
    backend: Backend,
    settings: Mapping[str, object],
    kpis: Iterable[Kpi] | None = None,
    supply: Supply | None = None,
    *,
    few: int = FEW,
) -> tuple[Measurement, ...]:
    """Measure entries of the catalogue where the data lie: one Measurement each, in their order.

    ``settings``: typed values of model/tables/config.toml, ``as_of`` set. ``supply``: as in
    measure_kpi; without it every column that lies there was supplied. ``few``: more observations
    of a statement than these stay there. Each says in ``flags`` where it ran. What does not run
    there has the outcome failed, with the reason.
    """
    engine = EngineElsewhere(backend, few=few)
    given = supply_of(backend) if supply is None else supply
    wanted = load_catalogue().values() if kpis is None else kpis
    return tuple(_measure(engine, kpi, settings, given) for kpi in wanted)


def supply_of(backend: Backend) -> Supply:
    """Return what lies there as supplied: each column of a table, for every kind of its rows."""
    supply = {}
    for name, columns in backend.found.items():
        table = load_tables()[name]
        kinds = table.columns[table.discriminator].values if table.discriminator else ()
        supply[name] = dict.fromkeys(kinds or ("",), columns - set(LINEAGE))
    return Supply(supply)


def _measure(
    engine: EngineElsewhere, kpi: Kpi, settings: Mapping[str, object],
    supply: Supply,
) -> Measurement:  # fmt: skip
    """Measure one entry; a variant or part that is refused is put aside, and the rest stands."""
    refused: dict[str, str] = {}
    where = f"{RAN}{engine.backend.name}"
    while True:
        try:
            found = measure_kpi(engine, without(kpi, refused), settings, supply)  # type: ignore[arg-type]
        except NotTranslated as error:
            place = error.place or "measure"
            why = ": ".join(filter(None, (error.message, error.found)))
            reason = f"{REFUSED}{engine.backend.name}: {why}"
            if place == "measure" or place in refused:
                return _failed(kpi, settings, reason)
            refused[place] = reason
        else:
            return _with_refused(replace(found, flags=(*found.flags, where)), kpi, refused)


def without(kpi: Kpi, refused: Mapping[str, str]) -> Kpi:
    """Return the entry less the variants and parts whose statements are named."""
    variants = {n: v for n, v in kpi.variant.items() if f"variant_{n}" not in refused}
    parts = {n: s for n, s in kpi.figure.items() if f"part_{n}" not in refused}
    return kpi.model_copy(update={"variant": variants, "figure": parts}) if refused else kpi


def _with_refused(found: Measurement, kpi: Kpi, refused: Mapping[str, str]) -> Measurement:
    """Return the measurement with what was refused, in words, among its variants and parts."""
    parts, variants = dict(found.parts), dict(found.variants)
    for statement, reason in refused.items():
        kind, _, name = statement.partition("_")
        spec = kpi.figure[name if kind == "part" else "headline"]
        figure = PartFigure(Outcome.FAILED, spec.unit, reason=reason)
        if kind == "part":
            parts[name] = figure
        else:
            variants[name] = VariantFigure(kpi.variant[name].label, figure)
    return _without_stand_in(replace(found, parts=parts, variants=variants), kpi, refused)


def _without_stand_in(found: Measurement, kpi: Kpi, refused: Mapping[str, str]) -> Measurement:
    """Return no_data as failed where a refused variant might have stood in for the headline."""
    lost = [name for name, one in kpi.variant.items()
            if one.fallback is not None and f"variant_{name}" in refused]  # fmt: skip
    if found.outcome is not Outcome.NO_DATA or not lost:
        return found
    reason = f"{found.reason}; in its place {lost[0]}: {refused[f'variant_{lost[0]}']}"
    return replace(found, outcome=Outcome.FAILED, reason=reason)


def _failed(kpi: Kpi, settings: Mapping[str, object], reason: str) -> Measurement:
    return Measurement(
        kpi_id=kpi.kpi_id, code=kpi.code, outcome=Outcome.FAILED,
        unit=kpi.figure["headline"].unit, period=period_of(kpi, settings), reason=reason,
    )  # fmt: skip
