"""One figure beside its peers: the shown quartiles as a strip, the firm with its own interval."""

from __future__ import annotations

from typing import Any

from cxaudit.audit import Audit
from cxaudit.display.panel import Panel, show_prose
from cxaudit.display.style import AMBER, BLUE, GREY, INK, PALE_BLUE, RULE, drawing, to_panel
from cxaudit.display.words import say_peers, to_sentence_case
from cxaudit.scorecard import Row
from cxaudit.wording import show_interval, show_rounded, show_value

WIDTH, HEIGHT = 6.6, 1.55


def show_strip(audit: Audit, kpi_id: str) -> Panel:
    """Draw one figure above the peers' median and middle half, as far as they may be shown."""
    row = next(row for row in audit.scorecard.rows if row.kpi.kpi_id == kpi_id)
    peers, name = row.benchmark.peers, row.kpi.name
    if peers.median is None:
        return show_prose(f"{name}: no strip is drawn.", to_sentence_case(f"{peers.wording}."))
    if row.measured.value is None:
        return show_prose(f"{name}: there is no figure of the firm to draw beside the peers.")
    with drawing(WIDTH, HEIGHT) as (figure, axes):
        scale = 100 if row.measured.unit == "fraction" else 1
        _draw_peers(axes, row, scale)
        _draw_firm(axes, row, scale)
        axes.set_yticks([0, 1], ["peers", "the firm"])
        axes.set_ylim(-0.75, 1.5)
        axes.margins(x=0.12)
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        axes.set_xlabel("%" if scale == 100 else row.measured.unit)
        caption = f"{_legend(row)} {say_peers(peers)}"
        invented = peers.invented or audit.is_invented
        return to_panel(figure, to_sentence_case(_say(row)), caption, invented=invented)


def _draw_peers(axes: Any, row: Row, scale: float) -> None:
    peers = row.benchmark.peers
    if peers.p10 is not None and peers.p90 is not None:
        axes.plot([peers.p10 * scale, peers.p90 * scale], [0, 0], color=RULE, lw=2, zorder=1)
    if peers.q1 is not None and peers.q3 is not None:
        axes.plot([peers.q1 * scale, peers.q3 * scale], [0, 0], color=PALE_BLUE, lw=13,
                  solid_capstyle="butt", zorder=2)  # fmt: skip
    median = peers.median * scale  # type: ignore[operator]
    axes.plot([median, median], [-0.3, 0.3], color=INK, lw=1.6, zorder=3)
    axes.axvline(median, color=GREY, lw=0.6, ls=(0, (4, 3)), zorder=0)
    axes.text(median, -0.6, f"median {show_rounded(peers.median, row.measured.unit)}",
              ha="center", fontsize=7.5, color=GREY,
              bbox={"facecolor": "white", "edgecolor": "none", "pad": 1})  # fmt: skip


def _draw_firm(axes: Any, row: Row, scale: float) -> None:
    m, better = row.measured, row.benchmark.position.p_better
    colour = BLUE if better is not None and better >= 0.9 else GREY
    colour = AMBER if better is not None and better <= 0.1 else colour
    if m.low is not None and m.high is not None:
        axes.plot([m.low * scale, m.high * scale], [1, 1], color=colour, lw=2.4, alpha=0.6)
    axes.plot([m.value * scale], [1], "o", ms=7, color=colour)  # type: ignore[operator]
    axes.text(m.value * scale, 1.27, show_value(m.value, m.unit), ha="center", fontsize=8)  # type: ignore[operator]


def _say(row: Row) -> str:
    m, peers, place = row.measured, row.benchmark.peers, row.benchmark.position
    interval = show_interval(m.low, m.high, m.unit)
    own = f"{show_value(m.value, m.unit)}{f' ({interval})' if interval else ''}"
    median = show_rounded(peers.median, m.unit)
    if place.p_above_median is None:
        return f"{row.kpi.name}: {own}, beside a peer median of {median}. {place.wording}."
    return f"{row.kpi.name}: {own}, {place.wording} of {median}."


def _legend(row: Row) -> str:
    peers = row.benchmark.peers
    said = "Dot and line: the firm with its 95 % interval."
    if peers.q1 is None:
        said += " Only the peers' median is shown: quartiles need 11 other firms (rule D2)."
    else:
        said += " Bar: the middle half of the peers, rounded."
    if peers.mean is None:
        return said
    mean = show_rounded(peers.mean, row.measured.unit)
    return f"{said} The rule is read against the peers' mean, {mean}, as the firm chose."
