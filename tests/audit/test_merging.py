"""A workbook and the audit, each changed since the workbook was made: both kept, or asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cxaudit.audit.merging import PROFILE, Said, is_same, merge, to_parts
from cxaudit.errors import ClientDataError
from cxaudit.store import ClientFile, HistoryLine, ReportedFigure, UseCaseAnswer

KPIS = {"email_open_rate", "event_attendance", "complaints_per_client"}
EMAIL = UseCaseAnswer(kpi_id="email_open_rate", state="applies", who="lead", does="x", why="y")
EVENT = UseCaseAnswer(kpi_id="event_attendance", state="no_use_case")
BASE = ClientFile("c", 5, profile={"currency": "EUR"}, use_cases=(EMAIL, EVENT))


def said(*records, place="Use cases!D5", **settings) -> dict:
    """Return what a workbook says: these use cases and settings."""
    parts = {("use_cases", *record.key): Said(record, place) for record in records}
    for key, text in settings.items():
        parts[PROFILE, key] = Said(text or None, "Firm!B9", text)
    return parts


def run(now: ClientFile, parts: dict, **more):
    return merge(now, BASE, parts, ["use_cases"], kpi_ids=KPIS, **more)


def test_what_neither_changed_stays():
    merged = run(BASE, said(EMAIL, EVENT, currency="EUR"))
    assert (merged.file, merged.added, merged.changed, merged.removed) == (BASE, 0, 0, 0)


def test_what_only_the_workbook_changed_is_taken():
    new = replace(EMAIL, who="head")
    merged = run(BASE, said(new, EVENT, currency="USD"))
    assert new in merged.file.use_cases
    assert merged.file.profile == {"currency": "USD"}
    assert (merged.added, merged.changed, merged.removed) == (0, 2, 0)


def test_what_only_the_audit_changed_stands():
    now = replace(BASE, revision=9, profile={"currency": "GBP"},
                  use_cases=(replace(EMAIL, who="head"), EVENT))  # fmt: skip
    merged = run(now, said(EMAIL, EVENT, currency="EUR"))
    assert merged.file == now
    assert merged.conflicts == ()


def test_changes_of_different_answers_are_both_kept():
    mine, theirs = replace(EVENT, state="applies"), replace(EMAIL, who="head")
    now = replace(BASE, use_cases=(theirs, EVENT))
    assert run(now, said(EMAIL, mine)).file.use_cases == (theirs, mine)


def test_the_same_change_on_both_sides_is_no_conflict():
    new = replace(EMAIL, who="head")
    now = replace(BASE, use_cases=(new, EVENT))
    assert run(now, said(new, EVENT)).conflicts == ()


@pytest.fixture
def disputed():
    """Return the audit's file and the workbook's parts, both of which changed one answer."""
    now = replace(BASE, revision=7, use_cases=(replace(EMAIL, who="head"), EVENT))
    return now, said(replace(EMAIL, who="deputy"), EVENT)


def test_an_answer_that_both_changed_is_named_by_cell_with_both_words_and_who(disputed):
    now, parts = disputed
    line = HistoryLine(7, None, "ann", "use_cases/email_open_rate//who", "lead", "head")
    merged = run(now, parts, newer=[line])
    assert merged.conflicts == (
        'Use cases!D5: the workbook says who "deputy", the audit now says who "head" '
        "(ann, revision 7)",
    )
    assert merged.file == now


@pytest.mark.parametrize(("keep", "who"), [("workbook", "deputy"), ("audit", "head")])
def test_keep_settles_what_both_changed(disputed, keep, who):
    now, parts = disputed
    merged = run(now, parts, keep=keep)
    assert [u.who for u in merged.file.use_cases] == [who, None]
    assert merged.conflicts == ()


def test_an_answer_cleared_in_the_workbook_is_taken_out():
    merged = run(BASE, said(EMAIL))
    assert merged.file.use_cases == (EMAIL,)
    assert merged.removed == 1


def test_a_sheet_that_was_taken_out_of_the_workbook_clears_nothing():
    merged = merge(BASE, BASE, {}, [], kpi_ids=KPIS)
    assert merged.file == BASE


def test_an_answer_about_a_figure_that_the_model_no_longer_knows_is_not_cleared():
    old = UseCaseAnswer(kpi_id="fax_open_rate", state="applies")
    base = replace(BASE, use_cases=(EMAIL, EVENT, old))
    parts = said(EMAIL, EVENT)
    assert merge(base, base, parts, ["use_cases"], kpi_ids=KPIS).file == base


def test_an_answer_cleared_here_and_changed_there_is_a_conflict():
    now = replace(BASE, use_cases=(EMAIL, replace(EVENT, state="applies")))
    (conflict,) = run(now, said(EMAIL)).conflicts
    assert conflict.startswith("event_attendance: the workbook says nothing, the audit now says")


def test_a_cleared_setting_is_unset_and_a_setting_not_shown_stays():
    base = replace(BASE, profile={"currency": "EUR", "region": "uk"})
    merged = merge(base, base, said(currency=""), [], kpi_ids=KPIS)
    assert merged.file.profile == {"region": "uk"}


def test_against_an_empty_base_an_answer_that_differs_is_asked():
    merged = merge(BASE, ClientFile("c", 0), said(replace(EMAIL, who="other")), ["use_cases"],
                   kpi_ids=KPIS)  # fmt: skip
    assert len(merged.conflicts) == 1


def test_a_number_with_more_digits_than_a_cell_keeps_is_unchanged():
    third = ReportedFigure(kpi_id="email_open_rate", period_end=None, value=0.1 + 0.2)
    assert is_same(replace(third, value=0.3), third)
    assert not is_same(replace(third, value=0.3001), third)


def test_the_order_of_a_systems_kinds_of_data_says_nothing():
    base = replace(BASE, profile={"systems": {"crm": {"tables": ["pursuit", "client"]}}})
    parts = {(PROFILE, "systems.crm.tables"): Said(["client", "pursuit"], "Systems!A5", "x")}
    assert merge(base, base, parts, [], kpi_ids=KPIS).file == base
    assert (PROFILE, "systems.crm.tables") in to_parts(base)


def test_settings_that_contradict_each_other_are_refused():
    with pytest.raises(ClientDataError, match="ends after as_of"):
        run(BASE, said(EMAIL, EVENT, as_of="2025-06-30", period_end="2025-12-31"))
