"""The text of audit.json: one answer a line, the same text for the same content."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from cxaudit.errors import ClientDataError
from cxaudit.store import ClientFile, CriterionAnswer, ReportedFigure, UseCaseAnswer
from cxaudit.store.layout import parse_client, to_text

FILE = ClientFile(
    "acme",
    7,
    profile={"name": "Acme \u2028 Ltd", "as_of": "2025-12-31", "own_targets": {"b": 1.0, "a": 0.5}},
    use_cases=(UseCaseAnswer(kpi_id="email_open_rate", state="unknown"),),
    criteria=(
        CriterionAnswer(link="trust", criterion="joins", value=0.25, evidence_on=date(2025, 1, 2)),
        CriterionAnswer(kpi_id="x", link="use", criterion="effect", value=None),
    ),
    reported=(ReportedFigure(kpi_id="x", period_end=date(2025, 12, 31), value=0.1),),
)


def test_the_text_reads_back_as_the_same_file():
    assert parse_client(to_text(FILE), "audit.json") == FILE


def test_the_header_comes_first_and_each_answer_has_its_line():
    lines = to_text(FILE).split("\n")
    assert lines[:4] == ["{", '"schema_version": 1,', '"revision": 7,', '"client": "acme",']
    rows = [line for line in lines if line.startswith('{"')]
    assert len(rows) == 4
    assert rows[1] == (
        '{"link": "trust", "criterion": "joins", "value": 0.25, "evidence": "E0", '
        '"evidence_on": "2025-01-02"},'
    )
    assert '"own_targets": {"a": 0.5, "b": 1.0}' in to_text(FILE)


def test_the_order_in_the_memory_does_not_matter():
    other = dict(reversed(FILE.profile.items()))
    assert to_text(replace(FILE, profile=other)) == to_text(FILE)


def test_a_change_of_one_answer_changes_one_line():
    changed = replace(FILE, use_cases=(replace(FILE.use_cases[0], state="applies"),))
    pairs = zip(to_text(FILE).split("\n"), to_text(changed).split("\n"), strict=True)
    assert sum(before != after for before, after in pairs) == 1


def test_a_newer_schema_is_refused():
    text = to_text(FILE).replace('"schema_version": 1', '"schema_version": 2')
    with pytest.raises(ClientDataError, match="newer version"):
        parse_client(text, "audit.json")


@pytest.mark.parametrize(
    "change",
    [
        {"schema_version": "1"}, {"schema_version": 0}, {"extra": 1}, {"revision": "7"},
        {"revision": True}, {"profile": []}, {"client": None}, {"criteria": {"a": 1}},
        {"criteria": [{"link": "trust"}]}, {"use_cases": [{"kpi_id": "a", "state": "sure"}]},
    ],
)  # fmt: skip
def test_a_damaged_file_is_refused_with_its_name(change):
    raw = json.loads(to_text(FILE)) | change
    with pytest.raises(ClientDataError, match=r"audit\.json"):
        parse_client(json.dumps(raw), "audit.json")


def test_a_missing_key_is_refused():
    raw = json.loads(to_text(FILE))
    del raw["reported"]
    with pytest.raises(ClientDataError, match="damaged"):
        parse_client(json.dumps(raw), "audit.json")
