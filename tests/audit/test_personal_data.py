"""Personal data stop at import: canary persons in every kind of export, sought in all that is kept.

The canaries are invented; none may be found outside the sealed raw files.
"""

from __future__ import annotations

import json
import re
import stat
from datetime import date
from pathlib import Path

import pytest

from cxaudit.audit import Audit, Workspace, import_files, list_remembered
from cxaudit.errors import ClientDataError
from cxaudit.intake import propose_mapping, to_toml
from tests.small_firm import CLIENT, make_client, open_small

DAY = date(2026, 1, 6)
PSEUDONYM = re.compile(r"\b[0-9a-f]{32}\b")
PEOPLE = 40
FIRST, LAST = "Canaria{n}first", "Quillfeather{n}"
MAIL, IP, PHONE = "canary{n}@bird.example", "203.0.113.{n}", "+44 20 7946 0{n:03d}"


def person(n: int) -> dict[str, str]:
    return {"first": FIRST.format(n=n), "last": LAST.format(n=n), "mail": MAIL.format(n=n),
            "ip": IP.format(n=n), "phone": PHONE.format(n=n)}  # fmt: skip


def lines(head: str, row: str, **more: object) -> str:
    rows = [row.format(n=n, **person(n), **more) for n in range(PEOPLE)]
    return "\n".join([head, *rows]) + "\n"


EXPORTS = {
    "attendees.csv": lines(
        "event_id,person_key,event_name,event_start,attended,First Name,Last Name,IP",
        "e1,{mail},Call {mail} or {phone},2025-02-03T09:00:00Z,true,{first},{last},{ip}",
    ),
    "meetings.csv": lines(
        "Meeting ID,Client ID,Meeting date,Status,Mode,Contact,Subject,Notes,Location",
        "m{n},c1,2025-03-{n:02d}".replace("{n:02d}", "11")
        + " 10:00,Held,by video,{mail},Review with {first} {last},rude to {first},{phone}",
    ),
    "complaints.csv": lines(
        "Complaint ID,Client ID,Received,Channel,Product,Cause,Eligible complainant,Outcome,"
        "Root cause",
        "k{n},c1,2025-02-03,e-mail,Fund,{first} {last} was rude to {mail},yes,Rejected,{last}",
    ),
    "visits.csv": lines(
        "Visit ID,User,Client ID,Visited at,Status,Staff,IP address",
        "v{n},{mail},c1,2025-02-03T10:00:00Z,Success,no,{ip}",
    ),
    "views.csv": lines(
        "session_id,viewed,page_path,user_key",
        "s{n},2025-02-03T10:00:00Z,/insights/a?who={mail}&name={first}#{last},{mail}",
    ),
    "pages.csv": lines(
        "scope,value,period_start,period_end,views",
        "page,/insights/b?who={mail},2025-01-01,2025-01-31,5",
    ),
    "posts.csv": lines(
        "Post title,Post link,Post type,Campaign name,Posted by,Created date,Impressions,Clicks,"
        "Likes,Comments,Reposts",
        "Write to {mail} or {phone},u{n},Organic,,{first} {last},2025-05-21,1000,4,3,2,1",
    ),
    "bids.csv": lines(
        "pursuit_id,kind,received,submitted,outcome,owner",
        "p{n},RFP,2025-02-03,2025-02-24,won,{first} {last}",
    ),
}


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> tuple[Workspace, list[dict]]:
    """Import every export with its canaries, measure all; return workspace and what was told."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CXAUDIT_KEYS", str(tmp_path_factory.mktemp("keys")))
        workspace = make_client(tmp_path_factory.mktemp("book"), tables=["client"])
        inbox = tmp_path_factory.mktemp("inbox")
        paths = []
        for name, text in EXPORTS.items():
            (inbox / name).write_text(text, encoding="utf-8")
            paths.append(inbox / name)
        entries = import_files(workspace, CLIENT, paths, received_on=DAY, by="tester")
        audit = open_small(workspace)
        assert audit.scorecard and audit.trends is not None
    return workspace, entries


def canaries() -> list[str]:
    marks = [[FIRST.format(n=n), LAST.format(n=n), MAIL.format(n=n), PHONE.format(n=n)]
             for n in range(PEOPLE)]  # fmt: skip
    return [mark for person_marks in marks for mark in person_marks] + [
        IP.format(n=n) for n in range(10, PEOPLE)
    ]


def found_in(text: str) -> list[str]:
    return [mark for mark in canaries() if mark.casefold() in text.casefold()]


def cells_of(workspace: Workspace) -> str:
    """Return every text of every stored table."""
    import pyarrow.parquet as parquet

    folder = workspace.client_folder(CLIENT) / "tables"
    tables = [parquet.read_table(path).to_pylist() for path in sorted(folder.rglob("*.parquet"))]
    return json.dumps(tables, default=str)


def test_every_export_is_imported_whole(told):
    _, entries = told
    verdicts = {entry["file"]: (entry["verdict"], entry["rows"]["imported"]) for entry in entries}
    assert verdicts == dict.fromkeys(EXPORTS, ("imported", PEOPLE))


def test_no_person_is_in_the_tables_the_records_or_what_was_told(told):
    workspace, entries = told
    assert found_in(json.dumps(entries)) == []
    assert found_in(cells_of(workspace)) == []
    folder = workspace.client_folder(CLIENT)
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "exports" not in path.relative_to(folder).parts:
            assert found_in(path.read_bytes().decode("utf-8", "replace")) == [], path.name


def test_no_pseudonym_is_in_what_is_kept_of_the_measurements(told):
    workspace, _ = told
    folder = workspace.client_folder(CLIENT)
    kept = "".join(path.read_text(encoding="utf-8") for path in folder.glob("measured/*"))
    known = set(PSEUDONYM.findall(cells_of(workspace)))
    assert len(known) > PEOPLE and '"measurements"' in kept
    assert not {mark for mark in known if mark in kept}


def test_the_search_would_find_them_where_they_may_be(told):
    workspace, _ = told
    raw = sorted((workspace.client_folder(CLIENT) / "exports").iterdir())
    assert raw and all(stat.S_IMODE(path.stat().st_mode) == 0o400 for path in raw)
    sealed = "".join(path.read_text(encoding="utf-8") for path in raw)
    assert set(found_in(sealed)) == set(canaries())


def test_persons_stay_distinct_as_pseudonyms_of_128_bits(told):
    workspace, _ = told
    audit = Audit.open(CLIENT, workspace.root)
    for table, column in (("participation", "person_key"), ("interaction", "person_key"),
                          ("page_view", "user_key"), ("pursuit", "owner")):  # fmt: skip
        keys = audit.engine.execute(
            f"select distinct {column} from {table} where {column} is not null"
        ).fetchall()
        assert len(keys) == PEOPLE, table
        assert all(len(key) == 32 and set(key) <= set("0123456789abcdef") for (key,) in keys)


def test_the_rows_behind_every_figure_name_no_person(told):
    workspace, _ = told
    audit, with_rows = Audit.open(CLIENT, workspace.root), set()
    for kpi in audit.catalogue.values():
        try:
            found = audit.rows(kpi.kpi_id)
        except ClientDataError:
            continue
        with_rows.add(kpi.code)
        assert {"src_file", "src_row"} <= set(found["columns"])
        assert found_in(json.dumps(found, default=str)) == [], kpi.code
    assert {"K16", "K24", "K26"} <= with_rows


def test_the_same_address_is_one_person_in_every_table_of_a_client(told):
    workspace, _ = told
    audit = Audit.open(CLIENT, workspace.root)
    (alike,) = audit.engine.execute(
        "select count(distinct person_key) from participation "
        "where person_key in (select person_key from interaction) "
        "and person_key in (select user_key from page_view)"
    ).fetchone()
    assert alike == PEOPLE


def test_free_text_of_meetings_and_complaints_has_no_column_to_go_to(told):
    workspace, _ = told
    names = {name for (name,) in Audit.open(CLIENT, workspace.root).engine.execute(
        "select column_name from information_schema.columns where table_name = 'interaction'"
    ).fetchall()}  # fmt: skip
    assert not names & {"subject", "notes", "cause", "root_cause", "description", "body"}


def test_a_page_is_kept_without_its_query_and_rows_stay_apart(told):
    workspace, _ = told
    audit = Audit.open(CLIENT, workspace.root)
    paths = audit.engine.execute("select page_path from page_view").fetchall()
    assert all(path.startswith("/insights/a") for (path,) in paths)
    (count, views) = audit.engine.execute(
        "select count(distinct value), sum(views) from web_stat"
    ).fetchone()
    assert (count, views) == (PEOPLE, 5 * PEOPLE)


def test_an_audience_list_that_is_not_known_is_refused_without_naming_anybody(tmp_path, told):
    workspace, _ = told
    audience = lines(
        "EMAIL_ADDRESS,FIRST_NAME,LAST_NAME,OPTIN_TIME,OPTIN_IP,CONFIRM_IP,LATITUDE,LONGITUDE",
        "{mail},{first},{last},2020-01-01 10:00:00,{ip},{ip},51.5,-0.1",
    )
    path = tmp_path / "audience.csv"
    path.write_text(audience, encoding="utf-8")
    (entry,) = import_files(workspace, CLIENT, [path], received_on=DAY)
    assert (entry["verdict"], entry["unknown_layout"]) == ("refused", True)
    assert found_in(json.dumps(entry)) == []
    assert found_in(to_toml(propose_mapping(path))) == []


def test_a_list_without_a_header_shows_no_address_in_its_refusal(tmp_path, told):
    workspace, _ = told
    path = tmp_path / "bare.csv"
    path.write_text(lines("", "{mail},{phone},2025-01-01").lstrip(), encoding="utf-8")
    (entry,) = import_files(workspace, CLIENT, [path], received_on=DAY)
    assert entry["verdict"] == "refused"
    assert found_in(json.dumps(entry)) == []


def test_what_is_remembered_holds_no_person(told):
    workspace, _ = told
    assert found_in(json.dumps(list_remembered(Audit.open(CLIENT, workspace.root)))) == []


def test_two_clients_give_one_person_two_pseudonyms(tmp_path, monkeypatch):
    monkeypatch.setenv("CXAUDIT_KEYS", str(tmp_path / "keys"))
    path: Path = tmp_path / "visits.csv"
    path.write_text(EXPORTS["visits.csv"], encoding="utf-8")
    keys = []
    for name in ("one", "other"):
        workspace = make_client(tmp_path / name, tables=[])
        if name == "other":
            monkeypatch.setenv("CXAUDIT_KEYS", str(tmp_path / "other-keys"))
        import_files(workspace, CLIENT, [path], received_on=DAY)
        found = Audit.open(CLIENT, workspace.root).engine.execute(
            "select distinct person_key from interaction"
        )
        keys.append({key for (key,) in found.fetchall()})
    assert len(keys[0]) == len(keys[1]) == PEOPLE and not keys[0] & keys[1]
