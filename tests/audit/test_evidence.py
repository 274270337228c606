"""Machine evidence: only KPIs that imports feed, each test explaining itself."""

from __future__ import annotations

from fractions import Fraction

from cxaudit.audit.feeding import fed_needs, is_fed
from cxaudit.maturity import load_maturity
from cxaudit.readiness import Untested
from tests.small_firm import make_client, open_small


def test_a_kpi_that_no_import_feeds_has_no_evidence(small):
    fed = {small.kpis[kpi_id].code for kpi_id in small.evidence}
    assert {"K03", "K04", "K16", "K18", "K20", "K26", "K28"} <= fed
    assert not fed & {"K01", "K02", "K09", "K12", "K15", "K22", "K24"}


def test_an_empty_audit_proves_nothing(tmp_path):
    assert open_small(make_client(tmp_path / "book", tables=[])).evidence == {}


def test_a_kpi_may_be_fed_through_a_fallback(small):
    tenure = small.kpis["client_tenure_years"]
    assert is_fed(small, tenure)
    assert "mandate" in fed_needs(small, tenure)


def test_every_test_says_what_it_found_or_why_it_did_not_run(small):
    machine = {
        (n, c) for n, link in load_maturity().links.items() for c, about in link.criteria.items()
        if about.machine
    }  # fmt: skip
    assert len(small.tests) == 28
    for kpi_id, results in small.tests.items():
        assert set(results) == machine
        for ids, result in results.items():
            if isinstance(result, Untested):
                assert result.why and result.to_raise
                assert ids not in small.evidence.get(kpi_id, {})
            else:
                assert small.evidence[kpi_id][ids] is result


def test_a_kpi_without_rows_says_which_it_needs(small):
    results = small.tests["podcast_listens_per_episode"]
    (result,) = set(results.values())
    assert result.why == "no export brought the rows it needs"
    assert "content stat plays" in result.to_raise


def test_a_finding_names_the_files_their_rows_their_days_and_their_hashes(small):
    finding = small.evidence["complaints_per_client"]["trust", "joins"]
    records = {record["file"]: record for record in small.imports}
    named = {source.file: source for source in finding.sources}
    assert set(named) == {"client.csv", "interaction.csv"}
    assert (named["client.csv"].rows, named["interaction.csv"].rows) == (6, 3)
    for name, source in named.items():
        assert records[name]["content_hash"].startswith(source.hash)
        assert source.hash in finding.hash
        assert source.received_on == "2026-01-05"
    assert (named["interaction.csv"].start, named["interaction.csv"].end) == (
        "2025-03-03", "2025-07-01",
    )  # fmt: skip


def test_every_finding_is_of_a_criterion_with_a_machine_test(small):
    links = load_maturity().links
    for found in small.evidence.values():
        for (link, criterion), finding in found.items():
            test = links[link].criteria[criterion].machine
            assert finding.tested == test.about
            assert finding.rows
            assert finding.found
            assert finding.hash


def test_what_is_not_whole_says_what_would_raise_it(small):
    for found in small.evidence.values():
        for finding in found.values():
            assert bool(finding.to_raise) == (finding.evidenced < 1)


def test_a_filled_template_proves_half_of_exportable(small):
    assert small.evidence["email_open_rate"]["capture", "exportable"].evidenced == Fraction(1, 2)


def test_a_figure_that_equals_ours_is_the_strongest_proof(small):
    formula = small.evidence["email_open_rate"]["compute", "formula"]
    assert (formula.evidenced, formula.proves) == (1, "Most or all")
    assert formula.found == "33.3% equals our figure"
    assert small.evidence["email_click_through_rate"]["compute", "formula"].evidenced == 0
    assert (
        ("compute", "formula") not in small.evidence["pitch_win_rate"]
        if ("pitch_win_rate" in small.evidence)
        else True
    )


def test_a_figure_for_the_year_before_proves_that_it_can_be_restated(small):
    assert small.evidence["rfp_success_rate"]["compute", "restatable"].evidenced == 0.5
    # The register begins in 2025: that 2024 has no complaint in it proves nothing.
    assert small.evidence["complaints_per_client"]["compute", "restatable"].evidenced == 0
    assert small.evidence["email_open_rate"]["compute", "restatable"].evidenced == 0


def test_a_figure_of_a_day_is_restated_as_of_a_year_before(small):
    # Of the eight mandates none was funded by the end of 2024: nothing to count.
    found = small.evidence["mandates_products_per_client"]["compute", "restatable"]
    assert (found.rows, found.evidenced) == ("31 Dec 2024", 0)
    assert found.to_raise == "import the rows of 31 Dec 2024 as well"


def test_a_figure_that_nobody_reported_asks_for_it(small):
    found = small.tests["rfp_success_rate"]["compute", "formula"]
    assert found.why == "the firm has reported no figure of its own for it"


def test_the_same_data_carry_the_same_hash(small):
    hashes = {finding.hash for finding in small.evidence["email_open_rate"].values()}
    assert len(hashes) == 1
    assert hashes != {f.hash for f in small.evidence["onboarding_days_pooled"].values()}
