"""Beside the peers and beside what is published: no blank without its rule, no source unnamed."""

from __future__ import annotations

from dataclasses import replace

import pytest

import cxaudit as cx
from cxaudit.benchmark.disclosure import pick_peers, to_statistics
from cxaudit.display.tables.standing import _half_cell, _median_cell
from tests.benchmark.builders import AS_OF, KPI, make_pool

SILENT_THIRTEEN = {11, 12, 13, 14, 16, 19, 20, 21, 22, 23, 24, 27, 28}
TOO_WEAK = {2, 5, 6}


def cells(values, average="median"):
    peers = to_statistics(pick_peers(make_pool(values), KPI, "headline", as_of=AS_OF), "fraction",
                          average)  # fmt: skip
    rules = dict(peers.withheld)
    return _median_cell(peers, rules, "fraction").text, _half_cell(peers, rules, "fraction").text


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([0.1, 0.2, 0.3, 0.4, 0.5], ("none (D1)", "")),
        ([0.1, 0.2, 0.3, 0.4, 0.5, 0.6], ("35%", "needs 11 firms (D2)")),
        ([n / 100 for n in range(10, 32, 2)], ("20%", "14% to 26%")),
    ],
)
def test_what_is_not_shown_of_the_peers_names_its_rule(values, shown):
    assert cells(values) == shown


def test_the_mean_stands_beside_the_median_only_where_the_firm_reads_the_average_so():
    assert cells([0.1, 0.2, 0.2, 0.3, 0.3, 0.3], "mean")[0] == "25% (mean 23%)"  # 1.4 / 6
    assert cells([0.2] * 5 + [0.5], "mean")[0] == "20% (mean withheld, D4)"


def test_the_table_of_peers_names_source_vintage_kind_and_rules(small_audit):
    text = cx.show.peers(small_audit).text
    assert "all firms assessed by themselves; invented demo pool, vintage 2025-Q3" in text
    assert "invented firms, for demonstration" in text
    assert "Hyndman-Fan type 8" in text and "Rules of disclosure: version 2" in text


def test_the_silence_of_the_public_is_listed_with_what_stands_in_its_place(small_audit):
    text = cx.show.published(small_audit).text
    said = text[text.index("Where nothing that is published") :]
    codes = {row.kpi.code for row in small_audit.scorecard.rows if row.is_audited}
    wanted = codes & {f"K{n:02}" for n in SILENT_THIRTEEN | TOO_WEAK}
    assert wanted and {code for code in codes if f"{code}:" in said or f"{code}," in said} == wanted
    assert "no trustworthy public figure; in its place: " in said


def test_values_of_grade_c_are_shown_on_request_with_what_keeps_them_apart(small_audit):
    plain, asked = cx.show.published(small_audit), cx.show.published(small_audit, grades="BC")
    grades = [
        {line.split(" | ")[-1] for line in panel.text.splitlines() if line.count(" | ") == 5}
        - {"grade"}
        for panel in (plain, asked)
    ]
    assert grades == [{"B"}, {"B", "C"}]
    assert "expired on" in asked.text and "expired on" not in plain.text


def test_a_firm_without_a_figure_is_not_told_that_it_failed_to_contribute(small_audit):
    text = cx.show.unknown(small_audit).text
    assert "no figure to place" in text and "rule D9" not in text


def test_money_beside_a_met_target_is_explained_under_the_scorecard(small_audit):
    from cxaudit.value import MET_BY_MEDIAN

    assert MET_BY_MEDIAN not in cx.show.scorecard(small_audit).text
    rows = small_audit.scorecard.rows
    late = replace(rows[19].value, wording=f"{MET_BY_MEDIAN}; by formula")
    card = replace(small_audit.scorecard,
                   rows=(*rows[:19], replace(rows[19], value=late), *rows[20:]))  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(small_audit.__dict__, "scorecard", card)
        assert f"K20: {MET_BY_MEDIAN}." in cx.show.scorecard(small_audit).text


def test_the_part_that_a_target_judges_has_a_line_of_its_own_beside_its_peers(small_audit):
    lines = cx.show.peers(small_audit).text.splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("K27"))
    assert lines[at + 1].startswith("judged: mean age of the live relationships | ")
    assert lines[at + 1].split(" | ")[2].endswith(" years") and "11–19" in lines[at + 1]
