"""A stored import is whole or absent: raw file sealed, rows published by one rename."""

from __future__ import annotations

import json
import os
from datetime import date

import pyarrow.parquet as parquet
import pytest

from cxaudit.canon import load_tables
from cxaudit.engine import connect
from cxaudit.errors import ClientDataError
from cxaudit.intake import list_imports, load_rows, store_reading
from cxaudit.intake.kept import seal
from cxaudit.intake.rows.canonical import to_arrow_type
from tests.intake.files import read

DAY = date(2026, 1, 15)
TEXT = "mandate_id,client_id,won\nM1,C1,2025-03-01\nM2,C2,2025-04-01\n"


def files_below(folder):
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "client"
    folder.mkdir()
    return folder


def test_a_stored_import_has_its_record_its_rows_and_its_sealed_raw_file(tmp_path, home):
    reading = read(tmp_path, TEXT)
    record = store_reading(reading, home, 3, DAY)
    short = reading.content_hash[:16]
    raw = f"exports/0003-{short}.txt"
    assert files_below(home) == [
        raw, f"tables/{short}/mandate.parquet", f"tables/{short}/record.json",
    ]  # fmt: skip
    assert (home / raw).read_bytes() == TEXT.encode()
    assert (home / raw).stat().st_mode & 0o222 == 0
    assert json.loads((home / "tables" / short / "record.json").read_text()) == record
    told = {name: record[name] for name in ("sequence", "raw", "received_on", "content_hash")}
    assert told == {
        "sequence": 3, "raw": raw, "received_on": "2026-01-15",
        "content_hash": reading.content_hash,
    }  # fmt: skip
    assert record["supplied"] == {"mandate": {"": ["client_id", "mandate_id", "won"]}}
    assert record["period"] == {"start": "2025-03-01", "end": "2025-04-01"}
    assert record["rows"]["imported"] == 2 and record["verdict"] == "imported"


def test_the_rows_on_disk_have_the_whole_schema_that_the_engine_declares(tmp_path, home):
    record = store_reading(read(tmp_path, TEXT), home, 1, DAY)
    path = load_rows(home, record)["mandate"]
    schema = load_tables()["mandate"].schema
    stored = parquet.read_schema(path)
    assert {f.name: f.type for f in stored} == {n: to_arrow_type(t) for n, t in schema.items()}
    engine = connect(readable=[home])
    described = engine.execute("describe select * from read_parquet(?)", [str(path)]).fetchall()
    assert {row[0]: row[1].lower() for row in described} == schema


def test_the_same_content_under_another_name_is_a_duplicate_and_writes_nothing(tmp_path, home):
    store_reading(read(tmp_path, TEXT, "one.csv"), home, 1, DAY)
    before = files_below(home)
    record = store_reading(read(tmp_path, TEXT, "other.csv"), home, 2, DAY)
    assert record["verdict"] == "duplicate" and "one.csv" in record["message"]
    assert files_below(home) == before


def test_what_is_refused_or_asks_writes_nothing(tmp_path, home):
    for text in ("a,b\n1,2\n", "mandate_id,won\nM1,03/04/2024\n"):
        reading = read(tmp_path, text)
        assert store_reading(reading, home, 1, DAY)["verdict"] == reading.verdict != "imported"
    assert files_below(home) == []


def test_imports_are_listed_in_order_of_sequence(tmp_path, home):
    for sequence, text in ((2, TEXT), (1, TEXT + "M3,C3,\n"), (3, TEXT + "M4,C4,\n")):
        store_reading(read(tmp_path, text), home, sequence, DAY)
    assert [record["sequence"] for record in list_imports(home)] == [1, 2, 3]
    assert list_imports(home / "nowhere") == []


def test_a_killed_writers_leftovers_are_not_listed(tmp_path, home):
    stray = home / "tables" / ".staging-x"
    stray.mkdir(parents=True)
    (stray / "record.json").write_text("{}")
    assert list_imports(home) == []


def test_a_disk_that_fills_up_leaves_nothing_and_says_so(tmp_path, home, monkeypatch):
    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    for name in ("write_bytes", "write_text", "publish_folder"):
        with monkeypatch.context() as patched:
            patched.setattr(seal, name, full)
            with pytest.raises(ClientDataError, match="disk is full"):
                store_reading(read(tmp_path, TEXT), home, 1, DAY)
        assert files_below(home) == []
    assert store_reading(read(tmp_path, TEXT), home, 1, DAY)["verdict"] == "imported"


@pytest.mark.skipif(os.geteuid() == 0, reason="the administrator may write anywhere")
def test_a_folder_that_cannot_be_written_is_refused(tmp_path, home):
    home.chmod(0o500)
    with pytest.raises(ClientDataError, match="cannot be written"):
        store_reading(read(tmp_path, TEXT), home, 1, DAY)


def test_a_damaged_record_is_told_with_its_folder(tmp_path, home):
    record = store_reading(read(tmp_path, TEXT), home, 1, DAY)
    path = home / "tables" / record["content_hash"][:16] / "record.json"
    path.write_text("{")
    with pytest.raises(ClientDataError, match="damaged"):
        list_imports(home)


def test_the_same_file_gives_the_same_bytes_on_disk(tmp_path):
    written = []
    for name in ("a", "b"):
        folder = tmp_path / name
        record = store_reading(read(tmp_path, TEXT), folder, 1, DAY)
        written.append(load_rows(folder, record)["mandate"].read_bytes())
    assert written[0] == written[1]
