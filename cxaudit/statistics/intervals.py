"""Intervals of shares, rates and their differences; all are two-sided, 95 %.

Pure functions of counts. scipy is loaded only where an incomplete gamma or beta is needed.
"""

from __future__ import annotations

from math import sqrt

Interval = tuple[float, float]

Z = 1.959963984540054
TAIL = 0.025


def wilson(successes: int, trials: int) -> Interval:
    """Return the Wilson score interval of successes / trials.

    Whole numbers with 0 <= successes <= trials and trials > 0, else ValueError.
    """
    _check_share(successes, trials)
    centre = successes + Z * Z / 2
    spread = Z * sqrt(successes * (trials - successes) / trials + Z * Z / 4)
    whole = trials + Z * Z
    low = 0.0 if successes == 0 else (centre - spread) / whole
    high = 1.0 if successes == trials else (centre + spread) / whole
    return low, high


def garwood(events: int, exposure: float) -> Interval:
    """Return Garwood's exact Poisson interval of events / exposure.

    ``events`` a whole number from 0 up, ``exposure`` above 0, else ValueError.
    """
    if events < 0 or events != int(events) or not exposure > 0:
        raise ValueError(f"no rate: {events} events in an exposure of {exposure}")
    from scipy.special import gammainccinv, gammaincinv

    low = float(gammaincinv(events, TAIL)) if events else 0.0
    high = float(gammainccinv(events + 1, TAIL))
    return low / float(exposure), high / float(exposure)


def newcombe(successes: int, trials: int, other_successes: int, other_trials: int) -> Interval:
    """Return Newcombe's interval (hybrid score, method 10) of the first share minus the other."""
    first = (successes / trials, *wilson(successes, trials))
    other = (other_successes / other_trials, *wilson(other_successes, other_trials))
    return difference(first, other)


def difference(
    first: tuple[float, float, float], other: tuple[float, float, float]
) -> Interval:  # fmt: skip
    """Return the interval of first minus other, each given as (value, low, high).

    The two are independent. The squared distances of the limits add up (Newcombe's hybrid,
    also called MOVER), so that a skewed interval stays skewed.
    """
    (value, low, high), (value_2, low_2, high_2) = first, other
    gap = value - value_2
    below = sqrt((value - low) ** 2 + (high_2 - value_2) ** 2)
    above = sqrt((high - value) ** 2 + (value_2 - low_2) ** 2)
    return gap - below, gap + above


def rate_ratio(
    events: int, exposure: float, other_events: int, other_exposure: float
) -> tuple[float, float | None]:
    """Return the exact interval of the first rate divided by the other.

    Given their sum the events are binomial (Clopper-Pearson). The upper end is None where the
    other has no events, and the whole is (0, None) where neither has any.
    """
    from scipy.special import betaincinv

    weight = other_exposure / exposure
    low = 0.0
    if events:
        share = float(betaincinv(events, other_events + 1, TAIL))
        low = weight * share / (1 - share)
    if not other_events:
        return low, None
    share = float(betaincinv(events + 1, other_events, 1 - TAIL))
    return low, weight * share / (1 - share)


def _check_share(successes: int, trials: int) -> None:
    whole = successes == int(successes) and trials == int(trials)
    if not whole or trials <= 0 or not 0 <= successes <= trials:
        raise ValueError(f"no share: {successes} of {trials}")
