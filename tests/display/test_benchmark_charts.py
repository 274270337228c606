"""Charts and words of the benchmark: peers as far as they may be shown, and what is not known."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from types import SimpleNamespace

import pytest

import cxaudit as cx
from cxaudit.display.charts import strip, uneven
from cxaudit.display.style import to_panel


@pytest.fixture
def drawn(monkeypatch):
    """Return the figures that the two charts draw."""
    kept = []

    def keep(figure, alt, caption="", *, invented=False):
        kept.append(figure)
        return to_panel(figure, alt, caption, invented=invented)

    for module in (strip, uneven):
        monkeypatch.setattr(module, "to_panel", keep)
    return kept


def with_peers(audit, kpi_id, **cells):
    """Return the audit as seen by a chart, the peers of one figure changed."""
    rows = [
        replace(row, benchmark=replace(row.benchmark, **cells)) if row.kpi.kpi_id == kpi_id else row
        for row in audit.scorecard.rows
    ]
    return SimpleNamespace(
        scorecard=SimpleNamespace(rows=rows), is_invented=False, has_unlike_peers=False
    )


def texts(drawn):
    """Return the texts on the newest figure, its mark at the right included."""
    axes = drawn[-1].axes[0]
    return [axes.get_title(loc="right"), *(text.get_text() for text in axes.texts)]


RFP = "rfp_sales_conversion_rate"


def real(audit, **cells):
    """Return the shown peers of the RFP wins, as if they were real."""
    (row,) = [row for row in audit.scorecard.rows if row.kpi.kpi_id == RFP]
    return replace(row.benchmark.peers, invented=False, source="peer pool 2025-Q3", **cells)


def test_a_strip_shows_median_middle_half_and_the_firms_interval(small_audit, drawn):
    panel = cx.show.strip(small_audit, RFP)
    (row,) = [row for row in small_audit.scorecard.rows if row.kpi.kpi_id == RFP]
    assert f"median {row.benchmark.peers.median:.0%}" in texts(drawn)
    assert "45.5%" in panel.text  # 5 of 11
    for said in ("20–28 other firms", "vintage 2025-Q3", "invented firms", "invented data"):
        assert said in unescape(panel.html) + " ".join(texts(drawn)), said


def test_a_strip_of_few_peers_says_that_quartiles_are_not_known(small_audit, drawn):
    few = real(small_audit, n_band="6-10", q1=None, q3=None)
    panel = cx.show.strip(with_peers(small_audit, RFP, peers=few), RFP)
    assert "quartiles need 11 other firms (rule D2)" in panel.html
    assert "6–10 other firms" in panel.html and "real firms" in panel.html
    assert "invented" not in panel.html


def test_where_nothing_may_be_shown_no_strip_and_no_funnel_is_drawn(small_audit, drawn):
    closed = real(small_audit, median=None, n_band=None, wording="nothing is shown: too few")
    seen = with_peers(small_audit, RFP, peers=closed, funnel=None)
    assert "no strip is drawn" in cx.show.strip(seen, RFP).text
    assert "no funnel is drawn; nothing is shown" in cx.show.uneven(seen, RFP).text
    assert not drawn


def test_a_funnel_draws_invented_peers_and_never_real_ones(small_audit, drawn):
    (row,) = [row for row in small_audit.scorecard.rows if row.kpi.kpi_id == RFP]
    panel = cx.show.uneven(small_audit, RFP)
    assert row.benchmark.funnel.points and "Circles: invented peers." in panel.html
    bare = replace(row.benchmark.funnel, points=())
    panel = cx.show.uneven(with_peers(small_audit, RFP, peers=real(small_audit), funnel=bare), RFP)
    dots = [line for line in drawn[-1].axes[0].lines if line.get_marker() == "o"]
    assert [len(line.get_xdata()) for line in dots] == [0, 1]
    assert "No single peer is drawn." in panel.html and "real firms" in panel.html


def test_what_cannot_be_known_is_counted(small_audit):
    """The demo pool has one such figure of those that apply; one more is added here."""
    few = real(small_audit, n_band="6-10", q1=None, q3=None)
    said = cx.show.unknown(with_peers(small_audit, RFP, peers=few)).text
    assert "For 2 figures the median is all that is known: with 6 to 10 other firms" in said
    assert "takes 11 (rule D2)" in said
    assert "the best and the worst firm" in said
