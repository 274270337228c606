"""What one client is given, however bad, changes nothing at another."""

from __future__ import annotations

import hashlib
import pickle
from pathlib import Path

from cxaudit.store import create_client
from tests.intake.files import workbook

BAD = {
    "empty.csv": b"",
    "quote.csv": b'client_id\n"C1\n',
    "deep.json": b"[" * 50_000,
    "cut.xlsx": workbook({"S": [["client_id"], ["C1"]]})[:-300],
    "trap.parquet": pickle.dumps({"a": 1}),
    "magic.parquet": b"PAR1" + bytes(40) + b"PAR1",
}


def state_of(folder: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        whole.update(f"{path.relative_to(folder)}".encode() + path.read_bytes())
    return whole.hexdigest()


def test_a_neighbour_stays_as_it_was_while_a_client_is_given_bad_files(firm):
    neighbour = firm.workspace.client_folder("neighbour")
    create_client(neighbour, "neighbour", "Neighbour (invented)")
    before = state_of(neighbour)
    inbox = firm.workspace.root / "inbox"
    inbox.mkdir(exist_ok=True)
    for name, content in BAD.items():
        (inbox / name).write_bytes(content)
    entries = firm.take_files([inbox / name for name in BAD])
    assert {entry["verdict"] for entry in entries} == {"refused"}
    assert all(entry["message"] for entry in entries)
    assert state_of(neighbour) == before
    tables = firm.workspace.client_folder("small-firm") / "tables"
    assert not list(tables.rglob("*.parquet")), "nothing of them is stored"
