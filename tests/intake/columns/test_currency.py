"""The currency of amounts: from a column, from what is written beside them, else asked."""

from __future__ import annotations

from tests.intake.files import column_of, read

HEAD = "Account,As of,Market value\n"
BIDS = "RFP ID,Type,Received,Submitted,Outcome,Expected AUM\nr1,RFP,2025-01-13,2025-01-24,won,"


def test_amounts_that_the_table_is_for_ask_for_their_currency(tmp_path):
    reading = read(tmp_path, HEAD + "M1,2025-03-31,1250\n", settings={"currency": "CHF"})
    assert reading.verdict == "needs_answer"
    (question,) = reading.to_json()["questions"]
    assert question["id"] == "currency" and "'Market value'" in question["ask"]
    assert question["choices"][0] == {"value": "CHF", "label": "CHF"}
    told = read(tmp_path, HEAD + "M1,2025-03-31,1250\n", answers={"currency": "EUR"})
    assert column_of(told, "ccy") == ["EUR"] and "ccy" in told.supplied["aum"][""]


def test_amounts_beside_the_matter_leave_the_question_open_and_the_currency_blank(tmp_path):
    reading = read(tmp_path, BIDS + "1250\n")
    (question,) = reading.to_json()["questions"]
    assert reading.verdict == "imported" and question["optional"] is True
    assert column_of(reading, "ccy") == [None]
    assert column_of(read(tmp_path, BIDS + "1250\n", answers={"currency": "EUR"}), "ccy") == ["EUR"]


def test_amounts_whose_decimal_sign_is_asked_for_are_asked_about_in_the_same_round(tmp_path):
    text = "Account;As of;Market value;Outflow\nM1;2025-03-31;1.250;200\n"
    asked = {q["id"]: q for q in read(tmp_path, text).to_json()["questions"]}
    assert set(asked) == {"mv.decimal", "currency"}
    assert "'Market value', 'Outflow'" in asked["currency"]["ask"]
    assert "optional" not in asked["currency"]
    given = {"decimal": "comma", "currency": "EUR"}
    assert read(tmp_path, text, answers=given).verdict == "imported"
    named = text.replace("Outflow", "Currency").replace(";200", ";EUR")
    assert [q.id for q in read(tmp_path, named).questions] == ["mv.decimal"]


def test_a_sign_that_means_one_currency_settles_it(tmp_path):
    reading = read(tmp_path, HEAD + "M1,2025-03-31,€ 1250.00\n")
    assert column_of(reading, "ccy") == ["EUR"]
    assert "the amounts are in EUR, as written beside them" in reading.warnings


def test_a_dollar_may_be_of_several_countries(tmp_path):
    reading = read(tmp_path, HEAD + "M1,2025-03-31,$1250.00\n")
    (question,) = reading.to_json()["questions"]
    assert [c["value"] for c in question["choices"]][:3] == ["USD", "CAD", "AUD"]


def test_an_answer_that_is_no_currency_is_refused(tmp_path):
    reading = read(tmp_path, HEAD + "M1,2025-03-31,1250\n", answers={"currency": "euros"})
    assert reading.verdict == "refused" and "not a currency" in reading.message


def test_a_currency_column_is_believed_and_a_contradiction_told(tmp_path):
    text = "Account,As of,Currency,Market value\nM1,2025-03-31,GBP,€1250.00\n"
    reading = read(tmp_path, text)
    assert column_of(reading, "ccy") == ["GBP"]
    assert any("written in EUR, and the currency column says GBP" in w for w in reading.warnings)


def test_a_blank_column_of_amounts_asks_nothing(tmp_path):
    assert not read(tmp_path, BIDS + "\n").questions


def test_fees_too_small_to_be_basis_points_are_asked_about_unless_the_header_says_so(tmp_path):
    said = read(tmp_path, "mandate_id,fee_bps\nM1,0.35\nM2,0.5\n")
    assert said.verdict == "imported"
    assert any("fee_bps.scale=percent" in warning for warning in said.warnings)
    told = read(
        tmp_path, "mandate_id,fee_bps\nM1,0.35\nM2,0.5\n", answers={"fee_bps.scale": "percent"}
    )
    assert [str(fee) for fee in column_of(told, "fee_bps")] == ["35.0000", "50.0000"]


def test_a_currency_column_that_is_blank_throughout_is_as_good_as_none(tmp_path):
    head = "Account,As of,Currency,Market value\n"
    asked = read(tmp_path, head + "M1,2025-03-31,,$1250.00\n")
    assert [question.id for question in asked.questions] == ["currency"]
    told = read(tmp_path, head + "M1,2025-03-31,,€1250.00\n")
    assert column_of(told, "ccy") == ["EUR"]


def test_amounts_without_a_currency_beside_others_that_have_one_are_told(tmp_path):
    rows = "M1,2025-03-31,EUR,10\nM2,2025-03-31,,20\nM3,2025-03-31,,\n"
    reading = read(tmp_path, "Account,As of,Currency,Market value\n" + rows)
    assert "1 row with an amount and no currency" in reading.warnings
    assert column_of(reading, "ccy")[:2] == ["EUR", None]
