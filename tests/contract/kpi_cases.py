"""Measuring worked cases, and comparing what is found with what each case expects."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path
from typing import Any

from cxaudit.catalogue import Kpi
from cxaudit.elsewhere.cases import load_cases, open_case, settings_of
from cxaudit.measure import Measurement, measure_kpi

__all__ = ["check_figure", "load_cases", "measure_case"]


def measure_case(kpi: Kpi, case: dict[str, Any]) -> Measurement:
    """Fill an engine with the case's tables and measure the KPI on them."""
    engine, supply = open_case(case)
    return measure_kpi(engine, kpi, settings_of(case), supply)


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
