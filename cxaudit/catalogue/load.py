"""Reads model/kpis, and finds an entry by its id or code."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from cxaudit.catalogue.kpi import Kpi
from cxaudit.errors import ClientDataError, ModelError
from cxaudit.modelfile import MODEL_ROOT, list_folders, load_model


@cache
def load_catalogue(root: Path = MODEL_ROOT) -> dict[str, Kpi]:
    """Read every folder of model/kpis: kpi_id -> Kpi, ordered by code; raises ModelError."""
    found = []
    for folder in list_folders("kpis", root):
        kpi = load_model(folder / "kpi.toml", Kpi, kpi_id=folder.name, folder=folder)
        if kpi.read_sql() is None:
            raise ModelError("measure.sql is missing", file=f"model/kpis/{folder.name}")
        found.append(kpi)
    codes = [kpi.code for kpi in found]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise ModelError("two KPIs share a code", file="model/kpis", found=", ".join(twice))
    return {kpi.kpi_id: kpi for kpi in sorted(found, key=lambda k: k.code)}


def pick_kpi(name: str, catalogue: dict[str, Kpi] | None = None) -> Kpi:
    """Return the entry with this id or code (any case); raises ClientDataError."""
    entries = load_catalogue() if catalogue is None else catalogue
    wanted = name.strip().casefold()
    for kpi in entries.values():
        if wanted in (kpi.kpi_id, kpi.code.casefold()):
            return kpi
    near = [k.kpi_id for k in entries.values() if wanted in k.kpi_id][:3]
    raise ClientDataError(
        "there is no such KPI", found=name,
        wanted="an id such as email_open_rate or a code such as K03",
        next=f"did you mean {', '.join(near)}?" if near else "see: cxaudit kpi list",
    )  # fmt: skip
