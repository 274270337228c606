"""What vendors' files do beyond their samples: several sheets, notes, look-alikes, questions."""

from __future__ import annotations

from datetime import date

import pytest

from cxaudit.intake import propose_mapping, read_file
from cxaudit.intake.known.form import load_forms
from tests.intake.files import KEY, archive, column_of, read, rows_of, workbook

POSTS = list(load_forms()["linkedin__all_posts"].layout)
POST = ["Invented outlook", "https://post.example/1", "Organic", "", "", "01/31/2025", "", "", "",
        1200, "", "", 30, 0.025, 25, 3, 2, 1, 0.05, "Image"]  # fmt: skip
KINDS = ("Clicks", "Reactions", "Comments", "Reposts")
DAYS = ["Date", "Impressions (organic)", "Impressions (sponsored)"]
DAYS += [f"{kind} (organic)" for kind in KINDS]


def read_bytes(tmp_path, content, name, **wishes):
    path = tmp_path / name
    path.write_bytes(content)
    return read_file(path, **{"key": KEY, **wishes})


METRICS = [["An invented description"], DAYS, ["01/30/2025", 400, 100, 10, 8, 2, 1]]


def test_of_a_linkedin_workbook_the_posts_are_read_and_the_days_only_where_there_are_none(tmp_path):
    both = {"Metrics": METRICS, "All posts": [["An invented description"], POSTS, POST]}
    reading = read_bytes(tmp_path, workbook(both), "content.xlsx")
    assert reading.format == "linkedin__all_posts"
    assert column_of(reading, "item_id") == ["https://post.example/1"]
    assert any("not read: Metrics: the same file" in warning for warning in reading.warnings)
    empty = {"Metrics": METRICS, "All posts": [["An invented description"], POSTS]}
    days = read_bytes(tmp_path, workbook(empty), "empty.xlsx")
    assert column_of(days, "item_id") == ["page, organic", "page, sponsored"]


def test_the_workbook_of_a_personal_profile_is_refused_with_what_to_export_instead(tmp_path):
    sheets = {
        "DISCOVERY": [["Overall performance", "1/1/2025 - 1/31/2025"], ["Impressions", 900]],
        "ENGAGEMENT": [["Date", "Impressions", "Engagements"], ["1/31/2025", 900, 7]],
        "TOP POSTS": [["Maximum of 50 posts"], [], ["Post URL", "Post publish date", "Engagements",
                      "", "Post URL", "Post publish date", "Impressions"]],
        "FOLLOWERS": [["Total followers on 1/31/2025:", 5], [], ["Date", "New followers"]],
        "DEMOGRAPHICS": [["Top Demographics", "Value", "Percentage"], ["Job titles", "x", 0.1]],
    }  # fmt: skip
    reading = read_bytes(tmp_path, workbook(sheets), "Content.xlsx")
    assert (reading.verdict, reading.format) == ("refused", "linkedin_profile__analytics")
    assert "personal profile" in reading.message and "company page" in reading.next


def test_the_followers_workbook_is_refused_because_its_totals_are_gains(tmp_path):
    head = ["Date", "Sponsored followers", "Organic followers", "Auto-invited followers",
            "Total followers"]  # fmt: skip
    sheets = {"New followers": [head, ["01/31/2025", 0, 2, 1, 3]],
              "Location": [["Location", "Total followers"], ["Inventia", 900]]}  # fmt: skip
    reading = read_bytes(tmp_path, workbook(sheets), "followers.xlsx")
    assert reading.verdict == "refused" and "won on the day" in reading.message


def test_translated_headers_of_linkedin_go_to_the_mapping_form_and_are_never_guessed(tmp_path):
    header = [f"Cabeçalho inventado {letter}" for letter in "ABCDEFGHIJKLMNOPQRST"]
    content = workbook({"Todas": [["Uma descrição"], header, POST, POST]})
    reading = read_bytes(tmp_path, content, "conteudo.xlsx")
    assert (reading.verdict, reading.message) == ("refused", "this layout is not known")
    assert "map its columns" in reading.next
    proposal = propose_mapping(tmp_path / "conteudo.xlsx")
    assert proposal.is_by_position and proposal.like == "linkedin__all_posts"
    guessed = {guess.column: guess.header[-1] for guess in proposal.guesses if guess.column}
    assert (guessed["item_id"], guessed["impressions"], guessed["reposts"]) == ("B", "J", "Q")


@pytest.mark.parametrize(
    "text",
    ["Date,Streams,Show\n2025-01-01,3,Invented\n", "Metric,Value\nvisits,3\n",
     "Page,Visits\n/a,3\n", "Marketing Channel,Visits\nMail,3\n"],
)  # fmt: skip
def test_plain_headers_that_a_vendor_also_uses_are_not_taken_for_its_export(tmp_path, text):
    reading = read(tmp_path, text)
    assert (reading.verdict, reading.message) == ("refused", "this layout is not known")


TABLE = "Content,Video title,Video publish time,Duration,Views,Watch time (hours)\n"
VIDEO = 'ab,Invented,"Jan 6, 2025"'
CHART = "Date,Content,Video title,Video publish time,Duration,Views\n"


def test_a_youtube_zip_gives_its_table_and_names_what_it_leaves(tmp_path):
    packed = archive(
        {
            "Table data.csv": f"{TABLE}Total,,,,5,0.5\n{VIDEO},90,5,0.25\n".encode(),
            "Chart data.csv": f"{CHART}2025-01-06,{VIDEO},90,5\n".encode(),
            "Totals.csv": b"Date,Views\n2025-01-06,5\n",
        }
    )  # fmt: skip
    reading = read_bytes(tmp_path, packed, "Content 2025-01-06.zip")
    assert column_of(reading, "views") == [5]
    assert any("Chart data: not imported" in warning for warning in reading.warnings)
    assert any("not read: Totals.csv" in warning for warning in reading.warnings)


def test_as_many_videos_as_youtube_exports_at_most_may_not_be_all(tmp_path):
    rows = [f'v{n},Invented {n},"Jan 6, 2025",90,5,0.25' for n in range(500)]
    said = read(tmp_path, TABLE + "\n".join(rows)).warnings
    assert any("500 rows are said to be the most" in warning for warning in said)
    fewer = read(tmp_path, TABLE + "\n".join(rows[1:])).warnings
    assert not any("the most" in warning for warning in fewer)


PREAMBLE = "# ---\n# {}\n# ---\n# Start date: 20250101\n# End date: 20250131\n"


def test_a_ga4_file_of_several_blocks_is_read_by_block_and_the_rest_is_named(tmp_path):
    text = PREAMBLE.format("Traffic acquisition") + (
        "Session primary channel group (Default channel group),Sessions,Engaged sessions\n"
        "Direct,60,36\n(other),12,7\n\n"
    )
    text += PREAMBLE.format("By day") + "Nth day,Sessions\n0000,72\n\n"
    text += PREAMBLE.format("Pages") + "\nPage path and screen class,Views,Active users\n/a,9,4\n"
    reading = read(tmp_path, text.replace("\n", "\r\n"))
    assert reading.format == "ga4__traffic+ga4__pages"
    assert rows_of(reading, "scope", "value") == [
        ("channel", "Direct"), ("channel", "(other)"), ("page", "/a"),
    ]  # fmt: skip
    assert any("not read: table 2" in warning for warning in reading.warnings)
    assert any("12 of 72 sessions under (other)" in warning for warning in reading.warnings)


def test_an_exploration_gives_its_period_on_a_line_without_a_label(tmp_path):
    text = "# ---\n# Invented\n# Free form-Free form 1\n# 20250801-20250826\n# ---\n\n"
    text += "Page path,Views,Active users\n/a,9,4\nGrand total,9,4\n"
    reading = read(tmp_path, text)
    assert column_of(reading, "period_end") == [date(2025, 8, 26)] and reading.rows.totals == 1


def test_users_by_first_channel_without_active_users_say_what_lacks(tmp_path):
    text = PREAMBLE.format("User acquisition") + (
        "First user primary channel group (Default Channel Group),Total users,New users,"
        "Returning users\nDirect,41,30,12\nEmail,10,8,3\n"
    )
    reading = read(tmp_path, text)
    assert rows_of(reading, "total_users", "active_users", "returning_users") == [(51, None, 15)]
    assert any("no Active users" in warning for warning in reading.warnings)


TEAMS = "1. Summary\nMeeting title\tInvented\n\n2. Participants\nName\tFirst join\tLast leave\t"
TEAMS += "In-meeting duration\tEmail\tParticipant ID (UPN)\tRole\n"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-16-le"])
def test_teams_reports_are_read_in_every_encoding_they_come_in(tmp_path, encoding):
    text = TEAMS + "Ann\t7/22/25, 7:00:11 PM\t7/22/25, 7:30:11 PM\t30m\ta@x.example\t\tAttendee\n"
    reading = read(tmp_path, text.replace("\n", "\r\n"), encoding=encoding)
    assert [float(minutes) for minutes in column_of(reading, "live_min")] == [30]
    assert column_of(reading, "event_id") == ["Invented@2025-07-22 19:00"]


def test_where_nobody_is_an_attendee_presenters_are_guests_and_the_report_says_so(tmp_path):
    row = "{}\t7/22/25, 7:00:11 PM\t7/22/25, 7:30:11 PM\t30m\t{}\t\tPresenter\n"
    text = TEAMS + row.format("Ann", "a@x.example") + row.format("Ben", "b@x.example")
    reading = read(tmp_path, text)
    assert column_of(reading, "role") == ["attendee", "attendee"]
    told = "its presenters, 2 in all, are read as attendees"
    assert any(told in warning for warning in reading.warnings)


def test_a_teams_day_that_may_be_two_is_asked(tmp_path):
    text = TEAMS + "Ann\t3/4/25, 7:00:11 PM\t3/4/25, 7:30:11 PM\t30m\ta@x.example\t\tAttendee\n"
    reading = read(tmp_path, text)
    assert reading.verdict == "needs_answer"
    assert [question["id"] for question in reading.to_json()["questions"]] == ["joined.date_order"]


EVENTBRITE = "Order #,Order Date,Email,Attendee #,Attendee Status\n1,11/29/24 22:28,a@x.example,2,"


def test_eventbrite_asks_for_the_event_its_start_and_how_it_was_held(tmp_path):
    asked = read(tmp_path, EVENTBRITE + "Attending\n").to_json()["questions"]
    assert [question["id"] for question in asked] == ["event_name", "event_start", "mode"]


def test_an_eventbrite_list_without_check_ins_leaves_attendance_open(tmp_path):
    answers = {"event_name": "Invented", "event_start": "2025-01-20", "mode": "in_person"}
    reading = read(tmp_path, EVENTBRITE + "Attending\n", answers=answers)
    assert rows_of(reading, "reg_status", "attended") == [("approved", None)]
    assert any("nobody is marked as checked in" in warning for warning in reading.warnings)


def test_reasons_why_cells_hold_no_value_are_told_apart(tmp_path):
    head = "Show Name,Episode ID,Episode Title,Release Date,Duration,Unique Listeners,"
    head += "Unique Engaged Listeners,Plays,Average Consumption\n"
    rows = "S,1,Invented,2025-01-15,600,<5,-,50,0.5\nS,2,NA,2025-01-16,600,9,(not set),50,0.5\n"
    reading = read(tmp_path, head + rows)
    assert column_of(reading, "title") == ["Invented", "NA"]
    (said,) = [w for w in reading.warnings if w.startswith("cells that say there is no value")]
    assert "Unique Listeners 1 (held back below a limit 1)" in said
    assert "Unique Engaged Listeners 2 (no value 1, not set 1)" in said


def test_a_download_log_does_not_date_the_episodes_of_its_first_day(tmp_path):
    head = "time\tepisodeId\thashedIpAddress\tagentName\tbotType\n"
    rows = "2025-01-01T08:00:00Z\told\th1\tApp\t\n2025-01-05T08:00:00Z\tnew\th1\tApp\t\n"
    asked = read(tmp_path, head + rows, "log.tsv")
    assert [question.id for question in asked.questions] == ["published_is"]
    told = read(tmp_path, head + rows, "log.tsv", answers={"published_is": "first_download"})
    assert [moment and moment.date() for moment in column_of(told, "published")] == [
        None, date(2025, 1, 5),
    ]  # fmt: skip
    plain = read(tmp_path, head + rows, "log.tsv", answers={"published_is": "unknown"})
    assert column_of(plain, "published") == [None, None]
