"""The periods that an import's counts cover, by table, kind of row and source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cxaudit.canon import load_tables

if TYPE_CHECKING:
    import pyarrow as pa

Span = tuple[str, str, str, str, str]


def find_spans(tables: Mapping[str, pa.Table]) -> list[Span]:
    """Return table, kind, source, first and last day of every different period counted.

    Only tables of counts by period have any; counts since publication have none.
    """
    found: set[Span] = set()
    for name, rows in tables.items():
        table = load_tables()[name]
        if table.discriminator is None or "period_start" not in table.columns:
            continue
        names = [table.discriminator, "src_system", "period_start", "period_end"]
        names += ["basis"] if "basis" in table.columns else []
        for row in rows.select(names).group_by(names).aggregate([]).to_pylist():
            if row.get("basis") != "lifetime":
                first, last = row["period_start"].isoformat(), row["period_end"].isoformat()
                found.add((name, row[names[0]], row["src_system"] or "", first, last))
    return sorted(found)
