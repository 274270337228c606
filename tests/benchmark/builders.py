"""Small pools and figures, built by hand for the tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cxaudit.benchmark.figure import FigureFacts, JudgedFigure, KpiFacts
from cxaudit.catalogue import Target
from cxaudit.outcome import Outcome
from cxaudit.peers.rows import PeerPool, PeerRow
from cxaudit.period import Period

AS_OF = date(2025, 12, 31)
KPI = "pitch_win_rate"
DATA_PERIOD = Period(date(2024, 7, 1), date(2025, 6, 30))

EXAMPLE = (
    (8, 27), (3, 18), (6, 15), (9, 32), (9, 33), (6, 30), (6, 32), (3, 17), (10, 29), (9, 27),
    (11, 32), (5, 31),
)  # fmt: skip
"""The constructed example: won and bids of twelve firms; the firm itself won 9 of 30."""


def make_row(number: int, **cells: object) -> PeerRow:
    """Return one row of contributor ``number``, its own parent, invented, unless said otherwise."""
    plain: dict[str, object] = {
        "vintage": "2025-Q3",
        "contributor": f"{number:016x}",
        "parent": f"{number + 4096:016x}",
        "kpi_id": KPI,
        "variant": "headline",
        "numerator": None,
        "denominator": None,
        "value": None,
        "low": None,
        "high": None,
        "period": DATA_PERIOD,
        "size_band": "medium",
        "segment": "institutional",
        "region": "uk",
        "assessor": "self",
        "invented": True,
    }
    return PeerRow(**(plain | cells))


def make_pool(values: Sequence[float], **cells: object) -> PeerPool:
    """Return a pool of exact values, one firm each."""
    rows = tuple(make_row(n, value=value, **cells) for n, value in enumerate(values))
    return PeerPool(rows, invented=bool(rows and rows[0].invented))


def make_counted(pairs: Sequence[tuple[int, int]], **cells: object) -> PeerPool:
    """Return a pool of numerators and denominators, one firm each."""
    rows = tuple(make_row(n, numerator=k, denominator=m, **cells) for n, (k, m) in enumerate(pairs))
    return PeerPool(rows, invented=bool(rows and rows[0].invented))


def make_facts(
    rule: str = "at_least_median",
    better: str = "higher",
    unit: str = "fraction",
    spread: str = "interval",
    scale: float = 1.0,
    kpi_id: str = KPI,
    **target: object,
) -> KpiFacts:
    """Return the facts of a KPI with this target rule."""
    made = FigureFacts(unit, spread, scale)
    judged = Target.model_validate({"rule": rule, **target})
    return KpiFacts(kpi_id, better, judged, made, made)


def measured(value: float | None, low: float | None = None, high: float | None = None,
             unit: str = "fraction", **cells: object) -> JudgedFigure:  # fmt: skip
    """Return a measured figure."""
    return JudgedFigure(Outcome.MEASURED, unit, value, low, high, **cells)
