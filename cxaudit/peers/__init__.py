"""Published values and the pool of peers: read, taken in, frozen; says nothing of what is shown."""

from cxaudit.peers.contribution import (
    ContributedRow,
    Contribution,
    find_contributed_faults,
    read_contribution,
    vintage_after,
)
from cxaudit.peers.freezing import freeze
from cxaudit.peers.identity import PoolKey, read_pool_key, write_pool_key
from cxaudit.peers.keeper import Added, add, own_key, survey
from cxaudit.peers.pool import PoolLimit, load_limits, read_pool, to_limits
from cxaudit.peers.published import Coverage, KpiCoverage, UnitGate, read_coverage, read_published
from cxaudit.peers.register import Claim, Known, PoolHome, look_up
from cxaudit.peers.rows import PeerPool, PeerRow, PublishedValue
from cxaudit.peers.vintages import VintageCard, read_frozen
from cxaudit.peers.withdrawal import Withdrawn, readmit, withdraw

__all__ = [
    "Added",
    "Claim",
    "ContributedRow",
    "Contribution",
    "Coverage",
    "Known",
    "KpiCoverage",
    "PeerPool",
    "PeerRow",
    "PoolHome",
    "PoolKey",
    "PoolLimit",
    "PublishedValue",
    "UnitGate",
    "VintageCard",
    "Withdrawn",
    "add",
    "find_contributed_faults",
    "freeze",
    "load_limits",
    "look_up",
    "own_key",
    "read_contribution",
    "read_coverage",
    "read_frozen",
    "read_pool",
    "read_pool_key",
    "read_published",
    "readmit",
    "survey",
    "to_limits",
    "vintage_after",
    "withdraw",
    "write_pool_key",
]
