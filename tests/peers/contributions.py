"""Invented contributions, built by hand for the tests of the pool."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from cxaudit.peers import PoolHome, PoolLimit, add, read_contribution

KPI = "event_turn_up_rate"
VINTAGE = "2025-Q3"
LIMITS = {
    (KPI, "headline"): PoolLimit(0, 1, 1.0, is_share=True),
    ("onboarding_days_pooled", "headline"): PoolLimit(0, 1500),
}
ROW: dict[str, Any] = {
    "kpi_id": KPI, "variant": "headline", "numerator": 12, "denominator": 17, "value": None,
    "low": None, "high": None, "period": "2024-07-01_2025-06-30", "size_band": "medium",
    "segment": "institutional", "region": "uk", "assessor": "self",
}  # fmt: skip


def to_name(firm: object) -> str:
    """Return 64 hex digits that stand for a firm, as a keyed hash would."""
    return sha256(str(firm).encode()).hexdigest()


def make(firm: object = 1, *, parent: object = None, consultant: object = None,
         vintage: str = VINTAGE, rows: list[dict[str, Any]] | None = None,
         **cells: Any) -> dict[str, Any]:  # fmt: skip
    """Return a contribution's content; ``cells`` change its one row."""
    register = {
        "entity": to_name(firm), "parent": to_name(firm if parent is None else parent),
        "consultant": to_name(consultant) if consultant is not None else None,
    }  # fmt: skip
    return {"vintage": vintage, "rows": rows or [ROW | cells], "register": register}


def write(path: Path, content: Any) -> Path:
    """Write a contribution's content to a file."""
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def give(home: PoolHome, tmp_path: Path, content: Any) -> Any:
    """Take a contribution in through its file."""
    path = write(tmp_path / "contribution.json", content)
    return add(home, read_contribution(path, LIMITS))
