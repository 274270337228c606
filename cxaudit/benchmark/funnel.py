"""A funnel: within which limits a figure lies by chance alone, by how much a firm has to say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxaudit.benchmark.disclosure import PeerSet, PeerStatistics
from cxaudit.benchmark.figure import FigureFacts, JudgedFigure
from cxaudit.benchmark.shrinkage import to_exposure
from cxaudit.benchmark.uncertainty import BETA, GAMMA, Array, Stated, to_uncertain

LIMITS = {"95": (0.025, 0.975), "99.8": (0.001, 0.999)}
STEPS = 60
REACH = 6.0


@dataclass(frozen=True)
class Funnel:
    """Limits around the shown peer median, and the firm among them.

    ``exposure``: cases or exposure, counted as if they were independent, rising. ``limits``: by
    name, the lower and the upper one at each. ``firm``: its exposure and value. ``points``: of
    invented peers only; real peers are never points, and the axis spans the firm's own size.
    """

    centre: float
    exposure: tuple[float, ...]
    limits: dict[str, tuple[tuple[float, ...], tuple[float, ...]]]
    firm: tuple[float, float]
    points: tuple[tuple[float, float], ...]

    def place(self) -> str:
        """Return where the firm lies: inside, outside_95 or outside_998."""
        at, value = self.firm
        for name, words in (("99.8", "outside_998"), ("95", "outside_95")):
            low, high = (np.interp(at, self.exposure, side) for side in self.limits[name])
            if not low <= value <= high:
                return words
        return "inside"


def to_funnel(
    facts: FigureFacts, figure: JudgedFigure, peers: PeerSet, shown: PeerStatistics
) -> Funnel | None:
    """Return the funnel of a share or a rate whose peer median is shown; None for others."""
    if shown.median is None or not figure.is_shown or not figure.denominator:
        return None
    cells = (figure.value, figure.numerator, figure.denominator, figure.low, figure.high)
    own = Stated(*(np.array([cell], dtype=float) for cell in cells))
    firm = to_uncertain(facts.spread, facts.scale, own)
    kind = int(firm.kind[0])
    if kind not in (BETA, GAMMA):
        return None
    size, points = float(to_exposure(firm)[0]), ()
    if peers.invented:
        others = to_uncertain(facts.spread, facts.scale, peers.stated)
        sizes = np.where(others.kind == kind, to_exposure(others), np.nan)
        points = tuple(
            (float(at), float(value))
            for at, value in zip(sizes, peers.stated.value, strict=True)
            if np.isfinite(at)
        )
    spread = [size, *(at for at, _ in points)] if points else [size / REACH, size * REACH]
    grid = np.geomspace(max(min(spread) * 0.8, 1e-9), max(spread) * 1.1, STEPS)
    limits = {name: _to_limits(kind, shown.median, grid, ends) for name, ends in LIMITS.items()}
    return Funnel(shown.median, tuple(grid.tolist()), limits, (size, float(figure.value)), points)


def _to_limits(
    kind: int, centre: float, grid: Array, ends: tuple[float, float]
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return both limits at each exposure: quantiles of the binomial or the Poisson law."""
    from scipy.special import bdtrik, pdtrik

    sides = []
    for end in ends:
        counts = bdtrik(end, grid, centre) if kind == BETA else pdtrik(end, centre * grid)
        sides.append(tuple((np.nan_to_num(np.maximum(counts, 0)) / grid).tolist()))
    return sides[0], sides[1]
