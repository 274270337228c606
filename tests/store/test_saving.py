"""Saving: the revision, the history, the way back, and what can go wrong in between."""

from __future__ import annotations

import errno
import json
import os
from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from cxaudit.disk import lock
from cxaudit.errors import BusyError, ClientDataError
from cxaudit.store import (
    CriterionAnswer,
    create_client,
    edit_client,
    read_client,
    read_history,
    redo,
    save_client,
    undo,
)


@pytest.fixture
def folder(tmp_path):
    create_client(tmp_path / "acme", "acme", "Acme Ltd", who="ann", at="2026-01-01T00:00:00Z")
    return tmp_path / "acme"


def set_note(folder, note, revision, who="ann"):
    current = read_client(folder)
    changed = replace(current, profile=current.profile | {"note": note})
    return save_client(folder, changed, who=who, expected_revision=revision, at="2026-01-02")


def test_a_new_client_stands_at_revision_one_with_its_display_name(folder):
    found = read_client(folder)
    assert (found.client, found.revision, found.name) == ("acme", 1, "Acme Ltd")
    assert [line.field for line in read_history(folder)] == ["profile/name"]


def test_a_client_that_exists_is_refused_and_kept(folder):
    with pytest.raises(ClientDataError, match="exists already"):
        create_client(folder, "acme", "Other")
    assert read_client(folder).name == "Acme Ltd"


def test_an_id_that_is_none_makes_no_folder(tmp_path):
    with pytest.raises(ClientDataError, match="acme-ltd"):
        create_client(tmp_path / "Acme Ltd", "Acme Ltd")
    assert list(tmp_path.iterdir()) == []


def test_a_client_that_is_not_there_is_refused_and_makes_no_folder(tmp_path):
    for attempt in (read_client, read_history):
        with pytest.raises(ClientDataError, match="no such client"):
            attempt(tmp_path / "none")
    with pytest.raises(ClientDataError, match="no such client"):
        undo(tmp_path / "none", who="ann", at=None)
    assert list(tmp_path.iterdir()) == []


def test_a_save_raises_the_revision_and_tells_every_changed_field(folder):
    saved = set_note(folder, "hello", 1)
    assert saved.revision == 2 and read_client(folder) == saved
    line = read_history(folder)[-1]
    assert (line.revision, line.who, line.field, line.old, line.new) == (
        2, "ann", "profile/note", None, "hello",
    )  # fmt: skip


def test_a_save_that_changes_nothing_writes_nothing(folder):
    before = (folder / "audit.json").stat().st_mtime_ns
    assert save_client(folder, read_client(folder), who="ann", expected_revision=1,
                       at=None).revision == 1  # fmt: skip
    assert (folder / "audit.json").stat().st_mtime_ns == before


def test_a_stale_revision_is_refused_and_says_what_came_first(folder):
    set_note(folder, "from bob", 1, who="bob")
    with pytest.raises(BusyError, match="saved elsewhere") as caught:
        set_note(folder, "from ann", 1)
    assert "bob" in caught.value.found and "from bob" in caught.value.found
    assert caught.value.exit_code == 4
    assert read_client(folder).profile["note"] == "from bob"


def test_a_held_lock_is_refused_as_busy(folder, monkeypatch):
    monkeypatch.setattr("cxaudit.store.saving.LOCK_SECONDS", 0.05)
    with lock(folder / ".lock"), pytest.raises(BusyError):
        set_note(folder, "x", 1)


def test_an_edit_reads_and_saves_under_one_lock(folder):
    set_note(folder, "one", 1)
    saved = edit_client(
        folder, lambda f: replace(f, profile=f.profile | {"region": "Asia"}), who="b", at=None
    )
    assert saved.revision == 3
    assert saved.profile == {"name": "Acme Ltd", "note": "one", "region": "Asia"}


def test_undo_is_a_new_revision_and_steps_further_back_each_time(folder):
    for revision, note in enumerate(("one", "two", "three"), start=1):
        set_note(folder, note, revision)
    assert undo(folder, who="ann", at=None).profile["note"] == "two"
    assert undo(folder, who="ann", at=None).profile["note"] == "one"
    set_note(folder, "four", 6)
    assert undo(folder, who="ann", at=None).profile["note"] == "one"
    assert "note" not in undo(folder, who="ann", at=None).profile
    with pytest.raises(ClientDataError, match="nothing to undo"):
        undo(folder, who="ann", at=None)
    assert read_client(folder).revision == 9
    assert {line.undoes for line in read_history(folder)} == {None, 4, 3, 7, 2}


def test_redo_puts_back_what_the_last_save_took_back_and_nothing_else(folder):
    set_note(folder, "one", 1)
    with pytest.raises(ClientDataError, match="nothing to put back"):
        redo(folder, who="ann", at=None)
    undo(folder, who="ann", at=None)
    with pytest.raises(BusyError):
        redo(folder, who="ann", at=None, expected_revision=2)
    assert redo(folder, who="ann", at=None).profile["note"] == "one"
    with pytest.raises(ClientDataError, match="nothing to put back"):
        redo(folder, who="ann", at=None)
    assert "note" not in undo(folder, who="ann", at=None).profile
    assert read_client(folder).revision == 5


def test_undo_refuses_what_came_after_the_revision_that_a_person_sees(folder):
    set_note(folder, "one", 1)
    with pytest.raises(BusyError, match="saved elsewhere"):
        undo(folder, who="ann", at=None, expected_revision=1)
    assert read_client(folder).profile["note"] == "one"


def test_undo_takes_back_a_whole_answer(folder):
    row = CriterionAnswer(link="trust", criterion="joins", value=None, respondent="a/b%c")
    edit_client(folder, lambda f: replace(f, criteria=(row,)), who="ann", at=None)
    assert undo(folder, who="ann", at=None).criteria == ()


def test_undo_refuses_where_the_file_was_changed_by_hand(folder):
    set_note(folder, "one", 1)
    path = folder / "audit.json"
    path.write_text(path.read_text().replace('"one"', '"by hand"'))
    with pytest.raises(ClientDataError, match="outside the program"):
        undo(folder, who="ann", at=None)


def test_what_a_killed_writer_left_is_swept_when_the_client_is_opened(folder):
    (folder / ".audit.json.abc.tmp").write_text("half")
    read_client(folder)
    assert not list(folder.glob(".*.tmp"))


def test_another_writers_file_is_not_swept_while_it_holds_the_lock(folder):
    (folder / ".audit.json.abc.tmp").write_text("half")
    with lock(folder / ".lock"):
        read_client(folder)
    assert list(folder.glob(".*.tmp"))


def test_a_torn_history_is_mended_by_the_next_save(folder):
    set_note(folder, "one", 1)
    with (folder / "history.jsonl").open("a") as stream:
        stream.write('{"revision": 3, "at": null, "who": "x", "field": "profile/note", "ol')
    assert read_history(folder)[-1].new == "one"
    set_note(folder, "two", 2)
    assert [line.new for line in read_history(folder)] == ["Acme Ltd", "one", "two"]


def test_a_save_killed_between_history_and_file_leaves_no_trace(folder, monkeypatch):
    def die(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("cxaudit.store.saving.write_text", die)
        with pytest.raises(KeyboardInterrupt):
            set_note(folder, "lost", 1)
    assert read_client(folder).revision == 1
    assert [line.new for line in read_history(folder)] == ["Acme Ltd"]
    set_note(folder, "kept", 1)
    assert [line.new for line in read_history(folder)] == ["Acme Ltd", "kept"]


@pytest.mark.parametrize("call", ["replace", "fsync", "chmod"])
def test_a_full_disk_is_told_and_the_old_revision_stands(folder, monkeypatch, call):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, call, full)
        with pytest.raises(ClientDataError, match="last saved revision stands"):
            set_note(folder, "x", 1)
    assert read_client(folder).revision == 1
    assert set_note(folder, "y", 1).revision == 2
    assert [line.new for line in read_history(folder)] == ["Acme Ltd", "y"]


def test_a_save_is_durable_before_it_is_acknowledged(folder, monkeypatch):
    calls = []
    for name in ("fsync", "replace"):
        real = getattr(os, name)
        monkeypatch.setattr(os, name, lambda *a, n=name, r=real: (calls.append(n), r(*a))[1])
    set_note(folder, "x", 1)
    assert calls == ["fsync", "fsync", "replace", "fsync"]  # history, file, rename, folder


def test_a_newer_schema_is_opened_to_read_and_never_written(folder):
    path = folder / "audit.json"
    set_note(folder, "as typed", 1)
    text = path.read_text().replace('"schema_version": 1', '"schema_version": 9')
    path.write_text(text)
    opened = read_client(folder)
    assert opened.is_newer and opened.profile["note"] == "as typed" and opened.unread == ()
    history = read_history(folder)
    attempts = (
        lambda: set_note(folder, "x", opened.revision), lambda: undo(folder, who="t", at=None),
        lambda: redo(folder, who="t", at=None),
        lambda: edit_client(folder, lambda file: file, who="t", at=None),
    )  # fmt: skip
    for attempt in attempts:
        with pytest.raises(ClientDataError, match="newer version"):
            attempt()
    assert path.read_text() == text and read_history(folder) == history


def test_of_a_newer_file_what_is_understood_is_read_and_the_rest_is_named(folder):
    path = folder / "audit.json"
    raw = json.loads(path.read_text()) | {"schema_version": 2, "moods": [1], "use_cases": [
        {"kpi_id": "email_open_rate", "state": "applies", "mood": "glad"},
        {"kpi_id": "email_click_through_rate", "state": "dreamt of"},
    ]}  # fmt: skip
    path.write_text(json.dumps(raw))
    opened = read_client(folder)
    assert [answer.kpi_id for answer in opened.use_cases] == ["email_open_rate"]
    assert opened.unread == ("moods", "1 of use_cases")
    path.write_text(json.dumps(raw | {"profile": "elsewhere"}))
    with pytest.raises(ClientDataError, match="newer version"):
        read_client(folder)


def test_a_linked_audit_file_is_refused(folder, tmp_path):
    (folder / "audit.json").rename(tmp_path / "elsewhere.json")
    (folder / "audit.json").symlink_to(tmp_path / "elsewhere.json")
    with pytest.raises(ClientDataError, match="link"):
        read_client(folder)


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "acme").write_text("x")
    with pytest.raises(ClientDataError):
        create_client(tmp_path / "acme", "acme")


class AuditMachine(RuleBasedStateMachine):
    """Set, answer, undo and reload against a plain list of what each revision held."""

    folder = None

    def __init__(self):
        super().__init__()
        self.place = self.folder / f"c{len(list(self.folder.iterdir()))}"
        create_client(self.place, self.place.name)
        self.stack = [({}, ())]
        self.taken_back = None
        self.revision = 1

    def _save(self, profile, criteria):
        current = read_client(self.place)
        saved = save_client(
            self.place, replace(current, profile=profile, criteria=criteria), who="m",
            expected_revision=self.revision, at=None,
        )  # fmt: skip
        if saved.revision > self.revision:
            self.revision = saved.revision
            self.stack.append((profile, criteria))
            self.taken_back = None

    @rule(key=st.sampled_from("abc"), value=st.none() | st.integers(0, 3))
    def set_profile(self, key, value):
        profile, criteria = self.stack[-1]
        changed = {k: v for k, v in (profile | {key: value}).items() if v is not None}
        self._save(changed, criteria)

    @rule(value=st.sampled_from([0, 0.25, None, "na"]), who=st.sampled_from(["a", "b"]))
    def answer(self, value, who):
        profile, criteria = self.stack[-1]
        row = CriterionAnswer(link="trust", criterion="joins", value=value, respondent=who,
                              reason_code="other")  # fmt: skip
        kept = [c for c in criteria if c.respondent != who]
        self._save(profile, tuple(sorted([*kept, row], key=lambda c: c.key)))

    @precondition(lambda self: len(self.stack) > 1)
    @rule()
    def step_back(self):
        self.revision = undo(self.place, who="m", at=None).revision
        self.taken_back = self.stack.pop()

    @precondition(lambda self: self.taken_back is not None)
    @rule()
    def put_back(self):
        self.revision = redo(self.place, who="m", at=None).revision
        self.stack.append(self.taken_back)
        self.taken_back = None

    @rule()
    def tear(self):
        with (self.place / "history.jsonl").open("a") as stream:
            stream.write(json.dumps({"revision": self.revision + 1})[:-3])

    @invariant()
    def the_file_holds_what_it_should(self):
        found = read_client(self.place)
        assert (found.profile, found.criteria) == self.stack[-1]
        assert found.revision == self.revision
        read_history(self.place)


def test_set_undo_redo_save_and_reload_never_lose_a_field(tmp_path):
    machine = type("Machine", (AuditMachine,), {"folder": tmp_path})
    case = machine.TestCase
    case.settings = settings(max_examples=12, stateful_step_count=20, deadline=None)
    case().runTest()
