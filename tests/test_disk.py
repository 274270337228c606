"""Writing to disk: old or new survives, never half."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import textwrap

import pytest

from cxaudit import disk
from cxaudit.errors import BusyError


def test_a_written_file_holds_the_bytes_and_nothing_else_is_left(tmp_path):
    path = tmp_path / "audit.json"
    disk.write_bytes(path, b"one")
    disk.write_bytes(path, b"two\r\n")
    assert path.read_bytes() == b"two\r\n"
    assert [p.name for p in tmp_path.iterdir()] == ["audit.json"]


@pytest.mark.skipif(os.name == "nt", reason="modes are those of POSIX")
def test_a_written_file_has_the_mode_asked_for(tmp_path):
    disk.write_text(tmp_path / "key", "secret", mode=0o600)
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


def test_text_is_written_as_utf_8_with_line_ends_as_given(tmp_path):
    disk.write_text(tmp_path / "note", "Zürich\r\nGenève\n")
    assert (tmp_path / "note").read_bytes() == "Zürich\r\nGenève\n".encode()


@pytest.mark.parametrize("step", ["replace", "fsync", "chmod"])
def test_a_failure_half_way_leaves_the_old_file_and_no_stray(tmp_path, monkeypatch, step):
    path = tmp_path / "audit.json"
    disk.write_text(path, "old")

    def fail(*_):
        raise OSError("the disk is full")

    monkeypatch.setattr(disk.os, step, fail)
    with pytest.raises(OSError, match="the disk is full"):
        disk.write_text(path, "new")
    monkeypatch.undo()
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["audit.json"]


def test_json_text_is_sorted_readable_and_ends_with_one_line_feed():
    assert disk.to_json_text({"b": "é", "a": [1]}) == '{\n  "a": [\n    1\n  ],\n  "b": "é"\n}\n'


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_json_text_never_holds_what_json_does_not_know(number):
    with pytest.raises(ValueError, match="JSON"):
        disk.to_json_text({"value": number})


def test_lines_are_appended_one_by_one(tmp_path):
    path = tmp_path / "history.jsonl"
    disk.append_line(path, "one\n")
    disk.append_line(path, "two")
    assert path.read_bytes() == b"one\ntwo\n"


def test_strays_of_a_killed_writer_are_swept_and_nothing_else(tmp_path):
    for name in (".audit.json.x1.tmp", ".audit.json.x2.tmp", "kept.tmp", ".kept", "audit.json"):
        (tmp_path / name).touch()
    assert disk.sweep_strays(tmp_path) == 2
    assert sorted(p.name for p in tmp_path.iterdir()) == [".kept", "audit.json", "kept.tmp"]


def test_a_folder_appears_under_its_final_name_only_when_whole(tmp_path):
    staging = tmp_path / ".staging"
    staging.mkdir()
    (staging / "report.html").write_text("whole")
    disk.publish_folder(staging, tmp_path / "period" / "client")
    assert (tmp_path / "period" / "client" / "report.html").read_text() == "whole"
    assert not staging.exists()


def test_a_published_folder_is_not_overwritten(tmp_path):
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "rows").write_text(name)
    disk.publish_folder(tmp_path / "first", tmp_path / "final")
    with pytest.raises(OSError):
        disk.publish_folder(tmp_path / "second", tmp_path / "final")
    assert (tmp_path / "final" / "rows").read_text() == "first"


HOLDER = """
    import sys, pathlib
    from cxaudit.disk import lock
    with lock(pathlib.Path(sys.argv[1])):
        print("held", flush=True)
        sys.stdin.readline()
"""


@pytest.fixture
def holder(tmp_path):
    """Give the path of a lock that another process holds."""
    path = tmp_path / ".lock"
    command = [sys.executable, "-c", textwrap.dedent(HOLDER), str(path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout.readline() == "held\n"
        yield path, other
        other.kill()


def test_a_lock_that_another_process_holds_is_told_not_waited_for(holder):
    path, _ = holder
    with pytest.raises(BusyError, match="another program") as caught, disk.lock(path, 0.05):
        pass
    assert caught.value.exit_code == 4


def test_a_lock_is_free_again_when_its_holder_was_killed(holder):
    path, other = holder
    other.kill()
    other.wait()
    with disk.lock(path, 0.5):
        pass


def test_the_lock_is_released_when_the_work_under_it_fails(tmp_path):
    with pytest.raises(ZeroDivisionError), disk.lock(tmp_path / ".lock"):
        raise ZeroDivisionError
    with disk.lock(tmp_path / ".lock", 0.05):
        pass
