"""Reads what others publish and the pool of peers; decides nothing about what is shown."""

from cxaudit.peers.pool import PoolLimit, load_limits, read_pool, to_limits
from cxaudit.peers.published import Coverage, KpiCoverage, UnitGate, read_coverage, read_published
from cxaudit.peers.rows import PeerPool, PeerRow, PublishedValue

__all__ = [
    "Coverage",
    "KpiCoverage",
    "PeerPool",
    "PeerRow",
    "PoolLimit",
    "PublishedValue",
    "UnitGate",
    "load_limits",
    "read_coverage",
    "read_pool",
    "read_published",
    "to_limits",
]
