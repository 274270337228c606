"""Which figures one statement's rows will be asked for, so that their sums are read in one go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cxaudit.catalogue import FigureSpec, Kpi, Variant
from cxaudit.measure.guard import lacking_columns
from cxaudit.measure.observed import ALL, COUNTED, Observed, Wanted
from cxaudit.measure.supply import Supply


def figures_of(
    kpi: Kpi, file: str, variant: Variant, observed: Observed, supply: Supply | None
) -> list[Wanted]:
    """Return the figures of a statement's rows: the chosen one first, then those beside it.

    ``supply`` None: the chosen one alone. Those whose columns nobody supplied are left out.
    """
    spec = variant.figure or kpi.figure["headline"]
    wanted: list[Wanted] = [(spec, COUNTED)]
    if supply is None:
        return wanted
    wanted.append((before_exclusions(spec, observed), ALL))
    wanted += [(part, COUNTED) for part in _parts(kpi, variant.parts, supply)]
    wanted += [(other, COUNTED) for other in _variants(kpi, file, supply)]
    return wanted


def before_exclusions(spec: FigureSpec, observed: Observed) -> FigureSpec:
    """Return the figure of all rows, by the columns that hold numbers before exclusions."""
    swapped = {
        role: spec.unfiltered[column]
        for role, column in spec
        if isinstance(column, str) and spec.unfiltered.get(column) in observed
    }
    return spec.model_copy(update=swapped | {"unfiltered": {}})


def file_of(kpi: Kpi, variant: str) -> str:
    """Return the statement that a variant's rows come from; "headline" is no variant."""
    return f"variant_{variant}" if kpi.read_sql(f"variant_{variant}") else "measure"


def _parts(kpi: Kpi, instead: Mapping[str, FigureSpec], supply: Supply) -> Iterator[FigureSpec]:
    for name, spec in {**kpi.figure, **instead}.items():
        part = None if name in instead else kpi.part.get(name)
        lacks = part and lacking_columns(part.needs, part.rows or kpi.rows, supply)
        if name != "headline" and not lacks and not kpi.read_sql(f"part_{name}"):
            yield spec


def _variants(kpi: Kpi, file: str, supply: Supply) -> Iterator[FigureSpec]:
    for name, variant in kpi.variant.items():
        lacks = lacking_columns(variant.needs, variant.rows or kpi.rows, supply)
        if not lacks and file_of(kpi, name) == file:
            yield variant.figure or kpi.figure["headline"]
