"""What an export says once: on a line with a colon, in the next cell, by a pattern, or asked."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from cxaudit.intake.columns.facts import read_facts
from cxaudit.intake.known.form import Fact, Field, Form
from cxaudit.intake.known.recognise import match_form
from cxaudit.intake.source.grid import Grid
from cxaudit.intake.wish import Wish

HEADER = ["Name", "Count"]


def read(fact, *above, answers=None, file="file.csv"):
    columns = {"event": Field(header=("Name",), required=True)}
    form = Form(format="x", label="X", table="web_stat", columns=columns, facts={"told": fact})
    rows = [*above, HEADER, ["a", "1"]]
    match = match_form(form, Grid(rows, range(1, len(rows) + 1)))
    wish = Wish(answers or {}, {"timezone": "Europe/London"})
    facts, questions = read_facts(match, wish, file)
    return facts["told"], questions


@pytest.mark.parametrize(
    ("line", "day"),
    [
        (["# Start date: 20250103"], date(2025, 1, 3)),
        (["Start date", "2025-01-03"], date(2025, 1, 3)),
        (["start date:", "", "3 janv. 2025"], date(2025, 1, 3)),
        (["Start Date: 3/13/25"], date(2025, 3, 13)),
    ],
)
def test_a_day_stands_after_a_colon_or_in_a_cell_beside(line, day):
    assert read(Fact(line="Start date"), line) == (day, [])


def test_a_label_may_be_spelled_in_several_languages():
    fact = Fact(line=("Meeting title", "Tytuł spotkania"), type="str")
    assert read(fact, ["Tytuł spotkania", "Wymyślony przegląd"])[0] == "Wymyślony przegląd"


def test_a_pattern_finds_what_has_no_label_even_where_commas_split_the_line():
    fact = Fact(pattern=r"^Date: (.+?) - .+$")
    assert read(fact, ["# Date: Jul 27", " 2025 - Aug 2", " 2025"])[0] == date(2025, 7, 27)


def test_a_moment_is_read_in_the_zone_of_the_audit():
    moment, _ = read(Fact(line="Start time", type="ts"), ["Start time", "7/22/25, 6:58:00 PM"])
    assert moment == datetime(2025, 7, 22, 17, 58, tzinfo=UTC)


def test_a_day_whose_order_nothing_tells_is_asked_and_never_guessed():
    line = ["Start time", "11/4/2020, 9:50:12 AM"]
    value, (question,) = read(Fact(line="Start time"), line)
    assert value is None and question.id == "told.date_order"
    told, questions = read(Fact(line="Start time"), line, answers={"date_order": "mdy"})
    assert told == date(2020, 11, 4) and not questions


def test_what_the_file_does_not_say_is_asked_for_each_file_and_an_answer_is_taken():
    fact = Fact(type="ts", ask="When was it?")
    value, (question,) = read(fact)
    assert value is None and question.ask == "When was it?" and question.each_file
    assert read(fact, answers={"told": "2025-07-22T18:58"})[0] == datetime(
        2025, 7, 22, 17, 58, tzinfo=UTC
    )


def test_a_fact_may_stand_in_the_name_of_the_file():
    fact = Fact(file_name=r"-(\d{4}-\d{2}-\d{2})\.")
    assert read(fact, file="export-2025-01-03.csv")[0] == date(2025, 1, 3)
