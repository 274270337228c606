"""Answers given for an earlier file of the layout: used, told, and dropped where belied."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from cxaudit.intake.ask.answers import Answers, Remembered, say
from tests.intake.files import column_of, read

LAYOUT = "template__mandate"
DATES = "mandate_id,won\nM1,03/04/2024\nM2,05/06/2024\n"


def before(**answers):
    """Return what is remembered of the mandate template."""
    said = {name.replace("__", "."): Remembered(value, "Anna", "2025-03-01", "old.csv")
            for name, value in answers.items()}  # fmt: skip
    return {"remembered": {LAYOUT: said}}


def notes(reading):
    return " | ".join(reading.warnings)


def test_a_remembered_order_is_used_where_nothing_tells_and_is_told(tmp_path):
    reading = read(tmp_path, DATES, **before(date_order="mdy"))
    assert column_of(reading, "won") == [date(2024, 3, 4), date(2024, 5, 6)]
    assert "date order: month-day, as answered on 2025-03-01 by Anna" in notes(reading)
    (told,) = reading.to_json()["remembered"]
    assert told == {"id": "date_order", "value": "mdy", "who": "Anna", "on": "2025-03-01",
                    "file": "old.csv"}  # fmt: skip


def test_an_answer_given_now_goes_before_a_remembered_one_for_the_column(tmp_path):
    reading = read(tmp_path, DATES, answers={"date_order": "dmy"}, **before(won__date_order="mdy"))
    assert column_of(reading, "won") == [date(2024, 4, 3), date(2024, 6, 5)]
    assert reading.to_json()["remembered"] == []


def test_the_cells_of_the_column_go_before_a_remembered_answer(tmp_path):
    text = DATES + "M3,25/06/2024\n"
    reading = read(tmp_path, text, **before(date_order="mdy"))
    assert column_of(reading, "won")[0] == date(2024, 4, 3)
    assert "its own cells show date order: day-month" in notes(reading)
    assert "month-day, as answered on 2025-03-01 by Anna, was not used" in notes(reading)


def test_a_column_that_holds_both_orders_asks_again(tmp_path):
    text = DATES + "M3,25/06/2024\nM4,06/25/2024\n"
    reading = read(tmp_path, text, **before(date_order="mdy"))
    assert [q.id for q in reading.questions] == ["won.date_order"]


def test_another_column_that_shows_the_opposite_makes_it_ask_again(tmp_path):
    text = "mandate_id,won,funded\nM1,03/04/2024,04/25/2024\n"
    reading = read(tmp_path, text, **before(date_order="dmy"))
    assert reading.verdict == "needs_answer"
    (question,) = reading.questions
    assert question.id == "won.date_order"
    assert "'funded' of this file shows month-day" in question.ask
    assert "day-month was answered on 2025-03-01" in question.ask
    told = read(tmp_path, text, answers={"won.date_order": "dmy"}, **before(date_order="dmy"))
    assert column_of(told, "won") == [date(2024, 4, 3)]


def test_another_column_that_shows_the_same_leaves_it_be(tmp_path):
    text = "mandate_id,won,funded\nM1,03/04/2024,25/04/2024\n"
    reading = read(tmp_path, text, **before(date_order="dmy"))
    assert column_of(reading, "won") == [date(2024, 4, 3)]


def test_a_remembered_decimal_sign_gives_way_to_the_number_that_shows_it(tmp_path):
    text = "mandate_id;fee_bps\nM1;1.234\nM2;1.234,50\n"
    reading = read(tmp_path, text, **before(decimal="point"))
    assert column_of(reading, "fee_bps") == [Decimal("1234.0000"), Decimal("1234.5000")]


def test_remembered_percent_is_not_believed_where_none_is_above_one(tmp_path):
    text = "session_id,viewed,page_path,depth_reached\ns,2025-01-01,/a,0.9\ns,2025-01-02,/a,0.5\n"
    said = {"depth_reached.scale": Remembered("percent", "Anna", "2025-03-01")}
    reading = read(tmp_path, text, remembered={"template__page_view": said})
    assert [q.id for q in reading.questions] == ["depth_reached.scale"]
    assert "answered to be percent before" in reading.questions[0].ask
    told = read(tmp_path, text, answers={"depth_reached.scale": "percent"})
    assert column_of(told, "depth_reached") == [Decimal("0.009000"), Decimal("0.005000")]


def test_answers_of_another_layout_are_not_used(tmp_path):
    reading = read(tmp_path, DATES, remembered={"template__pursuit": {
        "date_order": Remembered("dmy")}})  # fmt: skip
    assert reading.verdict == "needs_answer"


def test_only_answers_that_were_needed_are_kept_with_the_import(tmp_path):
    reading = read(tmp_path, DATES, answers={"date_order": "dmy", "decimal": "comma"})
    assert reading.used_answers == {"date_order": "dmy"}
    (used,) = reading.used
    assert (used.layout, used.lasting) == (LAYOUT, ("date_order",))


def test_the_days_a_report_covers_are_not_kept_for_the_next_one(tmp_path):
    text = (
        "Session primary channel group (Default Channel Group),Sessions,Engaged sessions\n"
        "Direct,60,36\n"
    )
    days = {"period_start": "2025-01-01", "period_end": "2025-01-31"}
    reading = read(tmp_path, text, answers=days)
    assert reading.used_answers == days
    assert all(used.lasting == () for used in reading.used)


def test_looking_an_answer_up_notes_its_use_and_peeking_does_not():
    answers = Answers({"a": "1"}, {"b": Remembered("2"), "a": Remembered("0")})
    assert "b" in answers and answers.used == {}
    assert answers["b"] == "2" and answers.get("c") is None
    assert answers.used == {"b": "2"} and list(answers.recalled) == ["b"]
    answers.drop("b")
    assert "b" not in answers and answers["a"] == "1" and list(answers) == ["a"]


def test_an_answer_reads_as_words():
    assert say("received.date_order", "dmy") == "date order of received: day-month"
    assert say("outcome:Gewonnen", "won") == "'Gewonnen' in outcome: won"
    assert say("rows_are", "pitch") == "rows are: pitch"
