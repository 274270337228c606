"""The history and the comparison with a milestone, as a person reads them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cxaudit.audit import Audit
from cxaudit.audit.past import freeze
from cxaudit.display.changes import to_changes
from cxaudit.display.tables.compare import show_compare
from cxaudit.display.tables.history import show_history
from cxaudit.display.tables.since import show_since
from cxaudit.errors import ClientDataError
from cxaudit.store import (
    HistoryLine,
    apply_settings,
    create_client,
    edit_client,
    merge_answers,
    undo,
)

AT = "2026-01-05T09:30:12+00:00"
CASE = {
    "kpi_id": "rfp_success_rate", "state": "applies", "who": "The RFP head",
    "does": "declines more bids", "why": "each costs three weeks",
}  # fmt: skip
GONE = {"kpi_id": "rfp_success_rate", "state": "not_applicable", "reason_code": "setting_absent"}
OWNER = {"kpi_id": "rfp_success_rate", "link": "purpose", "criterion": "owner", "value": 1}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "book" / "data" / "clients" / "acme"
    create_client(folder, "acme", "Acme", who="ann", at=AT)
    change(folder, as_of="2025-12-31")
    return folder


def change(folder: Path, who: str = "ann", **settings: str) -> None:
    edit_client(
        folder, lambda f: replace(f, profile=apply_settings(f.profile, settings.items())),
        who=who, at=AT,
    )  # fmt: skip


def answer(folder: Path, **answers: object) -> None:
    listed = {name: [row] for name, row in answers.items()}
    known = {"rfp_success_rate"}
    edit_client(folder, lambda f: merge_answers(f, listed, known), who="bob", at=AT)


def opened(folder: Path) -> Audit:
    return Audit.open("acme", folder.parents[2])


def test_the_history_names_who_changed_what_and_when_newest_first(folder: Path) -> None:
    answer(folder, use_cases=CASE, criteria=OWNER)
    change(folder, currency="EUR")
    change(folder, currency="USD")
    shown = show_history(opened(folder)).text.splitlines()
    assert shown[0] == "Acme was changed in 5 saves; the newest first. Times are UTC."
    assert shown[2:] == [
        "Setting: Currency | EUR → USD | ann | 2026-01-05 09:30",
        "Setting: Currency | EUR | ann | 2026-01-05 09:30",
        "K16 RFP / RFI success rate, use case | Does it apply: Applies; Who: The RFP head; "
        "Does what: declines more bids; Because: each costs three weeks | bob | 2026-01-05 09:30",
        "K16 RFP / RFI success rate, purpose: owner | Answer: 1 Most or all; Evidence: E0 Said"
        " | bob | 2026-01-05 09:30",
        "Setting: As of | 2025-12-31 | ann | 2026-01-05 09:30",
        "Setting: Name | Acme | ann | 2026-01-05 09:30",
    ]


def test_what_was_taken_back_says_so_on_both_lines(folder: Path) -> None:
    change(folder, currency="EUR")
    undo(folder, who="bob", at=AT)
    lines = show_history(opened(folder)).text.splitlines()
    assert lines[2].startswith("Setting: Currency takes back | taken out, was EUR | bob")
    assert lines[3].startswith("Setting: Currency taken back | EUR | ann")


def test_a_long_history_is_cut_and_says_how_to_read_the_rest(folder: Path) -> None:
    change(folder, currency="EUR")
    text = show_history(opened(folder), most=1).text
    assert text.endswith("2 earlier saves not shown; cxaudit history acme lists all.")


def test_a_save_that_changes_much_shows_the_first_and_counts_the_others(folder: Path) -> None:
    change(folder, entity="e", parent="p", region="uk", currency="EUR", timezone="UTC", note="n")
    assert "and 1 more change in the same save" in show_history(opened(folder)).text


def test_a_path_of_a_model_that_is_gone_is_shown_as_it_stands() -> None:
    line = HistoryLine(2, None, "", "criteria/kpi:old_one/trust/gone//value", None, 0.5)
    (told,) = to_changes([line])
    assert told.about == "old_one, trust: gone"
    assert (told.who, told.in_words) == (
        "somebody", "old_one, trust: gone: Answer: 0.5 At least half",
    )  # fmt: skip


def test_markup_in_an_answer_stays_text(folder: Path) -> None:
    change(folder, note="<img src=x onerror=alert(1)>")
    assert "<img" not in show_history(opened(folder)).html


def test_without_a_milestone_there_is_nothing_to_compare_with(folder: Path) -> None:
    assert show_compare(opened(folder)).text.startswith("No milestone was made yet")
    with pytest.raises(ClientDataError, match="no such milestone"):
        show_compare(opened(folder), "first")


def test_a_change_of_scope_is_told_apart_from_performance_and_data(folder: Path) -> None:
    answer(folder, use_cases=CASE)
    freeze(opened(folder), "First reading")
    assert show_compare(opened(folder)).text == (
        "Nothing has changed in any of the 28 since “First reading”, frozen on "
        f"{opened_on(folder)}."
    )
    answer(folder, use_cases=GONE)
    lines = show_compare(opened(folder), "First reading").text.splitlines()
    assert lines[0] == (
        "Performance: 0 figures better and 0 worse by more than chance explains. Data: the proved "
        "level of 0 figures changed. Scope: 1 use case came in or went out. Definitions: 0 figures "
        "defined differently."
    )
    assert lines[3] == (
        "K16 RFP / RFI success rate |  |  | the use case went from applies to not applicable | "
    )
    assert lines[4].startswith("27 figures without any change not shown.")


def test_the_firm_is_laid_beside_what_it_was_at_the_milestone(folder: Path) -> None:
    assert show_since(opened(folder)).text.startswith("No milestone was kept yet.")
    answer(folder, use_cases=CASE)
    freeze(opened(folder), "First reading")
    assert "No proved level has changed since" in show_since(opened(folder)).text
    for criterion in ("owner", "decision", "definition", "cadence"):
        answer(folder, criteria=OWNER | {"criterion": criterion, "evidence": "E2",
                                         "evidence_on": "2025-12-01"})  # fmt: skip
    lines = show_since(opened(folder), "First reading").text.splitlines()
    assert lines[0] == (
        f"How far the firm has come since “First reading”, frozen on {opened_on(folder)}"
    )
    assert "Stage | 0 Unowned | 0 Unowned | " in lines
    assert "Chain index, as proved | 0.000 | 0.007 | changed" in lines, "one link of five, of 28"
    assert "Use cases that apply | 28 | 28 | " in lines
    assert lines[-1] == "K16 RFP / RFI success rate | 0 to 1 |"
    with pytest.raises(ClientDataError, match="no such milestone"):
        show_since(opened(folder), "first")


def opened_on(folder: Path) -> str:
    from cxaudit.store import list_milestones

    return list_milestones(folder)[0].at[:10]
