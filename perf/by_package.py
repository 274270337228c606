"""The package at work: a file imported into a client's folder, then its figures."""

from __future__ import annotations

import dataclasses
import os
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from cxaudit.audit import Audit, import_files, imports
from cxaudit.audit.tables import open_engine
from cxaudit.audit.workspace import Workspace
from cxaudit.catalogue import load_catalogue, pick_kpi
from cxaudit.intake import load_forms
from cxaudit.intake.gate.limits import Limits
from cxaudit.maturity import load_maturity
from cxaudit.measure import Measurement, measure_alone, measure_kpi
from cxaudit.store import apply_settings, create_client, save_client

CODES = {"web": ("K02", "K05", "K06", "K07", "K11"), "email": ("K03", "K04")}
CLIENT = "invented"
SETTINGS = (("as_of", "2025-12-31"), ("thought_leadership_patterns", "/insights/*"))


def load() -> None:
    """Load the libraries and the model; pyarrow loads pandas where it is installed."""
    import pandas
    import pyarrow.parquet

    assert pandas and pyarrow
    load_catalogue(), load_forms(), load_maturity()


def prepare(folder: Path) -> None:
    """Make the client's folder, which is there before the first file comes."""
    os.environ["CXAUDIT_KEYS"] = str(folder / "keys")
    workspace = Workspace(folder / "workbook")
    home = workspace.client_folder(CLIENT)
    made = create_client(home, CLIENT, "Invented AM")
    profile = apply_settings(made.profile, SETTINGS, set())
    changed = dataclasses.replace(made, profile=profile)
    save_client(home, changed, who="bench", expected_revision=made.revision, at="2025-12-31")


def import_events(kind: str, source: Path, folder: Path, threads: int, memory_gb: float) -> None:
    """Import the file as ``cxaudit import`` does: accounted for, sealed, persons pseudonyms."""
    os.environ["CXAUDIT_MEMORY_GB"] = f"{memory_gb:g}"
    imports.Limits = partial(Limits, threads=threads)  # type: ignore[misc,assignment]
    workspace = Workspace(folder / "workbook")
    entry, *_ = import_files(workspace, CLIENT, [source], received_on=date(2025, 12, 31))
    if entry["verdict"] != "imported":
        raise SystemExit(f"{source.name}: {entry['message']}")


def digest(folder: Path) -> list[list[Any]]:
    """Return name, rows and a digest in order of each table that the import made."""
    found = []
    with duckdb.connect() as engine:
        for path in sorted((folder / "workbook").rglob("tables/*/*.parquet")):
            rows = f"read_parquet('{path}', file_row_number = true)"
            engine.execute(f"select count(*), bit_xor(hash(r)) from {rows} r")
            found.append([path.name, *engine.fetchall()[0]])
    return found


def measure(kind: str, folder: Path, threads: int, memory_gb: float) -> dict[str, Any]:
    """Return value, low, high and n of each headline; tables are opened as every audit does."""
    return {m.code: _to_result(m) for m in _measured(kind, folder, threads, memory_gb, True)}


def measure_whole(kind: str, folder: Path, threads: int, memory_gb: float) -> dict[str, Any]:
    """Return everything that ``cxaudit measure`` prints: parts and variants too."""
    return {m.code: m.to_json() for m in _measured(kind, folder, threads, memory_gb, False)}


def _measured(
    kind: str, folder: Path, threads: int, memory_gb: float, alone: bool
) -> list[Measurement]:
    audit = Audit.open(CLIENT, folder / "workbook")
    engine = open_engine(audit.folder, audit.imports, threads=threads, memory_gb=memory_gb)
    found = []
    for code in CODES[kind]:
        about = (engine, pick_kpi(code), audit.settings, audit.supply)
        period = audit.period_of(about[1].kpi_id)
        found.append(measure_alone(*about, period) if alone else measure_kpi(*about))
    return found


def _to_result(measured: Measurement) -> list[float | None]:
    if measured.bracket:
        return [measured.value, *measured.bracket, measured.n]
    return [measured.value, measured.low, measured.high, measured.n]
