"""The sealed register: which random id of which vintage is which firm, as hashes of hashes."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cxaudit.errors import ClientDataError
from cxaudit.peers.identity import PRIVATE, PoolKey, open_seal, read_pool_key, seal

LOCK = ".lock"
REGISTER, STORE, KEY, SEAL = "register.sqlite", "waiting.sqlite", "pool.key", "pool-seal.key"

TABLES = """
create table if not exists filed.contributor (
    vintage text not null, contributor text not null unique, parent_id text not null,
    entity text not null, parent text not null, consultant text, content text not null,
    primary key (vintage, entity)
) strict;
create table if not exists filed.withdrawn (
    entity text primary key, after text not null
) strict;
create table if not exists waiting (
    vintage text not null, contributor text not null, invented integer not null,
    cells text not null
) strict;
create table if not exists frozen (
    vintage text primary key, dimension text, sha256 text not null,
    contributors integer not null, invented integer not null
) strict;
create table if not exists cell (
    vintage text not null, kpi_id text not null, variant text not null, assessor text not null,
    rung text not null, shown integer not null, rule text
) strict;
"""


@dataclass(frozen=True)
class PoolHome:
    """Where a pool lies: its folder in the workspace, and the keeper's private folder of keys."""

    folder: Path
    keys: Path

    @property
    def register(self) -> Path:
        """Return the sealed register, a file of its own that only the keeper reads."""
        return self.folder / REGISTER

    @property
    def key(self) -> Path:
        """Return the pool's key, to be handed out to those who contribute."""
        return self.folder / KEY

    @property
    def seal(self) -> Path:
        """Return the file of the keeper's seal."""
        return self.keys / SEAL


@dataclass(frozen=True)
class Known:
    """What the register tells of one reader: random ids of its own, its group's, its clients'.

    ``kin``: ids of the parent, of every vintage, where the reader proved that it is the group's.
    ``own``: contributions that this firm can prove to be its own. ``has_register``: false where
    it cannot be read, so that nobody can be told from anybody.
    """

    own: frozenset[str] = frozenset()
    kin: frozenset[str] = frozenset()
    clients: frozenset[str] = frozenset()
    has_register: bool = False


@dataclass(frozen=True)
class Claim:
    """Who a reader says it is: names, and the hashes of what it contributed.

    ``parent``: the group it names. ``held``: hashes of what the firms of its workspace
    contributed, by which it proves that it knows a sister.
    """

    entity: str
    consultant: str = ""
    contributed: frozenset[str] = field(default_factory=frozenset)
    parent: str = ""
    held: frozenset[str] = field(default_factory=frozenset)


@contextmanager
def opened(home: PoolHome) -> Iterator[sqlite3.Connection]:
    """Give the store with the register beside it, both private, one transaction; made if new."""
    home.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in (home.folder / STORE, home.register):
        path.touch(PRIVATE)
        path.chmod(PRIVATE)
    try:
        with closing(sqlite3.connect(home.folder / STORE, timeout=10)) as store:
            store.execute("attach ? as filed", (str(home.register),))
            store.executescript(TABLES)
            with store:
                yield store
    except sqlite3.DatabaseError as error:
        raise ClientDataError(
            "the pool's store cannot be read", file=home.folder.name, found=str(error),
            next="restore data/pool from the keeper's backup",
        ) from error  # fmt: skip


def look_up(home: PoolHome, claim: Claim) -> Known:
    """Return the random ids that a reader's own, its group's and its consultant's firms have.

    A name alone proves nothing: who could read as another firm would see the pool without that
    firm, and learn it from the difference. Own is therefore what the reader's folder holds the
    content hash of; a sister is one whose contribution lies in the reader's own workspace.
    Without register, key or seal nothing is known.
    """
    if not home.register.is_file():
        return Known()
    try:
        key, sealed = read_pool_key(home.key), open_seal(home.seal, create=False)
        with opened(home) as store:
            return _look_up(store, key, sealed, claim)
    except (ClientDataError, OSError):
        return Known()


def _look_up(store: sqlite3.Connection, key: PoolKey, sealed: str, claim: Claim) -> Known:
    entity = seal(sealed, key.to_hash(claim.entity))
    mine = store.execute(
        "select contributor, parent, consultant, content from filed.contributor "
        "where entity = ?", (entity,),
    ).fetchall()  # fmt: skip
    mine = [row for row in mine if row[3] in claim.contributed]
    named = {entity, seal(sealed, key.to_hash(claim.parent)) if claim.parent else entity}
    groups = {row[1] for row in mine} | _proved(store, named, claim.held)
    consultants: set[str | None] = {row[2] for row in mine if row[2]}
    if claim.consultant:
        consultants.add(seal(sealed, key.to_hash(claim.consultant)))
    return Known(
        frozenset(row[0] for row in mine),
        _kin_of(store, groups),
        _clients_of(store, consultants),
        has_register=True,
    )


def _proved(
    store: sqlite3.Connection, named: Collection[str | None], held: frozenset[str]
) -> set[str]:
    """Return those of the groups named of which the reader holds a contribution."""
    found = _pick(store, "parent, content", "parent", named)
    return {parent for parent, content in found if content in held}


def _kin_of(store: sqlite3.Connection, groups: Collection[str | None]) -> frozenset[str]:
    return frozenset(row[0] for row in _pick(store, "parent_id", "parent", groups))


def _clients_of(store: sqlite3.Connection, consultants: Collection[str | None]) -> frozenset[str]:
    return frozenset(row[0] for row in _pick(store, "contributor", "consultant", consultants))


def _pick(
    store: sqlite3.Connection, columns: str, by: str, among: Collection[str | None]
) -> list[tuple[str, ...]]:
    marks = ", ".join("?" * len(among))
    asked = f"select {columns} from filed.contributor where {by} in ({marks})"
    return store.execute(asked, tuple(among)).fetchall()
