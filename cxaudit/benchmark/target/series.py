"""Deterioration: a p-chart on the months before, and the share that contracts promise."""

from __future__ import annotations

import math

from cxaudit.benchmark import thresholds as limit
from cxaudit.benchmark.figure import JudgedFigure, KpiFacts
from cxaudit.benchmark.target.inputs import Month, Ruling, TargetInputs, lack
from cxaudit.wording import show_count, show_value


def deterioration(facts: KpiFacts, figure: JudgedFigure, inputs: TargetInputs) -> Ruling:
    """Judge no on a signal in the newest three months or below the contract's share.

    Unclear under six months; months in which nothing was due do not count. The share
    promised is compared with what happened, a complete record, so without an interval.
    """
    promised = inputs.settings.contract_on_time_share
    if promised is not None and figure.value < promised:
        words = f"{show_value(figure.value, figure.unit)} on time; contracts promise "
        return Ruling("no", words + show_value(promised, "fraction"), figure=figure.name)
    months = sorted(month for month in inputs.months if month.denominator > 0)
    if not months and promised is None:
        return lack("a monthly series", "contract_on_time_share")
    if len(months) < limit.LEAST_MONTHS:
        words = (
            f"{show_count(len(months), 'month')} known; a control chart needs {limit.LEAST_MONTHS}"
        )
        return Ruling("unclear", words, figure=figure.name)
    signals = find_signals(months)
    if signals:
        named = ", ".join(f"{signal.month:%Y-%m}" for signal in signals)
        return Ruling("no", f"below the control limit in {named}", figure=figure.name)
    return Ruling("yes", "inside the control limits in the newest months", figure=figure.name)


def find_signals(months: list[Month]) -> list[Month]:
    """Return those of the newest three months that lie below the 3-sigma limit of a p-chart.

    The centre is the pooled share of the twelve months before, or of as many as there are.
    """
    newest = months[-limit.NEWEST_MONTHS :]
    before = months[: -limit.NEWEST_MONTHS][-limit.BASELINE_MONTHS :]
    centre = sum(m.numerator for m in before) / sum(m.denominator for m in before)
    sigma = math.sqrt(centre * (1 - centre))
    return [
        month
        for month in newest
        if month.numerator / month.denominator
        < centre - limit.SIGMAS * sigma / math.sqrt(month.denominator) - 1e-12
    ]
