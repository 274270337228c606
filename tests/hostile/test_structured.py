"""J: JSON, YAML, Parquet and pickles, and damaged audit files."""

from __future__ import annotations

import io
import json
import pickle

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cxaudit.errors import ClientDataError
from cxaudit.intake import read_file
from cxaudit.store import create_client, read_client, save_client, tell_newer
from cxaudit.store.layout import to_text
from tests.intake.files import KEY, column_of, read


def read_bytes(folder, content, name):
    path = folder / name
    path.write_bytes(content)
    return read_file(path, key=KEY)


def test_j01_json_nested_without_end(tmp_path):
    text = "[" * 100_000 + "]" * 100_000
    assert read(tmp_path, text, "deep.json").verdict == "refused"


def test_j02_a_key_given_twice_is_named(tmp_path):
    reading = read(tmp_path, '[{"client_id": "C1", "client_id": "C2"}]', "twice.json")
    assert reading.verdict == "refused" and "client_id" in str(reading.to_json())


@pytest.mark.parametrize("word", ["NaN", "Infinity", "1e400"])
def test_j03_numbers_that_are_none_are_refused_by_name(tmp_path, word):
    text = f'[{{"mandate_id": "M1", "as_of": "2025-01-31", "mv": {word}}}]'
    reading = read(tmp_path, text, "n.json")
    assert reading.verdict == "refused" and word in reading.found


def test_j05_a_mark_lines_and_garbage(tmp_path):
    one = '{"client_id": "C1"}'
    assert column_of(read(tmp_path, f"\ufeff[{one}]", "a.json"), "client_id") == ["C1"]
    assert column_of(read(tmp_path, f"{one}\n{one[:-3]}2" + '"}\n', "b.jsonl"), "client_id") == [
        "C1", "C2",
    ]  # fmt: skip
    garbage = read(tmp_path, f"[{one}] and more", "c.json")
    assert garbage.verdict == "refused" and "column 23" in garbage.place


def test_j07_yaml_that_would_run_something(tmp_path):
    text = f"!!python/object/apply:os.system ['touch {tmp_path}/ran']\n"
    assert read(tmp_path, text, "x.yaml").verdict == "refused"
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("word", ["NO", "1:30", "010"])
def test_j09_words_that_yaml_would_turn_are_text(tmp_path, word):
    assert column_of(read(tmp_path, f"client_id\n{word}\n"), "client_id") == [word]


def made(tmp_path):
    folder = tmp_path / "acme"
    create_client(folder, "acme", "Acme (invented)")
    return folder / "audit.json"


def test_j10_an_audit_of_a_newer_schema_is_opened_to_read_with_a_message_and_left_alone(tmp_path):
    path = made(tmp_path)
    newer = path.read_text().replace('"schema_version": 1', '"schema_version": 99')
    path.write_text(newer)
    opened = read_client(path.parent)
    assert opened.name == "Acme (invented)" and "read-only" in tell_newer(path.parent)
    with pytest.raises(ClientDataError, match="newer") as refused:
        save_client(path.parent, opened, who="t", expected_revision=opened.revision, at=None)
    assert "update cxaudit" in refused.value.next and path.read_text() == newer


@pytest.mark.parametrize("damage", ["cut", "merge"])
def test_j12_a_damaged_audit_is_refused_with_its_place_and_a_way_back(tmp_path, damage):
    path = made(tmp_path)
    whole = path.read_text()
    path.write_text(
        whole[: len(whole) // 2] if damage == "cut" else f"<<<<<<< HEAD\n{whole}=======\n"
    )
    with pytest.raises(ClientDataError) as refused:
        read_client(path.parent)
    assert "line" in f"{refused.value.place} {refused.value.found}"
    assert refused.value.next.startswith(f"cxaudit restore {path.parent.name}: ")


def test_j13_the_only_schema_so_far_is_read_and_written_back_the_same(tmp_path):
    path = made(tmp_path)
    assert json.loads(path.read_text())["schema_version"] == 1
    assert to_text(read_client(path.parent)) == path.read_text()


def parquet() -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.table({"client_id": [f"C{n}" for n in range(500)]}), sink,
                   write_page_checksum=True)  # fmt: skip
    return sink.getvalue()


@pytest.mark.parametrize("damage", ["cut", "mark", "bit"])
def test_j14_damaged_parquet(tmp_path, damage):
    whole = parquet()
    flipped = bytearray(whole)
    flipped[len(whole) // 3] ^= 1
    content = {"cut": whole[:-100], "mark": b"PAR1", "bit": bytes(flipped)}[damage]
    assert read_bytes(tmp_path, content, "file.parquet").verdict == "refused"


@pytest.mark.parametrize("name", ["x.csv", "x.parquet", "x.pkl"])
def test_j16_a_pickle_is_never_opened(tmp_path, name):
    class Trap:
        def __reduce__(self):
            return (open, (str(tmp_path / "ran"), "w"))

    reading = read_bytes(tmp_path, pickle.dumps(Trap()), name)
    assert reading.verdict == "refused" and not (tmp_path / "ran").exists()
