"""Disclosure control: what of the pool may be shown, cell by cell, and the rule behind each."""

from cxaudit.benchmark.disclosure.peerset import (
    PeerSet,
    Reader,
    close_peers,
    pick_peers,
    why_not_contributed,
)
from cxaudit.benchmark.disclosure.rounding import round_shown, smoothed_quantile, to_n_band
from cxaudit.benchmark.disclosure.statistics import CellNote, PeerStatistics, to_statistics
from cxaudit.benchmark.disclosure.weights import find_dominance

__all__ = [
    "CellNote",
    "PeerSet",
    "PeerStatistics",
    "Reader",
    "close_peers",
    "find_dominance",
    "pick_peers",
    "round_shown",
    "smoothed_quantile",
    "to_n_band",
    "to_statistics",
    "why_not_contributed",
]
