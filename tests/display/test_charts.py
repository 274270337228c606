"""Charts: drawn numbers equal the audit's, the finding heads them, invented data are marked."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from html import unescape
from itertools import combinations
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import pytest
from matplotlib.textpath import TextPath
from matplotlib.transforms import Bbox

import cxaudit as cx
from cxaudit.display.charts import series
from cxaudit.display.charts.positions import _say
from cxaudit.display.picture import Bar, Dot, Line, Picture, Words
from cxaudit.display.style import drawing, to_panel

CHARTS = ("funnel", "levels", "links", "positions", "prizes")


@dataclass
class Drawn:
    """The pictures that charts made: rows with marks, or a figure of matplotlib's."""

    seen: list[Any] = field(default_factory=list)

    def marks(self, kind: type) -> list[Any]:
        """Return the marks of a kind on the newest picture, in the order they were drawn."""
        return [mark for mark in self.seen[-1].marks if isinstance(mark, kind)]

    @property
    def texts(self) -> list[str]:
        return [words.text for words in self.marks(Words)]

    @property
    def names(self) -> list[str]:
        return [name for _, name in self.seen[-1].names]


@pytest.fixture
def drawn(monkeypatch):
    """Return what charts draw, while they still draw it."""
    kept, draw = Drawn(), Picture.to_panel

    def keep_picture(picture, alt, caption="", *, invented=False):
        kept.seen.append(picture)
        return draw(picture, alt, caption, invented=invented)

    def keep_figure(figure, alt, caption="", *, invented=False):
        kept.seen.append(figure)
        return to_panel(figure, alt, caption, invented=invented)

    monkeypatch.setattr(Picture, "to_panel", keep_picture)
    monkeypatch.setattr(series, "to_panel", keep_figure)
    return kept


def pictures(panel) -> list[tuple[str, str]]:
    """Return alternative text and SVG of every picture of a panel."""
    found = re.findall(r'<img alt="([^"]*)" src="data:image/svg\+xml;base64,([^"]+)">', panel.html)
    return [(unescape(alt), base64.b64decode(data).decode()) for alt, data in found]


def said(panel) -> list[str]:
    """Return the texts of a panel's one picture, as it says them beside their outlines."""
    return [text for text, _ in boxes(panel)]


def boxes(panel) -> list[tuple[str, Bbox]]:
    """Return every text of a panel's one picture and where its outline lies, in points."""
    ((_, svg),) = pictures(panel)
    return [box for element in ElementTree.fromstring(svg) for box in _boxes(element, 0.0)]


def _boxes(element, down):
    numbers = [float(n) for n in re.findall(r"-?[0-9.]+", element.get("transform", ""))]
    text = element.get("aria-label")
    if text is not None:
        x, y, scale, _ = numbers
        path = TextPath((x, -y - down), text, size=scale * 2048, prop={"family": "DejaVu Sans"})
        yield text, path.get_extents()
    elif element.tag.endswith("}g"):
        for inner in element:
            yield from _boxes(inner, down + numbers[1])


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
def test_a_chart_of_an_invented_firm_says_so_on_itself(demo_audit, name):
    assert said(getattr(cx.show, name)(demo_audit)).count("invented data") == 1


@pytest.mark.parametrize("name", ["funnel", "levels", "links", "prizes"])
def test_a_chart_of_any_other_firm_does_not(small_audit, name):
    assert "invented data" not in said(getattr(cx.show, name)(small_audit))


def test_positions_among_invented_peers_say_so_though_the_firm_is_real(small_audit):
    panel = cx.show.positions(small_audit)
    assert "invented data" in said(panel)
    assert pictures(panel)[0][0].startswith("Beside invented peers, for demonstration: ")


@pytest.mark.parametrize("firm", ["demo_audit", "small_audit", "empty_audit"])
@pytest.mark.parametrize("name", CHARTS)
def test_no_text_of_a_chart_runs_off_the_picture_or_over_another(request, drawn, firm, name):
    panel = getattr(cx.show, name)(request.getfixturevalue(firm))
    if not drawn.seen:
        assert (name, firm) == ("positions", "empty_audit")
        return
    (size,) = re.findall(r'viewBox="0 0 ([0-9.]+) ([0-9.]+)"', pictures(panel)[0][1])
    width, height = map(float, size)
    placed = boxes(panel)
    assert len(placed) >= len(drawn.texts) + len(drawn.names)
    off = [text for text, box in placed
           if box.x0 < 0 or box.x1 > width or box.y1 > 0 or box.y0 < -height]  # fmt: skip
    assert off == []
    over = [(one, other) for (one, a), (other, b) in combinations(placed, 2) if a.overlaps(b)]
    assert over == []


def test_the_funnel_draws_what_is_proved_and_what_is_declared_beyond_it(demo_audit, drawn):
    cx.show.funnel(demo_audit)
    proved, declared = demo_audit.readiness.funnel, demo_audit.readiness.funnel_declared
    steps = list(proved)
    assert {bar.start for bar in drawn.marks(Bar)} == {0}
    ends = [bar.end for bar in drawn.marks(Bar)]
    assert ends[0::2] == [declared[step] for step in steps]
    assert ends[1::2] == [proved[step] for step in steps]
    said = [int(text.split()[0]) for text in drawn.texts]
    assert said == [proved[step] for step in steps]


def test_levels_draw_a_ring_where_people_stand_and_a_dot_where_evidence_does(demo_audit, drawn):
    cx.show.levels(demo_audit)
    rows = [row for row in demo_audit.scorecard.rows if row.is_audited]
    rings = [dot.x for dot in drawn.marks(Dot) if dot.edge]
    dots = [dot.x for dot in drawn.marks(Dot) if not dot.edge]
    assert rings == [row.declared_level for row in rows]
    assert dots == [row.evidenced_level for row in rows]
    assert [name.split()[0] for name in drawn.names] == [row.kpi.code for row in rows]


def test_links_print_the_five_scores_of_every_applicable_kpi(demo_audit, drawn):
    cx.show.links(demo_audit)
    rows = [row for row in demo_audit.scorecard.rows if row.is_audited]
    heads, scores = drawn.texts[:5], drawn.texts[5:]
    assert heads == ["Purpose", "Capture", "Trust", "Compute", "Use"]
    spans = [span for row in rows for span in row.readiness.evidenced.steps.values()]
    for text, span in zip(scores, spans, strict=True):
        ends = [float(end) for end in text.split(" – ")]
        assert ends[0] == pytest.approx(float(span.low), abs=0.0051)
        assert ends[-1] == pytest.approx(float(span.high), abs=0.0051)
    frames = {
        (bar.row, round((bar.start + bar.end) / 2, 9)) for bar in drawn.marks(Bar) if bar.edge
    }
    breaks = [row.readiness.evidenced.limiting_link for row in rows]
    columns = {link: column for column, link in enumerate(map(str.casefold, heads))}
    assert frames == {(place, columns[link]) for place, link in enumerate(breaks) if link}


def test_positions_are_drawn_in_the_good_direction_and_best_first(demo_audit, drawn):
    cx.show.positions(demo_audit)
    by_code = {row.kpi.code: row for row in demo_audit.scorecard.rows}
    bars = [(line.begin[0], line.end[0]) for line in drawn.marks(Line) if line.width == 5]
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
    assert [(bar.start, bar.end) for bar in drawn.marks(Bar)] == [(0, prize) for prize in prizes]
    assert prizes == sorted(prizes, reverse=True)


def test_a_series_draws_each_quarter_in_per_cent(small_audit, drawn):
    panel = cx.show.series(small_audit, "email_open_rate")
    line = next(line for line in drawn.seen[-1].axes[0].lines if line.get_marker() == "o")
    # mails of 2025: 80 of 200; 30 + 100 of 100 + 400; 150 of 300; 40 of 200 without the test send
    assert list(line.get_ydata()) == pytest.approx([40, 26, 50, 20])
    assert [label.get_text() for label in drawn.seen[-1].axes[0].get_xticklabels()][
        -1
    ] == "Q4\n2025"
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


@pytest.mark.parametrize("name", CHARTS)
def test_the_same_audit_draws_the_same_bytes(demo_audit, name):
    draw = getattr(cx.show, name)
    assert draw(demo_audit).html == draw(demo_audit).html
