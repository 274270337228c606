"""The history: one line per changed field, and the way back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxaudit.errors import ClientDataError
from cxaudit.store import ClientFile, CriterionAnswer, ReportedFigure, UseCaseAnswer
from cxaudit.store.journal import (
    cut_unfinished,
    from_fields,
    parse_history,
    to_fields,
    to_history_text,
    to_lines,
)
from cxaudit.store.records import sort_records

EMPTY = ClientFile("acme", 1)
names = st.text(alphabet="ab/%:. é", min_size=1, max_size=4)
days = st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1))
texts = st.none() | st.text(min_size=1, max_size=5)

use_cases = st.builds(
    UseCaseAnswer, kpi_id=names, state=st.sampled_from(["applies", "unknown"]), who=texts,
    target_level=st.none() | st.integers(1, 5), until=days, respondent=st.none() | names,
    adjudicates=st.none() | st.booleans(),
)  # fmt: skip
criteria = st.builds(
    lambda scope, **rest: CriterionAnswer(**{scope[0]: scope[1]} if scope else {}, **rest),
    scope=st.none() | st.tuples(st.sampled_from(["kpi_id", "system"]), names),
    link=st.sampled_from(["trust", "use"]), criterion=st.sampled_from(["joins", "effect"]),
    value=st.sampled_from([0, 0.25, 0.5, 1, None, "na"]), evidence_on=days, reason=texts,
    evidence=st.sampled_from(["E0", "E3"]), respondent=st.none() | names,
)  # fmt: skip
reported = st.builds(
    ReportedFigure, kpi_id=names, period_start=days, period_end=st.dates(),
    value=st.floats(-1e6, 1e6),
)  # fmt: skip
leaves = st.integers() | st.text(max_size=3) | st.lists(st.text(max_size=2), min_size=1, max_size=2)
profiles = st.dictionaries(
    names, leaves | st.dictionaries(names, st.floats(0, 1), min_size=1, max_size=2), max_size=3
)


@st.composite
def client_files(draw) -> ClientFile:
    """Return any client file that the store could hold."""
    lists = (draw(st.lists(kind, max_size=3)) for kind in (use_cases, criteria, reported))
    return ClientFile("acme", 1, 1, draw(profiles), *(sort_records(rows) for rows in lists))


@settings(max_examples=60, deadline=None)
@given(client_files())
def test_the_fields_of_a_file_make_the_file_again(found):
    assert from_fields(found, to_fields(found)) == found


@settings(max_examples=40, deadline=None)
@given(client_files(), client_files())
def test_the_lines_between_two_files_lead_back(before, after):
    lines = to_lines(before, replace(after, revision=2), who="ann", at=None)
    fields = to_fields(after)
    for line in lines:
        assert fields.get(line.field) == line.new
        if line.old is None:
            del fields[line.field]
        else:
            fields[line.field] = line.old
    assert from_fields(before, fields) == before


def test_a_line_names_revision_moment_person_field_old_and_new():
    after = replace(EMPTY, revision=2, profile={"as_of": "2025-12-31"})
    (line,) = to_lines(EMPTY, after, who="ann", at="2026-01-02T10:00:00Z")
    assert to_history_text([line]) == (
        '{"revision": 2, "at": "2026-01-02T10:00:00Z", "who": "ann", '
        '"field": "profile/as_of", "old": null, "new": "2025-12-31"}\n'
    )


def test_a_torn_last_line_and_an_unfinished_save_are_left_out():
    after = replace(EMPTY, revision=2, profile={"a": "1", "b": "2"})
    whole = to_history_text(to_lines(EMPTY, after, who="ann", at=None))
    torn = whole + '{"revision": 3, "at": nu'
    assert [line.revision for line in parse_history(torn, 2)] == [2, 2]
    assert parse_history(whole, 1) == []
    assert cut_unfinished(torn, 2) == whole
    assert cut_unfinished(whole, 1) == ""


def test_a_broken_line_in_the_middle_is_refused_with_its_number():
    with pytest.raises(ClientDataError, match="line 1"):
        parse_history('oops\n{"revision": 1}\n', 1)
