"""The keeper's door: contributions taken in, one vote an entity, and what the pool holds."""

from __future__ import annotations

import json
import secrets
import sqlite3
from dataclasses import asdict, dataclass
from typing import Any

from cxaudit.disk import lock
from cxaudit.errors import ClientDataError
from cxaudit.peers.contribution import Contribution
from cxaudit.peers.identity import PoolKey, make_key, open_seal, read_pool_key, seal, write_pool_key
from cxaudit.peers.register import LOCK, PoolHome, opened
from cxaudit.peers.vintages import is_intact, list_cards
from cxaudit.peers.withdrawal import count_withdrawn, refuse_withdrawn


@dataclass(frozen=True)
class Added:
    """What became of a contribution: its random id of the vintage, and whether it was there."""

    contributor: str
    vintage: str
    rows: int
    status: str

    def to_json(self) -> dict[str, Any]:
        """Return the answer of ``pool add``; status: added, replaced or duplicate."""
        return asdict(self)


def own_key(home: PoolHome) -> PoolKey:
    """Return the key of the pool that this workspace keeps; made when first asked for."""
    if not home.key.exists():
        home.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_pool_key(home.key, PoolKey(make_key()))
    return read_pool_key(home.key)


def add(home: PoolHome, contribution: Contribution) -> Added:
    """Take a contribution in; one entity has one vote, and its newest word before the freeze.

    The same content again changes nothing. Refused: hashes made with another pool's key, a
    vintage that is frozen, invented figures among real ones.
    """
    home.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with lock(home.folder / LOCK):
        key, sealed = own_key(home), open_seal(home.seal, create=not home.register.exists())
        if contribution.key_id not in (None, key.key_id):
            raise ClientDataError(
                "this contribution was made with another pool's key",
                found=f"key {contribution.key_id}", wanted=f"key {key.key_id}",
                next="hand the firm this pool's key (cxaudit pool key --out FILE) and ask for it "
                "again: cxaudit contribute CLIENT --key FILE --out FILE",
            )  # fmt: skip
        with opened(home) as store:
            _refuse_late(store, contribution)
            return _file(store, contribution, sealed)


def _refuse_late(store: sqlite3.Connection, contribution: Contribution) -> None:
    frozen = [row[0] for row in store.execute("select vintage from frozen order by vintage")]
    if frozen and contribution.vintage <= frozen[-1]:
        raise ClientDataError(
            f"vintage {contribution.vintage} is closed", found=f"{frozen[-1]} is frozen",
            wanted="a contribution to a later vintage",
            next="cxaudit contribute CLIENT --vintage YYYY-QN --out FILE",
        )  # fmt: skip
    kinds = {row[0] for row in store.execute("select distinct invented from waiting")}
    kinds |= {row[0] for row in store.execute("select distinct invented from frozen")}
    if kinds - {int(contribution.invented)}:
        raise ClientDataError(
            "invented figures never stand among real ones",
            found="an invented contribution" if contribution.invented else "a real contribution",
            wanted="a pool that is all invented or all real",
            next="keep the other kind in a workspace of its own: --root DIR",
        )  # fmt: skip


def _file(store: sqlite3.Connection, contribution: Contribution, sealed: str) -> Added:
    vintage, content = contribution.vintage, contribution.content_hash
    entity, parent, consultant = (
        seal(sealed, contribution.register[name]) for name in ("entity", "parent", "consultant")
    )
    refuse_withdrawn(store, entity)
    before = store.execute(
        "select contributor, content from filed.contributor where vintage = ? and entity = ?",
        (vintage, entity),
    ).fetchone()
    rows = len(contribution.rows)
    if before and before[1] == content:
        return Added(before[0], vintage, rows, "duplicate")
    contributor = before[0] if before else secrets.token_hex(8)
    family = store.execute(
        "select parent_id from filed.contributor where vintage = ? and parent = ?",
        (vintage, parent),
    ).fetchone()
    parent_id = family[0] if family else secrets.token_hex(8)
    store.execute(
        "insert or replace into filed.contributor values (?, ?, ?, ?, ?, ?, ?)",
        (vintage, contributor, parent_id, entity, parent, consultant, content),
    )
    store.execute("delete from waiting where contributor = ?", (contributor,))
    store.executemany(
        "insert into waiting values (?, ?, ?, ?)",
        [
            (vintage, contributor, int(contribution.invented), json.dumps(row.to_cells(vintage)))
            for row in contribution.rows
        ],
    )
    return Added(contributor, vintage, rows, "replaced" if before else "added")


def survey(home: PoolHome) -> dict[str, Any]:
    """Return what the keeper may know of the pool: counts, vintages, cells; no figure, no firm.

    Keys: key_id, waiting (vintage, contributors, rows), vintages (vintage, contributors,
    withdrawn since, dimension, sha256, intact, cells by rule), withdrawn (after, contributors).
    """
    if not home.register.is_file():
        return {"key_id": None, "waiting": [], "vintages": [], "withdrawn": []}
    with lock(home.folder / LOCK), opened(home) as store:
        waiting = store.execute(
            "select vintage, count(distinct contributor), count(*) from waiting "
            "group by vintage order by vintage"
        ).fetchall()
        frozen = store.execute(
            "select vintage, contributors, dimension, sha256, invented, (select count(*) from "
            "filed.contributor c join filed.withdrawn using (entity) where c.vintage = f.vintage) "
            "from frozen f order by vintage"
        ).fetchall()
        left = count_withdrawn(store)
        cells = store.execute(
            "select vintage, kpi_id, variant, assessor, rung, shown, rule from cell "
            "order by vintage, kpi_id, variant, assessor, rung"
        ).fetchall()
    cards = {card.vintage: card for card in list_cards(home.folder)}
    names = ("kpi_id", "variant", "assessor", "rung", "shown", "rule")
    return {
        "key_id": own_key(home).key_id,
        "waiting": [dict(zip(("vintage", "contributors", "rows"), row, strict=True))
                    for row in waiting],
        "vintages": [
            {
                "vintage": vintage, "contributors": contributors,
                "withdrawn_since": withdrawn, "dimension": dimension,
                "sha256": digest, "invented": bool(invented),
                "intact": vintage in cards and cards[vintage].sha256 == digest
                and is_intact(home.folder, cards[vintage]),
                "cells": [dict(zip(names, (*row[1:5], bool(row[5]), row[6]), strict=True))
                          for row in cells if row[0] == vintage],
            }
            for vintage, contributors, dimension, digest, invented, withdrawn in frozen
        ],
        "withdrawn": left,
    }  # fmt: skip
