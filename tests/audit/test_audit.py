"""One firm, one period: opened from its folder, every part asked once, nothing of it vanishing."""

from __future__ import annotations

import re
from datetime import date

import pytest

from cxaudit.audit import open_audit
from cxaudit.errors import ClientDataError
from cxaudit.outcome import Outcome
from cxaudit.period import Period
from tests.small_firm import (
    CLIENT,
    SUPPLIED,
    answer,
    change,
    make_client,
    open_small,
    take_in,
    write_files,
)

WORKED_OUT = {
    "K03": (400 / 1200, 5),
    "K04": (68 / 1200, 5),
    "K16": (7 / 11, 11),
    "K18": (5 / 11, 11),
    "K20": (45, 12),
    "K26": (2 * 365.25 / (6 * 365), 6),
    "K28": (8 / 5, 5),
}


def test_an_unknown_client_is_refused_with_those_there_are(workspace):
    with pytest.raises(ClientDataError, match="no such client") as caught:
        open_audit("nobody", workspace.root)
    assert caught.value.wanted == "one of: small-firm"
    assert "cxaudit demo" in caught.value.next


@pytest.mark.parametrize("client", ["", "../small-firm", "Small Firm", "con"])
def test_what_is_no_client_id_never_becomes_a_path(workspace, client):
    with pytest.raises(ClientDataError, match=r"client id|reserved"):
        open_audit(client, workspace.root)


def test_the_audit_knows_its_firm(small):
    assert (small.client, small.name, small.currency) == (CLIENT, "Small Firm", "EUR")
    assert not small.is_invented
    assert small.folder.name == CLIENT


def test_thirty_figures_and_28_of_everything_else(small):
    assert len(small.measurements) == 30
    for rows in (small.states, small.benchmarks, small.values, small.scorecard.rows):
        assert len(rows) == 28
    assert len(small.readiness.kpis) == 28
    assert list(small.measurements) == list(small.catalogue)


@pytest.mark.parametrize("code", WORKED_OUT)
def test_figures_are_those_worked_out_by_hand(small, code):
    value, n = WORKED_OUT[code]
    measured = next(m for m in small.measurements.values() if m.code == code)
    assert measured.value == pytest.approx(value, rel=1e-12)
    assert measured.n == n


def test_the_onboarding_median_has_its_published_interval(small):
    measured = small.measurements["onboarding_days_pooled"]
    assert (measured.value, measured.low, measured.high) == (45, 25, 90)
    assert measured.outcome is Outcome.INDICATIVE


def test_kpis_without_data_say_what_lacks(small):
    empty = [m for m in small.measurements.values() if m.outcome is Outcome.NO_DATA]
    assert {m.code for m in small.measurements.values()} - {m.code for m in empty} >= SUPPLIED
    assert all(m.value is None and m.reason for m in empty)


def test_the_period_is_twelve_months_to_as_of_unless_set(workspace, small):
    assert str(small.period) == "2025-01-01_2025-12-31"
    change(
        workspace, profile={"as_of": "2025-12-31", "period_start": "2025-07-01",
                            "period_end": "2025-09-30"},
    )  # fmt: skip
    audit = open_small(workspace)
    assert str(audit.period) == "2025-07-01_2025-09-30"
    assert str(audit.period_of("pitch_win_rate")) == "2025-07-01_2025-09-30"
    assert str(audit.period_of("client_tenure_years")) == "start_2025-12-31"
    assert audit.measurements["email_open_rate"].denominator == 300


def test_without_a_date_nothing_is_computed_as_of_today(tmp_path):
    audit = open_small(make_client(tmp_path / "book", tables=[], settings={"currency": "EUR"}))
    with pytest.raises(ClientDataError, match="today is never assumed"):
        _ = audit.measurements


def test_the_data_hash_is_the_same_for_the_same_and_changes_with_anything(workspace, tmp_path):
    first = open_small(workspace).data_hash
    assert re.fullmatch(r"[0-9a-f]{64}", first)
    assert open_small(workspace).data_hash == first
    answer(workspace)
    second = open_small(workspace).data_hash
    change(workspace, profile={"as_of": "2025-12-30"})
    third = open_small(workspace).data_hash
    mended = write_files(tmp_path / "more", ["client"])[0]
    mended.write_text(mended.read_text().replace("Valley Bank", "Valley Bank AG"))
    take_in(workspace, [mended])
    assert len({first, second, third, open_small(workspace).data_hash}) == 4


def test_opened_twice_the_audit_says_the_same(workspace):
    one, two = open_small(workspace), open_small(workspace)
    assert one.scorecard.to_json() == two.scorecard.to_json()


def test_rows_behind_a_figure_name_their_file_and_line(small):
    found = small.rows("K03")
    place = {name: i for i, name in enumerate(found["columns"])}
    rows = {row[place["unit"]]: row for row in found["rows"]}
    assert found["total"] == 6
    assert rows["m3"][place["src_file"]] == "content_stat.csv"
    assert rows["m3"][place["src_row"]] == 4
    assert rows["m6"][place["excluded"]] == "test send"
    opens = sum(r[place["unique_opens"]] for r in rows.values() if r[place["excluded"]] is None)
    assert opens == 400


def test_fewer_rows_may_be_asked_for_and_the_total_stays(small):
    found = small.rows("email_open_rate", limit=2)
    assert (len(found["rows"]), found["total"]) == (2, 6)


def test_rows_of_a_kpi_without_data_are_refused_with_what_lacks(small):
    with pytest.raises(ClientDataError, match="no rows behind") as caught:
        small.rows("K09")
    assert "content_stat" in caught.value.found


def test_quarters_are_whole_and_end_by_as_of(small):
    points = small.quarters("email_open_rate", 4)
    assert [str(p.period) for p in points] == [
        "2025-01-01_2025-03-31", "2025-04-01_2025-06-30", "2025-07-01_2025-09-30",
        "2025-10-01_2025-12-31",
    ]  # fmt: skip
    found = [(p.measured.numerator, p.measured.denominator) for p in points]
    assert found == [(80, 200), (130, 500), (150, 300), (40, 200)]


def test_a_quarter_that_as_of_cuts_is_left_out(workspace):
    change(workspace, profile={"as_of": "2025-12-30"})
    newest = open_small(workspace).quarters("email_open_rate", 1)[-1]
    assert str(newest.period) == "2025-07-01_2025-09-30"


def test_a_snapshot_over_time_looks_at_the_end_of_each_period(small):
    ends = [date(2025, 1, 31), date(2025, 3, 31), date(2025, 12, 31)]
    periods = [Period(end.replace(day=1), end) for end in ends]
    found = small.series("mandates_products_per_client", periods)
    assert [(p.measured.numerator, p.measured.denominator) for p in found] == [
        (2, 1), (6, 3), (8, 5),
    ]  # fmt: skip


def test_parts_of_the_audit_are_strangers_to_the_order_they_are_asked_in(workspace):
    answer(workspace)
    one, two = open_small(workspace), open_small(workspace)
    forth = [one.measurements, one.readiness.to_json(), one.worth_json()]
    back = [two.worth_json(), two.readiness.to_json(), two.measurements]
    assert forth == back[::-1]


def test_a_figure_by_segment_hides_slices_of_few_units(small):
    found = small.slices("complaints_per_client")
    assert found["institutional"].value == pytest.approx(2 * 365.25 / (5 * 365))
    assert (found["intermediary"].value, found["intermediary"].n) == (None, 0)
