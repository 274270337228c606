"""Rows whose key another row had before, found by the engine."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from cxaudit.canon import Table
from cxaudit.engine import connect, to_identifier, to_literal
from cxaudit.intake.limits import Limits


def find_repeated(path: Path, table: Table, lacking: bool, limits: Limits) -> np.ndarray:
    """Return the places of rows whose whole key stands in an earlier row of the file.

    ``lacking``: some rows lack a required value; they take no part.
    """
    spill = path.parent / "spill"
    spill.mkdir(exist_ok=True)
    engine = connect(
        readable=[path.parent], spill=spill, threads=limits.threads, memory_gb=limits.memory_gb
    )
    key = ", ".join(map(to_identifier, table.key))
    required = [n for n, c in table.columns.items() if c.required or n in table.key]
    whole = " and ".join(f"{to_identifier(name)} is not null" for name in required)
    source = f"read_parquet({to_literal(str(path))}, file_row_number = true)"
    source += f" where {whole}" if lacking else ""
    try:
        count, different = engine.execute(
            f"select count(*), count(distinct hash({key})) from {source}"
        ).fetchall()[0]
        if count == different:
            return np.zeros(0, np.int64)
        found = engine.execute(f"""
            select file_row_number
            from {source}
            qualify row_number() over (partition by {key} order by file_row_number) > 1
            order by file_row_number
        """).fetchnumpy()
        return np.asarray(found["file_row_number"], np.int64)
    finally:
        engine.close()
