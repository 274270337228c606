"""Reads the published values and the list of KPIs for which none can be trusted."""

from __future__ import annotations

import csv
import math
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from pydantic import Field

from cxaudit.errors import ModelError
from cxaudit.modelfile import Frozen, load_model
from cxaudit.peers.rows import PublishedValue
from cxaudit.period import add_months
from cxaudit.wording import show_count

COLUMNS = (
    "kpi", "statistic", "value", "unit", "segment", "region", "period", "sample_size",
    "publisher", "title", "url", "definition", "note", "grade", "retrieved_on",
)  # fmt: skip
AS_PRINTED = tuple(c for c in COLUMNS if c not in ("kpi", "value", "segment", "retrieved_on"))
MONTHS_VALID = {True: 24, False: 36}


class KpiCoverage(Frozen):
    """What the public offers for one KPI: status, and the words that say so.

    ``status``: none = no trustworthy public figure, weak = too weak to compare, some = context.
    ``kind``: what the published rows are. ``digital`` figures expire after 24 months, others
    after 36. ``instead``: what stands in for a public figure.
    """

    code: str
    status: Literal["none", "weak", "some"]
    kind: Literal["single", "range", "norm", "proxy", "none"]
    digital: bool
    words: str
    instead: str


class UnitGate(Frozen):
    """When a published unit may stand beside a figure: its unit kinds, variants, and the step.

    figure value = ``offset`` + ``factor`` x published value. No ``kinds``: never comparable.
    ``variants``: comparable only with these; ``why`` is the reason printed when the gate fails.
    """

    kinds: tuple[str, ...] = ()
    factor: float = 1.0
    offset: float = 0.0
    variants: tuple[str, ...] = ()
    why: str


class Coverage(Frozen):
    """coverage.toml: one entry a KPI, one gate a published unit."""

    kpi: dict[str, KpiCoverage] = Field(default_factory=dict)
    unit: dict[str, UnitGate] = Field(default_factory=dict)


def read_coverage(folder: Path) -> Coverage:
    """Read ``coverage.toml`` of the benchmarks folder; raises ModelError."""
    return load_model(folder / "coverage.toml", Coverage)


def read_published(folder: Path) -> tuple[PublishedValue, ...]:
    """Read ``published.csv`` of the benchmarks folder, in file order.

    Every row names a KPI and a unit that coverage.toml knows; all faults in one ModelError.
    """
    coverage, path = read_coverage(folder), folder / "published.csv"
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            head, rows = tuple(reader.fieldnames or ()), list(reader)
    except FileNotFoundError as error:
        raise ModelError("the published values are missing", file=path.name) from error
    if head != COLUMNS:
        raise ModelError(
            "the columns differ", file=path.name, found=", ".join(head), wanted=", ".join(COLUMNS)
        )
    faults = [f"line {n}: {f}" for n, r in enumerate(rows, 2) for f in _find_faults(r, coverage)]
    if faults:
        raise ModelError(
            show_count(len(faults), "fault"), file=path.name, found="; ".join(faults[:20])
        )
    return tuple(_to_value(row, coverage.kpi[row["kpi"]]) for row in rows)


def _find_faults(row: dict[str, str | None], coverage: Coverage) -> list[str]:
    if any(not row.get(name) for name in COLUMNS):
        return ["a cell is empty"]
    faults = [] if row["kpi"] in coverage.kpi else ["kpi is not in coverage.toml"]
    faults += [] if row["unit"] in coverage.unit else ["unit has no gate in coverage.toml"]
    faults += [] if row["grade"] in ("A", "B", "C", "D") else ["grade is not A, B, C or D"]
    faults += [] if _is_number(row["value"] or "") else ["value is not a number"]
    faults += [] if _is_day(row["retrieved_on"] or "") else ["retrieved_on is not a date"]
    return faults


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", text) is not None and math.isfinite(float(text))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _to_value(row: dict[str, str], coverage: KpiCoverage) -> PublishedValue:
    as_printed = {name: row[name] for name in AS_PRINTED}
    return PublishedValue(
        **as_printed,
        kpi_id=row["kpi"],
        value=float(row["value"]),
        population=row["segment"].replace("_", " "),
        retrieved_on=date.fromisoformat(row["retrieved_on"]),
        data_end=to_data_end(row["period"]),
        months_valid=MONTHS_VALID[coverage.digital],
    )


def to_data_end(period: str) -> date | None:
    """Return the last day that a printed period speaks of; None where it bears no date.

    Reads 2025, 2025-03, 2025-Q1, 2025-H1, 2025-26 (a winter or fiscal year), spans of these,
    "2022 report" and "undated (paper 2023)": the year named, as the latest possible.
    """
    if period.startswith("undated") and "(" not in period:
        return None
    ends = [
        _end_of(*found) for found in re.findall(r"(20\d\d)(?:-(Q[1-4]|H[12]|\d\d)(?!\d))?", period)
    ]
    return max(ends) if ends else None


def _end_of(year: str, part: str) -> date:
    month = 12
    if part.startswith("Q"):
        month = 3 * int(part[1])
    elif part.startswith("H"):
        month = 6 * int(part[1])
    elif part and int(part) <= 12:
        month = int(part)
    elif part:
        year = year[:2] + part
    return add_months(date(int(year), month, 1), 1) - timedelta(days=1)
