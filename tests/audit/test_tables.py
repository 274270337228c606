"""Canonical tables in the engine: all imports of a client, the newest of a key winning."""

from __future__ import annotations

import duckdb
import pytest

from cxaudit.audit.tables import open_engine, to_supply
from cxaudit.canon import load_tables

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


def test_the_engine_reads_the_clients_tables_and_nothing_else(tmp_path):
    seal(tmp_path, 1, [("c1", "gold")])
    (tmp_path / "audit.json").write_text("{}")
    engine = open_engine(tmp_path, [])
    with pytest.raises(duckdb.PermissionException):
        engine.execute(f"select content from read_text('{tmp_path}/audit.json')")


def test_supply_is_the_union_of_what_the_imports_brought(tmp_path):
    records = [
        {"supplied": {"content_stat": {"email": ["delivered"], "video": ["views"]}}},
        {"supplied": {"content_stat": {"email": ["unique_opens"]}, "client": {"": ["client_id"]}}},
    ]
    assert to_supply(records) == {
        "content_stat": {
            "email": frozenset({"delivered", "unique_opens"}), "video": frozenset({"views"}),
        },
        "client": {"": frozenset({"client_id"})},
    }  # fmt: skip


def test_without_imports_nothing_is_supplied():
    assert to_supply([]) == {}
