"""A funnel plot: where firms report unlike amounts, how far chance alone scatters them."""

from __future__ import annotations

from typing import Any

from cxaudit.audit import Audit
from cxaudit.benchmark import Funnel
from cxaudit.display.panel import Panel, show_prose
from cxaudit.display.style import AMBER, BLUE, GREY, RULE, drawing, to_panel
from cxaudit.display.words import say_peers, to_sentence_case
from cxaudit.scorecard import Row
from cxaudit.wording import show_rounded, show_value

LINES = {"95": (1.0, "-"), "99.8": (0.9, (0, (4, 3)))}
FINDING = {
    "inside": "inside the limits, so chance alone explains the distance from the peer median",
    "outside_95": "outside the 95 % limits and inside the wider ones: worth a look, no proof",
    "outside_998": "outside the 99.8 % limits: chance alone hardly explains it",
}


def show_uneven(audit: Audit, kpi_id: str) -> Panel:
    """Draw the firm within the limits of chance around the shown peer median.

    Real peers are never drawn as points; invented ones are.
    """
    row = next(row for row in audit.scorecard.rows if row.kpi.kpi_id == kpi_id)
    funnel, peers = row.benchmark.funnel, row.benchmark.peers
    if funnel is None:
        why = peers.wording or "the figure is not a share or a rate with counts behind it"
        return show_prose(f"{row.kpi.name}: no funnel is drawn; {why}.")
    with drawing(6.6, 3.0) as (figure, axes):
        scale = 100 if row.measured.unit == "fraction" else 1
        _draw_limits(axes, funnel, scale)
        axes.plot([x for x, _ in funnel.points], [y * scale for _, y in funnel.points], "o",
                  ms=4, mfc="white", mec=GREY, mew=0.8)  # fmt: skip
        axes.plot([funnel.firm[0]], [funnel.firm[1] * scale], "o", ms=7,
                  color=AMBER if _is_worse(row, funnel) else BLUE, zorder=4)  # fmt: skip
        axes.annotate("the firm", (funnel.firm[0], funnel.firm[1] * scale), (7, 4),
                      textcoords="offset points", fontsize=8)  # fmt: skip
        _label(axes, row, scale)
        caption = f"{_legend(funnel)} {say_peers(peers)}"
        invented = peers.invented or audit.is_invented
        return to_panel(figure, to_sentence_case(_say(row, funnel)), caption, invented=invented)


def _is_worse(row: Row, funnel: Funnel) -> bool:
    is_above = funnel.firm[1] > funnel.centre
    bad_side = {"higher": not is_above, "lower": is_above}.get(row.kpi.better or "", False)
    return bad_side and funnel.place() != "inside"


def _draw_limits(axes: Any, funnel: Funnel, scale: float) -> None:
    axes.axhline(funnel.centre * scale, color=GREY, lw=0.9)
    for name, (width, dashes) in LINES.items():
        for side, line in enumerate(funnel.limits[name]):
            heights = [height * scale for height in line]
            axes.plot(funnel.exposure, heights, color=GREY if name == "95" else RULE, lw=width,
                      ls=dashes, zorder=1)  # fmt: skip
            if side:
                axes.annotate(f"{name} %", (funnel.exposure[-1], heights[-1]), (3, -3),
                              textcoords="offset points", fontsize=7, color=GREY)  # fmt: skip
    axes.set_xscale("log")


def _label(axes: Any, row: Row, scale: float) -> None:
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    spec = row.kpi.figure["headline"]
    counted = (spec.denominator or "client-years").replace("_", " ")
    axes.set_xlabel(f"{counted}, counted as if independent (each step the same factor)")
    axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axes.set_ylabel("%" if scale == 100 else row.measured.unit, color=GREY)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda size, _: f"{size:,.0f}"))
    axes.xaxis.set_minor_formatter(NullFormatter())
    bottom = min(0.0, axes.get_ylim()[0]) if row.measured.unit == "ratio" else axes.get_ylim()[0]
    axes.set_ylim(bottom=max(bottom, 0.0))


def _say(row: Row, funnel: Funnel) -> str:
    value = show_value(row.measured.value, row.measured.unit)
    centre = show_rounded(funnel.centre, row.measured.unit)
    return f"{row.kpi.name}: {value} around a peer median of {centre}, {FINDING[funnel.place()]}."


def _legend(funnel: Funnel) -> str:
    dots = "Circles: invented peers." if funnel.points else "No single peer is drawn."
    return (
        "Lines: within them chance alone scatters firms that are all alike, 95 % (solid) and "
        f"99.8 % (dashed) of the time; the less a firm has to count, the wider. {dots}"
    )
