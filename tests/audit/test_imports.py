"""Importing: each file judged for itself, nothing stored twice, nothing half."""

from __future__ import annotations

import stat

import pytest

from cxaudit.audit import import_files
from cxaudit.audit.pooling import pool_home
from cxaudit.errors import BusyError, ClientDataError
from tests.intake.files import archive
from tests.small_firm import CLIENT, TABLES, date, make_client, open_small, write_files

DAY = date(2026, 1, 6)


def put(folder, name, text):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_rows_in_are_imported_set_aside_blank_or_totals(workspace):
    for record in open_small(workspace).imports:
        rows = record["rows"]
        assert rows["in"] == rows["imported"] + rows["set_aside"] + rows["blank"] + rows["totals"]
    assert sum(r["rows"]["imported"] for r in open_small(workspace).imports) == 6 + 12 + 12 + 6 + 3


def test_imports_are_kept_in_the_order_they_came(workspace):
    assert [r["sequence"] for r in open_small(workspace).imports] == [1, 2, 3, 4, 5]


def test_the_same_rows_under_another_name_are_a_duplicate(workspace, tmp_path):
    twin = put(tmp_path, "copy of campaigns.csv", TABLES["content_stat"].lstrip("\n"))
    entry, *_ = import_files(workspace, CLIENT, [twin], received_on=DAY)
    assert entry["verdict"] == "duplicate"
    assert "content_stat.csv" in entry["message"]
    assert len(open_small(workspace).imports) == len(TABLES)
    assert open_small(workspace).measurements["email_open_rate"].n == 5


@pytest.mark.parametrize("how", ["line ends", "encoding", "order", "zip", "separator"])
def test_the_same_rows_in_a_file_saved_otherwise_are_a_duplicate(workspace, tmp_path, how):
    text = TABLES["content_stat"].lstrip("\n")
    head, *rows = text.splitlines()
    saved = {
        "line ends": text.replace("\n", "\r\n").encode(),
        "encoding": text.encode("utf-16"),
        "order": "\n".join([head, *reversed(rows)]).encode(),
        "zip": archive({"inside.csv": text.encode()}),
        "separator": text.replace(",", ";").encode(),
    }[how]
    path = tmp_path / "saved again.csv"
    path.write_bytes(saved)
    (entry,) = import_files(workspace, CLIENT, [path], received_on=DAY)
    assert entry["verdict"] == "duplicate" and "the same rows" in entry["message"]
    assert len(open_small(workspace).imports) == len(TABLES)


def test_one_row_more_or_another_number_is_no_duplicate(workspace, tmp_path):
    text = TABLES["content_stat"].lstrip("\n").replace("\n", "\r\n")
    other = put(tmp_path, "mended.csv", text.replace(",80,10,", ",90,10,"))
    (entry,) = import_files(workspace, CLIENT, [other], received_on=DAY)
    assert entry["verdict"] == "imported"


def test_two_files_without_a_row_are_two_files(tmp_path):
    workspace = make_client(tmp_path / "book", tables=[])
    head = "interaction_id,kind,client_id,ts"
    paths = [put(tmp_path, "may.csv", head + "\n"), put(tmp_path, "june.csv", head + "\r\n")]
    entries = import_files(workspace, CLIENT, paths, received_on=DAY)
    assert [entry["verdict"] for entry in entries] == ["imported", "imported"]


def test_a_refused_file_does_not_stop_the_others(tmp_path):
    workspace = make_client(tmp_path / "book", tables=["client"])
    good, *_ = write_files(tmp_path / "more", ["mandate"])
    bad = put(tmp_path / "more", "notes.csv", "what,ever\n1,2\n")
    entries = import_files(workspace, CLIENT, [bad, good], received_on=DAY)
    assert [e["verdict"] for e in entries] == ["refused", "imported"]
    assert [r["file"] for r in open_small(workspace).imports] == ["client.csv", "mandate.csv"]


def test_a_correction_replaces_the_rows_of_its_keys(workspace, tmp_path):
    text = TABLES["content_stat"].lstrip("\n").splitlines()
    mended = put(tmp_path, "mended.csv", f"{text[0]}\n{text[1].replace(',80,10,', ',90,10,')}\n")
    (entry,) = import_files(workspace, CLIENT, [mended], received_on=DAY)
    assert "1 row imported before (content_stat.csv): the newer count" in entry["warnings"]
    measured = open_small(workspace).measurements["email_open_rate"]
    assert (measured.numerator, measured.denominator, measured.n) == (410, 1200, 5)


SNAPSHOT = "item_id,channel,published,period_start,period_end,basis,impressions,clicks\n"


def test_a_later_snapshot_tells_that_its_items_were_there_and_the_newest_counts(tmp_path):
    workspace = make_client(tmp_path / "book", tables=[])
    row = "{0},linkedin,2025-02-03T09:00:00Z,2025-02-03,{1},lifetime,{2},1\n"
    first = SNAPSHOT + row.format("a", "2025-06-30", 10) + row.format("b", "2025-06-30", 10)
    later = SNAPSHOT + row.format("a", "2025-12-31", 90) + row.format("c", "2025-12-31", 5)
    paths = [put(tmp_path, "june.csv", first), put(tmp_path, "december.csv", later)]
    one, other = import_files(workspace, CLIENT, paths, received_on=DAY)
    assert not any("imported before" in warning for warning in one["warnings"])
    assert "1 row imported before (june.csv): the newer count" in other["warnings"]


def test_persons_are_stored_as_pseudonyms_of_a_key_kept_elsewhere(tmp_path, keys):
    workspace = make_client(tmp_path / "book", tables=[])
    rows = (
        "event_id,person_key,event_start,attended,role\n"
        "e1,ann@firm.example,2025-02-03T09:00:00Z,true,attendee\n"
    )
    entry, *_ = import_files(
        workspace, CLIENT, [put(tmp_path, "guests.csv", rows)], received_on=DAY
    )
    assert entry["verdict"] == "imported"
    found = open_small(workspace).engine.execute("select person_key from participation").fetchone()
    assert len(found[0]) == 32
    (key,) = keys.iterdir()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    sealed = list(workspace.root.rglob("*.parquet"))
    assert sealed
    assert all(b"ann@firm" not in path.read_bytes() for path in sealed)


def test_without_a_place_for_keys_personal_data_are_not_taken(tmp_path, monkeypatch):
    workspace = make_client(tmp_path / "book", tables=[])
    (tmp_path / "file").touch()
    monkeypatch.setenv("CXAUDIT_KEYS", str(tmp_path / "file" / "keys"))
    with pytest.raises(ClientDataError, match="key"):
        import_files(workspace, CLIENT, write_files(tmp_path / "in"), received_on=DAY)


@pytest.mark.parametrize("place", [".", "keys", "data/clients/keys", "data/pool", "../linked"])
def test_keys_anywhere_in_the_workspace_are_refused_and_none_is_made(tmp_path, monkeypatch, place):
    workspace = make_client(tmp_path / "book", tables=[])
    (workspace.root / "inner").mkdir()
    (tmp_path / "linked").symlink_to(workspace.root / "inner")
    monkeypatch.setenv("CXAUDIT_KEYS", str(workspace.root / place))
    with pytest.raises(ClientDataError, match="keys lie in the workspace") as refused:
        import_files(workspace, CLIENT, write_files(tmp_path / "in"), received_on=DAY)
    assert "CXAUDIT_KEYS" in refused.value.next
    with pytest.raises(ClientDataError, match="keys lie in the workspace"):
        pool_home(workspace)
    assert not list(workspace.root.rglob("*.key"))


def test_two_imports_at_a_time_are_refused_with_the_client_named(workspace, tmp_path, monkeypatch):
    from cxaudit import disk
    from cxaudit.audit import imports

    with disk.lock(workspace.client_folder(CLIENT) / ".import.lock"):
        monkeypatch.setattr(imports, "lock", lambda path: disk.lock(path, 0.05))
        with pytest.raises(BusyError, match="another program"):
            import_files(workspace, CLIENT, write_files(tmp_path / "in"), received_on=DAY)


def test_a_client_that_is_not_there_is_refused(workspace):
    with pytest.raises(ClientDataError):
        import_files(workspace, "nobody", [], received_on=DAY)
