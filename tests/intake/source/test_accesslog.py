"""A web server's log is a table of requests: who, when, and whether it is anybody's visit."""

from __future__ import annotations

import pytest

from cxaudit.intake import read_file
from tests.intake.files import KEY, archive, column_of, read

LINE = '192.0.2.1 - {user} [{at} +0100] "{request}" {status} 10 "-" "{agent}"'
CHROME = "Mozilla/5.0 (X11; Linux x86_64)"


def log(**more):
    told = {"user": "ann", "at": "03/Feb/2025:10:00:00", "request": "GET /reports HTTP/1.1",
            "status": 200, "agent": CHROME}  # fmt: skip
    return LINE.format(**told | more) + "\n"


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"user": "-"}, "no signed-in user"),
        ({"status": 404}, "refused or failed"),
        ({"agent": "-"}, "by a robot"),
        ({"agent": "InventedCrawler/2"}, "by a robot"),
        ({"request": "OPTIONS * HTTP/1.1"}, "no page asked for"),
        ({"request": "GET /ping HTTP/1.1"}, "a health check"),
        ({"request": "GET /a/style.CSS?v=3 HTTP/1.1"}, "part of a page (picture, script, style)"),
        ({"at": "yesterday and the day before"}, "not a line of the combined format"),
    ],
)
def test_a_request_that_is_nobodys_visit_is_set_aside_with_the_reason(tmp_path, more, reason):
    reading = read(tmp_path, log() + log(**more), "access.log")
    assert reading.verdict == "imported" and len(column_of(reading, "ts")) == 1
    assert [(e.row, e.reason.rpartition(": ")[2]) for e in reading.set_aside] == [(2, reason)]


@pytest.mark.parametrize(("minute", "visits"), [("29:59", 1), ("30:00", 2)])
def test_half_an_hour_of_silence_ends_a_visit(tmp_path, minute, visits):
    later = log(at=f"03/Feb/2025:10:{minute}")
    assert len(column_of(read(tmp_path, later + log(), "access.log"), "ts")) == visits


def test_the_order_of_the_lines_and_the_case_of_a_name_do_not_matter(tmp_path):
    lines = [log(), log(at="03/Feb/2025:10:20:00", user="ANN"), log(at="03/Feb/2025:10:40:00")]
    reading = read(tmp_path, "".join(reversed(lines)), "access.log")
    (start,), (end,) = column_of(reading, "ts"), column_of(reading, "closed")
    assert (start.isoformat(), end.isoformat()) == (
        "2025-02-03T09:00:00+00:00", "2025-02-03T09:40:00+00:00",
    )  # fmt: skip


def test_what_a_server_adds_behind_the_agent_is_not_minded_and_a_log_may_come_zipped(tmp_path):
    text = log().strip() + ' 0.003 "198.51.100.7"\n\n'
    path = tmp_path / "logs.zip"
    path.write_bytes(archive({"access.log": text.encode()}))
    reading = read_file(path, key=KEY)
    assert reading.format == "webserver__access_log"
    assert reading.rows.to_json()["blank"] == 1


def test_neither_address_nor_page_nor_name_is_kept(tmp_path):
    reading = read(tmp_path, log() + log(user="-") + "half a line of ann\n", "access.log")
    (rows,) = reading.tables.values()
    kept = f"{rows.to_pylist()} {reading.to_json()}"
    assert not [mark for mark in ("192.0.2.1", "/reports", "Linux", "ann") if mark in kept]


def test_a_text_with_brackets_and_quotes_is_no_log(tmp_path):
    reading = read(tmp_path, 'a,b\n"[x]",1\n')
    assert reading.format is None and reading.is_unknown
