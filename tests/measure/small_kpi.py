"""A small KPI made for a test: meetings held of meetings planned, from the table interaction."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from cxaudit.canon import load_settings, load_tables
from cxaudit.catalogue import Kpi
from cxaudit.engine import to_identifier

AS_OF = date(2025, 12, 31)
HEADLINE = {"shape": "ratio", "numerator": "held", "denominator": "planned", "unit": "fraction"}
MEASURE = """
select
  i.client_id as unit,
  (i.ts at time zone c.timezone)::date as observed_on,
  case when i.staff then 'staff' end as excluded,
  i.src_file,
  i.src_row,
  1 as planned,
  case when i.status is not null then (i.status = 'held')::int end as held
from interaction i
cross join config c
where i.kind = 'meeting'
  and (i.ts at time zone c.timezone)::date between c.period_start and c.period_end
"""
LIBRARY = dict.fromkeys(
    ("definition", "business_insight", "measurement_approach", "formula", "trend_analysis",
     "diagnostics", "tips", "visualization", "risk_warnings", "tools", "integration",
     "change_impact"),
    "written for a test",
) | {"category": "Test"}  # fmt: skip
SUPPLIED = frozenset({"client_id", "ts", "status", "staff"})
SUPPLY = {"interaction": {"meeting": SUPPLIED}}


def make_kpi(folder: Path, statements: dict[str, str] | None = None, **changes: Any) -> Kpi:
    """Return a KPI in this folder; ``statements``: file stem -> SQL, beside measure."""
    for stem, sql in {"measure": MEASURE, **(statements or {})}.items():
        (folder / f"{stem}.sql").write_text(sql, encoding="utf-8")
    raw = {
        "kpi_id": "meetings_held", "folder": folder, "code": "T01", "kind": "context",
        "name": "Meetings held", "window_months": 12, "figure": {"headline": HEADLINE},
        "needs": {"interaction": ["client_id", "ts", "status"]},
        "rows": {"interaction": ["meeting"]}, "bounds": {"low": 0, "high": 1},
        "library": LIBRARY,
    }  # fmt: skip
    return Kpi.model_validate(raw | changes)


def settings(**changes: Any) -> dict[str, Any]:
    """Return settings with the defaults of the model, as_of the end of 2025."""
    known = {n: c.default for n, c in load_settings().columns.items() if c.default is not None}
    lists = {n: list(v) for n, v in known.items() if isinstance(v, tuple)}
    return known | lists | {"as_of": AS_OF} | changes


def fill(engine, rows: list[dict[str, Any]], table: str = "interaction") -> None:
    """Make every canonical table and put rows into one; rows are numbered from 1."""
    for canonical in load_tables().values():
        engine.execute(canonical.to_ddl())
    for number, row in enumerate(rows, start=1):
        whole = {"src_system": "test", "src_file": "test.csv", "src_row": number} | row
        listed = ", ".join(map(to_identifier, whole))
        marks = ", ".join("?" for _ in whole)
        engine.execute(f"insert into {table} ({listed}) values ({marks})", [*whole.values()])


def meeting(client: str, day: str, status: str | None = "held", **more: Any) -> dict[str, Any]:
    """Return one row of interaction."""
    return {
        "interaction_id": f"{client}-{day}", "kind": "meeting", "client_id": client,
        "ts": f"{day}T09:00:00Z", "status": status,
    } | more  # fmt: skip
