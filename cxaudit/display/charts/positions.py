"""Where the figures stand among peers: percentile intervals, sorted."""

from __future__ import annotations

from collections.abc import Sequence

from cxaudit.audit import Audit
from cxaudit.display.names import to_short
from cxaudit.display.panel import Panel, show_prose
from cxaudit.display.style import AMBER, BLUE, GREY, RULE, drawing, to_panel
from cxaudit.display.words import to_sentence_case
from cxaudit.scorecard import Row


def show_positions(audit: Audit) -> Panel:
    """Draw the share of peers below, as 90 % intervals; only what disclosure rules let through."""
    rows = [row for row in audit.scorecard.rows if row.benchmark.position.low is not None]
    if not rows:
        return show_prose("No figure can be placed among peers yet: too few peers, or no figure.")
    rows.sort(key=lambda row: (row.kpi.better == "band", -sum(_span(row))))
    with drawing(7.4, 1.0 + 0.27 * len(rows)) as (figure, axes):
        axes.axvline(50, color=GREY, lw=0.9, ls=(0, (4, 3)), zorder=0)
        for place, row in enumerate(rows):
            _draw(axes, row, place)
        axes.set_yticks(range(len(rows)), [f"{r.kpi.code}  {to_short(r.kpi.name)}" for r in rows])
        axes.set_ylim(len(rows) - 0.4, -0.9)
        axes.set_xlim(0, 100)
        for place, row in enumerate(rows):
            axes.text(101.5, place, _band(row), va="center", fontsize=7, color=GREY)
        axes.text(101.5, -0.72, "firms", fontsize=7, color=GREY)
        axes.set_xticks(range(0, 101, 25))
        axes.set_xlabel("share of peers that the firm is ahead of, %")
        axes.tick_params(length=0)
        axes.spines["left"].set_visible(False)
        axes.text(
            50, -0.72, "peer median", ha="center", fontsize=7.5, color=GREY, backgroundcolor="white"
        )
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
        return to_panel(
            figure, to_sentence_case(f"{unlike}{_say(rows)}"), caption, invented=invented
        )


def _band(row: Row) -> str:
    return (row.benchmark.peers.n_band or "").replace("-", "–")


def _say(rows: Sequence[Row]) -> str:
    """Return the finding, counted over the figures that have a good side."""
    sides = [_side(row) for row in rows if row.benchmark.position.p_better is not None]
    if not sides:
        return "no figure among the peers has a good side."
    better, worse = sides.count("better"), sides.count("worse")
    return (
        f"{better or 'none'} of {len(sides)} figures {'is' if better == 1 else 'are'} clearly "
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


def _draw(axes, row: Row, place: int) -> None:
    low, high = _span(row)
    colour = {"better": BLUE, "worse": AMBER, "": GREY}[_side(row)]
    axes.axhline(place, color=RULE, lw=0.5, zorder=0)
    axes.plot([low, high], [place, place], color=colour, lw=5,
              solid_capstyle="butt", alpha=0.85)  # fmt: skip
