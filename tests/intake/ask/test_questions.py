"""What a column cannot tell is asked, never guessed; an answer settles it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.intake.files import column_of, read, reasons_of

DATES = "mandate_id,won\nM1,03/04/2024\nM2,05/06/2024\n"
MONEY = "mandate_id,as_of,mv\nM1,2025-01-31,1.234\n"
SHARES = "session_id,viewed,page_path,depth_reached\n"


def question_of(reading):
    assert reading.verdict == "needs_answer" and not reading.tables
    (question,) = reading.to_json()["questions"]
    assert reading.message == question["ask"]
    return question


def test_day_or_month_first_is_asked_with_the_choices(tmp_path):
    question = question_of(read(tmp_path, DATES))
    assert (question["id"], question["column"]) == ("won.date_order", "won")
    assert [choice["value"] for choice in question["choices"]] == ["dmy", "mdy"]
    assert all(choice["label"] for choice in question["choices"])


@pytest.mark.parametrize("name", ["won.date_order", "date_order"])
def test_an_answer_for_the_column_or_the_file_settles_the_order(tmp_path, name):
    days = column_of(read(tmp_path, DATES, answers={name: "mdy"}), "won")
    assert days == [date(2024, 3, 4), date(2024, 5, 6)]


def test_one_date_that_tells_settles_the_column_without_a_question(tmp_path):
    text = "mandate_id,won\nM1,03/04/2024\nM2,25/06/2024\n"
    assert column_of(read(tmp_path, text), "won") == [date(2024, 4, 3), date(2024, 6, 25)]


def test_a_column_with_both_orders_asks_and_sets_aside_what_does_not_fit(tmp_path):
    text = "mandate_id,won\nM1,25/06/2024\nM2,06/25/2024\n"
    question_of(read(tmp_path, text))
    told = read(tmp_path, text, answers={"date_order": "dmy"})
    assert column_of(told, "mandate_id") == ["M1"] and [r for r, _ in reasons_of(told)] == [3]


def test_a_decimal_sign_that_nothing_tells_is_asked(tmp_path):
    question = question_of(read(tmp_path, MONEY))
    assert question["id"] == "mv.decimal" and "1.234" in question["ask"]
    comma = read(tmp_path, MONEY, answers={"mv.decimal": "comma"})
    point = read(tmp_path, MONEY, answers={"decimal": "point"})
    assert column_of(comma, "mv") == [Decimal("1234.00")]
    assert column_of(point, "mv") == [Decimal("1.23")]


def test_a_column_that_tells_is_not_asked_about(tmp_path):
    text = "mandate_id;as_of;mv\nM1;2025-01-31;1.234.567,89\nM2;2025-01-31;1.234\n"
    amounts = column_of(read(tmp_path, text), "mv")
    assert amounts == [Decimal("1234567.89"), Decimal("1234.00")]


def test_percent_beside_fractions_in_one_column_is_asked(tmp_path):
    text = SHARES + "S,2025-01-01,/a,12.5%\nS,2025-01-02,/a,0.125\n"
    assert question_of(read(tmp_path, text))["id"] == "depth_reached.scale"
    told = read(tmp_path, text, answers={"scale": "fraction"})
    assert column_of(told, "depth_reached") == [Decimal("0.125000")] * 2


def test_shares_above_one_are_asked_about_and_never_taken_for_fractions(tmp_path):
    text = SHARES + "S,2025-01-01,/a,90\nS,2025-01-02,/a,25\n"
    question_of(read(tmp_path, text))
    told = read(tmp_path, text, answers={"scale": "percent"})
    assert column_of(told, "depth_reached") == [Decimal("0.900000"), Decimal("0.250000")]


def test_all_questions_of_a_file_are_put_in_one_go(tmp_path):
    text = "mandate_id,won,funded,fee_bps\nM1,03/04/2024,05/06/2024,1.234\n"
    asked = read(tmp_path, text).to_json()["questions"]
    assert [q["id"] for q in asked] == ["won.date_order", "funded.date_order", "fee_bps.decimal"]


@pytest.mark.parametrize("answer", ["", "maybe", "DMY"])
def test_an_answer_that_is_no_choice_is_refused(tmp_path, answer):
    reading = read(tmp_path, DATES, answers={"date_order": answer})
    assert reading.verdict == "refused" and reading.wanted == "dmy or mdy"


def test_a_report_without_its_period_asks_for_the_days(tmp_path):
    text = (
        "Session primary channel group (Default Channel Group),Sessions,Engaged sessions\n"
        "Direct,60,36\n"
    )
    asked = read(tmp_path, text)
    assert [q["id"] for q in asked.to_json()["questions"]] == ["period_start", "period_end"]
    days = {"period_start": "2025-01-01", "period_end": "2025-01-31"}
    assert column_of(read(tmp_path, text, answers=days), "period_end") == [date(2025, 1, 31)]
    wrong = read(tmp_path, text, answers=days | {"period_end": "January"})
    assert wrong.verdict == "refused" and "not a date" in wrong.message


def test_an_unknown_word_can_be_told_and_is_otherwise_set_aside(tmp_path):
    text = "Consultant,Strategy,Rating,Rating date\nInvented,EQ1,Positive,2025-01-01\n"
    text += "Invented,FI2,Buy,2025-01-01\n"
    assert len(reasons_of(read(tmp_path, text))) == 1
    told = read(tmp_path, text, answers={"grade:Positive": "buy"})
    assert column_of(told, "grade") == ["buy", "buy"]
    assert any("Positive = buy" in warning for warning in told.warnings)


def test_a_question_that_may_stay_open_does_not_stop_the_import(tmp_path):
    text = "Report ID,Type,Client/Fund,Due,Delivered\nD1,Factsheet,F1,2025-01-10,2025-01-09\n"
    reading = read(tmp_path, text)
    assert reading.verdict == "imported"
    (question,) = reading.to_json()["questions"]
    assert question["id"] == "owed_list" and question["optional"] is True
    assert "owed_list" not in reading.supplied["delivery"]["factsheet"]
    assert not any(reading.tables["delivery"].column("owed_list").to_pylist())
    told = read(tmp_path, text, answers={"owed_list": "yes"})
    assert "owed_list" in told.supplied["delivery"]["factsheet"]
    assert set(told.tables["delivery"].column("owed_list").to_pylist()) == {True}


def test_an_unknown_format_is_refused_and_a_wrong_one_says_what_lacks(tmp_path):
    assert read(tmp_path, "client_id\nC1\n", form="nonsense").message == "there is no such format"
    reading = read(tmp_path, "client_id\nC1\n", form="generic__client_register")
    assert reading.verdict == "refused" and "Client since" in reading.wanted
