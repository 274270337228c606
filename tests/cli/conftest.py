"""The command in an empty workspace, and in one that holds the small firm."""

from __future__ import annotations

import shutil

import pytest

from tests.cli.command import Command
from tests.small_firm import CLIENT, SETTINGS, write_files


@pytest.fixture
def cx(tmp_path) -> Command:
    """Return the command in a workspace without clients."""
    (tmp_path / "book" / "data" / "clients").mkdir(parents=True)
    return Command(tmp_path / "book", tmp_path / "keys")


@pytest.fixture(scope="session")
def made(tmp_path_factory) -> Command:
    """Return a workspace with the small firm, made by the command itself; only read."""
    home = tmp_path_factory.mktemp("cli")
    (home / "book" / "data" / "clients").mkdir(parents=True)
    command = Command(home / "book", home / "keys")
    assert command("new", CLIENT, "--name", "Small Firm").code == 0
    assert command("set", CLIENT, *(f"{k}={v}" for k, v in SETTINGS.items())).code == 0
    assert command("import", CLIENT, *write_files(home / "inbox")).code == 0
    return command


@pytest.fixture
def firm(made, tmp_path) -> Command:
    """Return a copy of the small firm's workspace, which the test may change."""
    shutil.copytree(made.root, tmp_path / "book")
    shutil.copytree(made.keys, tmp_path / "keys")
    return Command(tmp_path / "book", tmp_path / "keys")
