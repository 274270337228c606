"""The five links of every applicable KPI, as a map with a number in each cell."""

from __future__ import annotations

from cxaudit.audit import Audit
from cxaudit.display.names import LINKS, to_short
from cxaudit.display.panel import Panel, show_prose
from cxaudit.display.style import AMBER, INK, LEVEL_SHADES, drawing, to_panel
from cxaudit.wording import round_half_up


def show_links(audit: Audit) -> Panel:
    """Draw evidenced link scores 0-1; a frame marks the link that breaks first."""
    rows = [row for row in audit.scorecard.rows if row.is_audited and row.readiness.evidenced]
    if not rows:
        return show_prose("No use case applies, so there is no chain to show.")
    with drawing(7.2, 0.7 + 0.232 * len(rows)) as (figure, axes):
        for place, row in enumerate(rows):
            for column, (link, span) in enumerate(row.readiness.evidenced.steps.items()):
                _cell(axes, column, place, span, link == row.readiness.evidenced.limiting_link)
        axes.set_xlim(-0.5, 4.5)
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.set_xticks(range(5), list(LINKS.values()))
        axes.xaxis.tick_top()
        axes.set_yticks(range(len(rows)), [f"{r.kpi.code}  {to_short(r.kpi.name)}" for r in rows])
        axes.tick_params(length=0)
        for spine in axes.spines.values():
            spine.set_visible(False)
        breaks = [row.readiness.evidenced.limiting_link for row in rows]
        worst = max(LINKS, key=breaks.count)
        alt = (
            f"The {LINKS[worst].lower()} link is the first to break "
            f"for {breaks.count(worst)} of {len(rows)} KPIs."
        )
        caption = (
            "Share of each link that evidence carries; a range where questions are open. "
            "Framed: the first link below 0.85."
        )
        return to_panel(figure, alt, caption, invented=audit.is_invented)


def _cell(axes, column: int, place: int, span, limits: bool) -> None:
    from matplotlib.patches import Rectangle

    low, high = float(span.low), float(span.high)
    shade = min(5, int(low * 5 + 1e-9))
    edge, layer = (AMBER, 2) if limits else ("none", 1)
    corner = (column - 0.48, place - 0.46)
    axes.add_patch(
        Rectangle(corner, 0.96, 0.92, fc=LEVEL_SHADES[shade], ec=edge, lw=1.5, zorder=layer,
                  in_layout=False)
    )  # fmt: skip
    text = f"{round_half_up(low, 2)}"
    text = text if low == high else f"{text} – {round_half_up(high, 2)}"
    axes.text(column, place, text, ha="center", va="center", fontsize=7.5,
              color="white" if shade >= 4 else INK, zorder=3, in_layout=False)  # fmt: skip
