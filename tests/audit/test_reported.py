"""The firm's own figures beside ours; every number counted by hand on the small firm."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cxaudit.audit.causes import is_same, to_neighbours
from cxaudit.audit.reported import compare, to_main
from cxaudit.period import Period
from cxaudit.store import ReportedFigure

YEAR = (date(2025, 1, 1), date(2025, 12, 31))
TWO_YEARS = (date(2024, 1, 1), date(2025, 12, 31))


def claim(audit, kpi_id, value, period=YEAR):
    reported = ReportedFigure(
        kpi_id=kpi_id, period_start=period[0], period_end=period[1], value=value
    )
    return compare(audit, audit.catalogue[kpi_id], reported)


@pytest.fixture(scope="module")
def october(small):
    """Return the small firm as of 10 October: the mail of the 6th is too young to count."""
    return replace(small, file=replace(small.file, profile={**small.file.profile,
                                                            "as_of": "2025-10-10"}))  # fmt: skip


OCTOBER = (date(2024, 10, 11), date(2025, 10, 10))


@pytest.mark.parametrize(
    ("reported", "value", "same"),
    [
        (0.31, 0.312, True),      # the board paper said 31 %, the rows give 31.2 %
        (0.31, 0.3151, False),
        (0.3333, 1 / 3, True),
        (0.2, 0.2009, True),      # within half a per cent of it
        (0.2, 0.2049, True),      # 20 % as it rounds
        (0.2, 0.2051, False),
        (4, 4.04, True),
        (4, 4.4, False),          # one digit is read as two: 4.0
        (45, 45.4, True),
        (51000, 51075, True),
        (50000, 51075, False),
        (0, 0, True),
        (0, 0.004, False),        # nothing rounds to none
        (-2.5, -2.5, True),
    ],
)  # fmt: skip
def test_two_figures_are_the_same_within_tolerance_or_as_the_firm_rounds(reported, value, same):
    assert is_same(reported, value, 0.005) is same


def test_a_figure_that_equals_ours_says_so(small):
    found = claim(small, "email_open_rate", 0.3333)  # 400 of 1,200
    assert (found.verdict, found.variant) == ("equal", "headline")
    assert found.in_words == "33.3% equals our figure."


def test_a_figure_by_another_definition_names_it(small):
    found = claim(small, "email_click_through_rate", 0.17)  # 68 clicks of 400 opens
    assert (found.verdict, found.variant) == ("equal", "click_to_open")
    assert found.in_words.startswith("17.0% equals ours, by the definition: ")


def test_the_figure_before_all_exclusions_is_a_definition_too(small):
    found = claim(small, "email_open_rate", 0.3361)  # with the test send 405 of 1,205
    assert found.variant == "unfiltered"


def test_an_exclusion_that_the_firm_does_not_make_is_named(october):
    # 360 of 1,000 are old enough; the young mail brings 40 of 200, the test send 5 of 5
    found = claim(october, "email_open_rate", 1 / 3, OCTOBER)
    assert found.ours == pytest.approx(0.36)
    assert (found.verdict, found.variant) == ("explained", "")
    (cause,) = found.causes
    assert (cause.kind, cause.reasons) == ("exclusions", ("younger than 7 days",))
    assert (cause.value, cause.share) == (pytest.approx(1 / 3), pytest.approx(1))
    assert found.in_words == (
        "33.3% comes out on counting 1 row left out as 'younger than 7 days'."
    )


def test_where_nothing_closes_the_gap_each_exclusion_says_how_much_it_explains(october):
    found = claim(october, "email_open_rate", 0.31, OCTOBER)
    assert found.verdict == "differs"
    young, test = found.causes
    # of a gap of -0.05 the young mail takes 1/3 - 0.36, the test send adds 365/1005 - 0.36
    assert young.share == pytest.approx((1 / 3 - 0.36) / -0.05)
    assert test.share == pytest.approx((365 / 1005 - 0.36) / -0.05)
    assert found.in_words == (
        "Nothing tried gives 31.0%: no named definition, exclusion, mean of rates, neighbouring "
        "period or unit. Of the gap, 'younger than 7 days' explains 53%, "
        "'test send' widens it by 6%."
    )


def test_the_mean_of_single_rates_is_recognised(small):
    # 40, 30, 25, 50 and 20 % of five mails, and 100 % of the test send
    found = claim(small, "email_open_rate", 0.4417)
    assert {cause.kind for cause in found.causes} == {"mean"}
    assert found.in_words == (
        "44.2% comes out as the plain mean of single rates, where the definition divides the "
        "sums, counting 1 row left out as 'test send'."
    )


def test_of_several_readings_that_give_it_the_simplest_stands(october):
    # the months' mean with both put back, (40 + 30 + 25 + 50 + 45/205) / 5, lies near as well
    assert [c.kind for c in claim(october, "email_open_rate", 1 / 3, OCTOBER).causes] == [
        "exclusions"
    ]


def test_open_cases_counted_as_lost_are_recognised(small):
    found = claim(small, "rfp_sales_conversion_rate", 5 / 12, TWO_YEARS)  # 5 of 11, one pending
    assert found.in_words == "41.7% comes out on taking 1 case without an outcome for misses."


def test_a_figure_of_a_neighbouring_period_is_recognised(small):
    found = claim(small, "email_open_rate", 0.2)  # October to December: 40 of 200
    assert found.in_words == "20.0% comes out for 1 Oct 2025 to 31 Dec 2025."


@pytest.mark.parametrize(
    ("kpi_id", "value", "period", "words"),
    [
        ("email_open_rate", 33.33, YEAR, "as ours, 33.3%, in per cent: enter 0.3333."),
        ("email_open_rate", 0.6667, YEAR, "as what is left of 100% by ours, 33.3%."),
        ("onboarding_days_pooled", 1.48, TWO_YEARS, "as ours, 45 days, in months: enter 45."),
        ("mandates_products_per_client", 160, YEAR, "as ours, 1.60, in per cent: enter 1.6."),
    ],
)  # fmt: skip
def test_a_figure_in_another_unit_is_recognised(small, kpi_id, value, period, words):
    # 45 days are 45 x 12 / 365.25 months; 8 mandates of 5 clients
    found = claim(small, kpi_id, value, period)
    assert found.verdict == "explained"
    assert found.in_words.endswith(words)


def test_a_figure_for_another_period_is_compared_in_that_period(small):
    found = claim(small, "email_open_rate", 0.26, (date(2025, 4, 1), date(2025, 6, 30)))
    assert (found.verdict, found.ours) == ("equal", pytest.approx(130 / 500))


def test_where_the_rows_carry_no_figure_nothing_is_compared(small):
    found = claim(small, "email_open_rate", 0.26, (date(2023, 1, 1), date(2023, 12, 31)))
    assert (found.verdict, found.ours, found.is_compared) == ("not_compared", None, False)
    assert found.in_words == (
        "No figure of ours to compare with: no row of this kind in the period."
    )


def reporting(audit, *figures):
    """Return the audit with these figures reported; what is measured already stands."""
    made = replace(audit, file=replace(audit.file, reported=tuple(
        ReportedFigure(kpi_id=k, period_start=s, period_end=e, value=v) for k, s, e, v in figures
    )))  # fmt: skip
    made.__dict__.update(engine=audit.engine, measurements=audit.measurements)
    return made


def test_the_formula_is_judged_in_the_kpis_own_period_first(small):
    quarter = ("email_open_rate", date(2025, 4, 1), date(2025, 6, 30), 0.26)
    year = ("email_open_rate", *YEAR, 0.3333)
    older = ("email_open_rate", date(2025, 1, 1), date(2025, 3, 31), 0.4)
    assert to_main(reporting(small, year, quarter), "email_open_rate").period == Period(*YEAR)
    assert to_main(reporting(small, quarter, older), "email_open_rate").reported == 0.26
    nothing = ("email_open_rate", date(2023, 1, 1), date(2023, 12, 31), 0.4)
    assert to_main(reporting(small, nothing), "email_open_rate") is None
    assert to_main(small, "pitch_win_rate") is None


def test_the_neighbours_of_a_quarter_are_other_quarters_and_years():
    found = to_neighbours(Period(date(2025, 4, 1), date(2025, 6, 30)))
    assert Period(date(2025, 1, 1), date(2025, 3, 31)) in found
    assert Period(date(2025, 7, 1), date(2025, 9, 30)) in found
    assert Period(date(2025, 1, 1), date(2025, 12, 31)) in found
    assert Period(date(2024, 7, 1), date(2025, 6, 30)) in found
    assert Period(date(2025, 4, 1), date(2025, 6, 30)) not in found
    assert len(set(found)) == len(found)


def test_a_snapshot_and_all_of_history_move_their_end_alone():
    day = date(2025, 12, 31)
    assert Period(date(2025, 9, 30), date(2025, 9, 30)) in to_neighbours(Period(day, day))
    assert {one.start for one in to_neighbours(Period(None, day))} == {None}


def test_every_comparison_goes_out_as_plain_values(small):
    (found,) = small.reported["email_click_through_rate"]
    assert found.to_json() == {
        "period": {"start": "2025-01-01", "end": "2025-12-31"}, "reported": 0.2,
        "value": pytest.approx(68 / 1200), "unit": "fraction", "outcome": "measured",
        "verdict": "differs", "variant": None, "causes": [], "wording": found.in_words,
    }  # fmt: skip
