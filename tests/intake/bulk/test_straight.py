"""A Parquet file that the engine reads itself has the outcome of the same file read whole."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from cxaudit.intake.bulk.section import Section
from tests.intake.bulk.lanes import find_differences, is_in_pieces, read_both

DAY = datetime(2025, 3, 30)
HOURS = [DAY + timedelta(minutes=30 * n) for n in range(6)]
NEVER = [datetime(1899, 12, 31), datetime(2101, 1, 1), None]
ONE_DAY = ["2025-03-30", "2025-10-26 02:30", "2025-03-30T02:30:00", "", "n/a", "26 Oct 2025"]
PAGES = ["/a", "/b?who=ann@x.example", " /c ", "", "?x", "/ä?q=1"]
PERSONS = ["a@x.example", "B@x.example ", None, "é@x.example", "a@x.example", ""]
PLAIN = {"session_id": ["S1", "S2", "S3", "S4", "S5", "S6"], "user_key": PERSONS}
VIEWS = {"session_id": ["S1"] * 6, "page_path": PAGES}
LONG = 10**17


def table_of(**columns):
    """Return six visits with these columns; ``viewed`` makes them views of a page."""
    more = {"user_key": PERSONS, "engaged_ms": [1] * 6}
    if "viewed" not in columns:
        more = {"start": HOURS, "campaign": ["c"] * 6, "medium": ["m"] * 6}
    return (VIEWS if "viewed" in columns else PLAIN) | more | columns


TABLES = {
    "moments of a clock": table_of(
        start=HOURS, duration_s=[1.5, 2.0, None, 1e-5, float("nan"), float("inf")],
        session_number=[1.0, 2.5, None, -1.0, 1e16, 0.0], engaged=[True, False, None] * 2,
        internal=[1, 0, 1, None, 2, 1], medium=[1.5] * 6,
        source=["x", " y ", "ann@x.example", "\u00a0", "", None],
    ),
    "moments in UTC": table_of(
        start=[t.replace(tzinfo=UTC) for t in HOURS], session_number=[1, LONG, -LONG, 5, None, 0],
        duration_s=[Decimal("1.25"), None, Decimal("-1.00")] * 2,
        engaged_s=[Decimal("1.2345"), Decimal("0.0005"), None] * 2,
        source=pa.array(["a", "b", None] * 2).dictionary_encode(),
    ),
    "days for moments": table_of(
        start=[date(2025, 10, 26), None] * 3, duration_s=[1, 0, None, -1, LONG, 5],
        session_number=["1", "1,234", "n/a", "", "x", "-7"], engaged_s=pa.array([7] * 6),
    ),
    "days beyond what is meant": table_of(
        start=[*HOURS[:3], *NEVER], session_number=pa.array([1, 2, None, 4, 5, 255], pa.uint8()),
    ),
    "moments as text": table_of(start=ONE_DAY),
    "few words again and again": table_of(
        session_id=["S1", "S2"] * 3, source=[" x ", "ann@x.example", None] * 2,
        medium=["m", "\u00a0m", ""] * 2, internal=[0, 1, None] * 2,
    ),
    "views": table_of(viewed=HOURS, depth_reached=[0.25, 0.1, None, 1.0, 0.5, -1.0]),
}  # fmt: skip
LOOKED_AT = {
    "a total": table_of(session_id=["S1", "S2", "S3", "S4", "S5", "Total"]),
    "a total that stands twice": table_of(session_id=["S1", "S2", "Total"] * 2),
    "a blank key": table_of(session_id=["S1", "S2", None, "S4", "", "S6"],
                            source=["a", "b", "Total", "c", "d", "e"]),
    "a key of blanks beside a total": table_of(session_id=["S1", "S2", "S3", "S4", "S5", " "],
                                               source=["a", "b", "d", "c", "d", "Total"]),
    "blank lines": {name: [*values[:5], None] for name, values in table_of().items()},
    "a question": table_of(start=["03/04/2025"] * 6),
}  # fmt: skip


@pytest.fixture
def looks(monkeypatch):
    """Return a list that grows when the lines of a file are looked at in pieces."""
    taken, read = [], Section._read_once
    monkeypatch.setattr(Section, "_read_once", lambda *a: taken.append(True) or read(*a))
    return taken


def read_table(folder, columns, **wishes):
    path = folder / "file.parquet"
    parquet.write_table(pa.table(columns), path, row_group_size=4)
    whole, pieces = read_both(path, **wishes)
    assert is_in_pieces(pieces) or pieces.verdict != "imported"
    assert find_differences(whole, pieces) == []
    return pieces


@pytest.mark.parametrize("name", TABLES)
def test_typed_columns_are_read_by_the_engine_with_the_same_outcome(tmp_path, name, looks):
    reading = read_table(tmp_path, TABLES[name], settings={"timezone": "Europe/Berlin"})
    assert reading.verdict == "imported" and not looks


@pytest.mark.parametrize("name", LOOKED_AT)
def test_lines_that_may_be_no_rows_are_looked_at(tmp_path, name, looks):
    read_table(tmp_path, LOOKED_AT[name])
    assert looks


def test_rows_without_a_key_beside_words_that_are_no_total_need_no_look(tmp_path, looks):
    columns = table_of(session_id=["S1", None, "S3", "S4", "S5", "S6"], source=["a"] * 6)
    reading = read_table(tmp_path, columns | {"session_number": [1] * 6, "medium": ["b"] * 6})
    assert (reading.rows.set_aside, looks) == (1, [])


EVENTS = {
    "event_name": ["page_view", "scroll", "page_view", "scroll", "scroll", "page_view"],
    "event_timestamp": [LONG // 60 + 1_000_000 * n for n in (0, 1, 2, 3, 3, 4)],
    "user_pseudo_id": ["1.2", "1.2", "1.2", "1.2", "1.2", None],
    "param_ga_session_id": [7, 7, 7, 7, 7, 8],
    "param_engagement_time_msec": [None, 5, 0, 9, 9, 1],
    "param_session_engaged": [0, 1, 0, 1, 1, 0],
    "param_percent_scrolled": [None, 25, None, 90, 90, None],
    "param_page_location": ["https://x.example/a?b", "https://x.example/a#d", "/a", "/a", "/a", ""],
    "collected_traffic_source_manual_source": [None, "b", "c", None, None, None],
}  # fmt: skip
MAILS = {
    "email_campaign_id": [9] * 6,
    "recipient": ["ann@x.example", "ANN@x.example ", "ben@x.example", "ben@x.example", None, ""],
    "type": ["SENT", "OPEN", "SENT", "CLICK", "DELIVERED", "invented"],
    "created": HOURS,
    "filtered_event": [None, True, None, False, None, True],
    "obsoleted_by_id": pa.array([None, None, None, None, "x", None], pa.string()),
}


@pytest.mark.parametrize("columns", [EVENTS, MAILS], ids=["of a website", "of e-mail"])
def test_events_become_the_same_rows(tmp_path, columns, looks):
    reading = read_table(tmp_path, columns, settings={"timezone": "Europe/Berlin"})
    assert reading.verdict == "imported" and not looks
