"""Freezing a vintage: rows and register joined, every cell judged and logged, the file sealed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from hashlib import sha256

from cxaudit.disk import lock
from cxaudit.errors import ClientDataError
from cxaudit.peers.cells import LEAST_FIRMS, Members, is_too_alike, to_groups, to_parts
from cxaudit.peers.pool import NUMBERS, to_row
from cxaudit.peers.register import LOCK, PoolHome, opened
from cxaudit.peers.rows import DIMENSIONS, PeerPool, PeerRow
from cxaudit.peers.vintages import VintageCard, read_frozen, to_parquet, write_vintage

Cell = tuple[str, str, str]
Cells = dict[Cell, dict[str, Members]]


def freeze(home: PoolHome, vintage: str | None = None, dimension: str | None = None) -> VintageCard:
    """Close a vintage for good; no contribution is added to it or taken out of it afterwards.

    ``dimension``: size_band, segment or region, by which the cohorts of this vintage are cut, or
    None for no cut; it is chosen once. Refused: nothing waits, or it is unclear which vintage.
    """
    if dimension not in (None, *DIMENSIONS):
        raise ClientDataError(
            "cohorts cannot be cut by this", found=dimension, wanted=", ".join(DIMENSIONS)
        )
    if not home.register.is_file():
        raise _nothing_waits(None)
    with lock(home.folder / LOCK), opened(home) as store:
        vintage = _pick_vintage(store, vintage)
        cells_of_rows = _join(store, vintage)
        content = to_parquet(cells_of_rows)
        rows, firms = tuple(to_row(cells) for cells in cells_of_rows), _firms_of(store)
        cells = to_cells(rows, firms, dimension)
        held = find_held(cells, list_shown(read_frozen(home.folder), firms))
        card = VintageCard(vintage, sha256(content).hexdigest(), dimension, held)
        _log_cells(store, vintage, cells, held)
        store.execute("delete from waiting where vintage = ?", (vintage,))
        contributors = len({row.contributor for row in rows})
        store.execute(
            "insert into frozen values (?, ?, ?, ?, ?)",
            (vintage, dimension, card.sha256, contributors, int(rows[0].invented)),
        )
        write_vintage(home.folder, content, card)
    return card


def _nothing_waits(vintage: str | None) -> ClientDataError:
    return ClientDataError(
        f"nothing waits to be frozen{f' in {vintage}' if vintage else ''}",
        wanted="a contribution taken in before", next="cxaudit pool add FILE",
    )  # fmt: skip


def _pick_vintage(store: sqlite3.Connection, vintage: str | None) -> str:
    waiting = [
        row[0] for row in store.execute("select distinct vintage from waiting order by vintage")
    ]
    if not waiting or (vintage and vintage not in waiting):
        raise _nothing_waits(vintage)
    if len(waiting) > 1 and vintage != waiting[0]:
        raise ClientDataError(
            "several vintages wait, and the earliest is frozen first", found=", ".join(waiting),
            next=f"cxaudit pool freeze --vintage {waiting[0]}",
        )  # fmt: skip
    return waiting[0]


def _join(store: sqlite3.Connection, vintage: str) -> list[dict[str, str]]:
    found = store.execute(
        "select w.cells, w.invented, r.contributor, r.parent_id "
        "from waiting w join filed.contributor r on r.contributor = w.contributor "
        "where w.vintage = ?", (vintage,),
    )  # fmt: skip
    return [
        json.loads(cells)
        | {"contributor": contributor, "parent": parent, "invented": "true" if made_up else "false"}
        for cells, made_up, contributor, parent in found
    ]


def _firms_of(store: sqlite3.Connection) -> dict[str, str]:
    """Return the lasting, sealed name of each random parent id of every vintage."""
    return dict(store.execute("select parent_id, parent from filed.contributor"))


def to_cells(rows: Iterable[PeerRow], firms: Mapping[str, str], dimension: str | None) -> Cells:
    """Return who is in each cell and a digest of what they say, by rung."""
    of_cell: dict[Cell, list[PeerRow]] = {}
    for row in rows:
        of_cell.setdefault((row.kpi_id, row.variant, row.assessor), []).append(row)
    return {
        cell: {
            rung: {firms.get(parent, parent): _digest(group) for parent, group in groups.items()}
            for rung, groups in to_parts(to_groups(found), dimension).items()
        }
        for cell, found in of_cell.items()
    }


def _digest(group: list[PeerRow]) -> str:
    said = sorted(
        repr([*(getattr(row, name) for name in NUMBERS), str(row.period)]) for row in group
    )
    return sha256("\n".join(said).encode()).hexdigest()


def list_shown(pool: PeerPool | None, firms: Mapping[str, str]) -> dict[Cell, list[Members]]:
    """Return, of the vintages frozen before, every cell that readers may have seen."""
    shown: dict[Cell, list[Members]] = {}
    for vintage in pool.vintages if pool else ():
        rows = [r for r in pool.rows if r.vintage == vintage and r.cell not in pool.held]  # type: ignore[union-attr]
        found = to_cells(rows, firms, pool.dimensions.get(vintage))  # type: ignore[union-attr]
        for cell, parts in found.items():
            shown.setdefault(cell, []).extend(parts.values())
    return shown


def find_held(cells: Cells, shown: Mapping[Cell, list[Members]]) -> tuple[Cell, ...]:
    """Return the cells that stay closed since few firms changed against one shown before (D5)."""
    return tuple(
        sorted(
            cell
            for cell, parts in cells.items()
            for earlier in [shown.get(cell, [])]
            if any(is_too_alike(part, one) for part in parts.values() for one in earlier)
        )
    )


def _log_cells(
    store: sqlite3.Connection, vintage: str, cells: Cells, held: tuple[Cell, ...]
) -> None:
    """Log every cell of the vintage: shown or not, and by which rule."""
    store.executemany(
        "insert into cell values (?, ?, ?, ?, ?, ?, ?)",
        [
            (vintage, *cell, rung, int(rule is None), rule)
            for cell, parts in cells.items()
            for rung, members in parts.items()
            for rule in ["D5" if cell in held else "D1" if len(members) < LEAST_FIRMS else None]
        ],
    )
