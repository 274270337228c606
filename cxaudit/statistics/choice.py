"""Which interval a sum over a sum may carry: by counts, by clusters, or none with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from cxaudit.catalogue import FigureSpec
from cxaudit.statistics.clusters import DRAWS, cluster_bootstrap, linearised
from cxaudit.statistics.intervals import garwood, wilson
from cxaudit.statistics.sums import Sums
from cxaudit.wording import show_count

WIDE = "wide and approximate"
NO_SPREAD = "no spread between units"
WIDE_BELOW = 12


@dataclass(frozen=True)
class Bounds:
    """An interval before scaling, how it was made, and what to keep in mind."""

    low: Fraction | float | None
    high: Fraction | float | None
    method: str
    flags: tuple[str, ...] = ()


def of_proportion(spec: FigureSpec, sums: Sums, seed: int) -> Bounds:
    """Wilson where each unit counts once at most, or where clusters are few; else clusters.

    Clusters say nothing where all or none succeeded: Wilson then too.
    """
    if not _is_share(sums):
        return by_clusters(spec, sums, seed)
    if sums.largest <= 1:
        return _by_wilson(sums, "Wilson")
    if sums.units < spec.clusters_from:
        return _by_wilson(
            sums, f"Wilson ({show_count(sums.units, 'unit')}, clusters from {spec.clusters_from})"
        )
    if sums.a in (0, sums.b):
        return _by_wilson(sums, f"Wilson ({NO_SPREAD})")
    return by_clusters(spec, sums, seed)


def of_ratio(spec: FigureSpec, sums: Sums, seed: int) -> Bounds:
    """Clusters; where they are few, Wilson if the spec allows it and a share it is; else none."""
    if spec.few == "wilson" and _is_share(sums):
        if sums.units < spec.clusters_from:
            words = f"Wilson ({show_count(sums.units, 'unit')}, clusters from {spec.clusters_from})"
            return _by_wilson(sums, words)
        if sums.a in (0, sums.b):
            return _by_wilson(sums, f"Wilson ({NO_SPREAD})")
    return by_clusters(spec, sums, seed)


def of_rate(spec: FigureSpec, sums: Sums, seed: int) -> Bounds:
    """Garwood; clusters where the events of units vary more than the spec allows."""
    if sums.a.denominator != 1 or sums.a < 0 or sums.b < 0:
        return by_clusters(spec, sums, seed)
    spread = _overdispersion(sums)
    if spec.overdispersed_at is None or spread is None or spread <= spec.overdispersed_at:
        return Bounds(*garwood(int(sums.a), float(sums.b)), "Garwood")
    words = f"overdispersed, variance / mean {float(spread):.2f}"
    if sums.units < spec.clusters_from:
        few = f"{show_count(sums.units, 'unit')}, clusters from {spec.clusters_from}"
        method = f"Garwood ({words}; {few})"
        return Bounds(*garwood(int(sums.a), float(sums.b)), method)
    found = by_clusters(spec, sums, seed)
    return Bounds(found.low, found.high, f"{found.method} ({words})", found.flags)


def by_clusters(spec: FigureSpec, sums: Sums, seed: int) -> Bounds:
    """Bootstrap over the units, above 5,000 the linearised variance; too few units: none."""
    units = sums.units
    if units < max(spec.clusters_from, 2):
        needed = f"no interval: {show_count(units, 'unit')}, {spec.clusters_from} needed"
        return Bounds(None, None, needed)
    if not sums.tops:
        low, high = linearised(units, sums.a, sums.b, sums.aa, sums.ab, sums.bb)
        return Bounds(
            *_within_reach(low, high, sums, spec), f"linearised over {show_count(units, 'unit')}"
        )
    low, high = cluster_bootstrap(sums.tops, sums.bottoms, seed=seed)
    flags = (WIDE,) if units < WIDE_BELOW else ()
    flags += (NO_SPREAD,) if low == high else ()
    method = f"bootstrap over {show_count(units, 'unit')}, {DRAWS:,} draws, seed {seed}"
    return Bounds(Fraction(low) * sums.factor, Fraction(high) * sums.factor, method, flags)


def _by_wilson(sums: Sums, method: str) -> Bounds:
    return Bounds(*wilson(int(sums.a), int(sums.b)), method)


def _is_share(sums: Sums) -> bool:
    """Tell whole counts with 0 <= numerator <= denominator."""
    whole = sums.a.denominator == sums.b.denominator == 1
    return whole and 0 <= sums.a <= sums.b


def _overdispersion(sums: Sums) -> Fraction | None:
    """Return variance / mean of the events over units; None without events or a second unit."""
    if sums.units < 2 or sums.a <= 0:
        return None
    mean = sums.a / sums.units
    return (sums.aa - sums.a * mean) / (sums.units - 1) / mean


def _within_reach(low: float, high: float, sums: Sums, spec: FigureSpec) -> tuple[float, float]:
    """Hold a symmetric interval at what can be: not below 0, a share of parts not above 1."""
    low = max(low, 0.0) if sums.least >= 0 and sums.b > 0 else low
    high = min(high, 1.0) if spec.shape == "proportion" and _is_share(sums) else high
    return low, high
