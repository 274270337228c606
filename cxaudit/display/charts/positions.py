"""Where the figures stand among peers: percentile intervals, sorted."""

from __future__ import annotations

from collections.abc import Sequence

from cxaudit.audit import Audit
from cxaudit.display.names import to_short
from cxaudit.display.panel import Panel, show_prose
from cxaudit.display.picture import Line, Picture, Words
from cxaudit.display.scale import HEIGHT, draw_scale
from cxaudit.display.style import AMBER, BLUE, GREY, RULE
from cxaudit.display.words import to_sentence_case
from cxaudit.scorecard import Row
from cxaudit.wording import show_count, to_noun


def show_positions(audit: Audit) -> Panel:
    """Draw the share of peers below, as 90 % intervals; only what disclosure rules let through."""
    rows = [row for row in audit.scorecard.rows if row.benchmark.position.low is not None]
    if not rows:
        return show_prose("No figure can be placed among peers yet: too few peers, or no figure.")
    rows.sort(key=lambda row: (row.kpi.better == "band", -sum(_span(row))))
    picture = Picture(
        [(place, f"{r.kpi.code}  {to_short(r.kpi.name)}") for place, r in enumerate(rows)],
        (0, 100), width=533, pitch=19.4, head=16, foot=HEIGHT, beside=40,
    )  # fmt: skip
    _dress(picture)
    for place, row in enumerate(rows):
        _draw(picture, row, place)
    invented = any(row.benchmark.peers.invented for row in rows)
    source = {row.benchmark.peers.source for row in rows}
    caption = (
        "90 % intervals. Blue: better than the median with a chance of 0.90 or more, amber: "
        "worse; grey: no clear difference, or a figure that should lie in a band (last, in "
        "plain order, and not counted above). A bar may reach past the median and be blue: it "
        "leaves 5 % out on each side. At the right: how many other firms. "
        f"Source: {', '.join(sorted(source))}, "
        f"{'invented firms, for demonstration' if invented else 'real firms'}."
    )
    unlike = "Beside invented peers, for demonstration: " if audit.has_unlike_peers else ""
    head = to_sentence_case(f"{unlike}{_say(rows)}")
    return picture.to_panel(head, caption, invented=invented)


def _band(row: Row) -> str:
    return (row.benchmark.peers.n_band or "").replace("-", "–")


def _say(rows: Sequence[Row]) -> str:
    """Return the finding, counted over the figures that have a good side."""
    sides = [_side(row) for row in rows if row.benchmark.position.p_better is not None]
    if not sides:
        return "no figure among the peers has a good side."
    better, worse = sides.count("better"), sides.count("worse")
    figures, verb = show_count(len(sides), "figure"), to_noun(better, "is", "are")
    return (
        f"{better or 'none'} of {figures} {verb} clearly "
        f"better than the peer median, {worse or 'none'} clearly worse."
    )


def _side(row: Row) -> str:
    better = row.benchmark.position.p_better
    if better is None or 0.1 < better < 0.9:
        return ""
    return "better" if better >= 0.9 else "worse"


def _span(row: Row) -> tuple[int, int]:
    """Return the interval in the good direction; a band has none and stays in plain order."""
    low, high = row.benchmark.position.low or 0, row.benchmark.position.high or 0
    return (100 - high, 100 - low) if row.kpi.better == "lower" else (low, high)


def _dress(picture: Picture) -> None:
    """Draw the scale below, the median in the middle and the heads above."""
    picture.rule(50, GREY, 0.9, dashes="4 3")
    draw_scale(picture, range(0, 101, 25), "share of peers that the firm is ahead of, %")
    picture.add(
        Words(50, -0.85, "peer median", 7.5, GREY, "middle"),
        Words(100, -0.85, "firms", 7, GREY, shift=6),
    )


def _draw(picture: Picture, row: Row, place: int) -> None:
    low, high = _span(row)
    colour = {"better": BLUE, "worse": AMBER, "": GREY}[_side(row)]
    picture.add(
        Line((0, place), (100, place), RULE, 0.5), Line((low, place), (high, place), colour, 5),
        Words(100, place, _band(row), 7, GREY, shift=6),
    )  # fmt: skip
