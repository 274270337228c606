"""Where things lie: the root as named, by variable or by climbing; shipped data as a fallback."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxaudit.audit import Workspace, find_workspace, keys_folder
from cxaudit.errors import ClientDataError


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.delenv("CXAUDIT_ROOT", raising=False)
    (tmp_path / "book" / "data" / "clients").mkdir(parents=True)
    return tmp_path / "book"


def test_the_root_is_as_named(root):
    assert find_workspace(root).root == root.resolve()
    assert find_workspace(str(root)).clients == root.resolve() / "data" / "clients"


def test_the_variable_names_it_where_the_call_does_not(root, monkeypatch, tmp_path):
    monkeypatch.setenv("CXAUDIT_ROOT", str(root))
    assert find_workspace().root == root.resolve()
    other = tmp_path / "other"
    other.mkdir()
    assert find_workspace(other).root == other.resolve()


def test_else_it_is_found_by_climbing(root, monkeypatch):
    deep = root / "notebooks" / "old"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    assert find_workspace().root == root.resolve()


def test_without_a_workspace_above_the_reader_is_told_what_to_do(root, monkeypatch, tmp_path):
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    monkeypatch.chdir(outside)
    with pytest.raises(ClientDataError, match="no workspace was found") as caught:
        find_workspace()
    assert "--root" in caught.value.next


def test_a_root_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(ClientDataError, match="does not exist"):
        find_workspace(tmp_path / "gone")


@pytest.mark.parametrize("name", ["a*b", "what?", "[1]"])
def test_a_path_that_file_patterns_would_misread_is_refused(tmp_path, name):
    (tmp_path / name).mkdir()
    with pytest.raises(ClientDataError, match="file patterns"):
        find_workspace(tmp_path / name)


def test_a_clients_folder_is_named_by_its_id(root):
    assert Workspace(root).client_folder("acme") == root / "data" / "clients" / "acme"


@pytest.mark.parametrize("name", ["benchmarks", "notebooks", "templates"])
def test_what_the_workspace_lacks_is_taken_from_the_package(root, name):
    found = getattr(Workspace(root), name)
    assert not found.is_relative_to(root)
    own = root / "data" / name if name == "benchmarks" else root / name
    own.mkdir()
    (own / ".gitkeep").touch()
    assert getattr(Workspace(root), name) == found, "an empty folder is none"
    (own / "mine.txt").touch()
    assert getattr(Workspace(root), name) == own


def test_keys_lie_where_the_variable_says_and_else_in_the_users_configuration(
    monkeypatch, tmp_path
):
    monkeypatch.setenv("CXAUDIT_KEYS", str(tmp_path / "safe"))
    assert keys_folder() == tmp_path / "safe"
    monkeypatch.delenv("CXAUDIT_KEYS")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert keys_folder() == tmp_path / "config" / "cxaudit" / "keys"
    monkeypatch.delenv("XDG_CONFIG_HOME")
    assert keys_folder() == Path.home() / ".config" / "cxaudit" / "keys"
