"""Files that real tools wrote give the known answers, computed elsewhere (PROVENANCE.md)."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, datetime
from fractions import Fraction
from statistics import mean, median

import pytest

from cxaudit.intake import read_file, to_pseudonym
from tests.intake.files import KEY, column_of, rows_of

pytestmark = pytest.mark.realdata


def read_real(realdata, name, **wishes):
    return read_file(realdata / name, **{"key": KEY, **wishes})


def total(reading, column):
    return sum(value for value in column_of(reading, column) if value is not None)


def rows_in(reading):
    rows = reading.to_json()["rows"]
    assert rows["in"] == rows["imported"] + rows["set_aside"] + rows["blank"] + rows["totals"]
    return tuple(rows.values())


def test_mailchimp_gives_872_campaigns_with_the_known_sums(realdata):
    reading = read_real(realdata, "email/mailchimp_campaigns.csv")
    assert reading.format == "mailchimp__campaigns" and reading.table == "content_stat"
    assert rows_in(reading) == (872, 872, 0, 0, 0)
    names = ("sent", "delivered", "unique_opens", "unique_clicks")
    assert tuple(total(reading, name) for name in names) == (602_777, 600_773, 214_584, 17_124)
    large = [row for row in rows_of(reading, "sent", "delivered") if row[0] >= 100]
    assert (len(large), sum(row[1] for row in large)) == (79, 598_440)
    digest = [row for row in rows_of(reading, "list_name", "delivered", "unique_opens")
              if row[0] == "Deepnews Digest"]  # fmt: skip
    assert (len(digest), sum(row[1] for row in digest)) == (41, 53_868)
    opened = Fraction(sum(row[2] for row in digest), 53_868)
    assert float(opened) == pytest.approx(0.495155, abs=5e-7)
    assert (min(column_of(reading, "published")).date(), reading.period["end"]) == (
        date(2018, 10, 26),
        "2019-12-10",
    )


def test_the_day_of_a_lifetime_snapshot_is_the_newest_send_and_the_warning_says_so(realdata):
    reading = read_real(realdata, "email/mailchimp_campaigns.csv")
    assert set(column_of(reading, "basis")) == {"lifetime"}
    assert set(column_of(reading, "observed_on")) == {date(2019, 12, 10)}
    assert any("2019-12-10" in warning for warning in reading.warnings)
    told = read_real(
        realdata, "email/mailchimp_campaigns.csv", answers={"observed_on": "2020-01-31"}
    )
    assert set(column_of(told, "period_end")) == {date(2020, 1, 31)}
    assert not any("newest publication" in warning for warning in told.warnings)


def test_ga4_pages_by_path_give_views_users_and_engaged_seconds(realdata):
    reading = read_real(realdata, "web/ga4_pages_and_screens_path.csv")
    assert reading.format == "ga4__pages"
    assert rows_in(reading) == (53, 53, 0, 0, 0)
    assert (total(reading, "views"), total(reading, "active_users")) == (8_128, 3_156)
    assert total(reading, "event_count") == 13_439
    weighted = total(reading, "engaged_s") / total(reading, "active_users")
    assert float(weighted) == pytest.approx(28.0044, abs=5e-5)
    guide = [row for row in rows_of(reading, "value", "views", "active_users", "engaged_s")
             if row[0].startswith("/docs/developer-guide")]  # fmt: skip
    assert (len(guide), sum(r[1] for r in guide), sum(r[2] for r in guide)) == (20, 4_254, 1_467)
    assert float(sum(r[3] for r in guide) / 1_467) == pytest.approx(33.5556, abs=5e-5)
    assert reading.period == {"start": "2025-03-03", "end": "2025-05-31"}


def test_ga4_pages_by_title_are_recognised_and_refused_with_what_to_do(realdata):
    reading = read_real(realdata, "web/ga4_pages_and_screens_title.csv")
    assert (reading.format, reading.verdict) == ("ga4__pages_by_title", "refused")
    assert "path" in reading.next and not reading.tables


def test_ga4_events_give_39_events_and_the_scroll_at_nine_tenths(realdata):
    reading = read_real(realdata, "web/ga4_events_report.csv")
    assert rows_in(reading) == (39, 39, 0, 0, 0)
    known = {row[0]: row[1:] for row in rows_of(reading, "value", "event_count", "event_users")}
    assert known["page_view"] == (129_094, 29_418)
    assert known["session_start"] == (44_722, 29_400)
    assert known["first_visit"] == (29_188, 29_008)
    reached = {row[0]: row[1] for row in rows_of(reading, "value", "reach_90") if row[1]}
    assert reached == {"scroll": 23_904}
    assert reading.period == {"start": "2023-01-01", "end": "2023-12-31"}


def test_ga4_hours_are_summed_to_one_row_a_channel_and_users_are_not_added_up(realdata):
    reading = read_real(realdata, "web/ga4_traffic_acquisition_hourly.csv")
    assert rows_in(reading) == (3_182, 3_182, 0, 0, 0)
    sessions = dict(rows_of(reading, "value", "sessions"))
    assert sessions == {
        "Organic Social": 60_627, "Direct": 37_203, "Organic Search": 33_372,
        "Referral": 30_990, "Unassigned": 559, "Organic Video": 141, "Email": 3,
    }  # fmt: skip
    assert set(column_of(reading, "total_users")) == {None}
    whole = sum(sessions.values())
    engaged = Fraction(total(reading, "engaged_sessions"), whole)
    assert float(engaged) == pytest.approx(0.553313, abs=5e-7)
    assert float(total(reading, "engaged_s") / whole) == pytest.approx(57.95866, abs=5e-6)
    assert reading.period == {"start": "2024-04-06", "end": "2024-05-03"}
    assert "total_users" not in reading.supplied["web_stat"]["channel"]


def test_youtube_leaves_the_total_row_out_and_keeps_every_video(realdata):
    reading = read_real(realdata, "video/Table data.csv")
    assert rows_in(reading) == (221, 220, 0, 0, 1)
    assert (total(reading, "views"), total(reading, "impressions")) == (51_075, 748_826)
    hours = float(total(reading, "watch_s")) / 3600
    assert hours == pytest.approx(4_046.4715, abs=1e-4)
    ids = column_of(reading, "item_id")
    assert {"-CfzXp8-eCU", "-yO5tEy1DAE"} <= set(ids)
    rows = rows_of(reading, "watch_s", "views", "length_s")
    possible = sum(views * length for _, views, length in rows if views)
    assert float(total(reading, "watch_s") / possible) == pytest.approx(0.088723, abs=5e-7)


def test_zoom_gives_one_row_a_person_with_what_each_section_says(realdata):
    settings = {"internal_domains": ["nobody.example"], "timezone": "America/New_York"}
    reading = read_real(realdata, "events/zoom_webinar_attendee_report.csv", settings=settings)
    assert rows_in(reading) == (1 + 73 + 940 + 4,) * 2 + (0, 0, 0)
    names = ("person_key", "role", "attended", "identified", "registered", "reg_status")
    rows = rows_of(reading, *names)
    registered = [row for row in rows if row[4] is not None]
    assert len({row[0] for row in rows}) == len(rows)
    assert len(registered) == 469 and {row[5] for row in registered} == {"approved"}
    assert sum(row[2] for row in registered) == 455
    counted = [row for row in registered if row[1] == "attendee"]
    assert (len(counted), sum(row[2] for row in counted)) == (459, 445)
    assert Counter(row[1] for row in rows) == {"host": 1, "panelist": 31, "attendee": 463}
    assert [row[3] for row in rows].count(False) == 4
    said = [w for w in reading.warnings if "461" in w]
    assert said and all(number in said[0] for number in ("446", "469", "455"))


def joins_by_address(path):
    """Read the joins of the report a second way: plain csv, plain datetime."""
    stated, spans = {}, {}
    for row in csv.reader(path.read_text(encoding="utf-8").splitlines()):
        place = {7: 2, 10: 3}.get(len(row))
        if place is None or row[0] != "Yes":
            continue
        times = [row[3], row[4]] if len(row) == 7 else [row[6], row[7]]
        start, end = (datetime.strptime(text, "%b %d, %Y %H:%M:%S") for text in times)
        spans.setdefault(row[place].lower(), []).append((start, end))
        if len(row) == 10:
            stated[row[place].lower()] = stated.get(row[place].lower(), 0) + int(row[8])
    return stated, spans


def union_of(spans):
    minutes, seen = 0.0, datetime.min
    for start, end in sorted(spans):
        minutes += max(0.0, (end - max(start, seen)).total_seconds() / 60)
        seen = max(seen, end)
    return minutes


def test_zoom_minutes_are_the_union_of_a_persons_joins(realdata):
    name = "events/zoom_webinar_attendee_report.csv"
    stated, spans = joins_by_address(realdata / name)
    assert (median(stated.values()), round(mean(stated.values()), 3)) == (67, 141.846)
    got = dict(rows_of(read_real(realdata, name), "person_key", "live_min"))
    for address, joins in spans.items():
        assert float(got[to_pseudonym(address, KEY)]) == pytest.approx(union_of(joins), abs=6e-4)


def stays_of_teams(path):
    """Pair each join with the leave that follows it, a second way; None where one never left."""
    joined, stayed = {}, {}
    for name, action, text in list(csv.reader(path.read_text(encoding="utf-8").splitlines()))[1:]:
        at = datetime.strptime(text, "%m/%d/%Y, %I:%M:%S %p")
        stayed.setdefault(name, 0.0)
        if action == "Left":
            stayed[name] += (at - joined.pop(name)).total_seconds() / 60
        else:
            joined[name] = at
    return {name: None if name in joined else minutes for name, minutes in stayed.items()}


def test_teams_of_2020_asks_for_the_event_and_gives_38_persons_of_whom_19_left(realdata):
    name = "events/teams_meetingAttendanceList_2020.csv"
    asked = read_real(realdata, name)
    assert asked.verdict == "needs_answer" and asked.format == "teams__attendance_list_2020"
    assert {q["id"] for q in asked.to_json()["questions"]} == {"event_name", "at.date_order"}
    told = read_real(realdata, name, answers={"event_name": "Review", "date_order": "mdy"})
    assert rows_in(told) == (57, 57, 0, 0, 0)
    rows = dict(rows_of(told, "person_key", "live_min"))
    stays = stays_of_teams(realdata / name)
    assert (len(rows), sum(stay is None for stay in stays.values())) == (38, 19)
    for person, minutes in stays.items():
        got = rows[to_pseudonym(person, KEY)]
        assert got is None if minutes is None else float(got) == pytest.approx(minutes, abs=6e-4)
    assert set(column_of(told, "event_id")) == {"Review@2020-11-04"}
    assert any("19 of 38" in warning for warning in told.warnings)


@pytest.mark.parametrize(
    ("name", "compared"),
    [("email/mailchimp_campaigns.csv", {872}), ("web/ga4_traffic_acquisition_hourly.csv", {3_182}),
     ("linkedin/social_post_performance_linkedin.csv", {6_332})],
)  # fmt: skip
def test_the_rates_that_a_file_prints_agree_with_its_own_counts(realdata, name, compared):
    checks = read_real(realdata, name).checks
    assert {check.compared for check in checks} == compared
    assert {check.differ for check in checks} == {0}


def test_the_social_suite_gives_every_post_with_day_first_dates(realdata):
    reading = read_real(realdata, "linkedin/social_post_performance_linkedin.csv")
    assert rows_in(reading) == (7_758, 7_758, 0, 0, 0)
    assert total(reading, "impressions") == 6_859_479
    parts = ("clicks", "reactions", "comments", "reposts")
    assert sum(total(reading, name) for name in parts) == 319_421
    rows = rows_of(reading, "published", "impressions", *parts)
    year = [row for row in rows if row[0].year == 2022]
    assert (len(year), sum(r[1] for r in year)) == (1_545, 1_342_904)
    assert sum(sum(r[2:]) for r in year) == 93_767
    assert (min(rows)[0].date(), max(rows)[0].date()) == (date(2014, 5, 5), date(2023, 7, 12))
    assert len(set(column_of(reading, "item_id"))) == 7_758
    assert not any("\n" in title for title in column_of(reading, "title") if title)


def test_the_pipeline_asks_what_its_rows_are_and_does_as_told(realdata):
    asked = read_real(realdata, "crm/sales_pipeline.csv")
    assert asked.verdict == "needs_answer" and not asked.tables
    (question,) = asked.to_json()["questions"]
    assert question["id"] == "rows_are"
    assert [choice["value"] for choice in question["choices"]] == ["rfp", "pitch", "other"]
    told = read_real(realdata, "crm/sales_pipeline.csv", answers={"rows_are": "pitch"})
    assert rows_in(told) == (8_800, 8_800, 0, 0, 0)
    outcomes = Counter(column_of(told, "outcome"))
    assert outcomes == {"won": 4_238, "lost": 2_473, "pending": 2_089}
    assert set(column_of(told, "kind")) == {"direct"}
    assert {"declared_as_pitch"} == set(column_of(told, "declared"))
    assert column_of(told, "prospect").count(None) == 1_425
    owners = set(column_of(told, "owner"))
    assert len(owners) == 30 and all(len(owner) == 32 for owner in owners)
    other = read_real(realdata, "crm/sales_pipeline.csv", answers={"rows_are": "other"})
    assert other.verdict == "refused"
    wrong = read_real(realdata, "crm/sales_pipeline.csv", answers={"rows_are": "poems"})
    assert wrong.verdict == "refused" and "rfp or pitch or other" in wrong.wanted


def test_spotify_episodes_give_starts_streams_and_listeners(realdata):
    reading = read_real(realdata, "podcast/spotify_episodes.json")
    assert rows_in(reading) == (10, 10, 0, 0, 0)
    names = ("plays", "streams", "unique_listeners")
    assert tuple(total(reading, name) for name in names) == (18, 15, 14)
    assert str(column_of(reading, "length_s")[0]) == "711.998"


def test_spotify_retention_gives_the_area_under_the_curve(realdata):
    shares = []
    for path in sorted((realdata / "podcast").glob("spotify_episodes_performance_*.json")):
        ((item, plays, length, listened),) = rows_of(
            read_file(path), "item_id", "plays", "length_s", "listened_s"
        )
        assert item in path.name
        shares.append(round(float(listened / (plays * length)), 4))
    known = [0.6633, 0.4588, 0.3751, 0.0124, 0.0245, 1.0, 0.8951, 0.9992]
    assert sorted(shares) == sorted(known)


@pytest.mark.parametrize("part", ["aggregate", "listeners", "metadata", "streams"])
def test_spotify_files_without_episodes_are_recognised_and_refused(realdata, part):
    for path in (realdata / "podcast").glob(f"spotify_podcast_{part}_*.json"):
        reading = read_file(path)
        assert reading.verdict == "refused" and reading.format.startswith("spotify__")
        assert reading.next


def test_flat_events_that_name_a_header_twice_are_refused(realdata):
    reading = read_real(realdata, "web/ga4_export_events_seed.csv")
    assert reading.verdict == "refused"
    assert reading.message == "a header that is read stands more than once"


@pytest.mark.parametrize(
    "name",
    [
        "rfp/research_funding_rates.csv",
        "tenure/telco_churn.csv", "tenure/lung.csv", "ratings_funds/mutual_funds_ratings.csv",
        "durations/bpic2013_closed_problems_events.csv",
        "complaints/fca_firm_level_2024_h1.xlsx", "fulfilment/scms_delivery_history.csv",
        "durations/receipt_event_log.csv", "meetings/hubspot_engagement_meeting.csv",
        "meetings/ep_lobby_meetings_2021.csv",
    ],
)  # fmt: skip
def test_what_only_looks_alike_is_refused_as_unknown_with_what_to_do(realdata, name):
    reading = read_real(realdata, name)
    assert (reading.verdict, reading.format) == ("refused", None)
    assert reading.message == "this layout is not known"
    assert "map its columns" in reading.next and reading.found
