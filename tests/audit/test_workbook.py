"""A filled workbook is taken in whole or not at all, on top of what the audit has become."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cxaudit.audit import Audit
from cxaudit.audit.workbook import take_in_workbook
from cxaudit.errors import BusyError, ClientDataError
from cxaudit.intake import list_imports
from cxaudit.store import read_client
from tests.filled import Filled, write_few
from tests.small_firm import ANSWERS, CLIENT, answer, change, make_client, open_small

OWNER = {"KPI_id": "email_open_rate", "Criterion_id": "owner"}
RFP = {"RFP ID": "R1", "Type": "RFP", "Received": date(2025, 1, 2), "Submitted": date(2025, 2, 3),
       "Outcome": "Won"}  # fmt: skip


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    """Return a workspace with the small firm, answered, with no import."""
    monkeypatch.setenv("CXAUDIT_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("CXAUDIT_WHO", "ann")
    made = make_client(tmp_path / "w", ())
    answer(made)
    return made


@pytest.fixture
def audit(workspace) -> Audit:
    """Return the firm's audit as it stands."""
    return open_small(workspace)


@pytest.fixture
def filled(audit, tmp_path) -> Filled:
    """Return a workbook made from the firm's answers, open for filling in."""
    return Filled(write_few(tmp_path / "filled.xlsx", audit.file))


def test_a_workbook_that_nobody_changed_changes_nothing(audit, filled):
    taken = take_in_workbook(audit, filled.path)
    assert (taken.merged.added, taken.merged.changed, taken.merged.removed) == (0, 0, 0)
    assert read_client(audit.folder) == audit.file


def test_counts_of_lists_and_days_of_review_outlive_a_workbook_that_does_not_ask_them(
    workspace, tmp_path
):
    kept = {"declared_counts": {"campaigns": 6}, "review_days": {"email_open_rate": 92}}
    change(workspace, profile=open_small(workspace).file.profile | kept)
    audit = open_small(workspace)
    filled = Filled(write_few(tmp_path / "kept.xlsx", audit.file))
    filled.put("Firm", filled.find("Firm", Setting="region"), Answer="uk")
    _, columns = filled.columns("Targets")
    filled.book["Targets"].delete_cols(columns["Days between reviews"])
    del filled.book["Counts"]
    taken = take_in_workbook(audit, filled.save())
    assert taken.file.profile == audit.file.profile | {"region": "uk"}
    assert any("Days between reviews" in note for note in taken.notes)


def test_answers_settings_and_targets_are_saved_as_one_revision(audit, filled):
    row = filled.find("Questionnaire", KPI_id="rfp_success_rate", Criterion_id="owner")
    filled.put("Questionnaire", row, Answer="0.5 At least half", Evidence="E1 Named")
    filled.put("Firm", filled.find("Firm", Setting="region"), Answer="uk")
    filled.put("Targets", filled.find("Targets", KPI_id="email_open_rate"), Own_target=0.4)
    taken = take_in_workbook(audit, filled.save())
    assert taken.file.revision == audit.file.revision + 1
    assert taken.file.profile["region"] == "uk"
    assert taken.file.profile["own_targets"] == {"email_open_rate": 0.4}
    new = set(taken.file.criteria) - set(audit.file.criteria)
    assert [(c.kpi_id, c.link, c.criterion, c.value, c.evidence) for c in new] == [
        ("rfp_success_rate", "purpose", "owner", 0.5, "E1")
    ]
    assert taken.merged.added == 3


def test_counts_of_lists_and_days_of_review_are_asked_and_go_round(workspace, tmp_path):
    profile = open_small(workspace).file.profile
    change(workspace, profile=profile | {"review_days": {"email_open_rate": 92}})
    audit = open_small(workspace)
    filled = Filled(write_few(tmp_path / "asked.xlsx", audit.file))
    first = filled.find("Targets", KPI_id="email_open_rate")
    assert filled.cell("Targets", first, "Days between reviews").value == 92
    row = filled.find("Targets", KPI_id="rfp_success_rate")
    filled.put("Targets", row, Days_between_reviews=31)
    filled.put("Counts", filled.find("Counts", List_id="campaigns"), How_many=24)
    taken = take_in_workbook(audit, filled.save())
    assert taken.file.profile["review_days"] == {"email_open_rate": 92, "rfp_success_rate": 31}
    assert taken.file.profile["declared_counts"] == {"campaigns": 24}
    again = Filled(write_few(tmp_path / "again.xlsx", taken.file))
    row = again.find("Counts", List_id="campaigns")
    assert again.cell("Counts", row, "How many").value == 24
    again.put("Counts", row, How_many=2.5)
    with pytest.raises(ClientDataError, match="whole number"):
        take_in_workbook(open_small(workspace), again.save())


def test_an_answer_that_is_cleared_is_taken_out(audit, filled):
    row = filled.find("Questionnaire", **OWNER)
    filled.put("Questionnaire", row, Answer=None, Evidence=None, Seen_on=None)
    taken = take_in_workbook(audit, filled.save())
    assert taken.merged.removed == 1
    assert len(taken.file.criteria) == len(ANSWERS["criteria"]) - 1


def test_what_the_audit_changed_since_stands_beside_the_workbooks_changes(workspace, audit, filled):
    row = filled.find("Questionnaire", **OWNER)
    filled.put("Questionnaire", row, Answer="0 None", Evidence="E0 Said")
    change(workspace, profile=audit.file.profile | {"region": "europe"})
    taken = take_in_workbook(open_small(workspace), filled.save())
    assert taken.file.profile["region"] == "europe"
    assert [c.value for c in taken.file.criteria if c.criterion == "owner"] == [0]
    assert taken.since == audit.file.revision < taken.file.revision - 1


@pytest.fixture
def disputed(workspace, audit, filled):
    """Return an audit in which an answer changed that the workbook changed too."""
    row = filled.find("Questionnaire", **OWNER)
    filled.put("Questionnaire", row, Answer="0 None", Evidence="E0 Said")
    filled.save()
    criteria = [
        c if c.criterion != "owner" else replace(c, value=0.25) for c in audit.file.criteria
    ]
    change(workspace, criteria=tuple(criteria))
    return open_small(workspace)


def test_an_answer_that_both_changed_is_asked_and_nothing_is_stored(disputed, filled):
    filled.add_log("RFP log", RFP)
    with pytest.raises(BusyError) as stale:
        take_in_workbook(disputed, filled.save())
    place = f"Questionnaire!G{filled.find('Questionnaire', **OWNER)}"
    assert stale.value.found.startswith(f'{place}: the workbook says value "0"')
    assert "--keep workbook or --keep audit" in stale.value.next
    assert read_client(disputed.folder) == disputed.file
    assert list_imports(disputed.folder) == []


@pytest.mark.parametrize(("keep", "value"), [("workbook", 0), ("audit", 0.25)])
def test_the_person_says_whose_word_stands(disputed, filled, keep, value):
    taken = take_in_workbook(disputed, filled.path, keep=keep)
    assert [c.value for c in taken.file.criteria if c.criterion == "owner"] == [value]


def test_rules_of_the_answers_are_named_by_cell_with_all_other_faults(audit, filled):
    row = filled.find("Use cases", KPI_id="rfp_success_rate")
    filled.put("Use cases", row, **{"Does_it_apply?": "Not applicable"})
    other = filled.find("Use cases", KPI_id="factsheet_timeliness")
    filled.put("Use cases", other, **{"Does_it_apply?": "Deferred", "Put_off_until": "later"})
    filled.put("Firm", filled.find("Firm", Setting="currency"), Answer="pounds")
    filled.add_log("RFP log", RFP | {"Submitted": "some time"})
    with pytest.raises(ClientDataError) as refused:
        take_in_workbook(audit, filled.save())
    found = {line.split(": found ")[0]: line for line in refused.value.found.split("\n          ")}
    assert 'found "later"' in found[f"Use cases!R{other}"]
    assert "not applicable without a reason" in found[f"Use cases!M{row}"]
    assert "deferred without it" in found[f"Use cases!Q{other}"]
    assert '"pounds"' in found[f"Firm!B{filled.find('Firm', Setting='currency')}"]
    assert any(place.startswith("RFP log!") and "some time" in found[place] for place in found)
    assert len(found) == 5
    assert read_client(audit.folder) == audit.file


def test_kpi_ids_are_keys_that_the_audit_checks(audit, filled):
    row = filled.find(
        "Use cases", KPI="A further person's view: choose the KPI id at the far right"
    )
    place = filled.put("Use cases", row, KPI_id="rfp_sucess_rate", **{"Does_it_apply?": "Applies"})
    letter = place.replace("D", "U")
    with pytest.raises(
        ClientDataError, match=f"{letter}: found 'rfp_sucess_rate', wanted a kpi_id"
    ):
        take_in_workbook(audit, filled.save())


def test_settings_that_contradict_each_other_are_refused(audit, filled):
    row = filled.find("Firm", Setting="period_end")
    filled.put("Firm", row, Answer="2027-12-31")
    with pytest.raises(ClientDataError, match="ends after as_of") as refused:
        take_in_workbook(audit, filled.save())
    assert refused.value.place == "Firm"


def test_logs_are_stored_as_imports_and_a_second_reading_adds_nothing(audit, filled):
    filled.add_log("RFP log", RFP, RFP | {"RFP ID": "R2", "Submitted": "some time"})
    taken = take_in_workbook(audit, filled.save())
    (entry,) = taken.imports
    assert (entry["verdict"], entry["format"]) == ("imported", "generic__rfp_log")
    assert entry["rows"] == {"in": 2, "imported": 1, "set_aside": 1, "blank": 0, "totals": 0}
    assert "RFP log!" in taken.notes[0] and "'some time'" in taken.notes[0]
    (record,) = list_imports(audit.folder)
    assert record["supplied"]["pursuit"].keys() == {"RFP"}
    raw = (audit.folder / record["raw"]).read_text()
    assert raw.startswith("RFP ID,Type,")
    assert "Questionnaire" not in raw
    again = take_in_workbook(open_small(audit.workspace), filled.path)
    assert again.imports[0]["verdict"] == "duplicate"
    assert len(list_imports(audit.folder)) == 1


def test_a_log_filled_in_by_hand_proves_an_export_by_half(audit, filled):
    rows = [RFP | {"RFP ID": f"R{n}", "Shortlisted": date(2025, 3, 1)} for n in range(3)]
    filled.add_log("RFP log", *rows)
    take_in_workbook(audit, filled.save())
    found = open_small(audit.workspace).evidence["rfp_success_rate"]["capture", "exportable"]
    assert float(found.value) == 0.5


def test_a_workbook_of_another_client_is_refused_with_the_right_command(audit, filled):
    other = replace(audit.file, client="other")
    write_few(filled.path, other)
    with pytest.raises(ClientDataError, match="made for another client") as refused:
        take_in_workbook(audit, filled.path)
    assert refused.value.next == "cxaudit answers other --read filled.xlsx"


def test_a_workbook_from_a_later_state_is_refused(audit, filled):
    write_few(filled.path, replace(audit.file, revision=99))
    with pytest.raises(ClientDataError, match="later state"):
        take_in_workbook(audit, filled.path)


def test_a_blank_workbook_adds_to_any_client(audit, tmp_path):
    filled = Filled(write_few(tmp_path / "blank.xlsx"))
    row = filled.find("Use cases", KPI_id="rfp_success_rate")
    filled.put("Use cases", row, **{"Does_it_apply?": "Applies", "Answered_by": "bo"})
    taken = take_in_workbook(audit, filled.save())
    assert (taken.merged.added, taken.merged.removed) == (1, 0)
    assert taken.file.client == CLIENT
