"""A milestone is a frozen copy under a name: whole, read-only, never written twice."""

from __future__ import annotations

import json

import pytest

from cxaudit.errors import ClientDataError
from cxaudit.store import create_client, list_milestones, read_milestone_card, save_milestone

AT = "2026-01-05T09:00:00+00:00"
CARD = {"client": "acme", "kpis": []}


@pytest.fixture
def file(tmp_path):
    return create_client(tmp_path / "acme", "acme", "Acme (invented)")


def freeze(tmp_path, file, name, at=AT):
    return save_milestone(tmp_path / "acme", file, CARD, name=name, who="ann", at=at)


def test_a_milestone_keeps_audit_and_scorecard_under_its_id(tmp_path, file):
    made = freeze(tmp_path, file, "First reading")
    assert (made.id, made.name, made.revision, made.who) == ("first-reading", "First reading", 1,
                                                             "ann")  # fmt: skip
    folder = tmp_path / "acme" / "milestones" / "first-reading"
    assert {p.name for p in folder.iterdir()} == {"audit.json", "scorecard.json", "milestone.json"}
    assert (folder / "audit.json").read_text() == (tmp_path / "acme" / "audit.json").read_text()
    assert all(p.stat().st_mode & 0o222 == 0 for p in folder.iterdir())


def test_it_is_read_back_by_name_and_by_id(tmp_path, file):
    freeze(tmp_path, file, "First reading")
    for name in ("first-reading", "First reading"):
        assert read_milestone_card(tmp_path / "acme", name) == CARD


def test_milestones_are_listed_oldest_first(tmp_path, file):
    freeze(tmp_path, file, "b", at="2026-02-01T00:00:00+00:00")
    freeze(tmp_path, file, "a", at="2026-03-01T00:00:00+00:00")
    assert [one.id for one in list_milestones(tmp_path / "acme")] == ["b", "a"]


@pytest.mark.parametrize("name", ["first reading", "First  Reading", "FIRST-READING"])
def test_a_name_that_is_taken_is_refused_and_the_first_stays(tmp_path, file, name):
    freeze(tmp_path, file, "First reading")
    with pytest.raises(ClientDataError, match="milestone of that name"):
        freeze(tmp_path, file, name)
    (one,) = list_milestones(tmp_path / "acme")
    assert one.name == "First reading"


@pytest.mark.parametrize("name", ["", "  ", "\u202e"])
def test_a_name_of_nothing_is_refused(tmp_path, file, name):
    with pytest.raises(ClientDataError, match="needs a name"):
        freeze(tmp_path, file, name)


def test_an_unknown_milestone_names_those_there_are(tmp_path, file):
    freeze(tmp_path, file, "one")
    with pytest.raises(ClientDataError) as refused:
        read_milestone_card(tmp_path / "acme", "two")
    assert refused.value.wanted == "one"


def test_what_a_killed_writer_left_is_no_milestone(tmp_path, file):
    torn = tmp_path / "acme" / "milestones" / ".staging-x"
    torn.mkdir(parents=True)
    (torn / "audit.json").write_text("{}")
    assert list_milestones(tmp_path / "acme") == ()
    assert json.loads((tmp_path / "acme" / "audit.json").read_text())["revision"] == 1
