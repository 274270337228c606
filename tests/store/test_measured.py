"""A kept answer is whole and the one asked for, or it is none; keeping never fails anybody."""

from __future__ import annotations

import os
import shutil

import pytest

from cxaudit.store import find_measured, keep_measured

KEY = "ab" * 32
ANSWER = '{"a":1}'


@pytest.fixture
def firm(tmp_path):
    """Return a client's folder with one answer kept."""
    folder = tmp_path / "firm"
    folder.mkdir()
    assert keep_measured(folder, "firm", "joins", KEY, ANSWER)
    return folder


def only(folder):
    (path,) = (folder / "measured").iterdir()
    return path


def test_what_is_kept_is_found_under_its_key_and_part_alone(firm):
    assert find_measured(firm, "firm", "joins", KEY) == ANSWER
    assert find_measured(firm, "firm", "joins", "cd" * 32) is None
    assert find_measured(firm, "firm", "tests", KEY) is None
    assert only(firm).name == f"joins-{KEY[:32]}.json"


def test_two_keys_that_begin_alike_are_not_the_same(firm):
    assert find_measured(firm, "firm", "joins", KEY[:-1] + "0") is None


def cut(path):
    path.write_bytes(path.read_bytes()[:-3])


def change_a_digit(path):
    path.write_bytes(path.read_bytes().replace(b'"a":1', b'"a":2'))


def empty(path):
    path.write_bytes(b"")


def zeros(path):
    path.write_bytes(b"\0" * 100)


def no_text(path):
    path.write_bytes(b"\xff\xfe\xfd")


def other_json(path):
    path.write_text("[" * 100_000)


def folder_in_its_place(path):
    path.unlink()
    path.mkdir()


def pipe_in_its_place(path):
    path.unlink()
    os.mkfifo(path)


def link_to_nothing(path):
    path.unlink()
    path.symlink_to(path.parent / "gone")


DAMAGES = [
    cut, change_a_digit, empty, zeros, no_text, other_json, folder_in_its_place,
    pipe_in_its_place, link_to_nothing, os.unlink,
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_answer_is_as_good_as_none(firm, damage):
    damage(only(firm))
    assert find_measured(firm, "firm", "joins", KEY) is None


def test_another_clients_answer_is_never_read(firm, tmp_path):
    shutil.copytree(firm, tmp_path / "other")
    assert find_measured(tmp_path / "other", "other", "joins", KEY) is None


def test_the_newest_few_answers_of_a_part_stay(firm):
    for number in range(9):
        key = f"{number:032x}" * 2
        assert keep_measured(firm, "firm", "tests", key, ANSWER)
        path = firm / "measured" / f"tests-{key[:32]}.json"
        assert path.exists()
        os.utime(path, (number, number))
    found = sorted(path.name.partition("-")[0] for path in (firm / "measured").iterdir())
    assert found == ["joins", *["tests"] * 4]


def test_what_a_killed_writer_left_goes_after_a_while(firm):
    old, new = (firm / "measured" / f".joins-{name}.json.x.tmp" for name in ("old", "new"))
    for path in (old, new):
        path.write_text("half")
    os.utime(old, (0, 0))
    keep_measured(firm, "firm", "joins", "cd" * 32, ANSWER)
    assert (old.exists(), new.exists()) == (False, True)


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path):
    assert not keep_measured(tmp_path / "gone", "gone", "joins", KEY, ANSWER)
    (tmp_path / "measured").write_text("a file of that name")
    assert not keep_measured(tmp_path, "firm", "joins", KEY, ANSWER)
    assert find_measured(tmp_path, "firm", "joins", KEY) is None
