"""How answers become one judged criterion (sections 2, 6 and 7 of the maturity model)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from cxaudit.readiness import KpiSupply, MachineFinding, assess, to_supply_systems
from tests.readiness.firm_of_six import AS_OF, CRITERIA, Entry, State, answer, assess_one

KPI = "email_open_rate"
IMPORTED = {KPI: KpiSupply(imported=True)}
FED = {KPI: KpiSupply(systems=("crm", "mail"))}
FINDING = MachineFinding(
    Fraction(3, 5), Fraction(1, 2), "filled cells", "content_stat, 40 rows", "60 % are filled",
    "fill delivered on 16 more rows", "ab12",
)  # fmt: skip


def judged(answers, link="trust", criterion="joins", **more):
    """Return the judged criterion as (declared low, high, evidenced low, high), and itself."""
    row = assess_one(answers, **more).kpis[0]
    found = next(c for c in row.criteria if (c.link, c.criterion) == (link, criterion))
    spans = (found.declared.low, found.declared.high, found.evidenced.low, found.evidenced.high)
    return tuple(map(float, spans)), found


def joins(value, **more):
    return answer("trust", "joins", value, **({"kpi_id": KPI} | more))


@pytest.mark.parametrize(
    ("grade", "proved"), [("E0", 0), ("E1", 0), ("E2", 0.5), ("E3", 0.5)]
)  # fmt: skip
def test_only_inspected_or_tested_evidence_proves_an_answer(grade, proved):
    assert judged([joins(0.5, evidence=grade)])[0] == (0.5, 0.5, proved, proved)


def test_where_an_export_was_imported_only_a_test_proves_a_data_criterion():
    assert judged([joins(1, evidence="E2")], supply_systems=IMPORTED)[0] == (1, 1, 0, 0)
    assert judged([joins(1, evidence="E3")], supply_systems=IMPORTED)[0] == (1, 1, 1, 1)


def test_the_second_persons_run_stays_with_people_even_where_an_export_was_imported():
    told = [answer("compute", "reproducible", 1, kpi_id=KPI)]
    assert judged(told, "compute", "reproducible", supply_systems=IMPORTED)[0] == (1, 1, 1, 1)


def test_an_explicit_evidenced_value_stands_beside_the_declared_one():
    assert judged([joins(1, evidenced=0.25)])[0] == (1, 1, 0.25, 0.25)


def test_an_explicit_evidenced_value_needs_a_grade_that_proves():
    assert judged([joins(1, evidenced=0.5, evidence="E1")])[0] == (1, 1, 0, 0)


def test_an_unanswered_criterion_is_unknown_in_both_levels():
    for told in ([], [joins(None)], [joins(None, evidenced=1, evidence="E3")]):
        assert judged(told)[0] == (0, 1, 0, 1)


def test_an_answer_to_confirm_is_no_answer_yet():
    assert judged([joins(1, to_confirm=True)])[0] == (0, 1, 0, 1)
    notes = assess_one([joins(1, to_confirm=True)]).notes
    assert any("wait to be confirmed" in note for note in notes)


@pytest.mark.parametrize(
    ("evidence_on", "proved"),
    [(date(2024, 12, 31), 1), (date(2024, 12, 30), 0), (None, 1), (date(2020, 1, 1), 0)],
)
def test_evidence_older_than_twelve_months_drops_one_grade(evidence_on, proved):
    spans, found = judged([joins(1, evidence="E2", evidence_on=evidence_on)])
    assert spans == (1, 1, proved, proved)
    assert found.stale == (proved == 0)


def test_evidence_of_an_unknown_day_is_as_old_as_the_day_it_was_received():
    old, new = date(2024, 12, 30), date(2024, 12, 31)
    assert judged([joins(1, received_on=old)])[1].stale
    assert not judged([joins(1, received_on=new)])[1].stale
    assert not judged([joins(1, evidence_on=new, received_on=old)])[1].stale


def test_a_stale_test_counts_as_inspected():
    spans, found = judged([joins(1, evidence="E3", evidence_on=date(2024, 1, 1))])
    assert spans == (1, 1, 1, 1) and found.grade == "E2"


def test_the_kpis_own_answer_beats_its_systems_which_beats_the_firms():
    firm, system, own = joins(0.25, kpi_id=None), joins(0.5, kpi_id=None, system="crm"), joins(1)
    one_system = {KPI: KpiSupply(systems=("crm",))}
    assert judged([firm], supply_systems=one_system)[1].origin == "firm"
    assert judged([firm, system], supply_systems=one_system)[0] == (0.5, 0.5, 0.5, 0.5)
    assert judged([firm, system, own], supply_systems=one_system)[0] == (1, 1, 1, 1)


def test_a_kpi_fed_by_several_systems_takes_the_lowest():
    told = [joins(1, kpi_id=None, system="crm"), joins(0.25, kpi_id=None, system="mail")]
    assert judged(told, supply_systems=FED)[0] == (0.25, 0.25, 0.25, 0.25)


def test_a_silent_system_among_several_leaves_the_low_end_open():
    told = [joins(1, kpi_id=None, system="crm")]
    assert judged(told, supply_systems=FED)[0] == (0, 1, 0, 1)
    told.append(joins(0.5, kpi_id=None))
    assert judged(told, supply_systems=FED)[0] == (0.5, 0.5, 0.5, 0.5)


def test_an_answer_for_a_system_that_feeds_nothing_is_reported():
    notes = assess_one([joins(1, kpi_id=None, system="crmm")], supply_systems=FED).notes
    assert any("crmm reach no KPI" in note for note in notes)


def test_respondents_who_differ_make_a_span_until_somebody_settles_it():
    told = [joins(0.25, respondent="head of sales"), joins(1, respondent="analyst")]
    spans, found = judged(told)
    assert spans == (0.25, 1, 0.25, 1) and found.disagree
    told.append(joins(0.5, respondent="auditor", adjudicates=True))
    spans, found = judged(told)
    assert spans == (0.5, 0.5, 0.5, 0.5) and not found.disagree
    assert found.why.endswith("settled by auditor")


def test_the_same_answer_twice_is_no_disagreement():
    told = [joins(0.5, respondent="a"), joins(0.5, respondent="b", evidence="E0")]
    spans, found = judged(told)
    assert spans == (0.5, 0.5, 0, 0.5) and not found.disagree and found.grade == "E0"


def test_a_criterion_that_is_not_applicable_leaves_the_mean():
    told = [answer("use", c, 1, kpi_id=KPI) for c in ("compared", "reviewed")]
    told += [answer("use", "acted", 0.5, kpi_id=KPI)]
    told += [answer("use", "effect", "na", kpi_id=KPI, reason_code="not_relevant")]
    firm = assess_one(told)
    assert firm.kpis[0].evidenced.steps["use"].low == Fraction(5, 6)
    assert firm.benchmarkable


def test_a_second_criterion_that_is_not_applicable_counts_as_unknown():
    told = [answer("use", c, 1, kpi_id=KPI) for c in ("compared", "reviewed")]
    told += [answer("use", c, "na", kpi_id=KPI, reason_code="other") for c in ("acted", "effect")]
    firm = assess_one(told)
    span = firm.kpis[0].evidenced.steps["use"]
    assert (span.low, span.high) == (Fraction(2, 3), 1)
    assert not firm.benchmarkable


def test_a_step_without_any_applicable_criterion_is_unknown():
    told = [answer("use", c, "na", kpi_id=KPI, reason_code="other") for c in CRITERIA["use"]]
    span = assess_one(told).kpis[0].evidenced.steps["use"]
    assert (span.low, span.high) == (0, 1)


def test_not_applicable_against_a_value_does_not_stand():
    told = [joins("na", respondent="a", reason_code="other"), joins(0.5, respondent="b")]
    spans, found = judged(told)
    assert spans == (0.5, 0.5, 0.5, 0.5) and found.disagree and found.status == "answered"


def test_a_test_on_the_data_overrules_what_people_proved_and_keeps_what_they_declared():
    evidence = {KPI: {("trust", "joins"): FINDING}}
    spans, found = judged([joins(1)], machine_evidence=evidence)
    assert spans == (1, 1, 0.5, 0.5)
    assert (found.grade, found.origin, found.why) == ("E3", "kpi", "60 % are filled")


def test_a_test_on_the_data_stands_for_an_answer_that_nobody_gave():
    spans, found = judged([], machine_evidence={KPI: {("trust", "joins"): FINDING}})
    assert spans == (0.5, 0.5, 0.5, 0.5)
    assert (found.origin, found.status) == ("export", "answered")


def test_a_test_on_the_data_does_not_bring_back_what_is_not_applicable():
    told = [joins("na", reason_code="not_relevant")]
    found = judged(told, machine_evidence={KPI: {("trust", "joins"): FINDING}})[1]
    assert found.status == "not_applicable"


def test_more_than_two_fifths_not_applicable_is_not_benchmarkable():
    kpis = [Entry(f"kpi_{n:02}") for n in range(28)]
    for absent, wanted in ((11, True), (12, False)):  # 40 % of 28 is 11.2
        states = {
            k.kpi_id: State("not_applicable" if n < absent else "applies")
            for n, k in enumerate(kpis)
        }
        assert assess(kpis, states, [], {}, {}, AS_OF).benchmarkable == wanted


def test_supply_names_the_systems_whose_tables_a_kpi_needs():
    found = to_supply_systems(
        {"rfp_success_rate": {"pursuit": ()}, KPI: {"content_stat": ()}},
        {"crm": ["pursuit", "client"], "other": ["pursuit"], "mail": ["content_stat"]},
        {"content_stat"},
    )
    assert found["rfp_success_rate"] == KpiSupply(("crm", "other"), imported=False)
    assert found[KPI] == KpiSupply(("mail",), imported=True)
