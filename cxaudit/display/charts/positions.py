"""Where the figures stand among peers: percentile intervals, sorted."""

from __future__ import annotations

from cxaudit.audit import Audit
from cxaudit.display.names import to_short
from cxaudit.display.panel import Panel, show_prose
from cxaudit.display.style import AMBER, BLUE, GREY, RULE, drawing, to_panel
from cxaudit.scorecard import Row


def show_positions(audit: Audit) -> Panel:
    """Draw the share of peers below, as 90 % intervals; only what disclosure rules let through."""
    rows = [row for row in audit.scorecard.rows if row.benchmark.position.low is not None]
    if not rows:
        return show_prose("No figure can be placed among peers yet: too few peers, or no figure.")
    rows.sort(key=lambda row: -(row.benchmark.position.p_above_median or 0))
    with drawing(7.4, 1.0 + 0.27 * len(rows)) as (figure, axes):
        axes.axvline(50, color=GREY, lw=0.9, ls=(0, (4, 3)), zorder=0)
        for place, row in enumerate(rows):
            _draw(axes, row, place)
        axes.set_yticks(range(len(rows)), [f"{r.kpi.code}  {to_short(r.kpi.name)}" for r in rows])
        axes.set_ylim(len(rows) - 0.4, -0.9)
        axes.set_xlim(0, 100)
        axes.set_xticks(range(0, 101, 25))
        axes.set_xlabel("share of peers below the firm's figure, %")
        axes.tick_params(length=0)
        axes.spines["left"].set_visible(False)
        axes.text(50, -0.62, "peer median", ha="center", fontsize=7.5, color=GREY)
        clear = sum(bool(_side(row)) for row in rows)
        invented = any(row.benchmark.peers.invented for row in rows)
        source = {row.benchmark.peers.source for row in rows}
        alt = f"{clear} of {len(rows)} figures are clearly on one side of the peer median; the intervals of the others cross it."  # fmt: skip
        caption = f"90 % intervals. Blue: clearly better than the median, amber: clearly worse, grey: no clear difference. Source: {', '.join(sorted(source))}."  # fmt: skip
        return to_panel(figure, alt, caption, invented=invented)


def _side(row: Row) -> str:
    better = row.benchmark.position.p_better
    if better is None or 0.1 < better < 0.9:
        return ""
    return "better" if better >= 0.9 else "worse"


def _draw(axes, row: Row, place: int) -> None:
    place_of = row.benchmark.position
    colour = {"better": BLUE, "worse": AMBER, "": GREY}[_side(row)]
    axes.axhline(place, color=RULE, lw=0.5, zorder=0)
    axes.plot([place_of.low, place_of.high], [place, place], color=colour, lw=5,
              solid_capstyle="butt", alpha=0.85)  # fmt: skip
