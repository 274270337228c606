"""A figure's own error as a distribution: Beta, Gamma, normal, log-normal, or none known.

scipy is loaded only where a distribution is asked for a chance or a width.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxaudit.benchmark.figure import Spread

EXACT, BETA, GAMMA, NORMAL, LOG_NORMAL = range(5)
Z95 = 1.959963984540054
Array = np.ndarray


@dataclass(frozen=True)
class Uncertain:
    """One distribution a firm: its kind and two parameters, arrays of equal length.

    EXACT: the value. BETA: both shapes. GAMMA: shape and scale. NORMAL: mean and standard
    deviation; LOG_NORMAL: these of the logarithm.
    """

    kind: Array
    first: Array
    second: Array

    def draw(self, rng: np.random.Generator, draws: int) -> Array:
        """Return one row a draw and one column a firm."""
        drawn = np.broadcast_to(self.first, (draws, len(self.kind))).copy()
        for kind in (BETA, GAMMA, NORMAL, LOG_NORMAL):
            at = np.flatnonzero(self.kind == kind)
            if len(at):
                size = (draws, len(at))
                drawn[:, at] = _draw_kind(rng, kind, self.first[at], self.second[at], size)
        return drawn

    def chance_above(self, values: Array) -> Array:
        """Return P(first firm > value) for each value; half of a tie counts."""
        from scipy.special import betainc, gammainc, ndtr

        kind, first, second = int(self.kind[0]), self.first[0], self.second[0]
        if kind == EXACT:
            return (first > values) + 0.5 * (first == values)
        if kind == BETA:
            return 1.0 - betainc(first, second, np.clip(values, 0.0, 1.0))
        if kind == GAMMA:
            return 1.0 - gammainc(first, np.maximum(values, 0.0) / second)
        if kind == LOG_NORMAL:
            values = np.log(np.maximum(values, 1e-300))
        return ndtr((first - values) / second)


@dataclass(frozen=True)
class Stated:
    """What firms state of one figure, arrays of equal length; NaN stands for what is not known."""

    value: Array
    numerator: Array
    denominator: Array
    low: Array
    high: Array


def to_uncertain(spread: Spread, scale: float, stated: Stated) -> Uncertain:
    """Return a distribution for each firm.

    Beta and Gamma take the counts with half an event more (Jeffreys); where the stated
    interval is wider than that of independent counts, the counts shrink until it fits.
    Otherwise the interval makes a log-normal, or a normal where it reaches zero or below;
    without an interval the value is taken as exact.
    """
    top, base = stated.numerator, stated.denominator
    counted = np.isfinite(top) & np.isfinite(base) & (base > 0)
    if spread == "beta" and scale == 1.0:
        counted &= top <= base
    elif spread != "gamma":
        counted &= False
    plain = _from_interval(stated)
    if not counted.any():
        return plain
    top, base = np.where(counted, top, 0.0), np.where(counted, base, 1.0)
    width = _garwood_width(top, base) * scale if spread == "gamma" else _wilson_width(top, base)
    shrink = _shrink(width, stated.low, stated.high)
    second = scale / (base * shrink) if spread == "gamma" else (base - top) * shrink + 0.5
    return Uncertain(
        np.where(counted, GAMMA if spread == "gamma" else BETA, plain.kind),
        np.where(counted, top * shrink + 0.5, plain.first),
        np.where(counted, second, plain.second),
    )


def _from_interval(stated: Stated) -> Uncertain:
    value, low, high = stated.value, stated.low, stated.high
    wide = np.isfinite(low) & np.isfinite(high) & (high > low)
    is_log = wide & (low > 0) & (value > 0)
    kind = np.where(is_log, LOG_NORMAL, np.where(wide, NORMAL, EXACT))
    log_width = np.log(np.where(is_log, high, 1.0)) - np.log(np.where(is_log, low, 1.0))
    width = np.where(is_log, log_width, np.where(wide, high - low, 0.0))
    first = np.where(is_log, np.log(np.where(is_log, value, 1.0)), value)
    return Uncertain(kind, first, width / (2 * Z95))


def _draw_kind(
    rng: np.random.Generator, kind: int, first: Array, second: Array, size: tuple[int, int]
) -> Array:
    if kind == BETA:
        return rng.beta(first, second, size)
    if kind == GAMMA:
        return rng.standard_gamma(first, size) * second
    drawn = rng.normal(first, second, size)
    return np.exp(drawn) if kind == LOG_NORMAL else drawn


def _shrink(independent: Array, low: Array, high: Array) -> Array:
    """Return the share of the counts that would give an interval as wide as the stated one."""
    stated = np.where(np.isfinite(low) & np.isfinite(high), high - low, 0.0)
    wider = stated > independent
    return np.where(wider, (independent / np.where(wider, stated, 1.0)) ** 2, 1.0)


def _wilson_width(numerator: Array, denominator: Array) -> Array:
    share = numerator / denominator
    root = np.sqrt(np.maximum(share * (1 - share), 0) / denominator + (Z95 / denominator) ** 2 / 4)
    return 2 * Z95 * root / (1 + Z95**2 / denominator)


def _garwood_width(events: Array, exposure: Array) -> Array:
    from scipy.special import gammaincinv

    low = np.where(events > 0, gammaincinv(np.where(events > 0, events, 1.0), 0.025), 0.0)
    return (gammaincinv(events + 1, 0.975) - low) / exposure
