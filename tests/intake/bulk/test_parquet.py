"""Parquet files: typed columns as text means them; lists and records by the form's SQL alone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest

from cxaudit.intake import read_file, to_pseudonym
from cxaudit.intake.bulk import apart
from cxaudit.intake.bulk.stored import StoredRows
from cxaudit.intake.gate.limits import Limits
from cxaudit.intake.known.form import Form
from cxaudit.intake.source.grid import to_fingerprint
from tests.intake.bulk.lanes import find_differences, is_in_pieces, read_both
from tests.intake.files import KEY, rows_of

SESSIONS = {
    "session_id": ["S1", " S2 ", None, "S4", "S4", "Total"],
    "user_key": ["a@x.example", "B@x.example", None, "é@x.example", "a@x.example", None],
    "start": pa.array(
        [datetime(2025, 1, 1, 10), datetime(2025, 3, 30, 2, 30), None, None, None, None],
        pa.timestamp("us"),
    ),
    "duration_s": [1.5, 2.0, None, 1e-5, float("nan"), None],
    "engaged_s": [Decimal("1.2345"), None, None, None, Decimal("0.0005"), None],
    "engaged": [True, False, None, None, True, None],
    "session_number": pa.array([1, 2, None, -1, 3, None], pa.int32()),
    "source": [1, 2, None, 3, 3, None],
    "internal": ["yes", "no", None, "", "maybe", None],
}
VIEWS = {
    "session_id": ["S1", "S2"],
    "viewed": pa.array([datetime(2025, 1, 1, 10), None], pa.timestamp("ns", tz="Europe/Berlin")),
    "page_path": ["/a", "/b?who=ann@x.example"],
    "depth_thresholds": [[0.25, 0.5], None],
    "depth_reached": pa.array([0.25, 0.1], pa.float32()),
    "page_words": pa.array([1, 2], pa.uint8()),
}
MANDATES = {
    "mandate_id": ["007", "M2"], "client_id": [8, 9], "won": [date(2025, 3, 4), None],
    "fee_bps": [Decimal("1.5"), None],
}  # fmt: skip


def write_table(folder, columns, **options):
    path = folder / "file.parquet"
    parquet.write_table(pa.table(columns), path, **options)
    return path


@pytest.mark.parametrize(
    "columns", [SESSIONS, VIEWS, MANDATES], ids=["visits", "views", "mandates"]
)
def test_typed_columns_have_the_outcome_of_a_file_read_whole(tmp_path, columns):
    path = write_table(tmp_path, columns, row_group_size=2)
    whole, pieces = read_both(path, settings={"timezone": "Europe/Berlin"})
    assert is_in_pieces(pieces) and find_differences(whole, pieces) == []


@pytest.mark.parametrize("damage", [slice(4, 90), slice(-60, -4)])
def test_a_damaged_file_is_refused_and_takes_nothing_down(tmp_path, damage):
    path = write_table(tmp_path, MANDATES)
    content = bytearray(path.read_bytes())
    content[damage] = b"\x7f" * len(content[damage])
    path.write_bytes(content)
    reading = read_file(path, key=KEY, limits=Limits(bulk_from=0))
    assert reading.verdict == "refused" and "damaged" in reading.message


def test_a_reader_that_dies_or_takes_too_long_is_a_refusal(tmp_path, monkeypatch):
    path = write_table(tmp_path, MANDATES)
    monkeypatch.setattr("cxaudit.intake.read.MAX_BYTES", 10)
    monkeypatch.setattr(apart, "SECONDS", 0)
    reading = read_file(path, key=KEY, limits=Limits(bulk_from=0))
    assert reading.verdict == "refused" and "more than 0 seconds" in reading.found


PARAMETERS = "struct(key varchar, value struct(string_value varchar, int_value bigint))[]"
EVENTS = Form(
    format="test__events",
    label="Invented events",
    src_system="test",
    table="web_session",
    mapping=to_fingerprint(["event_name", "at", "visitor", "params"]),
    columns={
        "user_key": {"header": "visitor", "required": True},
        "event_name": {"header": "event_name", "type": "str", "required": True},
        "at_us": {"header": "at", "type": "int", "required": True},
        "params": {"header": "params", "required": True, "nested": PARAMETERS},
    },
    sql={
        "view_event": """
            select
                r.user_key, r.event_name, r.at_us, r.src_row,
                list_filter(r.params, lambda p: p.key = 'visit')[1].value.int_value as visit,
                list_filter(r.params, lambda p: p.key = 'page')[1].value.string_value as page
            from rows r
        """,
        "transform": """
            select
                user_key || '.' || visit as session_id, user_key,
                make_timestamptz(min(at_us)) as start, 'from ann@x.example' as source,
                min(src_row) as src_row, count(*) as src_rows
            from event
            group by user_key, visit
            order by src_row
        """,
        "transform_page_view": """
            select
                user_key || '.' || visit as session_id, user_key, make_timestamptz(at_us) as viewed,
                page as page_path, src_row
            from event
            where event_name = 'page_view'
            order by src_row
        """,
        "warnings": "select count(*) || ' events' from event",
    },
)


def to_parameters(visit, page=None):
    return [{"key": "visit", "value": {"string_value": None, "int_value": visit}},
            {"key": "page", "value": {"string_value": page, "int_value": None}}]  # fmt: skip


def read_events(folder, visitors, pages, **options):
    at = [1_735_725_600_000_000 + 1_000_000 * n for n in range(len(visitors))]
    names = ["page_view" if page else "scroll" for page in pages]
    params = [to_parameters(1, page) for page in pages]
    path = write_table(
        folder, {"event_name": names, "at": at, "visitor": visitors, "params": params}, **options
    )
    return read_file(path, key=KEY, mapped={"events": EVENTS})


def test_the_process_that_read_a_file_holds_no_memory_while_its_rows_are_finished(
    tmp_path, monkeypatch
):
    path, started, alive = write_table(tmp_path, VIEWS), [], []
    start, finish = apart.Apart._start, StoredRows.finish
    monkeypatch.setattr(
        apart.Apart, "_start", lambda own: started.append(start(own)) or started[-1]
    )

    def watch(rows):
        alive.extend(child for child in started if child.poll() is None)
        return finish(rows)

    monkeypatch.setattr(StoredRows, "finish", watch)
    reading = read_file(path, key=KEY, limits=Limits(bulk_from=0))
    assert reading.verdict == "imported" and started and not alive


def test_lists_and_records_become_rows_of_two_tables(tmp_path):
    reading = read_events(
        tmp_path, ["ann", "ANN ", "Ü-2", None], ["/a", None, "/b", None], row_group_size=2
    )
    assert reading.verdict == "imported", reading.in_words()
    assert (reading.table, reading.warnings) == ("web_session+page_view", ("4 events",))
    ann, other = to_pseudonym("ann", KEY), to_pseudonym("Ü-2", KEY)
    sessions = reading.tables["web_session"].to_pylist()
    assert [(s["session_id"], s["source"], s["src_row"]) for s in sessions] == [
        (f"{ann}.1", "from [e-mail]", 2), (f"{other}.1", "from [e-mail]", 4)
    ]  # fmt: skip
    assert sessions[0]["start"] == datetime(2025, 1, 1, 10, tzinfo=UTC)
    views = reading.tables["page_view"].to_pylist()
    assert [(v["page_path"], v["user_key"]) for v in views] == [("/a", ann), ("/b", other)]
    assert tuple(reading.rows.to_json().values()) == (4, 3, 1, 0, 0)
    assert reading.supplied["page_view"][""] == ["page_path", "session_id", "user_key", "viewed"]
    assert files_naming("Ü-2", reading.original.source.folder) == ["people-user_key.parquet"]


def files_naming(person, folder):
    """Return the files of ours, beside the copy of what came, in which a name stands."""
    held = [path for path in folder.rglob("*.parquet") if path.name != "raw.parquet"]
    return [path.name for path in held if person.encode() in path.read_bytes()]


def test_a_plain_column_of_the_wrong_type_is_refused_with_what_it_should_be(tmp_path):
    columns = {"event_name": ["x"], "at": ["noon"], "visitor": ["ann"],
               "params": [to_parameters(1)]}  # fmt: skip
    path = write_table(tmp_path, columns)
    reading = read_file(path, key=KEY, mapped={"events": EVENTS})
    assert reading.verdict == "refused" and "'at' does not hold" in reading.message
    assert reading.found == "varchar" and "bigint" in reading.wanted


def test_lists_in_another_kind_of_file_are_refused_with_what_is_read(tmp_path):
    path = tmp_path / "file.csv"
    path.write_text("event_name,at,visitor,params\nx,1,ann,[]\n")
    reading = read_file(path, key=KEY, mapped={"events": EVENTS})
    assert reading.verdict == "refused" and reading.wanted == "a Parquet file"


def test_rows_of_a_nested_file_are_the_same_with_one_thread_and_two(tmp_path):
    visitors = [f"visitor {n % 700}" for n in range(3_000)]
    pages = [f"/p{n % 11}" for n in range(3_000)]
    two = read_events(tmp_path, visitors, pages, row_group_size=500)
    path, limits = tmp_path / "file.parquet", Limits(threads=1)
    one = read_file(path, key=KEY, mapped={"events": EVENTS}, limits=limits)
    assert rows_of_all(one) == rows_of_all(two)


def rows_of_all(reading):
    return {name: rows.to_pylist() for name, rows in reading.tables.items()}


def test_a_small_file_without_lists_is_read_as_before(tmp_path):
    reading = read_file(write_table(tmp_path, MANDATES), key=KEY)
    assert not is_in_pieces(reading)
    assert rows_of(reading, "mandate_id", "client_id") == [("007", "8"), ("M2", "9")]
