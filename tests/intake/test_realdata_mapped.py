"""Real files of no known vendor: refused as they are, read with the known counts once mapped."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from statistics import median

import pytest

from cxaudit.intake import parse_mapping, propose_mapping, read_file, to_form
from tests.intake.files import KEY, column_of, rows_of

pytestmark = pytest.mark.realdata


def rows_in(reading):
    return tuple(reading.to_json()["rows"].values())


def read_mapped(path, plain, **wishes):
    """Read a file by a mapping, as the mapping form and the command line do."""
    headers = list(propose_mapping(path, like=plain["as"]).headers)
    mapping = parse_mapping(plain | {"headers": headers}, "test")
    return read_file(path, key=KEY, mapped={mapping.key: to_form(mapping)}, **wishes)


def test_deliveries_with_lone_carriage_returns_and_three_ways_to_write_a_date(realdata):
    plain = {
        "as": "template__delivery",
        "columns": {"delivery_id": "ID", "due": "Scheduled Delivery Date",
                    "delivered": "Delivered to Client Date"},
        "constants": {"kind": "investment_report"},
    }  # fmt: skip
    reading = read_mapped(realdata / "fulfilment/scms_delivery_history.csv", plain)
    assert rows_in(reading) == (10_324, 10_324, 0, 0, 0)
    rows = rows_of(reading, "due", "delivered")
    late = [(came - due).days for due, came in rows if came > due]
    same = sum(came == due for due, came in rows)
    assert (len(rows) - len(late), len(late), same) == (9_138, 1_186, 6_324)
    assert median(late) == 12
    assert float(Fraction(9_138, 10_324)) == pytest.approx(0.885122, abs=5e-7)
    years = Counter(due.year for due, _ in rows)
    on_time = Counter(due.year for due, came in rows if came <= due)
    assert round(on_time[2011] / years[2011], 4) == 0.7646


def test_an_event_log_of_cases_gives_one_row_a_case_and_tells_the_repeats(realdata):
    plain = {
        "as": "template__mandate",
        "columns": {"mandate_id": "case:concept:name", "won": "case:startdate",
                    "funded": "case:enddate"},
        "constants": {"vehicle": "pooled"},
    }  # fmt: skip
    reading = read_mapped(realdata / "durations/receipt_event_log.csv", plain)
    assert rows_in(reading) == (8_577, 1_434, 8_577 - 1_434, 0, 0)
    rows = rows_of(reading, "won", "funded")
    closed = [(end - start).days for start, end in rows if end]
    assert (len(closed), len(rows) - len(closed)) == (1_329, 105)
    assert median(closed) in (50, 51)
    assert "7,143 rows set aside: the same as an earlier row in every column" in reading.warnings


def test_status_changes_of_problems_keep_the_first_of_each_case(realdata):
    plain = {
        "as": "template__interaction",
        "columns": {"interaction_id": "case_id", "ts": "change_time"},
        "constants": {"kind": "complaint"},
    }
    reading = read_mapped(realdata / "durations/bpic2013_closed_problems_events.csv", plain)
    assert rows_in(reading) == (6_660, 1_487, 6_660 - 1_487, 0, 0)
    assert any("other values" in warning for warning in reading.warnings)


def test_meetings_without_numbers_are_all_counted_and_repeats_are_told(realdata):
    named = ["host_id", "country", "group", "host_role", "organisation", "date"]
    plain = {
        "as": "template__interaction",
        "columns": {"interaction_id": {"digest": named}, "client_id": "organisation",
                    "ts": "date", "mode": "host_role"},
        "constants": {"kind": "meeting"},
    }  # fmt: skip
    reading = read_mapped(realdata / "meetings/ep_lobby_meetings_2021.csv", plain)
    assert rows_in(reading) == (8_832, 8_832, 0, 0, 0)
    met = Counter(column_of(reading, "client_id"))
    assert (len(met), sum(count >= 4 for count in met.values())) == (6_434, 244)
    assert [count for _, count in met.most_common(10)] == [42, 32, 31, 31, 25, 22, 22, 19, 19, 18]
    quarters = Counter((ts.month - 1) // 3 for ts in column_of(reading, "ts"))
    assert [quarters[q] for q in range(4)] == [2_801, 2_634, 1_203, 2_194]
    assert any(warning.startswith("23 rows the same") for warning in reading.warnings)


def test_meetings_of_a_warehouse_keep_their_odd_rows(realdata):
    plain = {
        "as": "template__interaction",
        "columns": {"interaction_id": "engagement_id", "ts": "start_time", "closed": "end_time"},
        "constants": {"kind": "meeting"},
    }
    reading = read_mapped(realdata / "meetings/hubspot_engagement_meeting.csv", plain)
    assert rows_in(reading) == (100, 100, 0, 0, 0)
    path = realdata / "meetings/hubspot_engagement_meeting.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        odd = sum(row["start_time"].startswith("1970-01") for row in csv.DictReader(stream))
    starts = [(ts.year, ts.month) for ts in column_of(reading, "ts")]
    assert starts.count((1970, 1)) == odd > 0
    lengths = [end - start for start, end in rows_of(reading, "ts", "closed") if end]
    assert sum(length > timedelta(days=1) for length in lengths) == 6


GRADES = {"0": "not_rated", "1": "sell", "2": "sell", "3": "hold", "4": "buy", "5": "buy"}


def test_stars_of_funds_are_asked_about_and_become_grades_as_told(realdata):
    plain = {
        "as": "template__rating",
        "columns": {"rating_id": "s", "strategy_id": "s", "grade": "rating"},
        "constants": {"consultant": "Star house", "valid_from": "2023-01-01"},
    }
    path = realdata / "ratings_funds/mutual_funds_ratings.csv"
    asked = read_mapped(path, plain)
    assert {question.id for question in asked.questions} == {f"grade:{g}" for g in GRADES}
    told = read_mapped(path, plain, answers={f"grade:{g}": m for g, m in GRADES.items()})
    rows = told.to_json()["rows"]
    assert (rows["in"], rows["imported"] + rows["set_aside"]) == (814, 814)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        raw = list(csv.DictReader(stream))
    names = {row["s"].strip(): row["rating"] for row in reversed(raw)}
    wanted = Counter(GRADES[rating] for rating in names.values())
    assert Counter(column_of(told, "grade")) == wanted
    whole = Counter(GRADES[row["rating"]] for row in raw)
    assert (whole["buy"], len(raw), len(raw) - len(names)) == (237, 814, rows["set_aside"])


def test_flat_events_are_read_once_the_header_that_stands_twice_is_renamed(realdata, tmp_path):
    text = (realdata / "web/ga4_export_events_seed.csv").read_text(encoding="utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text))
    assert (len(rows), len(header), header.count("param_session_engaged")) == (6, 40, 2)
    path = tmp_path / "seed.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([[*header[:-1], "engaged again"], *rows])
    reading = read_file(path, key=KEY)
    assert reading.format == "ga4__flat_events" and rows_in(reading) == (6, 6, 0, 0, 0)
    visits = reading.tables["web_session"].to_pylist()
    at = header.index("param_engagement_time_msec")
    seconds = sum(Fraction(row[at]) / 1000 for row in rows)
    assert len(visits) == 5 and sum(Fraction(v["engaged_s"]) for v in visits) == seconds


QUIET = timedelta(minutes=30)
ASSET_ENDS = (".css", ".js", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".ico", ".mp3", ".mp4",
              ".woff", ".ttf", ".eot", ".webp", "robots.txt", "map")  # fmt: skip


def requests_of(lines):
    """Read a log a second way: split at the quotation marks, plain datetime."""
    for line in lines:
        head, request, middle, _, _, agent, *_ = [*line.split('"'), *[""] * 6]
        host, moment = head.split()[0], head.split("[")[1].rstrip("] ")
        at = datetime.strptime(moment, "%d/%b/%Y:%H:%M:%S %z").astimezone(UTC)
        whole = line.endswith('"')
        yield host, at, request, int(middle.split()[0]), agent if whole else ""


def visits_of(requests):
    """Return how many visits and visitors there are; a gap of half an hour ends a visit."""
    moments: dict[str, list[datetime]] = {}
    for host, at, *_ in requests:
        moments.setdefault(host, []).append(at)
    gaps = [b - a for when in map(sorted, moments.values()) for a, b in pairwise(when)]
    return len(moments) + sum(gap >= QUIET for gap in gaps), len(moments)


@pytest.fixture(scope="module")
def log(realdata):
    return (realdata / "web/apache_access.log").read_text(encoding="utf-8").splitlines()


def test_a_log_without_signed_in_users_is_refused_with_every_line_accounted_for(realdata, log):
    reading = read_file(realdata / "web/apache_access.log", key=KEY)
    assert (reading.verdict, reading.format) == ("refused", "webserver__access_log")
    assert "an address is not a person" in reading.next and "10.0." not in reading.in_words()
    assert rows_in(reading) == (10_000, 0, 10_000, 0, 0)
    reasons = Counter(entry.reason.rpartition(": ")[2] for entry in reading.set_aside)
    statuses = Counter(status for _, _, _, status, _ in requests_of(log))
    assert [statuses[s] for s in (200, 304, 404, 301, 206)] == [9_126, 445, 213, 164, 45]
    assert reasons["refused or failed"] == sum(n for s, n in statuses.items() if s >= 400)
    assert reasons["not a line of the combined format"] == 1
    assert sum(reasons.values()) == 10_000


def test_the_second_calculation_gives_the_known_visits_of_the_log(log):
    whole = list(requests_of(log))
    assert visits_of(whole) == (3_052, 1_753)
    robots = {host for host, *_, agent in whole
              if any(word in agent.casefold() for word in ("bot", "spider", "crawl"))}  # fmt: skip
    people = [request for request in whole if request[0] not in robots]
    assert (visits_of(people), len(robots)) == ((2_451, 1_546), 207)


def test_a_log_with_signed_in_users_gives_their_visits(log, tmp_path):
    named = [line.replace(" - - [", f" - {line.split()[0]}@client.example [", 1) for line in log]
    path = tmp_path / "portal.log"
    path.write_text("\n".join(named) + "\n", encoding="utf-8")
    reading = read_file(path, key=KEY)
    rows = reading.to_json()["rows"]
    assert reading.verdict == "imported" and rows["in"] == 10_000
    taken = {entry.row for entry in reading.set_aside}
    kept = [r for number, r in enumerate(requests_of(log), start=1) if number not in taken]
    assert len(kept) == rows["imported"]
    assert not [r for r in kept if r[3] >= 400 or r[2].split("?")[0].endswith(ASSET_ENDS)]
    visits, people = visits_of(kept)
    assert len(column_of(reading, "ts")) == visits
    assert len(set(column_of(reading, "person_key"))) == people
    assert {at.date() for at in column_of(reading, "ts")} == {
        date(2015, 5, d) for d in range(17, 21)
    }


HELD_ELSEWHERE = {
    "meetings/salesforce_event.csv": ("salesforce_event", "tests/intake/test_crm_exports.py"),
}


def test_every_file_of_the_folder_is_named_by_a_test(realdata, request):
    here = request.path.parent
    told = "".join((here / name).read_text(encoding="utf-8") for name in
                   ("test_realdata.py", "test_realdata_mapped.py",
                    "test_realdata_counts.py"))  # fmt: skip
    files = {path.relative_to(realdata).as_posix() for path in realdata.rglob("*")
             if path.is_file() and path.suffix != ".md"}  # fmt: skip
    unnamed = {name for name in files if name not in told and not name.startswith("podcast/")}
    assert unnamed == set()
    root = here.parents[1]
    for name, (word, test) in HELD_ELSEWHERE.items():
        assert word in (root / test).read_text(encoding="utf-8"), name
