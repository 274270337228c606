"""An intake workbook is read by its sheets' and headers' names, and each fault by its cell."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from cxaudit.errors import ClientDataError
from cxaudit.intake.source.grid import Native
from cxaudit.intake.wish import Wish
from cxaudit.intake.workbook import read_log, read_workbook, to_cells, to_faults
from cxaudit.intake.workbook.cells import Unfit, to_choice, to_day, to_letters, to_number
from cxaudit.intake.workbook.layout import YES_NO, questionnaire, scale
from tests.filled import LOGS, Filled, write_few
from tests.intake.files import KEY, workbook

ANSWERS = questionnaire().column("value").choices


@pytest.fixture(scope="module")
def blank(tmp_path_factory):
    """Return a blank workbook; copy it before changing it."""
    return write_few(tmp_path_factory.mktemp("blank") / "blank.xlsx")


@pytest.fixture
def filled(blank, tmp_path):
    """Return a blank workbook open for filling in, in a place of its own."""
    made = Filled(blank)
    made.path = tmp_path / "filled.xlsx"
    return made


def reread(filled: Filled):
    return read_workbook(filled.save())


def faults_of(filled: Filled) -> list[str]:
    return [str(fault) for fault in reread(filled).faults]


@pytest.mark.parametrize(
    ("cell", "value"),
    [("0.5 At least half", 0.5), ("0.5  at LEAST half", 0.5), (Native("0.5"), 0.5), ("1", 1),
     ("Don\u2019t know", None), ("Not applicable", "na"), ("na", "na")],
)  # fmt: skip
def test_an_answer_is_known_by_its_label_or_its_value(cell, value):
    assert to_choice(cell, ANSWERS) == value


@pytest.mark.parametrize("cell", ["0.3", "At least half", "None", "yes", "true", "2"])
def test_an_answer_that_is_not_on_the_list_is_refused_with_the_list(cell):
    with pytest.raises(Unfit, match=r'"1 Most or all", "0\.5 At least half", "0\.25 Some"'):
        to_choice(cell, ANSWERS)


def test_yes_and_no_are_no_numbers():
    assert to_choice("Yes", YES_NO) is True
    assert to_choice(Native("false"), YES_NO) is False
    with pytest.raises(Unfit):
        to_choice("1", YES_NO)
    with pytest.raises(Unfit):
        to_choice("true", scale())


@pytest.mark.parametrize(
    ("cell", "day"),
    [(Native("2025-11-30"), "2025-11-30"), (Native("2025-11-30T00:00:00"), "2025-11-30"),
     ("30 Nov 2025", "2025-11-30"), ("30/11/2025", "2025-11-30"), ("2025-11-30", "2025-11-30")],
)  # fmt: skip
def test_a_day_is_read_where_its_order_is_plain(cell, day):
    assert to_day(cell) == day


@pytest.mark.parametrize(
    "cell", ["03/04/2025", "31/02/2025", "soon", Native("2025-11-30T10:00:00")]
)
def test_a_day_is_never_guessed(cell):
    with pytest.raises(Unfit):
        to_day(cell)


def test_numbers_have_a_decimal_point_and_may_be_per_cent():
    assert (to_number("25%"), to_number(Native("0.25")), to_number("1e3")) == (0.25, 0.25, 1000.0)
    for cell in ("0,25", "1_000", "nan", "inf", "lots"):
        with pytest.raises(Unfit):
            to_number(cell)


def test_columns_are_named_as_workbooks_name_them():
    assert [to_letters(n) for n in (0, 25, 26, 51, 52, 701, 702)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip


def test_a_blank_workbook_says_nothing_and_has_no_fault(blank):
    book = read_workbook(blank)
    assert (book.client, book.revision, book.faults, book.notes) == ("", 0, [], [])
    assert book.entries == {"use_cases": [], "criteria": [], "reported": []}
    assert {s.text for s in book.settings} == {""}
    assert book.logs == []


def test_an_answer_carries_its_fields_and_their_cells(filled):
    row = filled.find("Questionnaire", KPI_id="email_open_rate", Criterion_id="owner")
    filled.put("Questionnaire", row, Answer="1 Most or all", Evidence="E2 Inspected",
               Seen_on=date(2025, 11, 30), Remark="=the register", Answered_by="lead")  # fmt: skip
    (entry,) = reread(filled).entries["criteria"]
    assert entry.row == {
        "value": 1, "evidence": "E2", "evidence_on": "2025-11-30", "reason": "=the register",
        "respondent": "lead", "kpi_id": "email_open_rate", "link": "purpose", "criterion": "owner",
    }  # fmt: skip
    assert entry.place_of("value") == f"Questionnaire!G{row}"
    assert entry.place_of("evidence_on") == f"Questionnaire!I{row}"


def test_dont_know_is_an_answer_and_a_name_alone_is_none(filled):
    row = filled.find("Questionnaire", KPI_id="email_open_rate", Criterion_id="owner")
    filled.put("Questionnaire", row, Answer="Don't know")
    filled.put("Questionnaire", row + 1, Answered_by="lead")
    (entry,) = reread(filled).entries["criteria"]
    assert entry.row["value"] is None


def test_every_fault_is_named_by_sheet_and_cell_in_one_go(filled):
    row = filled.find("Questionnaire", KPI_id="email_open_rate", Criterion_id="owner")
    first = filled.put("Questionnaire", row, Answer="0.3")
    second = filled.put("Questionnaire", row + 1, Answer="0 None", Seen_on="03/04/2025")
    third = filled.put("Questionnaire", row + 2, Remark="seen, but not answered")
    fourth = filled.put("Targets", 5, Own_target="lots")
    found = faults_of(filled)
    assert found[0].startswith(f'{first}: found "0.3", wanted one of "1 Most or all"')
    assert found[1] == f'{second}: found "03/04/2025", wanted a day, as in 2025-12-31'
    answer = third.replace("K", "G")
    assert (
        found[2] == f"{answer}: found nothing, wanted an answer, as the row is filled in otherwise"
    )
    assert found[3].startswith(f'{fourth}: found "lots", wanted a number')
    assert len(found) == 4


def test_settings_systems_and_targets_become_settings_with_their_cells(filled):
    row = filled.find("Firm", Setting="as_of")
    filled.put("Firm", row, Answer=datetime(2025, 12, 31))
    filled.put("Systems", 5, System_id="crm", Name_in_the_firm="CRM", Clients="x", Bids="X")
    target = filled.find("Targets", KPI_id="email_open_rate")
    filled.put("Targets", target, Own_target=0.4)
    said = {s.key: (s.text, s.place) for s in reread(filled).settings if s.text}
    assert said == {
        "as_of": ("2025-12-31", f"Firm!B{row}"),
        "systems.crm.name": ("CRM", "Systems!B5"),
        "systems.crm.tables": ("client, pursuit", "Systems!A5"),
        "own_targets.email_open_rate": ("0.4", f"Targets!C{target}"),
    }


def test_moved_columns_are_read_by_their_names_and_told(filled):
    row = filled.find("Reported figures", KPI_id="email_open_rate")
    filled.put("Reported figures", row, Last_day=date(2025, 12, 31), Value_as_reported=0.31)
    filled.sheet("Reported figures").move_range("A1:B80", cols=10)
    book = reread(filled)
    assert book.entries["reported"][0].row == {
        "kpi_id": "email_open_rate", "period_end": "2025-12-31", "value": 0.31,
    }  # fmt: skip
    assert book.notes == [
        "Reported figures: the columns stand in another order; read by their names"
    ]


def test_a_renamed_header_is_named_with_what_was_wanted(filled):
    head = filled.columns("Use cases")[0]
    filled.cell("Use cases", head, "Does what").value = "Action"
    place = filled.cell("Use cases", head, "Action").coordinate
    assert faults_of(filled) == [
        f'Use cases!{place}: found the header "Action", wanted "Does what"'
    ]


def test_a_deleted_column_of_answers_is_a_fault_and_one_of_a_log_is_noted(filled):
    letters = filled.columns("Use cases")[1]["Because"], filled.columns("RFP log")[1]["Owner"]
    filled.sheet("Use cases").delete_cols(letters[0])
    filled.sheet("RFP log").delete_cols(letters[1])
    filled.add_log("RFP log", {"RFP ID": "R1", "Type": "RFP", "Received": date(2025, 1, 2)})
    book = reread(filled)
    assert [str(f) for f in book.faults] == [
        'Use cases!4:4: found no such header, wanted "Because"'
    ]
    assert 'RFP log: the column "Owner" is not there; nothing was read for it' in book.notes


def test_a_sheet_taken_out_is_noted_and_leaves_its_list_alone(filled):
    filled.book.remove(filled.sheet("Questionnaire"))
    filled.sheet("Report log").sheet_state = "hidden"
    book = reread(filled)
    assert "criteria" not in book.entries
    assert book.faults == []
    assert sorted(book.notes) == [
        "the sheet Questionnaire was taken out; nothing was read of it",
        "the sheet Report log is hidden; nothing was read from it",
    ]


def test_a_renamed_sheet_is_a_fault_and_a_sheet_of_their_own_is_noted(filled):
    filled.book.create_sheet("Our notes")["A1"] = "x"
    assert reread(filled).notes == ['the sheet "Our notes" is not ours; not read']
    filled.sheet("RFP log").title = "RFPs 2025"
    assert faults_of(filled) == [
        f'the sheet "{name}": found a name that is not known, wanted "RFP log"'
        for name in ("RFPs 2025", "Our notes")
    ]


def test_a_log_is_read_as_a_file_would_be_with_every_row_accounted_for(filled):
    days = {"Received": date(2025, 1, 2), "Submitted": date(2025, 2, 3)}
    words = {"Type": "Request for proposal", "Client/Prospect": "=cmd()", "Outcome": "Won"}
    good = {"RFP ID": "007", **words, **days}
    filled.add_log("RFP log", good, good | {"RFP ID": "R2", "Submitted": "some time"}, {},
                   good | {"RFP ID": "Total"})  # fmt: skip
    (log,) = reread(filled).logs
    reading = read_log(log, Wish({}, {}, KEY))
    assert reading.file == "filled.xlsx, RFP log"
    assert reading.rows.to_json() == {
        "in": 3, "imported": 2, "set_aside": 1, "blank": 0, "totals": 0,
    }  # fmt: skip
    rows = reading.tables["pursuit"].to_pylist()
    head = filled.columns("RFP log")[0]
    assert [(r["pursuit_id"], r["prospect"], r["src_row"]) for r in rows] == [
        ("007", "=cmd()", head + 2), ("Total", "=cmd()", head + 5),
    ]  # fmt: skip
    letter = filled.cell("RFP log", head, "Submitted").column_letter
    assert to_cells(reading, log)[0].startswith(
        f"RFP log!{letter}{head + 3}: Submitted: 'some time'"
    )
    assert to_faults(reading, log) == []
    assert b"Request for proposal" in reading.content
    assert b"e.g." not in reading.content


def test_the_example_row_is_not_read_even_where_its_mark_is_gone(filled):
    for name in LOGS:
        filled.sheet(name).delete_cols(1)
    assert reread(filled).logs == []


def test_a_log_that_asks_says_how_it_is_answered(filled):
    row = {"RFP ID": "R1", "Type": "RFP", "Received": "03/04/2025", "Submitted": date(2025, 5, 6)}
    filled.add_log("RFP log", row)
    (log,) = reread(filled).logs
    (fault,) = to_faults(read_log(log, Wish({}, {}, KEY)), log)
    header = next(c for row in filled.sheet("RFP log").iter_rows() for c in row
                  if c.value == "Received")  # fmt: skip
    assert fault.place == f"RFP log!{header.coordinate}"
    assert fault.found.startswith("an open question: Does the day") and "03/04/2025" in fault.found
    assert fault.wanted.startswith("--answer received.date_order=dmy or --answer received.")
    assert read_log(log, Wish({"date_order": "dmy"}, {}, KEY)).verdict == "imported"


def test_what_a_log_asks_above_its_header_is_answered_there(filled):
    sheet = filled.sheet("Report log")
    asked = next(
        c for row in sheet.iter_rows(max_row=4) for c in row if "every report" in str(c.value)
    )
    sheet.cell(asked.row, 7).value = "yes, it is"
    days = {"Due": datetime(2025, 4, 10), "Delivered": datetime(2025, 4, 9)}
    filled.add_log("Report log", {"Report ID": "D1", "Type": "Factsheet", **days})
    (log,) = reread(filled).logs
    assert log.answers == {"owed_list": "yes"}
    assert read_log(log, Wish({}, {}, KEY)).tables["delivery"]["owed_list"].to_pylist() == [True]


def test_a_workbook_of_another_layout_is_refused(filled):
    for layout, next_move in (("2", "update cxaudit"), ("0", "write a new workbook")):
        guide = filled.sheet("Guide")
        row = next(c.row for c in guide["A"] if c.value == "Layout of this workbook")
        guide.cell(row, 2).value = layout
        with pytest.raises(ClientDataError) as refused:
            reread(filled)
        assert refused.value.next.startswith(next_move)


def test_an_export_is_told_from_an_intake_workbook(tmp_path):
    path = tmp_path / "export.xlsx"
    path.write_bytes(workbook({"All posts": [["a", "b"], [1, 2]]}))
    with pytest.raises(ClientDataError, match="not an intake workbook") as refused:
        read_workbook(path)
    assert refused.value.found == 'the sheets "All posts"'
    assert "cxaudit import" in refused.value.next


def test_a_damaged_workbook_is_refused_in_one_message(blank, tmp_path):
    path = tmp_path / "cut.xlsx"
    path.write_bytes(blank.read_bytes()[:-300])
    with pytest.raises(ClientDataError, match="damaged"):
        read_workbook(path)
