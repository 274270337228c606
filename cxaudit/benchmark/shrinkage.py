"""Shrinkage before ranking: where firms report unlike amounts, the small ones are held to the rest.

Without it the smallest firms fill both ends of every ranking, by chance alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxaudit.benchmark import thresholds as limit
from cxaudit.benchmark.uncertainty import BETA, EXACT, GAMMA, LOG_NORMAL, Array, Uncertain


@dataclass(frozen=True)
class Shrunk:
    """The firm and its peers after shrinkage, each with the value that ranks it."""

    firm: Uncertain
    peers: Uncertain
    firm_value: float
    peer_values: Array


def shrink(firm: Uncertain, peers: Uncertain) -> Shrunk | None:
    """Return all shrunk towards what the peers have in common, or None where there is no need.

    Needed where the largest exposure is ten times the smallest or more. Shares take a
    beta-binomial, rates a gamma-Poisson, other figures a normal-normal model (of the logarithm
    where that is how the error is drawn); the variance between firms is by moments
    (DerSimonian-Laird), and the prior never outweighs the largest firm.
    """
    kinds = set(peers.kind.tolist()) | set(firm.kind.tolist())
    kind = next(iter(kinds))
    if len(kinds) > 1 or kind == EXACT:
        return None
    exposure = to_exposure(peers)
    if exposure.max() < limit.UNEVEN_FROM * exposure.min():
        return None
    make = {BETA: _to_beta, GAMMA: _to_gamma}.get(int(kind), _to_normal)
    prior = make(peers)
    return Shrunk(
        prior.add(firm), prior.add(peers), float(prior.centre(firm)[0]), prior.centre(peers)
    )


def to_exposure(firms: Uncertain) -> Array:
    """Return how much each firm has to say: cases, exposure, or the inverse of its variance."""
    beta, gamma = firms.kind == BETA, firms.kind == GAMMA
    inverse = 1 / np.where(gamma | (firms.second > 0), firms.second, 1.0)
    other = np.where(gamma, inverse, inverse**2)
    return np.where(beta, firms.first + firms.second - 1, other)


@dataclass(frozen=True)
class _Counts:
    """A prior for shares (first: pseudo-successes, second: pseudo-failures)."""

    first: float
    second: float

    def add(self, firms: Uncertain) -> Uncertain:
        """Return the firms with the prior in place of the half counts of Jeffreys."""
        return Uncertain(
            firms.kind, firms.first - 0.5 + self.first, firms.second - 0.5 + self.second
        )

    def centre(self, firms: Uncertain) -> Array:
        """Return the mean of each firm's distribution."""
        made = self.add(firms)
        return made.first / (made.first + made.second)


@dataclass(frozen=True)
class _Rates:
    """A prior for rates (shape: pseudo-events, exposure: pseudo-exposure)."""

    shape: float
    exposure: float

    def add(self, firms: Uncertain) -> Uncertain:
        """Return the firms with the prior's events and exposure added."""
        scale = 1 / (1 / firms.second + self.exposure)
        return Uncertain(firms.kind, firms.first - 0.5 + self.shape, scale)

    def centre(self, firms: Uncertain) -> Array:
        """Return the mean of each firm's distribution."""
        made = self.add(firms)
        return made.first * made.second


@dataclass(frozen=True)
class _Normals:
    """A prior for figures with an interval: mean and variance, of the logarithm where so drawn."""

    mean: float
    variance: float

    def add(self, firms: Uncertain) -> Uncertain:
        """Return the firms with means and variances weighed by precision."""
        precision = 1 / firms.second**2 + 1 / self.variance
        mean = (firms.first / firms.second**2 + self.mean / self.variance) / precision
        return Uncertain(firms.kind, mean, np.sqrt(1 / precision))

    def centre(self, firms: Uncertain) -> Array:
        """Return the median of each firm's distribution."""
        made = self.add(firms)
        return np.where(made.kind == LOG_NORMAL, np.exp(made.first), made.first)


def _to_beta(peers: Uncertain) -> _Counts:
    won, cases = peers.first - 0.5, to_exposure(peers)
    share = won.sum() / cases.sum()
    within = share * (1 - share)
    between = to_between(won / cases, within / cases)
    strength = cases.max() if between == 0 else min(max(within / between - 1, 0), cases.max())
    least = 0.5  # never a prior of less than Jeffreys' at either end
    return _Counts(max(share * strength, least), max((1 - share) * strength, least))


def _to_gamma(peers: Uncertain) -> _Rates:
    events, exposure = peers.first - 0.5, to_exposure(peers)
    rate = events.sum() / exposure.sum()
    between = to_between(events / exposure, rate / exposure)
    weight = exposure.max() if between == 0 else min(rate / between, exposure.max())
    return _Rates(max(rate * weight, 0.5), weight)


def _to_normal(peers: Uncertain) -> _Normals:
    variance = peers.second**2
    between = to_between(peers.first, variance)
    weights = 1 / (variance + between)
    mean = (weights * peers.first).sum() / weights.sum()
    return _Normals(float(mean), max(between, float(variance.min())))


def to_between(values: Array, variances: Array) -> float:
    """Return the variance between firms beyond their own error, by moments; 0 or more."""
    if not (variances > 0).all():
        return 0.0
    weights = 1 / variances
    mean = (weights * values).sum() / weights.sum()
    spread = (weights * (values - mean) ** 2).sum() - (len(values) - 1)
    return max(float(spread / (weights.sum() - (weights**2).sum() / weights.sum())), 0.0)
