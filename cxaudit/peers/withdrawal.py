"""A firm leaves the pool: out of what waits and of every later vintage; the frozen ones stay.

A frozen vintage was read and is never mended: taking a firm out of it would show the pool with
and without that firm. From the next vintage on it is gone, and that vintage opens a cell only
when at least five firms joined or left it (D5), so that its numbers tell of no single leaver.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from cxaudit.disk import lock
from cxaudit.errors import ClientDataError
from cxaudit.peers.identity import open_seal, read_pool_key, seal
from cxaudit.peers.register import LOCK, PoolHome, opened

RANDOM_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class Withdrawn:
    """What a withdrawal did: the frozen vintages that still hold the firm, and those it left.

    ``status``: withdrawn, already_withdrawn, readmitted or not_withdrawn.
    """

    status: str
    stays_in: tuple[str, ...]
    taken_out_of: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the answer of ``pool withdraw``."""
        lists = {"stays_in": list(self.stays_in), "taken_out_of": list(self.taken_out_of)}
        return asdict(self) | lists


def withdraw(home: PoolHome, who: str) -> Withdrawn:
    """Take a firm out of what waits and of all later vintages; recorded in the register.

    ``who``: a random id that one of its contributions was answered with, or its name. Raises
    ClientDataError where the register knows no such firm.
    """
    with _firm(home, who) as (store, entity):
        frozen = {row[0] for row in store.execute("select vintage from frozen")}
        found = store.execute(
            "select vintage, contributor from filed.contributor where entity = ? order by vintage",
            (entity,),
        ).fetchall()
        waiting = [(vintage, one) for vintage, one in found if vintage not in frozen]
        for _, contributor in waiting:
            store.execute("delete from waiting where contributor = ?", (contributor,))
            store.execute("delete from filed.contributor where contributor = ?", (contributor,))
        done = store.execute(
            "insert or ignore into filed.withdrawn values (?, ?)", (entity, max(frozen, default=""))
        )
        return Withdrawn(
            "withdrawn" if done.rowcount else "already_withdrawn",
            tuple(vintage for vintage, _ in found if vintage in frozen),
            tuple(vintage for vintage, _ in waiting),
        )


def readmit(home: PoolHome, who: str) -> Withdrawn:
    """Let a firm that withdrew contribute again; nothing it gave before comes back."""
    with _firm(home, who) as (store, entity):
        done = store.execute("delete from filed.withdrawn where entity = ?", (entity,))
        return Withdrawn("readmitted" if done.rowcount else "not_withdrawn", (), ())


def refuse_withdrawn(store: sqlite3.Connection, entity: str | None) -> None:
    """Refuse a contribution of a firm that withdrew: an old file taken in again is no return."""
    if store.execute("select 1 from filed.withdrawn where entity = ?", (entity,)).fetchone():
        raise ClientDataError(
            "this firm withdrew from the pool", wanted="a firm that takes part",
            next="if it wants to take part again: cxaudit pool withdraw WHO --undo",
        )  # fmt: skip


def count_withdrawn(store: sqlite3.Connection) -> list[dict[str, Any]]:
    """Return how many firms withdrew, by the last vintage frozen before (None: before any)."""
    found = store.execute(
        "select after, count(*) from filed.withdrawn group by after order by after"
    ).fetchall()
    return [{"after": after or None, "contributors": count} for after, count in found]


@contextmanager
def _firm(home: PoolHome, who: str) -> Iterator[tuple[sqlite3.Connection, str]]:
    """Give the store and the sealed name of the firm that is meant; raises ClientDataError."""
    if not home.register.is_file():
        raise _unknown()
    with lock(home.folder / LOCK), opened(home) as store:
        if RANDOM_ID.fullmatch(who):
            asked = "select entity from filed.contributor where contributor = ?"
            found = store.execute(asked, (who,)).fetchone()
        else:
            sealed = open_seal(home.seal, create=False)
            name = seal(sealed, read_pool_key(home.key).to_hash(who))
            found = store.execute(
                "select entity from filed.contributor where entity = $name "
                "union select entity from filed.withdrawn where entity = $name", {"name": name},
            ).fetchone()  # fmt: skip
        if found is None:
            raise _unknown()
        yield store, found[0]


def _unknown() -> ClientDataError:
    return ClientDataError(
        "the register knows no such firm",
        wanted="the random id that pool add answered with, or the firm's name as it contributed",
        next="cxaudit pool withdraw ID, or cxaudit pool withdraw NAME in quotation marks",
    )
