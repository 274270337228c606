"""Charts: drawn numbers equal the audit's, the finding heads them, invented data are marked."""

from __future__ import annotations

import base64
import importlib
import re
from dataclasses import dataclass, field
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from matplotlib.textpath import TextPath

import cxaudit as cx
from cxaudit.display.charts.positions import _say
from cxaudit.display.style import drawing, to_panel

POINTS = 72
CHARTS = ("funnel", "levels", "links", "positions", "prizes")


@dataclass
class Drawn:
    """What the chart handed over, its axes kept for reading."""

    seen: list[Any] = field(default_factory=list)
    beyond: list[str] = field(default_factory=list)

    @property
    def axes(self) -> Any:
        return self.seen[-1].axes[0]

    @property
    def texts(self) -> list[str]:
        return [text.get_text() for text in self.axes.texts]

    @property
    def names(self) -> list[str]:
        return [label.get_text() for label in self.axes.get_yticklabels()]


def beyond(figure: Any) -> list[str]:
    """Return the texts that lie beyond an edge, by the outlines that the SVG is made of."""
    figure.set_dpi(POINTS)
    axes, found = figure.axes[0], []
    for text in axes.texts:
        start = text.get_transform().transform(text.get_position())[0]
        if text.get_ha() == "left" and start + outline(text) > figure.bbox.x1 + 1:
            found.append(text.get_text())
    room = axes.bbox.x0 - axes.yaxis.get_tick_padding()
    found += [label.get_text() for label in axes.get_yticklabels() if outline(label) > room + 1]
    return found


def outline(text: Any) -> float:
    """Return the width of a text's outline in points."""
    path = TextPath((0, 0), text.get_text() or " ", prop=text.get_fontproperties())
    return float(path.get_extents().x1)


@pytest.fixture
def drawn(monkeypatch):
    """Return the figures that charts draw, while they still draw them."""
    kept = Drawn()

    def keep(figure, alt, caption="", *, invented=False):
        kept.seen.append(figure)
        panel = to_panel(figure, alt, caption, invented=invented)
        kept.beyond = beyond(figure)
        return panel

    for name in (*CHARTS, "series"):
        module = importlib.import_module(f"cxaudit.display.charts.{name}")
        monkeypatch.setattr(module, "to_panel", keep)
    return kept


def pictures(panel) -> list[tuple[str, str]]:
    """Return alternative text and SVG of every picture of a panel."""
    found = re.findall(r'<img alt="([^"]*)" src="data:image/svg\+xml;base64,([^"]+)">', panel.html)
    return [(unescape(alt), base64.b64decode(data).decode()) for alt, data in found]


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_headed_by_its_finding_which_is_its_alternative_text(demo_audit, name):
    panel = getattr(cx.show, name)(demo_audit)
    ((alt, svg),) = pictures(panel)
    assert alt.endswith(".")
    assert f'<p class="cx-figure-head">{alt}</p>' in unescape(panel.html)
    assert panel.text == f"[figure] {alt}"
    assert "<script" not in svg
    assert not re.search(r'(href|src)="(?!#)', svg)


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_of_an_invented_firm_says_so_on_itself(demo_audit, drawn, name):
    getattr(cx.show, name)(demo_audit)
    assert drawn.axes.get_title(loc="right") == "invented data"


@pytest.mark.parametrize("name", ["funnel", "levels", "links", "prizes"])
def test_a_chart_of_any_other_firm_does_not(small_audit, drawn, name):
    getattr(cx.show, name)(small_audit)
    assert drawn.axes.get_title(loc="right") == ""


def test_positions_among_invented_peers_say_so_though_the_firm_is_real(small_audit, drawn):
    panel = cx.show.positions(small_audit)
    assert drawn.axes.get_title(loc="right") == "invented data"
    assert pictures(panel)[0][0].startswith("Beside invented peers, for demonstration: ")


@pytest.mark.parametrize("firm", ["demo_audit", "small_audit", "empty_audit"])
@pytest.mark.parametrize("name", CHARTS)
def test_no_text_of_a_chart_runs_off_the_picture(request, drawn, firm, name):
    audit = request.getfixturevalue(firm)
    getattr(cx.show, name)(audit)
    if not drawn.seen:
        assert (name, firm) == ("positions", "empty_audit")
        return
    assert drawn.beyond == []


def test_the_funnel_draws_what_is_proved_and_what_is_declared_beyond_it(demo_audit, drawn):
    cx.show.funnel(demo_audit)
    proved, declared = demo_audit.readiness.funnel, demo_audit.readiness.funnel_declared
    steps = list(proved)
    widths = [bar.get_width() for bar in drawn.axes.patches]
    assert widths[0::2] == [declared[step] for step in steps]
    assert widths[1::2] == [proved[step] for step in steps]
    said = [int(text.split()[0]) for text in drawn.texts]
    assert said == [proved[step] for step in steps]


def test_levels_draw_a_ring_where_people_stand_and_a_dot_where_evidence_does(demo_audit, drawn):
    cx.show.levels(demo_audit)
    rows = [row for row in demo_audit.scorecard.rows if row.is_audited]
    lines = drawn.axes.lines
    rings = [line.get_xdata()[0] for line in lines if line.get_markersize() == 8]
    dots = [line.get_xdata()[0] for line in lines if line.get_markersize() == 5]
    assert rings == [row.declared_level for row in rows]
    assert dots == [row.evidenced_level for row in rows]
    assert [name.split()[0] for name in drawn.names] == [row.kpi.code for row in rows]


def test_links_print_the_five_scores_of_every_applicable_kpi(demo_audit, drawn):
    cx.show.links(demo_audit)
    rows = [row for row in demo_audit.scorecard.rows if row.is_audited]
    assert len(drawn.texts) == 5 * len(rows)
    spans = [span for row in rows for span in row.readiness.evidenced.steps.values()]
    for text, span in zip(drawn.texts, spans, strict=True):
        ends = [float(end) for end in text.split(" – ")]
        assert ends[0] == pytest.approx(float(span.low), abs=0.0051)
        assert ends[-1] == pytest.approx(float(span.high), abs=0.0051)


def test_positions_are_drawn_in_the_good_direction_and_best_first(demo_audit, drawn):
    cx.show.positions(demo_audit)
    by_code = {row.kpi.code: row for row in demo_audit.scorecard.rows}
    bars = [line.get_xdata() for line in drawn.axes.lines if line.get_linewidth() == 5]
    codes = [name.split()[0] for name in drawn.names]
    for code, (left, right) in zip(codes, bars, strict=True):
        position = by_code[code].benchmark.position
        if by_code[code].kpi.better == "lower":
            assert (left, right) == (100 - position.high, 100 - position.low)
        else:
            assert (left, right) == (position.low, position.high)
    ranked = [sum(bar) for code, bar in zip(codes, bars, strict=True)
              if by_code[code].kpi.better != "band"]  # fmt: skip
    assert ranked == sorted(ranked, reverse=True)


@pytest.mark.parametrize(
    ("chances", "words"),
    [
        ([0.95, 0.9, 0.5, 0.1], "2 of 4 figures are {better}, 1 clearly worse."),
        ([0.95, 0.5], "1 of 2 figures is {better}, none clearly worse."),
        ([0.5, 0.5, None], "none of 2 figures are {better}, none clearly worse."),
        ([None], "no figure among the peers has a good side."),
    ],
)  # fmt: skip
def test_the_head_of_positions_counts_only_figures_that_have_a_good_side(chances, words):
    rows = [
        SimpleNamespace(benchmark=SimpleNamespace(position=SimpleNamespace(p_better=chance)))
        for chance in chances
    ]
    assert _say(rows) == words.format(better="clearly better than the peer median")


def test_prizes_are_those_of_the_ordered_actions(demo_audit, drawn):
    cx.show.prizes(demo_audit)
    prizes = [float(action.prize) for action in demo_audit.scorecard.actions][:12]
    assert [bar.get_width() for bar in drawn.axes.patches] == prizes
    assert prizes == sorted(prizes, reverse=True)


def test_a_series_draws_each_quarter_in_per_cent(small_audit, drawn):
    panel = cx.show.series(small_audit, "email_open_rate")
    line = next(line for line in drawn.axes.lines if line.get_marker() == "o")
    # mails of 2025: 80 of 200; 30 + 100 of 100 + 400; 150 of 300; 40 of 200 without the test send
    assert list(line.get_ydata()) == pytest.approx([40, 26, 50, 20])
    assert [label.get_text() for label in drawn.axes.get_xticklabels()][-1] == "Q4\n2025"
    # 40, 26, 50 and 20 % of some hundreds each lie further apart than chance would have them
    assert "down in Q2 2025, up in Q3 2025, down in Q4 2025; 20.0% in the newest" in panel.text


def test_dollar_signs_in_a_label_are_no_mathematics():
    with drawing(2, 1) as (figure, axes):
        axes.set_title("$x$ and $y$")
        panel = to_panel(figure, "cost $5 or $6 <b>")
    ((alt, svg),) = pictures(panel)
    assert alt == "cost $5 or $6 <b>"
    assert "<b>" not in panel.html
    assert "<!-- $x$ and $y$ -->" in svg


def test_the_same_audit_draws_the_same_bytes(demo_audit):
    assert cx.show.funnel(demo_audit).html == cx.show.funnel(demo_audit).html
