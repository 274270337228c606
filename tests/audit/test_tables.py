"""Canonical tables in the engine: all imports of a client, the newest of a key winning."""

from __future__ import annotations

import os
from datetime import date

import duckdb
import pytest

from cxaudit.audit.tables import open_engine, to_supply
from cxaudit.canon import load_tables
from cxaudit.measure import LARGE

TABLE = load_tables()["client"]


def seal(folder, sequence, rows, columns=("client_id", "tier")):
    """Write one import's Parquet by hand; return its record."""
    place = folder / "tables" / f"{sequence:016d}"
    place.mkdir(parents=True)
    writer = duckdb.connect()
    writer.execute(TABLE.to_ddl())
    for number, values in enumerate(rows, start=1):
        record = dict(zip(columns, values, strict=True)) | {"src_row": number}
        marks = ", ".join("?" for _ in record)
        writer.execute(
            f"insert into client ({', '.join(record)}) values ({marks})", [*record.values()]
        )
    writer.execute(f"copy client to '{place}/client.parquet' (format parquet)")
    return {
        "sequence": sequence, "content_hash": f"{sequence:016d}" + "0" * 48,
        "supplied": {"client": {"": list(columns)}},
    }  # fmt: skip


def tiers(engine):
    return engine.execute("select client_id, tier from client order by client_id").fetchall()


def test_a_client_without_imports_has_every_table_empty(tmp_path):
    engine = open_engine(tmp_path, [])
    for name in load_tables():
        assert engine.execute(f"select count(*) from {name}").fetchone() == (0,)


def test_rows_of_several_imports_stand_together(tmp_path):
    records = [seal(tmp_path, 1, [("c1", "gold")]), seal(tmp_path, 2, [("c2", "silver")])]
    assert tiers(open_engine(tmp_path, records)) == [("c1", "gold"), ("c2", "silver")]


@pytest.mark.parametrize("turned", [False, True])
def test_of_one_key_in_two_imports_the_newest_wins(tmp_path, turned):
    records = [
        seal(tmp_path, 1, [("c1", "gold"), ("c2", "gold")]),
        seal(tmp_path, 2, [("c1", "silver")]),
        seal(tmp_path, 10, [("c1", None)]),
    ]
    records = records[::-1] if turned else records
    assert tiers(open_engine(tmp_path, records)) == [("c1", None), ("c2", "gold")]


@pytest.mark.parametrize("turned", [False, True])
def test_so_it_is_where_the_tables_are_too_large_to_be_held(tmp_path, turned, monkeypatch):
    monkeypatch.setattr("cxaudit.audit.tables.HELD_ROWS", 2)
    records = [
        seal(tmp_path, 1, [("c1", "gold"), ("c2", "gold")]),
        seal(tmp_path, 2, [("c1", "silver"), ("c3", "gold")]),
    ]
    engine = open_engine(tmp_path, records[::-1] if turned else records)
    assert tiers(engine) == [("c1", "silver"), ("c2", "gold"), ("c3", "gold")]
    kept = "select comment from duckdb_views() where view_name = 'client'"
    assert engine.execute(kept).fetchall() == [(LARGE,)]


def test_what_does_not_fit_goes_to_the_clients_folder_for_as_long_as_it_is_needed(tmp_path):
    left = tmp_path / ".spill-1-dead"
    left.mkdir()
    os.utime(left, (0, 0))
    engine = open_engine(tmp_path, [], memory_gb=0.05)
    assert not left.exists()
    engine.execute("create temp table t as select i, md5(i::varchar) from range(2000000) r(i)")
    assert list(tmp_path.glob(".spill-*"))
    engine.close()
    assert not list(tmp_path.glob(".spill-*"))


def test_the_engine_reads_the_clients_tables_and_nothing_else(tmp_path):
    seal(tmp_path, 1, [("c1", "gold")])
    (tmp_path / "audit.json").write_text("{}")
    engine = open_engine(tmp_path, [])
    with pytest.raises(duckdb.PermissionException):
        engine.execute(f"select content from read_text('{tmp_path}/audit.json')")


def test_supply_is_the_union_of_what_the_imports_brought(tmp_path):
    records = [
        {"received_on": "2026-01-05", "supplied": {
            "content_stat": {"email": ["delivered"], "video": ["views"]},
        }},
        {"received_on": "2026-02-01", "supplied": {
            "content_stat": {"email": ["unique_opens"]}, "client": {"": ["client_id"]},
        }},
    ]  # fmt: skip
    supply = to_supply(records)
    assert supply.received_last("content_stat", ("video",)) == date(2026, 1, 5)
    assert supply.received_last("content_stat", None) == date(2026, 2, 1)
    assert supply.received_last("client", None) == date(2026, 2, 1)
    assert supply.received_last("aum", None) is None
    assert supply == {
        "content_stat": {
            "email": frozenset({"delivered", "unique_opens"}), "video": frozenset({"views"}),
        },
        "client": {"": frozenset({"client_id"})},
    }  # fmt: skip


def test_without_imports_nothing_is_supplied():
    assert not to_supply([])
