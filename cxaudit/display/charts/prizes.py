"""What the next repair wins, greatest first, with its effort."""

from __future__ import annotations

from cxaudit.audit import Audit
from cxaudit.display.letters import measure
from cxaudit.display.names import LINKS, to_short
from cxaudit.display.panel import Panel, show_prose
from cxaudit.display.picture import Bar, Picture, Words
from cxaudit.display.scale import HEIGHT, draw_scale, to_ticks
from cxaudit.display.style import BLUE, GREY, PALE_BLUE

SHADES = {"low": BLUE, "medium": "#6f9fc8", "high": PALE_BLUE}
SHOWN = 12


def show_prizes(audit: Audit) -> Panel:
    """Draw the prize of each KPI's first repair; the darker, the less effort."""
    actions = [action for action in audit.scorecard.actions if action.prize > 0][:SHOWN]
    if not actions:
        return show_prose("No repair would raise a level: nothing is open, or no use case applies.")
    greatest = float(actions[0].prize)
    labels = [f"{LINKS[action.link]}, {action.effort} effort" for action in actions]
    picture = Picture(
        [(place, f"{a.kpi.code}  {to_short(a.kpi.name)}") for place, a in enumerate(actions)],
        (0, greatest), width=518, pitch=20.9, foot=HEIGHT,
        beside=max(measure(label, 8) for label in labels) + 10,
    )  # fmt: skip
    for place, (action, label) in enumerate(zip(actions, labels, strict=True)):
        prize = float(action.prize)
        picture.add(
            Bar(place, 0, prize, 0.64, SHADES[action.effort]),
            Words(prize, place, label, colour=GREY, shift=5),
        )
    picture.rule(0)
    draw_scale(picture, to_ticks(greatest), "prize: gain of the chain index, times weight")
    quick = sum(action.is_quick_win for action in audit.scorecard.actions)
    first = actions[0]
    wins = "is a quick win" if quick == 1 else "are quick wins"
    alt = (
        f"Mending the {LINKS[first.link].lower()} link of {first.kpi.name} wins most; "
        f"{quick or 'none'} of {len(audit.scorecard.actions)} moves {wins}."
    )
    caption = (
        "The repair of the first link that breaks, for each KPI. Dark: little effort. Pale: much."
    )
    return picture.to_panel(alt, caption, invented=audit.is_invented)
