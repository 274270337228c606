"""The five links of every applicable KPI, as a map with a number in each cell."""

from __future__ import annotations

from cxaudit.audit import Audit
from cxaudit.display.names import LINKS, to_short
from cxaudit.display.panel import Panel, show_prose
from cxaudit.display.picture import Bar, Picture, Words
from cxaudit.display.style import AMBER, GREY, INK, LEVEL_SHADES
from cxaudit.readiness import Span
from cxaudit.wording import round_half_up, show_count


def show_links(audit: Audit) -> Panel:
    """Draw evidenced link scores 0-1; a frame marks the link that breaks first."""
    rows = [row for row in audit.scorecard.rows if row.is_audited and row.readiness.evidenced]
    if not rows:
        return show_prose("No use case applies, so there is no chain to show.")
    picture = Picture(
        [(place, f"{r.kpi.code}  {to_short(r.kpi.name)}") for place, r in enumerate(rows)],
        (-0.5, len(LINKS) - 0.5), width=518, pitch=16.7, head=16,
    )  # fmt: skip
    for column, link in enumerate(LINKS.values()):
        picture.add(Words(column, -0.95, link, colour=GREY, anchor="middle"))
    breaks = [row.readiness.evidenced.limiting_link for row in rows]
    for place, row in enumerate(rows):
        for column, link in enumerate(LINKS):
            _fill(picture, column, place, row.readiness.evidenced.steps[link])
        if breaks[place] in LINKS:
            column = list(LINKS).index(breaks[place])
            picture.add(Bar(place, column - 0.48, column + 0.48, 0.92, "none", AMBER))
    worst = max(LINKS, key=breaks.count)
    alt = (
        f"The {LINKS[worst].lower()} link is the first to break "
        f"for {breaks.count(worst)} of {show_count(len(rows), 'KPI')}."
    )
    caption = (
        "Share of each link that evidence carries; a range where questions are open. "
        "Framed: the first link below 0.85."
    )
    return picture.to_panel(alt, caption, invented=audit.is_invented)


def _fill(picture: Picture, column: int, place: int, span: Span) -> None:
    low, high = float(span.low), float(span.high)
    shade = min(5, int(low * 5 + 1e-9))
    text = f"{round_half_up(low, 2)}"
    text = text if low == high else f"{text} – {round_half_up(high, 2)}"
    picture.add(
        Bar(place, column - 0.48, column + 0.48, 0.92, LEVEL_SHADES[shade]),
        Words(column, place, text, 7.5, "#fff" if shade >= 4 else INK, "middle"),
    )
