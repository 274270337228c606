"""G: addresses, names and secrets of people stop at the import."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from cxaudit.audit import keys_folder
from cxaudit.errors import ClientDataError
from cxaudit.intake import client_key, to_pseudonym
from cxaudit.reporting.personal import find_traces, refuse_traces
from cxaudit.store import apply_settings
from tests.cli.command import Command

ATTENDEES = "event_id,person_key,event_name,event_start,role,reg_status,attended\n"
CANARIES = [f"canary.{n}@firm{n}.example" for n in range(200)]


MEMBERS = (
    "Email Address,First Name,Last Name,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LATITUDE,"
    "LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,CC,REGION,LAST_CHANGED,LEID,EUID,NOTES\n"
)
MEMBER = (
    "{},Zelda{n},Marrowby{n},2025-05-05 09:00:00,,2025-05-05 09:01:00,203.0.113.{n},51.5{n},-0.1,"
    "0,1,Europe/London,GB,ENG,2025-05-05 09:01:00,{n},e{n},free words\n"
)


def everything_under(folder: Path, but: Path | None = None) -> bytes:
    kept = [p for p in sorted(folder.rglob("*")) if p.is_file()]
    return b"".join(p.read_bytes() for p in kept if but is None or but not in p.parents)


def test_g01_no_address_leaves_the_sealed_file(firm):
    rows = "".join(
        f"E1,{who},Invented day,2025-05-05T09:00:00Z,attendee,approved,true\n" for who in CANARIES
    )
    firm.take(people=ATTENDEES + rows)
    audit = firm.audit
    shown = json.dumps([m.to_json() for m in audit.measurements.values()])
    drilled = json.dumps(audit.rows("event_attendance"), default=str)
    client = firm.workspace.client_folder("small-firm")
    shutil.rmtree(firm.workspace.root / "inbox")
    sealed = client / "exports"
    assert CANARIES[7].encode() in everything_under(sealed), "the search would find one"
    kept = everything_under(firm.workspace.root, but=sealed)
    for address in CANARIES:
        assert address not in shown + drilled and address.encode() not in kept
    assert len(drilled) > 200 and b"small-firm" in kept, "the search reads what is there"


def test_g01_a_list_of_members_with_their_places_is_not_kept_at_all(firm):
    rows = "".join(MEMBER.format(who, n=n) for n, who in enumerate(CANARIES))
    (entry,) = firm.take(members=MEMBERS + rows)
    assert entry["verdict"] == "refused" and entry["message"]
    shutil.rmtree(firm.workspace.root / "inbox")
    kept = everything_under(firm.workspace.root) + json.dumps(entry).encode()
    for n, address in enumerate(CANARIES):
        assert address.encode() not in kept and f"203.0.113.{n}".encode() not in kept
        assert f"Marrowby{n}".encode() not in kept


def test_g04_a_report_counts_attendees_and_names_none(firm):
    rows = "".join(
        f"E{e},{who},Invented day,2025-05-0{e}T09:00:00Z,attendee,approved,true\n"
        for e in range(1, 7) for who in CANARIES[:20]
    )  # fmt: skip
    firm.take(people=ATTENDEES + rows)
    row = next(r for r in firm.audit.scorecard.rows if r.kpi.kpi_id == "event_attendance")
    assert row.measured.value == 20
    assert not any(who in json.dumps(row.to_json(), default=str) for who in CANARIES)


def test_g05_free_text_of_a_complaint_is_not_kept(firm):
    head = "Complaint ID,Client ID,Received,Channel,Cause,Final response,Outcome,Redress,Notes\n"
    row = "K1,C1,2025-03-04,mail,Late,2025-04-01,upheld,0,Quillon Marrow shouted\n"
    (entry,) = firm.take(complaints=head + row)
    assert entry["verdict"] == "imported", entry
    kept = everything_under(firm.workspace.client_folder("small-firm") / "tables")
    assert b"Quillon" not in kept and "Quillon" not in json.dumps(entry)


def test_g08_one_address_at_two_clients_has_two_pseudonyms(tmp_path):
    keys = [client_key(tmp_path, client, create=True) for client in ("a", "b")]
    assert keys[0] != keys[1]
    assert len({to_pseudonym("ann@client.example", key) for key in keys}) == 2


def test_g10_purged_is_gone_everywhere(firm, tmp_path):
    marked = "canary.purge@firm.example"
    firm.take(people=ATTENDEES + f"E1,{marked},Day,2025-05-05T09:00:00Z,attendee,approved,true\n")
    (firm.workspace.root / "inbox" / "people.csv").unlink()
    assert marked.encode() in everything_under(firm.workspace.root), "the sealed raw file"
    command = Command(firm.workspace.root, tmp_path / "keys")
    assert command("purge", "small-firm").code == 0
    assert not firm.workspace.client_folder("small-firm").exists()
    assert marked.encode() not in everything_under(tmp_path)
    assert not list(keys_folder().glob("*small-firm*"))


def test_g11_a_token_in_a_note_is_refused():
    with pytest.raises(ClientDataError) as refused:
        apply_settings({}, [("note", "the key is " + "AKIA" + "IOSFODNN7EXAMPLE")])
    assert "IOSFODNN7EXAMPLE" not in str(refused.value)


def test_g11_a_file_of_secrets_in_the_workspace_is_warned_of_by_name_alone(firm, tmp_path):
    (firm.workspace.root / ".env").write_text("TOKEN=" + "ghp" + "_" + "a1B2" * 9)
    ended = Command(firm.workspace.root, tmp_path / "keys")("doctor")
    assert ".env" in ended.out and "a1B2a1B2" not in ended.out + ended.err
    assert ".env" in (Path(__file__).parents[2] / ".gitignore").read_text().split()


def test_g11_a_token_that_an_export_brought_stops_the_report(firm, tmp_path):
    firm.take(people=ATTENDEES + "E1,a@b.example,Day,2025-05-05T09:00:00Z,attendee,approved,true\n")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "report.html").write_text("<p>" + "AKIA" + "IOSFODNN7EXAMPLE</p>")
    with pytest.raises(ClientDataError, match="not published"):
        refuse_traces(find_traces(tmp_path / "out", firm.audit), firm.audit)
