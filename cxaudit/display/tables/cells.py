"""Cells that many tables share: a KPI's name, its figure, its interval, its verdict."""

from __future__ import annotations

from html import escape

from cxaudit.catalogue import Kpi
from cxaudit.display.names import MET
from cxaudit.display.panel import Cell, show_tag
from cxaudit.scorecard import Row
from cxaudit.wording import show_value


def name_cell(kpi: Kpi) -> Cell:
    """Return the KPI's code and name, the code set apart."""
    html = f'<span class="cx-code">{escape(kpi.code)}</span> {escape(kpi.name)}'
    return Cell(f"{kpi.code}  {kpi.name}", html=html)


def figure_cell(row: Row) -> Cell:
    """Return the figure as shown, or why there is none, then in grey."""
    return Cell(row.value_text, "" if row.measured.outcome.is_shown else "cx-muted")


def interval_cell(row: Row) -> Cell:
    """Return the 95 % interval, open where the rows leave one end open."""
    measured = row.measured
    text = row.interval_text
    if not text and measured.value is not None:
        if measured.low is not None:
            text = f"{show_value(measured.low, measured.unit)} or more"
        elif measured.high is not None:
            text = f"up to {show_value(measured.high, measured.unit)}"
    return Cell(text, "cx-nowrap")


def verdict_cell(row: Row) -> Cell:
    """Return the target's verdict as a labelled cell; the word always stands in it."""
    met = row.target.met
    return Cell(MET[met], html=show_tag(MET[met], met))
