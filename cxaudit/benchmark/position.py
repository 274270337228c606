"""Where a figure stands among its peers, with the firm's and the peers' own error drawn jointly."""

from __future__ import annotations

import math
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from cxaudit.benchmark import thresholds as limit
from cxaudit.benchmark.disclosure import PeerSet
from cxaudit.benchmark.figure import Average, Better, JudgedFigure, KpiFacts
from cxaudit.benchmark.shrinkage import shrink
from cxaudit.benchmark.uncertainty import Array, Stated, Uncertain, to_uncertain
from cxaudit.peers.rows import PeerRow


@dataclass(frozen=True)
class Position:
    """A position as it may be shown: a band, a percentile interval, a chance, and the words.

    ``low`` and ``high``: 90 % interval of the share of peers below, 0 to 100 in steps of 5,
    plain order. ``p_above_median``: P(value > peer median) in steps of 0.05, rounded towards
    one half; ``p_better`` the same in the good direction, None for a band. ``rank``: 90 %
    interval of the rank from the best, and of how many; invented peers only. ``frozen``: of the
    contributed value; ``shrunk``: exposure was uneven, and all were shrunk before ranking.
    ``p_above_mean``: P(value > peer mean), where the firm reads the peers' average so.
    """

    band: str | None = None
    low: int | None = None
    high: int | None = None
    p_above_median: float | None = None
    p_better: float | None = None
    wording: str = ""
    rank: tuple[int, int, int] | None = None
    frozen: bool = False
    shrunk: bool = False
    p_above_mean: float | None = None

    def to_json(self) -> dict[str, object]:
        """Return the shape of ``position`` in the JSON contract."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        rank = dict(zip(("low", "high", "of"), self.rank, strict=True)) if self.rank else None
        return plain | {"rank": rank}


def position(
    facts: KpiFacts,
    figure: JudgedFigure,
    peers: PeerSet,
    *,
    seed: int = limit.SEED,
    average: Average = "median",
) -> Position:
    """Return the firm's place, or words that say why there is none.

    A firm that contributed is placed by its frozen row, whatever its figure says today.
    """
    rule = peers.rule_of("position")
    if rule:
        return Position(wording=f"no position: {limit.RULES[rule]} (rule {rule})")
    if not figure.is_shown:
        return Position(wording=f"no position: {figure.in_words}")
    made = facts.of(figure)
    own = _to_own(figure, peers.own, made.scale)
    firm = to_uncertain(made.spread, made.scale, own)
    others = to_uncertain(made.spread, made.scale, peers.stated)
    value, values = float(own.value[0]), peers.stated.value
    shrunk = shrink(firm, others)
    if shrunk:
        firm, others = shrunk.firm, shrunk.peers
        value, values = shrunk.firm_value, shrunk.peer_values
    rng = np.random.default_rng([seed, crc32(facts.kpi_id.encode())])
    drawn = others.draw(rng, to_draws(peers.others))
    above = to_step(float(firm.chance_above(draw_medians(rng, drawn)).mean()))
    better = to_better(above, facts.better)
    below = count_below(value, values)
    low, high = to_percentile_interval(below, peers.others)
    rank = _draw_rank(rng, firm, drawn, facts.better) if peers.invented else None
    over_mean = None
    if average == "mean" and not peers.rule_of("mean"):
        over_mean = to_step(float(firm.chance_above(draw_means(rng, drawn)).mean()))
    return Position(
        to_band(below, peers), low, high, above, better, to_words(above, facts.better), rank,
        frozen=peers.own is not None, shrunk=shrunk is not None, p_above_mean=over_mean,
    )  # fmt: skip


def to_draws(peers: int) -> int:
    """Return how many joint draws are made: fewer for large pools, whose medians vary less."""
    return max(limit.LEAST_DRAWS, min(limit.MOST_DRAWS, limit.CELLS_OF_DRAWS // peers))


def draw_medians(rng: np.random.Generator, drawn: Array) -> Array:
    """Return one peer median a draw, of peers resampled with replacement.

    ``drawn``: one row a draw, one column a peer. The median of a resample is the sorted row
    read at the middle order statistics of n uniform numbers: the same law, no resampling.
    """
    draws, n = drawn.shape
    ordered = np.sort(drawn, axis=1)
    middle = (n + 1) // 2
    lower = rng.beta(middle, n - middle + 1, draws)
    upper = lower + (1 - lower) * rng.beta(1, n - middle, draws) if n % 2 == 0 else lower
    rows = np.arange(draws)
    at = [np.minimum((place * n).astype(int), n - 1) for place in (lower, upper)]
    return (ordered[rows, at[0]] + ordered[rows, at[1]]) / 2


def draw_means(rng: np.random.Generator, drawn: Array) -> Array:
    """Return one peer mean a draw, of peers resampled with replacement."""
    draws, n = drawn.shape
    times = rng.multinomial(n, np.full(n, 1 / n), size=draws)
    return (times * drawn).sum(axis=1) / n


def count_below(value: float, peers: Array) -> float:
    """Return how many peers lie below, half of the ties counted (mid-rank)."""
    return float((peers < value).sum() + 0.5 * (peers == value).sum())


def to_percentile_interval(below: float, n: int) -> tuple[int, int]:
    """Return the 90 % Jeffreys interval of the percentile, outwards to steps of 5."""
    from scipy.special import betaincinv

    tail, step = (1 - limit.INTERVAL_SHARE) / 2, limit.PERCENTILE_STEP
    low, high = (100 * betaincinv(below + 0.5, n - below + 0.5, q) for q in (tail, 1 - tail))
    return step * math.floor(low / step), step * math.ceil(high / step)


def to_step(chance: float) -> float:
    """Return a probability in steps of 0.05, rounded towards one half.

    So that no step claims more than was computed, and the ladder reads the same on both.
    """
    steps, half = limit.PROBABILITY_STEPS, chance - 0.5
    whole = math.floor(abs(half) * steps + 1e-9)
    return (steps // 2 + int(math.copysign(whole, half))) / steps


def to_better(above: float, better: Better) -> float | None:
    """Return P(value > median) read in the good direction; None where both ends are bad."""
    steps = limit.PROBABILITY_STEPS
    return {"higher": above, "lower": (steps - round(above * steps)) / steps, "band": None}[better]


def to_words(above: float, better: Better, average: Average = "median") -> str:
    """Return the rung of the ladder for P(value > average), worded in the good direction.

    For a band only the plain order is worded.
    """
    steps = limit.PROBABILITY_STEPS
    place = round(above * steps)
    high, low = ("worse than", "better than") if better == "lower" else ("above", "below")
    side, likelier = (high, place) if 2 * place >= steps else (low, steps - place)
    words = next(words for least, words in limit.LADDER if likelier / steps >= least)
    return words.format(side=side, average=average)


def to_band(below: float, peers: PeerSet) -> str:
    """Return the quarter of the peers, plain order; under 11 peers only the side of the median."""
    share, n = below / peers.others, peers.others
    if share == 0.5:
        return "at_median"
    if n < limit.LEAST_OTHERS["quartiles"]:
        return "above_median" if share > 0.5 else "below_median"
    if share < 0.5:
        return "lowest_quarter" if share <= 0.25 else "second_quarter"
    return "highest_quarter" if share >= 0.75 else "third_quarter"


def _to_own(figure: JudgedFigure, frozen: PeerRow | None, scale: float) -> Stated:
    source = frozen or figure
    value = source.value
    if value is None:
        value = scale * source.numerator / source.denominator  # type: ignore[operator]
    cells = (value, source.numerator, source.denominator, source.low, source.high)
    return Stated(*(np.array([cell], dtype=float) for cell in cells))


def _draw_rank(
    rng: np.random.Generator, firm: Uncertain, drawn: Array, better: Better
) -> tuple[int, int, int]:
    own = firm.draw(rng, len(drawn))
    ahead = (drawn < own) if better == "lower" else (drawn > own)
    ranks = 1 + ahead.sum(axis=1)
    tail = (1 - limit.INTERVAL_SHARE) / 2
    low, high = np.quantile(ranks, [tail, 1 - tail], method="inverted_cdf")
    return int(low), int(high), drawn.shape[1] + 1
