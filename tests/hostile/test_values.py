"""V: numbers that are read well and cannot be meant."""

from __future__ import annotations

import json

import pytest

import cxaudit as cx
from cxaudit.audit.pooling import draft
from cxaudit.errors import ClientDataError
from cxaudit.peers import PoolKey, load_limits, read_contribution
from cxaudit.scorecard import Row
from tests.intake.files import column_of, read, reasons_of, rows_of
from tests.small_firm import answer, change

MAILS = (
    "item_id,channel,title,published,period_start,period_end,delivered,unique_opens,total_opens\n"
)
MAIL = "a,email,Invented letter,2025-03-01T09:00:00Z,2025-03-01,2025-12-31,{}\n"
MANDATES = "mandate_id,client_id,vehicle,won,funded,cancelled\n"


def test_v01_more_opens_than_messages_are_warned_of_and_no_normal_share(firm):
    (entry,) = firm.take(mails=MAILS + MAIL.format("1000,1200,1300"))
    assert any("more unique_opens than delivered" in w for w in entry["warnings"])
    rate = firm.figure("email_open_rate")
    assert rate.value == 1.2 and (rate.low, rate.high) == (None, None)
    assert any("outside" in f.title or "above" in f.title for f in firm.audit.scorecard.findings)


def test_v01_a_rate_above_all_is_never_sent_to_the_pool(firm, tmp_path, monkeypatch):
    firm.take(mails=MAILS + MAIL.format("1000,1200,1300"))
    monkeypatch.setattr(Row, "evidenced_level", property(lambda row: 4))
    made = draft(firm.audit, PoolKey("ab" * 32))
    assert not [row for row in made.contribution.rows if row.kpi_id == "email_open_rate"]
    (kept,) = [w for w in made.withheld if w.kpi_id == "email_open_rate" and w.rule != "E2"]
    assert kept.rule == "D13" and kept.figure == "headline"
    forged = {"kpi_id": "email_open_rate", "variant": "headline", "numerator": 1200.0,
              "denominator": 1000.0, "value": 1.2, "low": None, "high": None,
              "period": "2025-01-01_2025-12-31", "size_band": None, "segment": None,
              "region": None, "assessor": "self"}  # fmt: skip
    path = tmp_path / "forged.json"
    path.write_text(json.dumps({"vintage": "2026-Q1", "rows": [forged],
                                "register": {"entity": "0" * 32}}))  # fmt: skip
    with pytest.raises(ClientDataError, match="refused"):
        read_contribution(path, load_limits())


def test_v02_a_negative_count_is_set_aside(tmp_path):
    reading = read(tmp_path, MAILS + MAIL.format("-5,1,1") + MAIL.format("5,1,1"))
    ((row, reason),) = reasons_of(reading)
    assert row == 2 and "delivered" in reason and column_of(reading, "delivered") == [5]


def test_v03_nothing_delivered_is_no_rate_and_no_zero(firm):
    firm.take(mails=MAILS + MAIL.format("0,0,0"))
    rate = firm.figure("email_open_rate")
    assert rate.value is None and str(rate.outcome) in ("too_few", "no_data") and rate.reason


def test_v04_more_unique_opens_than_opens(tmp_path):
    reading = read(tmp_path, MAILS + MAIL.format("100,50,40"))
    (warning,) = [w for w in reading.warnings if "more unique_opens than total_opens" in w]
    assert warning.startswith("1 row ") and reading.to_json()["rows"]["imported"] == 1


def test_v05_clicks_without_opens_leave_the_open_rate_without_data(firm):
    head = "item_id,channel,title,published,period_start,period_end,delivered,unique_clicks\n"
    firm.take(mails=head + MAIL.format("1000,40"))
    rate = firm.figure("email_open_rate")
    assert (str(rate.outcome), rate.missing) == ("no_data", ("content_stat.unique_opens",))
    assert firm.figure("email_click_through_rate").value == 0.04


def test_v06_more_attended_than_registered_are_walk_ins_and_never_above_all(firm):
    head = "event_id,person_key,event_start,role,reg_status,registered,attended\n"
    row = "E1,p{},2025-05-05T09:00:00Z,attendee,{},2025-05-01T09:00:00Z,true\n"
    rows = [row.format(n, "approved" if n < 40 else "walk_in") for n in range(50)]
    firm.take(people=head + "".join(rows))
    rate = firm.figure("event_turn_up_rate")
    assert rate.value == 1.0 and rate.parts["walk_ins"].value == 10


def test_v06_more_counted_than_registered_is_warned_of(firm):
    head = "event_id,person_key,event_start,event_attendees,event_registrants\n"
    (entry,) = firm.take(events=head + "E1,all,2025-05-05T09:00:00Z,50,40\n")
    (warning,) = [w for w in entry["warnings"] if "event_registrants" in w]
    assert warning.startswith("1 row with more event_attendees than event_registrants")
    declared = firm.figure("event_turn_up_rate")
    assert declared.variant == "declared_total" and declared.value == 1.25
    assert (declared.low, declared.high) == (None, None)


def test_v07_a_mandate_funded_before_it_was_won_is_in_no_median(firm):
    rows = "".join(f"M{n},C1,pooled,2025-03-01,2025-04-{n:02d},\n" for n in range(10, 20))
    (entry,) = firm.take(mandates=MANDATES + rows + "odd,C1,pooled,2025-03-04,2025-03-01,\n")
    assert any("funded before won" in w for w in entry["warnings"])
    median = firm.figure("onboarding_days_pooled")
    assert {e.reason: e.rows for e in median.excluded} == {"funded before won": 1}
    assert median.n == 10


def test_v07_a_bid_decided_before_it_came_is_in_no_rate(firm):
    head = "pursuit_id,kind,client_id,received,submitted,decided,outcome\n"
    rows = "".join(f"r{n},RFP,C{n},2025-02-03,2025-02-24,2025-05-31,won\n" for n in range(10))
    (entry,) = firm.take(bids=head + rows + "odd,RFP,C,2025-06-01,2025-06-20,2025-05-01,won\n")
    assert any("decided before" in w for w in entry["warnings"])
    before = firm.figure("rfp_success_rate")
    assert before.n == 10 and sum(e.rows for e in before.excluded) == 1


@pytest.mark.parametrize("name", ["NA", "None", "null", "nan", "Inf", "True"])
def test_v10_a_firm_called_like_nothing(tmp_path, name):
    reading = read(tmp_path, f"client_id,client_name\n{name},{name}\n")
    assert rows_of(reading, "client_id", "client_name") == [(name, name)]


def test_v13_rows_given_twice_are_counted_and_kept_once(tmp_path):
    row = MAIL.format("100,50,60")
    reading = read(tmp_path, MAILS + row + row)
    assert column_of(reading, "delivered") == [100]
    assert reasons_of(reading) == [(3, "duplicate key")]
    assert "1 row set aside: the same as an earlier row in every column" in reading.warnings


def test_v14_a_year_that_is_not_whole_prints_its_own_period_and_is_not_annualised(firm):
    row = "a{},email,Letter,2025-{}T09:00:00Z,2025-{},2025-12-31,1000,400,500\n"
    days = ("01-15", "03-01", "11-20")
    firm.take(mails=MAILS + "".join(row.format(n, d, d) for n, d in enumerate(days)))
    whole = firm.figure("email_open_rate").to_json()
    change(firm.workspace, profile=firm.audit.file.profile | {"period_start": "2025-01-29"})
    shown = firm.figure("email_open_rate").to_json()
    assert shown["period"] == {"start": "2025-01-29", "end": "2025-12-31"}, "11 months and 3 days"
    assert (whole["n"], shown["n"], shown["value"]) == (3, 2, 0.4)
    assert "337 of the 365 days of 12 months (92.3%), not scaled up" in shown["method"]
    assert "not scaled up" not in whole["method"]
    assert "337 of the 365 days" in cx.show.figures(firm.audit).text, "where people read it"


def test_v16_a_figure_reported_as_a_share_and_as_a_percentage_is_a_finding(firm):
    rows = [
        {"kpi_id": "email_open_rate", "period_start": f"{year}-01-01",
         "period_end": f"{year}-12-31", "value": value}
        for year, value in ((2024, 0.23), (2025, 23))
    ]  # fmt: skip
    answer(firm.workspace, {"reported": rows})
    (found,) = [f for f in firm.audit.scorecard.findings if f.id == "reported_unit_jump"]
    assert found.kpi_ids == ("email_open_rate",) and "hundred" in found.evidence[0]
