"""What a client's file was at an earlier revision is told from its history."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cxaudit.errors import ClientDataError
from cxaudit.store import (
    ClientFile,
    UseCaseAnswer,
    create_client,
    read_client,
    read_history,
    save_client,
)
from cxaudit.store.past import to_revision

FIRST = UseCaseAnswer(kpi_id="email_open_rate", state="applies", who="lead")
SECOND = replace(FIRST, who="head", why="because")


@pytest.fixture
def folder(tmp_path):
    """Return a client with four revisions: empty, one answer, it changed, it gone."""
    folder = tmp_path / "c"
    create_client(folder, "c")
    changes = [
        {"use_cases": (FIRST,), "profile": {"norms": {"complaints_per_client": 0.1}}},
        {"use_cases": (SECOND,), "profile": {"currency": "EUR"}},
        {"use_cases": ()},
    ]
    for revision, change in enumerate(changes, start=1):
        file = replace(read_client(folder), **change)
        save_client(folder, file, who="ann", expected_revision=revision, at=None)
    return folder


def at(folder, revision: int) -> ClientFile:
    return to_revision(read_client(folder), read_history(folder), revision)


def test_each_revision_is_told_as_it_stood(folder):
    assert at(folder, 4).use_cases == ()
    assert at(folder, 3).use_cases == (SECOND,)
    assert at(folder, 3).profile == {"currency": "EUR"}
    assert at(folder, 2).use_cases == (FIRST,)
    assert at(folder, 2).profile == {"norms": {"complaints_per_client": 0.1}}
    assert (at(folder, 1).use_cases, at(folder, 1).profile) == ((), {})
    assert at(folder, 2).revision == 2


def test_revision_0_is_the_empty_file(folder):
    assert at(folder, 0) == ClientFile("c", 0)


def test_a_revision_that_is_not_yet_is_refused(folder):
    with pytest.raises(ClientDataError, match="newer than the client's file"):
        at(folder, 5)
