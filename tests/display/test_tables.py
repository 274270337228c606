"""Tables: the numbers shown are the audit's, and an empty client is told what is missing."""

from __future__ import annotations

import re
from collections import Counter

import pytest

import cxaudit as cx
from cxaudit.display.panel import Panel
from cxaudit.display.tables.standing import to_rule
from cxaudit.maturity import load_maturity

OF_ONE_KPI = {
    "criteria",
    "library",
    "proofs",
    "rows",
    "series",
    "slices",
    "strip",
    "uneven",
    "variants",
}
KPI = "email_open_rate"
WITHOUT_IDS = sorted({*cx.show.__all__} - OF_ONE_KPI - {"findings", "profile", "style"})
UNDERSCORED = re.compile(r"\b[a-z]+_[a-z_]+\b")


def show(name: str, audit) -> Panel:
    panel = getattr(cx.show, name)
    return panel(audit, KPI) if name in OF_ONE_KPI else panel(audit)


def line_of(panel: Panel, start: str) -> list[str]:
    """Return the cells of the first line that begins so."""
    line = next(line for line in panel.text.splitlines() if line.startswith(start))
    return line.split(" | ")


@pytest.mark.parametrize("name", cx.show.__all__)
def test_a_client_with_nothing_yet_sees_every_panel_with_something_in_it(empty_audit, name):
    panel = show(name, empty_audit)
    assert panel.html
    assert panel.text
    assert "None" not in re.sub(r"None of 28", "", panel.text)
    assert "nan" not in panel.text.lower().split()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("summary", "No use case has been answered yet"),
        ("funnel", "No use case has been answered"),
        ("figures", "needs e-mail campaigns"),
        ("context", "needs assets under management"),
        ("imports", "Nothing has been imported yet"),
        (
            "requests",
            "Ratings by investment consultants | consultant, grade, rating date, strategy ID",
        ),
        ("requests", "settings | cta positions, portal functions, "),
        ("rows", "There are no rows behind E-mail open rate: no import supplied"),
        ("series", "fewer than two quarters hold a figure"),
        ("positions", "No figure can be placed among peers yet"),
        ("chance", "No figure can be placed among peers"),
        ("targets", "no figure to judge: no import supplied"),
        ("worth", "No amount can be computed yet"),
        ("proofs", "no rows were imported for it, so no test could run"),
    ],
)
def test_a_client_with_nothing_yet_is_told_what_is_missing(empty_audit, name, words):
    assert words in show(name, empty_audit).text


@pytest.mark.parametrize("name", WITHOUT_IDS)
def test_no_panel_of_a_report_names_a_setting_or_a_column_by_id(demo_audit, name):
    shown = re.sub(r"\S+\.(csv|json|xlsx)", "", show(name, demo_audit).text)
    assert UNDERSCORED.findall(shown) == []


def test_figures_are_those_counted_by_hand(small_audit):
    panel = cx.show.figures(small_audit)
    assert line_of(panel, "K03")[1] == "33.3%"
    assert line_of(panel, "K18")[1] == "45.5%"
    assert line_of(panel, "K20")[1:4] == ["45 days", "25 days to 90 days", "12"]
    assert line_of(panel, "K01")[1:5] == ["no data", "", "", "no data"]


def test_exclusions_show_the_figure_before_and_after(small_audit):
    # 405 of 1,205 with the test send, 400 of 1,200 without it
    assert line_of(cx.show.exclusions(small_audit), "K03")[1:] == [
        "test send (1)", "33.6%", "33.3%",
    ]  # fmt: skip


def test_variants_stand_beside_the_definition(small_audit):
    panel = cx.show.variants(small_audit, KPI)
    assert line_of(panel, "the definition")[1] == "33.3%"
    assert line_of(panel, "before the definition's exclusions")[1] == "33.6%"
    assert line_of(panel, "per message sent")[1] == "32.1%"


def test_rows_lead_back_to_the_file_and_its_line(small_audit):
    panel = cx.show.rows(small_audit, KPI)
    cells = dict(zip(line_of(panel, "unit"), line_of(panel, "m1"), strict=True))
    assert (cells["src file"], cells["src row"]) == ("content_stat.csv", "2")
    assert (cells["delivered"], cells["unique opens"]) == ("200", "80")
    assert "6 observations in all" in panel.text


def test_imports_account_for_every_row_and_sum_up(demo_audit):
    panel = cx.show.imports(demo_audit)
    assert len(panel.text.splitlines()) == len(demo_audit.imports) + 4
    total = [int(cell.replace(",", "")) for cell in line_of(panel, "all files")[2:]]
    assert total[0] == sum(total[1:]) == sum(r["rows"]["in"] for r in demo_audit.imports)


def test_folded_imports_keep_the_sums_and_count_the_files(demo_audit):
    folded, plain = cx.show.imports(demo_audit, folded=True), cx.show.imports(demo_audit)
    assert line_of(folded, "all files") == line_of(plain, "all files")
    webinars = [r for r in demo_audit.imports if r["format"] == "zoom__attendee_report"]
    line = line_of(folded, webinars[0]["file"])
    assert line[0].endswith(f"{webinars[-1]['file']} ({len(webinars)} files)")
    assert line[2] == str(sum(r["rows"]["in"] for r in webinars))


def test_the_scorecard_has_28_rows_and_counts_the_verdicts(demo_audit):
    panel = cx.show.scorecard(demo_audit)
    rows = [line for line in panel.text.splitlines() if re.match(r"K\d\d  ", line)]
    assert len(rows) == 28
    met = Counter(row.target.met for row in demo_audit.scorecard.rows if row.is_audited)
    note = (
        f"Targets: {met['yes']} met, {met['no']} missed, {met['unclear']} unclear, "
        f"{met['not_set']} not set."
    )
    assert note in panel.text
    for row in demo_audit.scorecard.rows:
        cells = line_of(panel, f"{row.kpi.code}  ")
        if row.is_audited:
            assert cells[1] == row.value_text
            assert cells[5:7] == [str(row.declared_level), str(row.evidenced_level)]


def test_invented_peers_place_no_figure_of_a_real_firm(small_audit):
    panel = cx.show.scorecard(small_audit)
    assert line_of(panel, "K03")[4] == ""
    assert "The peers at hand are invented, so no position is shown." in panel.text
    assert "so no position is counted" in cx.show.chance(small_audit).text


def test_the_summary_counts_what_the_scorecard_holds(demo_audit):
    text = cx.show.summary(demo_audit).text
    shown = sum(
        row.measured.outcome.is_shown for row in demo_audit.scorecard.rows if row.use_case.in_funnel
    )
    assert f"use cases apply: {demo_audit.readiness.funnel['applicable']} (of 28)" in text
    assert f"have a figure: {shown} " in text
    assert " 0 figures " not in text
    assert len(text.splitlines()) <= 6 + 6


def test_a_rule_that_judges_a_part_names_it(demo_audit):
    tenure = demo_audit.scorecard.row("client_tenure_years")
    assert to_rule(tenure).startswith("mean age of the live relationships: ")


def test_actions_keep_the_order_of_the_audit_and_say_how_many_are_left_out(demo_audit):
    actions = demo_audit.scorecard.actions
    panel = cx.show.actions(demo_audit, 5)
    shown = [line.split(" | ") for line in panel.text.splitlines()[2:7]]
    assert [cells[1].split()[0] for cells in shown] == [a.kpi.code for a in actions[:5]]
    assert f"The first 5 of {len(actions)} moves." in panel.text


def test_findings_say_the_same_thing_of_several_kpis_once_and_leave_no_placeholder(demo_audit):
    panel = cx.show.findings(demo_audit)
    lines = re.findall(r"<li>(.*?)</li>", panel.html)
    assert len(lines) == len(set(lines))
    assert "{" not in panel.html
    assert len(re.findall(r"<h3>", panel.html)) == len(demo_audit.scorecard.findings)


def test_every_proof_short_of_whole_is_counted_though_alike_ones_share_a_line(demo_audit):
    panel = cx.show.proofs(demo_audit)
    short = [
        (row.kpi.code, proof)
        for row in demo_audit.scorecard.rows
        for proof in demo_audit.evidence.get(row.kpi.kpi_id, {}).values()
        if proof.evidenced < 1
    ]
    assert f"{len(short)} tests found less than all" in panel.text
    named = " ".join(panel.text.splitlines()[2:-1])
    assert {code for code, _ in short} <= set(re.findall(r"K\d\d", named))


def test_the_tests_of_one_kpi_say_what_was_tried_on_which_file_and_what_was_found(small_audit):
    panel = cx.show.proofs(small_audit, "K03")
    assert panel.text.startswith("K03 E-mail open rate: 7 of 10 tests could run")
    assert line_of(panel, "Completeness")[2:5] == [
        "6 rows of content stat", "36 of 36 cells filled", "most or all",
    ]  # fmt: skip
    population = line_of(panel, "Population")
    assert population[4:] == [
        "not tested", "Count them on that list and enter the number in notebook 01",
    ]  # fmt: skip
    (record,) = [r for r in small_audit.imports if r["file"] == "content_stat.csv"]
    assert line_of(panel, "content_stat.csv")[1:3] == [record["content_hash"][:12], "6"]


def test_the_ten_tests_are_counted_over_all_figures(demo_audit):
    panel = cx.show.proofs(demo_audit)
    shown = dict(line.split(" | ", 1) for line in panel.text.splitlines()[2:12])
    for (link, name), line in zip(demo_audit.tests[KPI], shown.values(), strict=True):
        results = [results[link, name] for results in demo_audit.tests.values()]
        counts = [int(cell or 0) for cell in line.split(" | ")[1:6]]
        assert sum(counts) == len(results) == 28
        assert counts[0] == sum(getattr(r, "evidenced", None) == 1 for r in results)


def test_the_twenty_criteria_stand_with_what_is_said_and_what_is_proved(small_audit):
    panel = cx.show.criteria(small_audit, KPI)
    assert line_of(panel, "Owner")[1:5] == ["1.00", "1.00", "E2", "this figure's own"]
    assert line_of(panel, "Owner")[5] == "Inspected on 30 Nov 2025"
    assert line_of(panel, "Joins")[1:5] == ["0.00 to 1.00", "0.00 to 1.00", "", "nobody yet"]
    assert line_of(panel, "Joins")[5:] == [
        "Nobody has answered. Not tested: nothing it counts carries a key to a client or campaign "
        "in another file",
        "Answer the question about joins with 'not applicable', unless the figure needs a key",
    ]  # fmt: skip
    assert line_of(panel, "Exportable")[1:5] == [
        "0.50", "0.50", "E3", "nobody; found on the export",
    ]  # fmt: skip
    heads = [line for line in panel.text.splitlines() if line.startswith("Capture: ")]
    assert heads == ["Capture: said 0.13 to 0.63, proved 0.13 to 0.63, the first link to break"]


def test_a_figure_that_does_not_apply_has_no_criteria(small_audit):
    panel = cx.show.criteria(small_audit, "podcast_listens_per_episode")
    assert panel.text.endswith("not applicable.")


def test_the_firm_stands_with_its_bounds_and_what_the_next_stage_waits_for(demo_audit):
    ready = demo_audit.readiness
    panel = cx.show.firm_level(demo_audit)
    stage, index = line_of(panel, "Stage"), line_of(panel, "Chain index")
    assert stage[1] == f"{ready.stage_low} {ready.stage_name}"
    assert (
        "% is asked" in stage[4] and f"stage {ready.stage_low + 1} waits".capitalize() in stage[4]
    )
    assert index[1] == f"{float(ready.index.low):.3f}"
    assert index[2] == f"{float(ready.index.low):.3f} to {float(ready.index.high):.3f}"
    assert line_of(panel, "Confidence")[1] == ready.confidence_grade
    spread = line_of(panel, "All that count")
    assert [int(cell or 0) for cell in spread[1:7]] == list(ready.levels.counts)
    assert spread[7] == str(ready.levels.median)
    for name in ("owner", "goal", "stage"):
        assert sum(sum(d.counts) for d in ready.levels_by[name].values()) == sum(
            ready.levels.counts
        )


def test_every_theme_of_the_catalogue_is_one_of_the_model(small_audit):
    known = {theme.id for theme in load_maturity().answers.theme}
    assert {theme for kpi in small_audit.kpis.values() for theme in kpi.themes} <= known
    assert "Deepen client engagement?" in cx.show.use_cases(small_audit).text


def test_published_values_show_the_value_and_link_plainly_to_their_source(small_audit):
    panel = cx.show.published(small_audit)
    row = small_audit.scorecard.row(KPI)
    value = next(v for v in row.benchmark.published if v.use == "beside")
    assert line_of(panel, "K03")[2] == f"{value.value:.0%}"
    assert f'<a href="{value.url}" rel="noreferrer">' in panel.html
