"""Keys that do not find their row: mended where one meaning is left, told in any case."""

from __future__ import annotations

import pytest

from cxaudit.audit.joins import find_meant, to_key_facts
from tests.small_firm import make_client, open_small, take_in

LONG = "0011G00000eLwuWQAS"


@pytest.mark.parametrize(
    ("unknown", "known", "how"),
    [
        ("123", "00123", "leading zeros lost, as spreadsheets do"),
        ("123.0", "00123", "leading zeros lost, as spreadsheets do"),
        ("00123", "123", "leading zeros lost, as spreadsheets do"),
        (LONG[:15], LONG, "15 characters against 18"),
        (LONG, LONG[:15], "15 characters against 18"),
        ("C 7", "C7", "spaces or invisible characters"),
        ("C7\u200b", "C7", "spaces or invisible characters"),
        ("acme-7", "ACME-7", "capitals against small letters"),
    ],
)
def test_a_key_spelled_otherwise_is_told_with_the_way_it_differs(unknown, known, how):
    assert find_meant([unknown], [known, "zzz"]) == ({unknown: (known, how)}, set())


@pytest.mark.parametrize(
    ("unknown", "known"),
    [
        ("123", ["1234"]),
        (LONG[:15].swapcase(), [LONG]),
        (LONG[:14] + "x", [LONG]),
        ("1.23E+11", ["123456789012"]),
        ("A-1", ["A1x"]),
    ],
)
def test_a_key_that_means_something_else_stays_apart(unknown, known):
    assert find_meant([unknown], known) == ({}, set())


def test_a_key_that_could_mean_two_is_left_alone():
    assert find_meant(["123"], ["00123", "0123"]) == ({}, {"123"})


CLIENTS = (
    "client_id,client_name,parent_id\n00123,North,\n00456,South,\n"
    f"{LONG},East,\n0789,Hill,\n789x,Lake,\n"
)
KEYS = ("123", "123", "456", LONG[:15], "00123", "C-9", "1.23E+11")
MANDATES = "mandate_id,client_id,strategy_id,vehicle,won,funded,terminated\n" + "".join(
    f"m{n},{key},s1,pooled,2025-01-06,2025-02-06,\n" for n, key in enumerate(KEYS, start=1)
)


@pytest.fixture
def audit(tmp_path, keys):
    workspace = make_client(tmp_path / "book", tables=[])
    paths = []
    for name, text in (("clients.csv", CLIENTS), ("mandates.csv", MANDATES)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        paths.append(tmp_path / name)
    take_in(workspace, paths)
    return open_small(workspace)


def test_rows_join_as_meant_and_every_change_is_counted(audit):
    rows = audit.engine.execute("select mandate_id, client_id from mandate order by mandate_id")
    assert rows.fetchall() == [
        ("m1", "00123"), ("m2", "00123"), ("m3", "00456"), ("m4", LONG), ("m5", "00123"),
        ("m6", "C-9"), ("m7", "1.23E+11"),
    ]  # fmt: skip
    (join,) = audit.joins
    assert join.to_json() == {
        "table": "mandate", "column": "client_id", "target": "client", "mended_rows": 4,
        "mended": {"leading zeros lost, as spreadsheets do": 2, "15 characters against 18": 1},
        "lost_keys": 2, "lost_rows": 2, "unclear_keys": 0, "cut_keys": 1,
    }  # fmt: skip


def test_what_was_mended_and_what_is_lost_reads_as_one_line_each(audit):
    (join,) = audit.joins
    assert join.mended_in_words == (
        "4 rows of mandate client id written otherwise than in client "
        "(1 key: 15 characters against 18; 2 keys: leading zeros lost, as spreadsheets do)"
    )
    assert join.lost_in_words == (
        "2 rows of mandate client id with 2 keys that no row of client has (as in 1.23E+11, C-9); "
        "1 key cut by a spreadsheet (1.2E+11)"
    )


def test_a_kpi_is_told_of_the_keys_it_needs_and_of_no_others(audit):
    facts = to_key_facts(audit.joins, {"mandate": ("client_id", "vehicle")})
    assert set(facts) == {"keys_mended", "keys_lost"}
    assert to_key_facts(audit.joins, {"mandate": ("vehicle",), "pursuit": ("client_id",)}) == {}


def test_both_become_findings_of_the_scorecard(audit):
    found = {finding.id: finding for finding in audit.scorecard.findings}
    assert "mandates_products_per_client" in found["keys_spelled_twice"].kpi_ids
    assert "C-9" in " ".join(found["keys_without_row"].evidence)
    assert "as text" in found["keys_spelled_twice"].remedy


def test_the_files_on_disk_stay_as_they_were_read(audit):
    import pyarrow.parquet as parquet

    paths = sorted((audit.folder / "tables").rglob("mandate.parquet"))
    stored = [key for path in paths for key in parquet.read_table(path)["client_id"].to_pylist()]
    assert stored.count("123") == 2


def test_a_mended_key_is_no_evidence_that_keys_resolve(audit):
    from fractions import Fraction

    from cxaudit.audit.proofs import share_resolved

    share, names, *_ = share_resolved(audit, audit.kpis["mandates_products_per_client"], None)
    assert "mandate.client_id in client" in names
    assert share == Fraction(1, 7)


def test_where_the_other_file_is_not_in_nothing_is_judged(tmp_path, keys):
    workspace = make_client(tmp_path / "book", tables=["mandate"])
    assert open_small(workspace).joins == ()


def test_where_all_keys_join_nothing_is_said(tmp_path, keys):
    workspace = make_client(tmp_path / "book")
    assert open_small(workspace).joins == ()
