"""Over time and row by row: the same statement, asked again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from scipy.stats import binomtest
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.rates import confint_poisson
from statsmodels.stats.rates import test_poisson_2indep as poisson_test

from cxaudit.errors import ClientDataError
from cxaudit.measure import Measurement, to_rows, to_series
from cxaudit.measure.series import to_change
from cxaudit.outcome import Outcome
from cxaudit.period import Period
from tests.measure.small_kpi import HEADLINE, MEASURE, SUPPLY, make_kpi, settings

MARCH = Period(date(2025, 3, 1), date(2025, 3, 31))
MAY = Period(date(2025, 5, 1), date(2025, 5, 31))
JUNE = Period(date(2025, 6, 1), date(2025, 6, 30))


def test_each_period_is_measured_by_itself_in_the_order_given(meetings, tmp_path):
    found = to_series(meetings, make_kpi(tmp_path), settings(), SUPPLY, [JUNE, MARCH])
    assert [p.period for p in found] == [JUNE, MARCH]
    assert [(p.measured.numerator, p.measured.denominator) for p in found] == [(0, 4), (8, 8)]
    assert [p.measured.period for p in found] == [JUNE, MARCH]


def test_a_period_without_rows_is_a_gap_not_a_zero(meetings, tmp_path):
    (point,) = to_series(meetings, make_kpi(tmp_path), settings(), SUPPLY, [MAY])
    assert (point.measured.outcome, point.measured.value) == (Outcome.NO_DATA, None)


def test_ages_count_at_as_of_in_every_period(meetings, tmp_path):
    sql = MEASURE.replace(
        "when i.staff then 'staff'", "when c.as_of < date '2025-12-31' then 'moved'"
    )
    kpi = make_kpi(tmp_path, {"measure": sql})
    (point,) = to_series(meetings, kpi, settings(), SUPPLY, [MARCH])
    assert point.measured.excluded == ()


@pytest.mark.parametrize("window", ["snapshot", "all"])
def test_a_snapshot_is_taken_at_the_end_of_each_period(meetings, tmp_path, window):
    sql = MEASURE.replace("between c.period_start and c.period_end", "<= c.as_of")
    kpi = make_kpi(tmp_path, {"measure": sql}, window_months=window)
    found = to_series(meetings, kpi, settings(), SUPPLY, [MARCH, JUNE])
    assert [(p.measured.numerator, p.measured.denominator) for p in found] == [(9, 9), (9, 13)]


def figure(value, low=None, high=None, variant="headline"):
    return Measurement(
        kpi_id="x", code="X", outcome=Outcome.MEASURED, unit="fraction", period=MARCH,
        value=value, low=low, high=high, variant=variant,
    )  # fmt: skip


def test_a_change_carries_the_interval_of_the_difference():
    change = to_change(figure(0.5, 0.4, 0.6), figure(0.8, 0.7, 0.9))
    half = (0.1**2 + 0.1**2) ** 0.5
    assert (change.value, change.low, change.high) == pytest.approx((0.3, 0.3 - half, 0.3 + half))
    assert change.is_clear


def test_a_change_is_clear_only_where_its_interval_excludes_zero():
    assert not to_change(figure(0.5, 0.4, 0.6), figure(0.55, 0.45, 0.65)).is_clear
    assert to_change(figure(0.8, 0.7, 0.9), figure(0.5, 0.4, 0.6)).is_clear
    assert not to_change(figure(0.1), figure(0.9)).is_clear


def test_there_is_no_change_where_a_figure_or_the_definition_lacks():
    assert to_change(None, figure(0.5)) is None
    assert to_change(figure(None), figure(0.5)) is None
    assert to_change(figure(0.5), figure(None)) is None
    assert to_change(figure(0.5, variant="by_due"), figure(0.5)) is None


def share(hits, trials):
    low, high = proportion_confint(hits, trials, method="wilson")
    return replace(figure(hits / trials, low, high), method="Wilson", numerator=hits,
                   denominator=trials)  # fmt: skip


@pytest.mark.parametrize(
    ("before", "now"), [((12, 40), (25, 44)), ((3, 9), (0, 12)), ((455, 469), (430, 471))]
)
def test_the_change_of_a_share_has_the_interval_of_newcombe(before, now):
    change = to_change(share(*before), share(*now))
    theirs = confint_proportions_2indep(*now, *before, method="newcomb", compare="diff")
    assert (change.low, change.high) == pytest.approx(theirs, rel=1e-7)
    assert (change.ratio, change.ratio_low) == (None, None)


def rate(events, exposure, method="Garwood"):
    low, high = confint_poisson(events, exposure, method="exact-c")
    low = 0.0 if events == 0 else low
    return replace(figure(events / exposure, low, high), method=method, numerator=events,
                   denominator=exposure)  # fmt: skip


RATES = [((6, 120), (18, 118)), ((22, 5.5), (30, 6)), ((9, 60), (2, 71)), ((0, 40), (7, 42)),
         ((4, 70), (0, 71)), ((15, 30), (31, 30)), ((15, 30), (28, 30))]  # fmt: skip


@pytest.mark.filterwarnings("ignore:divide by zero")
@pytest.mark.parametrize(("before", "now"), RATES)
def test_the_change_of_a_rate_is_judged_by_its_exact_ratio(before, now):
    change = to_change(rate(*before), rate(*now))
    events, weight = now[0] + before[0], before[1] / now[1]
    exact = binomtest(now[0], events).proportion_ci(0.95, method="exact")
    assert change.ratio_low == pytest.approx(weight * exact.low / (1 - exact.low), rel=1e-7)
    if before[0]:
        assert change.ratio_high == pytest.approx(weight * exact.high / (1 - exact.high), rel=1e-7)
        assert change.ratio == pytest.approx(now[0] / now[1] / (before[0] / before[1]))
    else:
        assert (change.ratio, change.ratio_high) == (None, None)
    exactly = poisson_test(*now, *before, method="exact-cond", compare="ratio")
    assert change.is_clear == (exactly.pvalue < 0.05)


def test_a_rate_that_varies_more_than_chance_is_judged_by_its_clusters():
    spread = "bootstrap over 40 units"
    change = to_change(rate(6, 120, spread), rate(18, 118, spread))
    assert change.ratio_low is None
    assert change.low is not None


def test_two_periods_without_an_event_show_no_change():
    assert not to_change(rate(0, 40), rate(0, 41)).is_clear


def waiting(tmp_path):
    pending = {"shape": "count", "value": "planned", "unit": "count"}
    return make_kpi(tmp_path, figure={"headline": HEADLINE, "pending_young": pending})


def test_a_period_whose_cases_may_still_be_decided_is_not_alike_the_older_ones(meetings, tmp_path):
    older = settings(decision_lag_days=150)
    # 31 March + 150 days is past on 31 December, 30 September + 150 days is not
    autumn = Period(date(2025, 9, 1), date(2025, 9, 30))
    found = to_series(meetings, waiting(tmp_path), older, SUPPLY, [MARCH, JUNE, autumn])
    assert [p.is_young for p in found] == [False, False, True]
    assert [p.change is None for p in found] == [True, False, True]


def test_a_period_is_ripe_on_the_day_its_last_case_has_waited_long_enough(meetings, tmp_path):
    # from 30 June to 31 December are 184 days
    for lag, young in ((184, False), (185, True)):
        kpi = waiting(tmp_path)
        (point,) = to_series(meetings, kpi, settings(decision_lag_days=lag), SUPPLY, [JUNE])
        assert point.is_young is young


def test_a_kpi_without_pending_cases_is_never_young(meetings, tmp_path):
    december = Period(date(2025, 12, 1), date(2025, 12, 31))
    (point,) = to_series(meetings, make_kpi(tmp_path), settings(), SUPPLY, [december])
    assert not point.is_young


def test_each_point_of_a_series_changes_from_the_one_before(meetings, tmp_path):
    first, second = to_series(meetings, make_kpi(tmp_path), settings(), SUPPLY, [MARCH, JUNE])
    assert first.change is None
    assert second.change.value == -1


def test_rows_carry_their_source_and_the_excluded_ones_their_reason(meetings, tmp_path):
    found = to_rows(meetings, make_kpi(tmp_path), settings(), SUPPLY)
    assert found["kpi_id"] == "meetings_held"
    assert found["total"] == len(found["rows"]) == 14
    assert found["columns"][:5] == ["unit", "observed_on", "excluded", "src_file", "src_row"]
    assert [row[4] for row in found["rows"]] == list(range(1, 15))
    assert found["rows"][12][:4] == ["c0", date(2025, 7, 1), "staff", "test.csv"]


def test_no_more_rows_are_returned_than_asked_for(meetings, tmp_path):
    found = to_rows(meetings, make_kpi(tmp_path), settings(), SUPPLY, limit=3)
    assert (len(found["rows"]), found["total"]) == (3, 14)


def test_rows_of_the_fallback_are_shown_where_it_stands_in(meetings, tmp_path):
    fallback = {"label": "planned only", "needs": {"interaction": ["ts"]}, "fallback": 1,
                "figure": {"shape": "count", "value": "planned", "unit": "count"}}  # fmt: skip
    sql = MEASURE.replace("and (i.ts at", "and i.client_id = 'c0' and (i.ts at")
    kpi = make_kpi(tmp_path, {"variant_planned": sql}, variant={"planned": fallback})
    supply = {"interaction": {"meeting": frozenset({"ts"})}}
    assert {row[0] for row in to_rows(meetings, kpi, settings(), supply)["rows"]} == {"c0"}


def test_without_the_columns_there_are_no_rows_to_show(meetings, tmp_path):
    with pytest.raises(ClientDataError, match="no rows behind meetings_held") as caught:
        to_rows(meetings, make_kpi(tmp_path), settings(), {})
    assert "interaction.status" in caught.value.found
