"""Rows whose key another row had before, found by the engine."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

from cxaudit.canon import Table
from cxaudit.engine import connect, to_identifier, to_literal
from cxaudit.intake.gate.limits import Limits


class Repeats(NamedTuple):
    """Places of rows whose key an earlier row has, and the place of that row.

    ``others``: which of them differ from the first row in some other column.
    """

    places: np.ndarray
    firsts: np.ndarray
    others: np.ndarray


def find_repeated(path: Path, table: Table, lacking: bool, limits: Limits) -> Repeats:
    """Return the rows of a file whose whole key stands in an earlier row.

    ``lacking``: some rows lack a required value; they take no part.
    """
    spill = path.parent / "spill"
    spill.mkdir(exist_ok=True)
    engine = connect(
        readable=[path.parent], spill=spill, threads=limits.threads, memory_gb=limits.engine_gb
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
            return Repeats(*(np.zeros(0, kind) for kind in (np.int64, np.int64, bool)))
        found = engine.execute(_to_query(source, key, table)).fetchnumpy()
        places, firsts, others = (np.asarray(found[name]) for name in ("place", "first", "other"))
        return Repeats(places.astype(np.int64), firsts.astype(np.int64), others.astype(bool))
    finally:
        engine.close()


def _to_query(source: str, key: str, table: Table) -> str:
    columns = ", ".join(map(to_identifier, table.columns))
    return f"""
        with twice as (select {key} from {source} group by {key} having count(*) > 1),
        alike as (
            select
                r.file_row_number as place,
                first_value(r.file_row_number) over by_key as first,
                row({columns}) is distinct from first_value(row({columns})) over by_key as other
            from (select columns(*) from {source}) r
            join twice using ({key})
            window by_key as (partition by {key} order by r.file_row_number)
        )
        select place, first, other
        from alike
        where place <> first
        order by place
    """
