"""How the figures move each other: one graph from attention to money, with today's outcomes."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from cxaudit.audit import Audit
from cxaudit.catalogue import Kpi, load_catalogue
from cxaudit.display.charts.layers import Layout, Link, Spot, to_layout
from cxaudit.display.panel import Panel
from cxaudit.display.style import AMBER, BLUE, GREY, INK, PALE_BLUE, drawing, to_panel
from cxaudit.wording import show_count

STAGES = {
    "feed": "Seen and opened",
    "site": "Read on the site",
    "met": "Recommended, met",
    "bid": "Asked and chosen",
    "served": "Served",
    "money": "Stays and pays",
}
OF_OWNER = {"consultant_relations": "met", "events": "met", "rfp_team": "bid", "sales": "bid"}
WIDTH, HEIGHT = 9.4, 6.0
BOX_WIDTH, BOX_HEIGHT = 0.81, 0.1
LINE = 21
MARKS = {
    "measured": ("o", BLUE, "full", "measured"),
    "indicative": ("o", BLUE, "left", "indicative"),
    "too_few": ("o", BLUE, "none", "too few"),
    "no_data": ("x", AMBER, "full", "no figure"),
}


@dataclass(frozen=True)
class Seen:
    """What is known of each figure: who is in play, and how its figure ended."""

    in_play: frozenset[str]
    outcomes: Mapping[str, str] = field(default_factory=dict)

    def has_figure(self, kpi_id: str) -> bool:
        """Tell whether a figure of one in play stands."""
        return kpi_id in self.in_play and self.outcomes.get(kpi_id) in ("measured", "indicative")


def show_impact(audit: Audit | None = None) -> Panel:
    """Draw what moves with what, leading figures left, lagging ones right.

    With an audit: those in play stand out, each with how its figure ended, and the links with a
    figure at both ends are drawn strong. Without: the library alone.
    """
    kpis = load_catalogue() if audit is None else audit.catalogue
    links = to_links(kpis)
    seen = Seen(frozenset(kpis)) if audit is None else _see(audit)
    columns = [[k for k, kpi in kpis.items() if to_stage(kpi) == stage] for stage in STAGES]
    layout = _lay_out(tuple(map(tuple, columns)), tuple(links))
    with drawing(WIDTH, HEIGHT) as (figure, axes):
        _draw_links(axes, layout, seen)
        for kpi_id, spot in layout.places.items():
            _draw_box(axes, kpis[kpi_id], spot, seen)
        _dress(axes, with_marks=audit is not None)
        invented = audit is not None and audit.is_invented
        said = _say_library(links) if audit is None else _say(kpis, links, seen)
        return to_panel(figure, said, CAPTION, invented=invented)


CAPTION = (
    "A link joins two figures of which the library says that one follows the other or both move "
    "together: an expectation to check, no proof."
)


@cache
def _lay_out(columns: tuple[tuple[str, ...], ...], links: tuple[Link, ...]) -> Layout:
    return to_layout(columns, links)


def to_stage(kpi: Kpi) -> str:
    """Return the column of a figure, from what moves within days to what takes years."""
    if kpi.owner == "marketing":
        return "feed" if "content_stat" in kpi.needs else "site"
    if not kpi.is_kpi or (kpi.goal == "transfer_of_money" and kpi.stage == "post_sale"):
        return "money"
    return OF_OWNER.get(str(kpi.owner), "served")


def to_links(kpis: Mapping[str, Kpi]) -> list[Link]:
    """Return each pair that moves together once, in order of their codes."""
    pairs = {
        (kpi_id, other) if kpi.code < kpis[other].code else (other, kpi_id)
        for kpi_id, kpi in kpis.items()
        for other in kpi.library.moves_with
    }
    return sorted(pairs, key=lambda pair: [kpis[one].code for one in pair])


def _see(audit: Audit) -> Seen:
    kpis = audit.catalogue.values()
    playing = {k.kpi_id for k in kpis if not k.is_kpi or audit.states[k.kpi_id].in_funnel}
    outcomes = {kpi_id: str(m.outcome) for kpi_id, m in audit.measurements.items()}
    return Seen(frozenset(playing), outcomes)


def _draw_links(axes, layout: Layout, seen: Seen) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    kinds = {"M": Path.MOVETO, "L": Path.LINETO, "C": Path.CURVE4}
    ports, beside = layout.ports(BOX_HEIGHT * 0.8), layout.neighbours()
    for link, route in layout.routes.items():
        strong = all(map(seen.has_figure, link))
        if link in beside:
            points, codes = _to_line(route)
        else:
            points, codes = _to_curve(route, ports[(link, link[0])], ports[(link, link[1])])
        path = Path(points, [kinds[code] for code in codes])
        axes.add_patch(PathPatch(
            path, fc="none", ec=BLUE if strong else GREY, lw=1.3 if strong else 0.7,
            alpha=0.8 if strong else 0.55, capstyle="round", zorder=2 if strong else 1,
        ))  # fmt: skip


def _to_line(route: tuple[Spot, ...]) -> tuple[list[Spot], str]:
    """Join two boxes of which one stands under the other."""
    (x, y), (_, end_y) = route
    return [(x, y + BOX_HEIGHT / 2), (x, end_y - BOX_HEIGHT / 2)], "ML"


def _to_curve(route: tuple[Spot, ...], start: float, end: float) -> tuple[list[Spot], str]:
    """Return the points of a link and how they are joined: move, line, curve.

    ``start`` and ``end``: the heights at which it leaves the first box and reaches the last.
    """
    half = BOX_WIDTH / 2
    (x, _), *passed, (end_x, _) = route
    if x == end_x:
        bow = x - half - 0.05 - 0.2 * (end - start)
        return [(x - half, start), (bow, start), (bow, end), (x - half, end)], "MCCC"
    points, codes = [(x + half, start)], "M"
    for at, (next_x, next_y) in enumerate([*passed, (end_x, end)], start=1):
        middle = (points[-1][0] + next_x - half) / 2
        points += [(middle, points[-1][1]), (middle, next_y), (next_x - half, next_y)]
        codes += "CCC"
        if at <= len(passed):
            points.append((next_x + half, next_y))
            codes += "L"
    return points, codes


def _draw_box(axes, kpi: Kpi, spot: Spot, seen: Seen) -> None:
    from matplotlib.patches import FancyBboxPatch

    plays, figure = kpi.kpi_id in seen.in_play, seen.has_figure(kpi.kpi_id)
    x, y = spot[0] - BOX_WIDTH / 2, spot[1] - BOX_HEIGHT / 2
    edge = BLUE if figure else INK if plays else GREY
    axes.add_patch(FancyBboxPatch(
        (x, y), BOX_WIDTH, BOX_HEIGHT, boxstyle="round,pad=0,rounding_size=0.02",
        mutation_aspect=0.16, fc=PALE_BLUE if figure else "white", ec=edge,
        lw=1.1 if plays else 0.8, ls="-" if plays else (0, (3, 2)), zorder=3,
    ))  # fmt: skip
    words = {"color": INK if plays else GREY, "zorder": 4, "ha": "left"}
    axes.text(x + 0.03, y + 0.022, kpi.code, size=8, weight="bold", va="center", **words)
    name = "\n".join(to_lines(kpi.name))
    axes.text(x + 0.03, y + 0.044, name, size=7, va="top", linespacing=1.05, **words)
    if plays and kpi.kpi_id in seen.outcomes:
        outcome = seen.outcomes[kpi.kpi_id]
        _draw_mark(axes, x + BOX_WIDTH - 0.06, y + 0.023, MARKS.get(outcome, MARKS["no_data"]))


def _draw_mark(axes, x: float, y: float, mark: tuple[str, str, str, str]) -> None:
    shape, colour, fill, _ = mark
    axes.plot(x, y, shape, ms=5.5, color=colour, fillstyle=fill, markerfacecoloralt="white",
              mew=1.2, zorder=5)  # fmt: skip


def to_lines(name: str) -> list[str]:
    """Return a name in at most two lines of a box; what stands before a colon is left out."""
    plain = name.rpartition(": ")[2]
    return textwrap.wrap(
        plain[:1].upper() + plain[1:], LINE, max_lines=2, placeholder="…", break_on_hyphens=False
    )


def _dress(axes, *, with_marks: bool) -> None:
    """Name the columns, say which way time runs, and explain the marks where there are some."""
    left, right = -BOX_WIDTH / 2, len(STAGES) - 1 + BOX_WIDTH / 2
    for at, title in enumerate(STAGES.values()):
        axes.text(at, -0.03, title, ha="center", size=8.5, weight="bold", color=INK)
    arrow = {"arrowstyle": "->", "color": GREY, "lw": 0.9}
    axes.annotate("", (right, 1.03), (left, 1.03), arrowprops=arrow)
    words = {"size": 7.5, "color": GREY, "va": "center"}
    axes.text(left, 1.055, "leading: moves within days or weeks", ha="left", **words)
    axes.text(right, 1.055, "lagging: moves over quarters and years", ha="right", **words)
    if with_marks:
        for place, mark in enumerate(MARKS.values()):
            at = left + 0.05 + place * 0.95
            _draw_mark(axes, at, 1.105, mark)
            axes.text(at + 0.07, 1.105, mark[3], ha="left", **words)
        axes.text(right, 1.105, "dashed: does not apply here", ha="right", **words)
    axes.set_xlim(-0.46, len(STAGES) - 0.54)
    axes.set_ylim(1.13 if with_marks else 1.08, -0.06)
    axes.axis("off")


def _say_library(links: Sequence[Link]) -> str:
    joined = show_count(len(links), "link")
    return f"{joined} join the attention that clients give to the money that they bring."


def _say(kpis: Mapping[str, Kpi], links: Sequence[Link], seen: Seen) -> str:
    """Say how much of the chain can be followed today, and where it is blindest."""
    playing = [link for link in links if set(link) <= seen.in_play]
    strong = [link for link in playing if all(map(seen.has_figure, link))]
    if playing and len(strong) == len(playing):
        return f"All {len(playing)} links from attention to money have a figure at both ends."
    head = f"{len(strong)} of {show_count(len(playing), 'link')} from attention to money "
    head += f"{'has' if len(strong) == 1 else 'have'} a figure at both ends"
    stages = {}
    for stage, title in STAGES.items():
        here = [k for k, kpi in kpis.items() if to_stage(kpi) == stage and k in seen.in_play]
        if here:
            stages[title] = (sum(map(seen.has_figure, here)), len(here))
    if not stages:
        return f"{head}."
    title, (has, of) = min(stages.items(), key=lambda pair: pair[1][0] / pair[1][1])
    return f"{head}; least is known under “{title}”, {has or 'none'} of {of}."
