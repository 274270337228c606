"""The numbers of one firm fit each other: read back from the files, not from the writers."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal

import pytest

BOTH = pytest.mark.parametrize("client_id", ["demo-strong", "demo-middling"])
ALL = pytest.mark.parametrize("client_id", ["demo-strong", "demo-middling", "demo-weak"])


def to_date(text: str) -> date | None:
    if not text or text == "to be agreed":
        return None
    if "/" in text:
        return datetime.strptime(text, "%d/%m/%Y").date()
    return date.fromisoformat(text)


@ALL
def test_delivered_and_bounced_make_the_recipients(client_id, exports):
    rows = exports[client_id].read("mail_campaigns_invented.csv")
    assert rows
    for row in rows:
        delivered, soft, hard = (
            int(row[n]) for n in ("Successful Deliveries", "Soft Bounces", "Hard Bounces")
        )
        assert delivered + soft + hard == int(row["Total Recipients"])
        assert soft + hard == int(row["Total Bounces"])
        assert int(row["Unique Clicks"]) <= int(row["Unique Opens"]) <= delivered
        assert row["Open Rate"] == f"{100 * int(row['Unique Opens']) / delivered:.2f}%"


@BOTH
def test_engagements_are_reactions_comments_shares_and_clicks(client_id, exports):
    for row in exports[client_id].read("linkedin_posts_invented.csv"):
        parts = ("Reactions", "Comments", "Shares", "Post Clicks (All)")
        assert int(row["Engagements"]) == sum(int(row[n]) for n in parts)


@ALL
def test_the_video_total_is_the_sum_of_the_videos_below_it(client_id, exports):
    rows = exports[client_id].read("youtube_invented/Table data.csv")
    assert rows[0]["Content"] == "Total"
    assert int(rows[0]["Views"]) == sum(int(row["Views"]) for row in rows[1:])


def test_the_strong_firms_asset_walk_ties_to_the_last_unit(exports):
    before: dict[str, Decimal] = {}
    rows = exports["demo-strong"].read("assets_invented.csv")
    for row in rows:
        value = Decimal(row["Market value"])
        if row["Account"] in before or Decimal(row["Inflow"]):
            moved = Decimal(row["Inflow"]) - Decimal(row["Outflow"])
            moved += sum(Decimal(row[n]) for n in ("Market effect", "FX effect", "Scope change"))
            assert value == before.get(row["Account"], Decimal(0)) + moved
        before[row["Account"]] = value
    assert len(rows) > 1000 and all(value >= 0 for value in before.values())


@BOTH
def test_assets_belong_to_mandates_and_mandates_to_clients_and_strategies(client_id, exports):
    folder = exports[client_id]
    clients = {row["Client ID"] for row in folder.read("client_register_invented.csv")}
    strategies = {row["Strategy ID"] for row in folder.read("strategy_list_invented.csv")}
    mandates = folder.read("mandate_register_invented.csv")
    assert {row["Client ID"] for row in mandates} <= clients
    assert {row["Strategy"] for row in mandates} <= strategies
    accounts = {row["Account"] for row in folder.read("assets_invented.csv")}
    assert accounts <= {row["Mandate ID"] for row in mandates}


@BOTH
def test_a_mandate_is_won_then_signed_then_funded_then_ended_but_for_one_slip(client_id, exports):
    slips = 0
    for row in exports[client_id].read("mandate_register_invented.csv"):
        names = ("Won", "Signed", "Ready to trade", "Funded", "Terminated")
        steps = [day for n in names if (day := to_date(row[n]))]
        slips += steps != sorted(steps)
        assert not (row["Cancelled"] and row["Funded"])
    assert slips == (client_id == "demo-middling")


@BOTH
def test_every_won_request_led_to_exactly_one_mandate(client_id, exports):
    folder = exports[client_id]
    won = [r["RFP ID"] for r in folder.read("rfp_log_invented.csv") if r["Outcome"] == "Won"]
    led = [r["RFP ID"] for r in folder.read("mandate_register_invented.csv") if r["RFP ID"]]
    assert sorted(won) == sorted(led) and won


@BOTH
def test_a_request_is_received_then_answered_then_decided(client_id, exports):
    for row in exports[client_id].read("rfp_log_invented.csv"):
        names = ("Received", "Submitted", "Shortlisted", "Pitch date", "Decision date")
        steps = [day for n in names if (day := to_date(row[n]))]
        assert steps == sorted(steps), row["RFP ID"]
        assert all(day <= date(2025, 12, 31) for day in steps)


@BOTH
def test_no_client_has_two_rows_and_every_parent_is_a_client(client_id, exports):
    rows = exports[client_id].read("client_register_invented.csv")
    ids = [row["Client ID"] for row in rows]
    assert len(set(ids)) == len(ids) and {row["Parent ID"] for row in rows} <= set(ids)
    assert 40 <= len(ids) <= 130
    for row in rows:
        assert not row["Client until"] or to_date(row["Client since"]) < to_date(
            row["Client until"]
        )


def test_web_views_belong_to_visits_and_their_attention_adds_up(exports):
    folder = exports["demo-strong"]
    engaged: dict[str, int] = defaultdict(int)
    for row in folder.read("web_page_views_invented.csv"):
        engaged[row["session_id"]] += int(row["engaged_ms"])
    sessions = folder.read("web_sessions_invented.csv")
    assert {row["session_id"] for row in sessions} == set(engaged)
    for row in sessions:
        assert Decimal(row["engaged_s"]) * 1000 == engaged[row["session_id"]]
        assert Decimal(row["engaged_s"]) <= Decimal(row["duration_s"])


def test_a_visitors_visits_are_numbered_in_order_of_time(exports):
    last: dict[str, int] = {}
    for row in exports["demo-strong"].read("web_sessions_invented.csv"):
        assert int(row["session_number"]) == last.get(row["user_key"], 0) + 1
        last[row["user_key"]] = int(row["session_number"])


def test_nobody_listens_longer_than_plays_times_length(exports):
    for row in exports["demo-strong"].read("podcast_host_invented.csv"):
        assert int(row["listened_s"]) <= int(row["plays"]) * int(row["length_s"])
        assert int(row["reach_25"]) >= int(row["reach_50"]) >= int(row["reach_100"])


def test_the_strong_firms_factsheets_ran_late_in_the_last_quarter(exports):
    late = {False: [], True: []}
    for row in exports["demo-strong"].read("report_production_log_invented.csv"):
        if row["Type"] == "Factsheet" and row["Delivered"] and row["Due"] >= "2025-01-01":
            late[row["Due"] >= "2025-10-01"].append(row["Delivered"] > row["Due"])
    before, last = (sum(late[k]) / len(late[k]) for k in (False, True))
    assert last > before + 0.08


def test_more_than_half_of_the_strong_firms_buys_rest_on_one_consultant(exports):
    buys: dict[str, int] = defaultdict(int)
    for row in exports["demo-strong"].read("consultant_ratings_invented.csv"):
        if row["Status"] == "Current" and row["Rating"] in ("A", "A (T)", "Buy"):
            buys[row["Consultant"]] += 1
    assert max(buys.values()) / sum(buys.values()) > 0.5


def test_onboarding_at_the_middling_firm_has_cases_still_open(exports):
    rows = exports["demo-middling"].read("mandate_register_invented.csv")
    waiting = [row for row in rows if not row["Funded"] and not row["Cancelled"]]
    assert len(waiting) >= 3
