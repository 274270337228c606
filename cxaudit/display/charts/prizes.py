"""What the next repair wins, greatest first, with its effort."""

from __future__ import annotations

from cxaudit.audit import Audit
from cxaudit.display.names import LINKS, to_short
from cxaudit.display.panel import Panel, show_prose
from cxaudit.display.style import BLUE, GREY, PALE_BLUE, drawing, to_panel

SHADES = {"low": BLUE, "medium": "#6f9fc8", "high": PALE_BLUE}
SHOWN = 12


def show_prizes(audit: Audit) -> Panel:
    """Draw the prize of each KPI's first repair; the darker, the less effort."""
    actions = [action for action in audit.scorecard.actions if action.prize > 0][:SHOWN]
    if not actions:
        return show_prose("No repair would raise a level: nothing is open, or no use case applies.")
    greatest = float(actions[0].prize)
    with drawing(7.2, 0.8 + 0.29 * len(actions)) as (figure, axes):
        for place, action in enumerate(actions):
            axes.barh(place, float(action.prize), color=SHADES[action.effort], height=0.64)
            label = f"{LINKS[action.link]}, {action.effort} effort"
            after = float(action.prize) + 0.012 * greatest
            axes.text(after, place, label, va="center", fontsize=8, color=GREY)
        names = [f"{a.kpi.code}  {to_short(a.kpi.name)}" for a in actions]
        axes.set_yticks(range(len(actions)), names)
        axes.invert_yaxis()
        axes.set_xlim(0, greatest * 1.55)
        axes.set_xlabel("prize: gain of the chain index, times weight")
        axes.tick_params(length=0)
        quick = sum(action.is_quick_win for action in audit.scorecard.actions)
        first = actions[0]
        wins = "is a quick win" if quick == 1 else "are quick wins"
        alt = (
            f"Mending the {LINKS[first.link].lower()} link of {first.kpi.name} wins most; "
            f"{quick or 'none'} of {len(audit.scorecard.actions)} moves {wins}."
        )
        caption = (
            "The repair of the first link that breaks, for each KPI. "
            "Dark: little effort. Pale: much."
        )
        return to_panel(figure, alt, caption, invented=audit.is_invented)
