"""Structural base rates: what a draw of lots among the bidders would give, where no peers are."""

from __future__ import annotations

from cxaudit.benchmark import thresholds as limit
from cxaudit.benchmark.figure import JudgedFigure
from cxaudit.benchmark.target.inputs import TargetSettings
from cxaudit.wording import show_value


def to_base_rate(kpi_id: str, settings: TargetSettings) -> float | None:
    """Return places over firms, or None where it is not known or no share."""
    if kpi_id not in limit.BASE_RATES:
        return None
    name, firms_name = limit.BASE_RATES[kpi_id]
    places = getattr(settings, name) if name else 1.0
    firms = getattr(settings, firms_name)
    return places / firms if places and firms and 0 < places <= firms else None


def say_base_rate(kpi_id: str, figure: JudgedFigure, settings: TargetSettings) -> str:
    """Return the base rate beside the figure in words; "" where there is none.

    It sets no verdict: a firm that wins more often than lots would have it may still win less
    often than its peers.
    """
    rate = to_base_rate(kpi_id, settings)
    if rate is None or not figure.is_shown:
        return ""
    words = f"lots among all bidders would give {show_value(rate, 'fraction')}"
    if figure.low is None or figure.high is None:
        return words
    if figure.low <= rate <= figure.high:
        return f"{words}, which lies inside the firm's interval"
    return f"{words}; the firm lies {'above' if figure.low > rate else 'below'} it"
