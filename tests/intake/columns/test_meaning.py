"""Grades and outcomes that no list knows are asked about; other words are set aside."""

from __future__ import annotations

import pytest

from tests.intake.files import column_of, read, reasons_of

RATINGS = "rating_id,consultant,strategy_id,grade,valid_from\n"
BIDS = "pursuit_id,kind,received,submitted,outcome\n"


def test_an_unknown_outcome_is_asked_about_with_every_meaning_it_may_have(tmp_path):
    text = BIDS + "p1,RFP,2025-01-13,2025-01-24,Gewonnen\np2,RFP,2025-01-13,2025-01-24,won\n"
    reading = read(tmp_path, text)
    assert reading.verdict == "needs_answer" and not reading.tables
    (question,) = reading.to_json()["questions"]
    assert (question["id"], question["column"]) == ("outcome:Gewonnen", "outcome")
    assert "'Gewonnen'" in question["ask"] and "1 row," in question["ask"]
    assert [c["value"] for c in question["choices"]] == [
        "won", "lost", "withdrawn_by_client", "pending", "set_aside",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("meaning", "outcomes", "aside"), [("won", ["won", "won"], 0), ("set_aside", ["won"], 1)]
)
def test_the_answer_gives_it_a_meaning_or_leaves_its_rows_out(tmp_path, meaning, outcomes, aside):
    text = BIDS + "p1,RFP,2025-01-13,2025-01-24,Gewonnen\np2,RFP,2025-01-13,2025-01-24,won\n"
    reading = read(tmp_path, text, answers={"outcome:gewonnen": meaning})
    assert column_of(reading, "outcome") == outcomes
    assert len(reasons_of(reading)) == aside
    assert all("left out, as answered" in reason for _, reason in reasons_of(reading))


def test_each_consultant_is_asked_about_apart_for_its_scale_is_its_own(tmp_path):
    head = "Consultant,Strategy,Rating,Rating date\n"
    text = head + "First,EQ1,2,2025-01-01\nSecond,EQ1,2,2025-01-01\nFirst,FI1,Buy,2025-01-01\n"
    asked = read(tmp_path, text).to_json()["questions"]
    assert [q["id"] for q in asked] == ["grade:First:2", "grade:Second:2"]
    assert {q["for_all"] for q in asked} == {"grade:2"}
    told = read(tmp_path, text, answers={"grade:First:2": "hold", "grade:Second:2": "buy"})
    assert column_of(told, "grade") == ["hold", "buy", "buy"]


def test_too_many_unknown_words_are_no_list_of_meanings(tmp_path):
    rows = "".join(f"p{n},RFP,2025-01-13,2025-01-24,word {n}\n" for n in range(13))
    reading = read(tmp_path, BIDS + "p,RFP,2025-01-13,2025-01-24,won\n" + rows)
    assert reading.verdict == "imported" and len(reasons_of(reading)) == 13
    assert any("too many to ask about" in warning for warning in reading.warnings)


def test_words_of_other_lists_are_set_aside_with_the_words_wanted(tmp_path):
    reading = read(tmp_path, BIDS + "p1,poem,2025-01-13,,won\np2,RFP,2025-01-13,,won\n")
    assert reading.verdict == "imported"
    ((row, reason),) = reasons_of(reading)
    assert row == 2 and "'poem' is not one of DDQ, RFI, RFP, direct" in reason


def test_a_word_that_may_be_a_person_is_never_shown_in_a_question(tmp_path):
    reading = read(
        tmp_path, BIDS + "p1,RFP,2025-01-13,,ask ann@x.example\np2,RFP,2025-01-13,,won\n"
    )
    assert reading.verdict == "imported" and not reading.questions
    assert "ann@x.example" not in str(reading.to_json())
