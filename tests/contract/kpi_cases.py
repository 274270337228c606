"""Reading worked cases: small tables as text, and the engine that holds them."""

from __future__ import annotations

import csv
import io
import math
from fractions import Fraction
from pathlib import Path
from typing import Any

from cxaudit.canon import load_settings, load_tables
from cxaudit.catalogue import Kpi
from cxaudit.engine import connect, to_identifier
from cxaudit.measure import Measurement, Supply, measure_kpi
from cxaudit.modelfile import load_toml

LISTS = {"list", "shares"}


def load_cases(kpi: Kpi) -> list[dict[str, Any]]:
    """Return the worked cases that stand beside a KPI."""
    path = kpi.folder / "cases.toml"
    return load_toml(path)["case"] if path.exists() else []


def measure_case(kpi: Kpi, case: dict[str, Any]) -> Measurement:
    """Fill an engine with the case's tables and measure the KPI on them."""
    engine = connect(threads=1)
    supply: dict[str, dict[str, frozenset[str]]] = {}
    for table in load_tables().values():
        engine.execute(table.to_ddl())
    for name, text in case.get("tables", {}).items():
        supply[name] = _fill(engine, name, text)
    defaults = {
        n: list(c.default) if isinstance(c.default, tuple) else c.default
        for n, c in load_settings().columns.items()
        if c.default is not None
    }
    known = Supply(supply, case.get("received", {}))
    return measure_kpi(engine, kpi, defaults | case["settings"], known)


def _fill(engine, name: str, text: str) -> dict[str, frozenset[str]]:
    table = load_tables()[name]
    lines = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text.strip()))]
    header, body = lines[0], [row for row in lines[1:] if any(row)]
    lineage = {"src_system": "case", "src_file": "case"}
    unknown = set(header) - set(table.schema)
    assert not unknown, f"{name} has no columns {unknown}"
    kinds: set[str] = set()
    for number, row in enumerate(body, start=2):
        assert len(row) == len(header), f"{name} line {number}: {row}"
        cells = dict(zip(header, row, strict=True))
        kinds.add(cells.get(table.discriminator or "", ""))
        record = {**lineage, "src_row": str(number), **{k: v for k, v in cells.items() if v != ""}}
        picks = ", ".join(_cast(table, column) for column in record)
        listed = ", ".join(to_identifier(column) for column in record)
        values = [v.split("|") if _is_list(table, k) else v for k, v in record.items()]
        engine.execute(f"insert into {name} ({listed}) select {picks}", values)
    return {kind: frozenset(header) for kind in kinds or {""}}


def _is_list(table, column: str) -> bool:
    return column in table.columns and table.columns[column].type in LISTS


def _cast(table, column: str) -> str:
    return f"?::{table.schema[column]}"


def to_number(expected: object) -> float:
    """Return an expected number: an exact fraction as text, or a plain number."""
    return float(Fraction(expected)) if isinstance(expected, str) else float(expected)  # type: ignore[arg-type]


def close(found: float | None, expected: object, tolerance: float = 1e-9) -> bool:
    """Tell whether a figure equals what the case expects ("none" = no value)."""
    if expected == "none":
        return found is None
    wanted = to_number(expected)
    return found is not None and math.isclose(found, wanted, rel_tol=tolerance, abs_tol=1e-12)


def check_figure(found: dict[str, Any], expected: dict[str, Any], where: str) -> list[str]:
    """Return the differences between a figure and what the case expects of it."""
    faults = []
    tolerance = expected.get("tolerance", 1e-9)
    for key, wanted in expected.items():
        if key in ("value", "n"):
            right = close(found[key], wanted, tolerance)
        elif key in ("low", "high"):
            right = close(found[key], wanted, max(tolerance, 1e-6))
        elif key == "reason":
            right = wanted in (found.get("reason") or "")
        elif key in ("outcome", "variant", "unit", "method"):
            right = wanted in found[key] if key == "method" else found[key] == wanted
        elif key == "bracket":
            right = all(close(found["bracket"][end], wanted[end]) for end in wanted)
        elif key == "excluded":
            right = {e["reason"]: e["rows"] for e in found["excluded"]} == wanted
        elif key in ("missing", "missing_beside", "flags"):
            right = sorted(found[key]) == sorted(wanted)
        else:
            continue
        if not right:
            faults.append(f"{where}{key}: expected {wanted!r}, found {found.get(key)!r}")
    return faults


def case_path(kpi: Kpi) -> Path:
    """Return where a KPI's cases stand."""
    return kpi.folder / "cases.toml"
