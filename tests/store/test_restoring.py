"""A damaged audit file is put together again, exactly as it was, from what is kept beside it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cxaudit.errors import ClientDataError
from cxaudit.store import (
    apply_settings,
    create_client,
    edit_client,
    merge_answers,
    read_client,
    restore_client,
    save_milestone,
    undo,
)

AT = "2026-01-05T09:30:12+00:00"
CASE = {"kpi_id": "rfp_success_rate", "state": "applies", "who": "a / b %", "until": None}
OWNER = {"kpi_id": "rfp_success_rate", "link": "purpose", "criterion": "owner", "value": 0.25,
         "evidence": "E2", "evidence_on": "2025-12-01"}  # fmt: skip
REPORTED = {"kpi_id": "rfp_success_rate", "period_start": "2025-01-01",
            "period_end": "2025-12-31", "value": 0.4}  # fmt: skip
DAMAGE = {
    "truncated": lambda text: text[: len(text) // 2],
    "its first line gone": lambda text: text.split(b"\n", 1)[1],
    "garbage": lambda text: b"\x00\xff\xfe garbage" * 40,
    "no byte": lambda text: b"",
    "zero bytes as a torn disk leaves them": lambda text: bytes(len(text)),
    "another file's text": lambda text: b'{"schema_version": 1}',
    "a value that does not fit": lambda text: text.replace(b'"applies"', b'"perhaps"'),
}

WHERE_IT_GOES_ON = ("a line in the middle",)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a client whose settings and answers came, changed and went in eight revisions."""
    folder = tmp_path / "acme"
    create_client(folder, "acme", "Acme", who="ann", at=AT)
    change(folder, as_of="2025-12-31", note="one\ntwo")
    for section, row in (("use_cases", CASE), ("criteria", OWNER), ("reported", REPORTED)):
        edit_client(
            folder, lambda f, s=section, r=row: merge_answers(f, {s: [r]}, {"rfp_success_rate"}),
            who="bob", at=AT,
        )  # fmt: skip
    change(folder, **{"systems.crm.name": "CRM", "systems.crm.tables": "pursuit, client"})
    change(folder, note="", currency="EUR")
    undo(folder, who="ann", at=AT)
    return folder


def change(folder: Path, **settings: str) -> None:
    edit_client(
        folder, lambda f: replace(f, profile=apply_settings(f.profile, settings.items())),
        who="ann", at=AT,
    )  # fmt: skip


@pytest.mark.parametrize("name", DAMAGE)
def test_the_last_saved_state_comes_back_to_the_byte_and_the_damaged_file_is_kept(folder, name):
    path = folder / "audit.json"
    whole = path.read_bytes()
    path.write_bytes(DAMAGE[name](whole))
    damaged = path.read_bytes()
    with pytest.raises(ClientDataError) as refused:
        read_client(folder)
    assert refused.value.next.startswith("cxaudit restore acme")
    made = restore_client(folder)
    assert path.read_bytes() == whole
    assert (made.file, made.source) == (read_client(folder), "its history")
    assert (folder / str(made.kept)).read_bytes() == damaged
    change(folder, region="uk")
    assert read_client(folder).revision == made.file.revision + 1


def test_a_file_that_is_gone_comes_back_too(folder):
    path = folder / "audit.json"
    whole = path.read_bytes()
    path.unlink()
    with pytest.raises(ClientDataError, match="gone") as refused:
        read_client(folder)
    assert "cxaudit restore acme" in refused.value.next
    assert restore_client(folder).kept is None
    assert path.read_bytes() == whole


def test_a_second_damage_does_not_cover_what_was_kept_of_the_first(folder):
    kept = []
    for text in (b"first", b"second"):
        (folder / "audit.json").write_bytes(text)
        kept.append((folder / str(restore_client(folder).kept)).read_bytes())
    assert kept == [b"first", b"second"]
    assert len(list(folder.glob("audit.damaged-*.json"))) == 2


def test_a_whole_file_is_left_as_it_is(folder):
    before = (folder / "audit.json").read_bytes()
    with pytest.raises(ClientDataError, match="whole"):
        restore_client(folder)
    assert (folder / "audit.json").read_bytes() == before


def test_a_file_of_a_newer_program_is_no_damaged_one(folder):
    path = folder / "audit.json"
    path.write_bytes(path.read_bytes().replace(b'"schema_version": 1', b'"schema_version": 9'))
    before = path.read_bytes()
    with pytest.raises(ClientDataError, match="newer version"):
        restore_client(folder)
    assert path.read_bytes() == before


@pytest.mark.parametrize("lost", ["a line in the middle", "a line that is garbage", "all of it"])
def test_where_the_history_has_a_gap_it_goes_on_from_the_newest_milestone(folder, lost):
    frozen = read_client(folder)
    save_milestone(folder, frozen, {}, name="First reading", who="ann", at=AT)
    change(folder, region="uk")
    last = read_client(folder)
    history = folder / "history.jsonl"
    lines = history.read_bytes().splitlines(keepends=True)
    middle = {"a line in the middle": [], "a line that is garbage": [b"\x00\x00\n"]}
    history.write_bytes(
        b"".join([*lines[:4], *middle[lost], *lines[5:]]) if lost in middle else b""
    )
    (folder / "audit.json").write_bytes(b"")
    made = restore_client(folder)
    wanted, since = (last, " and its history since") if lost in WHERE_IT_GOES_ON else (frozen, "")
    assert (made.file, made.source) == (wanted, f"the milestone First reading{since}")


def test_with_nothing_left_nothing_is_written(folder):
    (folder / "history.jsonl").unlink()
    (folder / "audit.json").write_bytes(b"{")
    with pytest.raises(ClientDataError, match="nothing is left"):
        restore_client(folder)
    assert (folder / "audit.json").read_bytes() == b"{"
    assert not list(folder.glob("audit.damaged*"))


def test_a_history_whose_last_line_is_torn_leads_to_the_state_before_it(folder):
    history = folder / "history.jsonl"
    before = read_client(folder)
    change(folder, note="three", region="uk", stance="neutral")
    history.write_bytes(history.read_bytes()[:-10])
    (folder / "audit.json").write_bytes(b"")
    assert restore_client(folder).file == before, "no part of a save that never finished"
