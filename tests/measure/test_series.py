"""Over time and row by row: the same statement, asked again."""

from __future__ import annotations

from datetime import date

import pytest

from cxaudit.errors import ClientDataError
from cxaudit.measure import Measurement, to_rows, to_series
from cxaudit.measure.series import to_change
from cxaudit.outcome import Outcome
from cxaudit.period import Period
from tests.measure.small_kpi import MEASURE, SUPPLY, make_kpi, settings

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
