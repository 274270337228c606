"""The graph of impact: whole, in columns, nothing hidden, and today's outcomes on it."""

from __future__ import annotations

import base64
import re
from itertools import pairwise

import pytest
from matplotlib.textpath import TextPath

import cxaudit as cx
from cxaudit.catalogue import load_catalogue
from cxaudit.display.charts import impact
from cxaudit.display.charts.impact import STAGES, Seen, to_lines, to_links, to_stage
from cxaudit.display.charts.layers import to_layout
from cxaudit.display.style import drawing, to_panel

KPIS = load_catalogue()
LINKS = to_links(KPIS)


@pytest.fixture
def drawn(monkeypatch):
    """Return the axes of the graph that was drawn last."""
    kept = []

    def keep(figure, alt, caption="", *, invented=False):
        kept.append(figure.axes[0])
        return to_panel(figure, alt, caption, invented=invented)

    monkeypatch.setattr(impact, "to_panel", keep)
    return kept


def test_all_thirty_hang_together_in_one_graph():
    near = {kpi_id: set() for kpi_id in KPIS}
    for one, other in LINKS:
        near[one].add(other)
        near[other].add(one)
    reached, waiting = set(), {next(iter(KPIS))}
    while waiting:
        reached |= waiting
        waiting = {far for one in waiting for far in near[one]} - reached
    assert {KPIS[kpi_id].code for kpi_id in KPIS.keys() - reached} == set()


def test_each_pair_is_one_link_whichever_of_the_two_names_it():
    named = {frozenset((k, m)) for k, kpi in KPIS.items() for m in kpi.library.moves_with}
    assert {frozenset(link) for link in LINKS} == named
    assert len(LINKS) == len(named)


def test_columns_lead_from_attention_to_money():
    columns = [[k.code for k in KPIS.values() if to_stage(k) == stage] for stage in STAGES]
    assert columns[0] == ["K01", "K03", "K04", "K08", "K09", "K10"]
    assert columns[-1] == ["K27", "K28", "X1", "X2"]
    stages = [{k.stage for k in KPIS.values() if to_stage(k) == stage} for stage in STAGES]
    assert stages == [{"pre_sale"}] * 4 + [{"post_sale"}, {"post_sale", None}]


# three columns: a and b, then c, then d and e; a-d passes the middle column
SMALL = to_layout([["a", "b"], ["c"], ["d", "e"]], [("d", "a"), ("c", "b"), ("c", "e"), ("e", "d")])


def test_a_link_runs_from_left_to_right_and_keeps_clear_of_the_nodes_it_passes():
    stops = SMALL.routes[("a", "d")]
    assert [column for column, _ in stops] == [0, 1, 2]
    assert abs(stops[1][1] - SMALL.places["c"][1]) > 0.2
    assert {("a", "d"), ("b", "c"), ("c", "e")} < set(SMALL.routes)
    (column,) = set(SMALL.routes) - {("a", "d"), ("b", "c"), ("c", "e")}
    assert sorted(column) == ["d", "e"]
    assert SMALL.places[column[0]][1] < SMALL.places[column[1]][1]


def test_links_do_not_cross_where_they_need_not():
    height = {node: spot[1] for node, spot in SMALL.places.items()}
    middle = SMALL.routes[("a", "d")][1][1]
    assert (height["a"] < height["b"]) == (middle < height["c"]) == (height["d"] < height["e"])


def test_links_of_one_side_end_in_the_order_of_where_they_lead():
    fan = to_layout([["a"], ["x", "y", "z"]], [("a", "x"), ("a", "y"), ("a", "z")])
    ports = fan.ports(0.1)
    ends = sorted((fan.places[far][1], ports[(("a", far), "a")]) for far in "xyz")
    assert all(one[1] < other[1] for one, other in pairwise(ends))
    assert ends[1][1] == pytest.approx(fan.places["a"][1])


def test_the_same_graph_is_laid_out_the_same_way_twice():
    columns = [[k for k, kpi in KPIS.items() if to_stage(kpi) == stage] for stage in STAGES]
    assert to_layout(columns, LINKS) == to_layout(columns, LINKS)
    spots = list(to_layout(columns, LINKS).places.values())
    assert len(set(spots)) == len(KPIS)


def test_the_library_alone_is_drawn_without_an_audit(drawn):
    panel = cx.show.impact()
    assert panel.text == (
        f"[figure] {len(LINKS)} links join the attention that clients give to the money that "
        "they bring."
    )
    texts = {text.get_text() for text in drawn[-1].texts}
    assert {kpi.code for kpi in KPIS.values()} | set(STAGES.values()) <= texts
    assert "measured" not in texts
    assert drawn[-1].get_title(loc="right") == ""


def test_a_picture_loads_nothing_and_its_finding_is_its_alternative_text(demo_audit):
    panel = cx.show.impact(demo_audit)
    ((alt, data),) = re.findall(
        r'<img alt="([^"]*)" src="data:image/svg\+xml;base64,([^"]+)', panel.html
    )
    assert panel.text == f"[figure] {alt}"
    assert not re.search(r'(href|src)="(?!#)', base64.b64decode(data).decode())


def test_each_figure_in_play_carries_the_mark_of_its_outcome(demo_audit, drawn):
    cx.show.impact(demo_audit)
    axes = drawn[-1]
    out = {k for k, state in demo_audit.states.items() if not state.in_funnel}
    crosses = [line for line in axes.lines if line.get_marker() == "x"]
    shown = {k for k, m in demo_audit.measurements.items() if m.outcome.is_shown} - out
    few = {k for k, m in demo_audit.measurements.items() if str(m.outcome) == "too_few"} - out
    # one more cross explains the mark
    assert len(crosses) == len(KPIS) - len(out) - len(shown) - len(few) + 1
    dashed = [p for p in axes.patches if hasattr(p, "get_boxstyle") and p.get_linestyle() != "-"]
    assert len(dashed) == len(out)
    strong = [p for p in axes.patches if p.get_linewidth() == 1.3]
    assert len(strong) == sum(set(link) <= shown for link in LINKS)
    assert axes.get_title(loc="right") == "invented data"


def seen(*with_figure: str) -> Seen:
    return Seen(frozenset(KPIS), dict.fromkeys(with_figure, "measured"))


def test_the_finding_counts_links_and_names_the_blindest_column():
    said = impact._say(KPIS, LINKS, seen("email_open_rate", "email_click_through_rate"))
    assert said.startswith(f"1 of {len(LINKS)} links from attention to money has a figure at both")
    assert said.endswith("least is known under “Read on the site”, none of 5.")
    whole = impact._say(KPIS, LINKS, seen(*KPIS))
    assert whole == f"All {len(LINKS)} links from attention to money have a figure at both ends."
    assert impact._say(KPIS, LINKS, Seen(frozenset())) == (
        "0 of 0 links from attention to money have a figure at both ends."
    )


def test_names_fit_their_boxes():
    with drawing(impact.WIDTH, impact.HEIGHT) as (figure, axes):
        impact._dress(axes, with_marks=True)
        figure.draw_without_rendering()
        box = axes.transData.transform([(0, 0), (impact.BOX_WIDTH - 0.04, 0)])
        room = (box[1][0] - box[0][0]) * 72 / figure.dpi
        text = axes.text(0, 0, "", size=7)
        for kpi in KPIS.values():
            lines = to_lines(kpi.name)
            assert len(lines) <= 2
            for line in lines:
                path = TextPath((0, 0), line, prop=text.get_fontproperties())
                assert path.get_extents().x1 <= room, line
