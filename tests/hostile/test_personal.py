"""G: addresses, names and secrets of people stop at the import."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cxaudit.audit import keys_folder
from cxaudit.errors import ClientDataError
from cxaudit.intake import client_key, to_pseudonym
from cxaudit.store import apply_settings
from tests.cli.command import Command

ATTENDEES = "event_id,person_key,event_name,event_start,role,reg_status,attended\n"
CANARIES = [f"canary.{n}@firm{n}.example" for n in range(200)]


def everything_under(folder: Path) -> bytes:
    return b"".join(p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file())


def test_g01_no_address_leaves_the_sealed_file(firm):
    rows = "".join(
        f"E1,{who},Invented day,2025-05-05T09:00:00Z,attendee,approved,true\n" for who in CANARIES
    )
    firm.take(people=ATTENDEES + rows)
    audit = firm.audit
    shown = json.dumps([m.to_json() for m in audit.measurements.values()])
    drilled = json.dumps(audit.rows("event_attendance"), default=str)
    client = firm.workspace.client_folder("small-firm")
    kept = everything_under(client / "tables") + (client / "audit.json").read_bytes()
    for address in CANARIES:
        assert address not in shown + drilled and address.encode() not in kept


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
