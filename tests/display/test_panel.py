"""Panels: client text comes out literal, tables carry their caption and scopes."""

from __future__ import annotations

import pytest

from cxaudit.display.panel import (
    Cell,
    Panel,
    show_cards,
    show_list,
    show_prose,
    show_table,
    show_tag,
)

HOSTILE = '<script>alert(1)</script> $x$ =1+1 "quoted" & {{ 7*7 }} <img src=x onerror=y>'
ESCAPED = (
    "&lt;script&gt;alert(1)&lt;/script&gt; $x$ =1+1 &quot;quoted&quot; &amp; {{ 7*7 }} "
    "&lt;img src=x onerror=y&gt;"
)


@pytest.mark.parametrize(
    "panel",
    [
        show_table(HOSTILE, [HOSTILE, "b"], [[HOSTILE, Cell(HOSTILE, title=HOSTILE)]]),
        show_table("c", ["a", "b"], [[HOSTILE], ["x", "y"]], note=HOSTILE),
        show_prose(HOSTILE),
        show_list([HOSTILE]),
        show_cards([(HOSTILE, HOSTILE, HOSTILE)]),
        Panel(show_tag(HOSTILE, "yes")),
    ],
)
def test_text_is_escaped_wherever_it_stands(panel):
    assert ESCAPED in panel.html
    assert "<script" not in panel.html
    assert "<img" not in panel.html


def test_a_table_has_a_caption_scoped_heads_and_a_name_for_its_scroller():
    html = show_table("Rows set aside", ["file", "#rows"], [["a.csv", 3]]).html
    assert "<caption>Rows set aside</caption>" in html
    assert '<th scope="col">file</th>' in html
    assert '<th scope="col" class="cx-number">rows</th>' in html
    assert '<th scope="row">a.csv</th>' in html
    assert '<td class="cx-number">3</td>' in html
    assert 'tabindex="0" role="group" aria-label="Rows set aside"' in html


def test_a_row_of_one_cell_heads_a_section_over_the_whole_width():
    html = show_table("c", ["a", "b", "c"], [["Marketing"], ["x", "y", "z"]]).html
    assert '<th scope="rowgroup" colspan="3">Marketing</th>' in html


def test_a_row_that_does_not_fit_its_columns_is_our_own_fault():
    with pytest.raises(ValueError, match="zip"):
        show_table("c", ["a", "b"], [["x", "y", "z"]])


def test_a_panel_has_a_plain_text_twin():
    panel = show_table("Figures", ["KPI", "#n"], [["K01", 5]], note="One row.")
    bundle, metadata = (panel + Panel("", "", {"seen": 1}))._repr_mimebundle_()
    assert bundle["text/plain"] == "Figures\nKPI | n\nK01 | 5\nOne row."
    assert metadata == {"seen": 1}


def test_nothing_to_say_is_an_empty_panel():
    assert show_prose("", "").html == ""
    assert show_list([]).html == ""
