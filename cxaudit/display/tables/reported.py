"""The firm's own figures beside ours: what each equals, or what lies between the two."""

from __future__ import annotations

from cxaudit.audit import Audit
from cxaudit.audit.reported import Comparison
from cxaudit.catalogue import Kpi
from cxaudit.display.panel import Cell, Panel, show_prose, show_table, show_tag
from cxaudit.display.tables.cells import name_cell
from cxaudit.wording import show_count, show_number, show_value

VERDICTS = {
    "equal": ("equal", "yes"),
    "explained": ("explained", "unclear"),
    "differs": ("differs", "no"),
    "not_compared": ("not compared", "not_set"),
}
MOST_CAUSES = 6
NOTE = (
    "Equal: within the tolerance of the formula criterion, or as the firm's figure is rounded. "
    "Explained: no named definition gives the firm's figure, but the reading beside it does; it "
    "proves the data, and not yet the formula."
)


def show_reported(audit: Audit) -> Panel:
    """Show each figure that the firm reported beside ours, and what lies between them."""
    found = [(audit.catalogue[kpi_id], c) for kpi_id, cs in audit.reported.items() for c in cs]
    if not found:
        return show_prose("The firm has reported no figure of its own yet.")
    found.sort(key=lambda pair: (pair[0].code, pair[1].period.end))
    lines = [_line(kpi, comparison) for kpi, comparison in found]
    columns = ["KPI", "period", "#the firm's", "#ours", "verdict", "what lies between"]
    table = show_table(_caption([c for _, c in found]), columns, lines, note=NOTE)
    return _add_causes(table, found)


def _caption(found: list[Comparison]) -> str:
    verdicts = [comparison.verdict for comparison in found]
    equal, explained = verdicts.count("equal"), verdicts.count("explained")
    counted = show_count(len(found), "figure")
    return (
        f"Of {counted} reported by the firm, {equal or 'none'} "
        f"{'equals' if equal == 1 else 'equal'} ours and {explained or 'none'} can be explained"
    )


def _line(kpi: Kpi, found: Comparison) -> list[object]:
    word, look = VERDICTS[found.verdict]
    return [
        name_cell(kpi), Cell(found.period.in_words, "cx-small"),
        show_value(found.reported, found.unit), show_value(found.ours, found.unit),
        Cell(word, html=show_tag(word, look)), Cell(found.in_words, "cx-small"),
    ]  # fmt: skip


def _add_causes(table: Panel, found: list[tuple[Kpi, Comparison]]) -> Panel:
    """Add what each exclusion moves, where the figures differ and nothing tried closes the gap."""
    lines: list[list[object]] = []
    for kpi, comparison in found:
        causes = [] if comparison.is_explained else comparison.causes[:MOST_CAUSES]
        lines += [
            [name_cell(kpi), cause.words[:1].upper() + cause.words[1:],
             show_value(cause.value, comparison.unit), f"{show_number(cause.share * 100)}%"]
            for cause in causes
        ]  # fmt: skip
    if not lines:
        return table
    note = "Each reason by itself; shares of two reasons need not add up. Minus: it widens the gap."
    columns = ["KPI", "reading", "#ours would be", "#of the gap"]
    return table + show_table("What the exclusions explain", columns, lines, note=note)
