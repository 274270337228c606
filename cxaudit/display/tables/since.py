"""How far the firm has come since a milestone: its figures then and now, and the levels moved."""

from __future__ import annotations

from cxaudit.audit import Audit
from cxaudit.audit.past import compare_with_milestone
from cxaudit.display.panel import Panel, show_prose, show_table
from cxaudit.display.tables.compare import is_proved, pick_milestone, tell_milestone
from cxaudit.scorecard import Comparison, KpiComparison
from cxaudit.store import list_milestones

NONE_YET = (
    "No milestone was kept yet. Keep one at the end of notebook 08, and this place will show how "
    "far the firm has come since."
)
CAME = {"new": "has a figure now", "gone": "has no figure any more"}


def show_since(audit: Audit, milestone: str = "") -> Panel:
    """Show the firm at a milestone, by name or id, and now; unnamed: the last of an earlier state.

    The figures are those of ``cxaudit compare``. Raises ClientDataError for a name that is none.
    """
    known = list_milestones(audit.folder)
    if not milestone and not known:
        return show_prose(NONE_YET)
    name = milestone or pick_milestone(audit, known).id
    found = compare_with_milestone(audit, name)
    since = tell_milestone(known, name)
    rows = [[move.label, move.then_text, move.now_text, _mark(move.has_moved)]
            for move in found.firm]  # fmt: skip
    caption = f"How far the firm has come since {since}"
    firm = show_table(caption, ["figure", "#then", "#now", ""], rows, look="cx-narrow")
    return firm + _show_moved(found)


def _mark(moved: bool) -> str:
    return "changed" if moved else ""


def _show_moved(found: Comparison) -> Panel:
    lines = [[f"{row.code} {row.name}", _level(row), CAME.get(row.performance.verdict, "")]
             for row in found.kpis
             if is_proved(row) or row.performance.verdict in CAME]  # fmt: skip
    if not lines:
        return show_prose("No proved level has changed since, and no figure came or went.")
    return show_table("Which of the 28 have moved", ["KPI", "proved level", "figure"], lines)


def _level(row: KpiComparison) -> str:
    return f"{row.level_from} to {row.level_to}" if is_proved(row) else ""
