"""A note on unit or currency beside a header is seen; what it means for the numbers is asked."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cxaudit.intake.values.units import read_line, strip_note, to_code
from tests.intake.files import column_of, read

HEAD = "Account,As of,Currency,Market value"


@pytest.mark.parametrize(
    ("header", "name", "marks", "scale"),
    [
        ("Market value (EUR k)", "Market value", ("EUR",), "thousand"),
        ("Market value (TEUR)", "Market value", ("EUR",), "thousand"),
        ("AUM [USDm]", "AUM", ("USD",), "million"),
        ("AUM ($bn)", "AUM", ("$",), "billion"),
        ("Expected AUM in thousands", "Expected AUM", (), "thousand"),
        ("Size ('000)", "Size", (), "thousand"),
        ("Size, in GBP m", "Size", ("GBP",), "million"),
        ("Fee (EUR)", "Fee", ("EUR",), None),
        ("Volumen Mio EUR", "Volumen", ("EUR",), "million"),
        ("Volumen Mio. EUR", "Volumen", ("EUR",), "million"),
        ("AuM EUR m", "AuM", ("EUR",), "million"),
        ("AuM USDm", "AuM", ("USD",), "million"),
        ("Market value €", "Market value", ("€",), None),
        ("Assets millions", "Assets", (), "million"),
    ],
)
def test_a_note_is_told_from_the_name(header, name, marks, scale):
    bare, note = strip_note(header)
    assert (bare, note.marks, note.scale) == (name, marks, scale)


@pytest.mark.parametrize(
    "header",
    ["Fee (bps)", "Watch time (hours)", "Views (Excluding offsite video views)", "Time in Session",
     "Click through rate (CTR)", "Received in office", "Impressions", "Air miles", "Size M",
     "Chart eur", "EUR", "Mio EUR", "Stahl GmbH k"],
)  # fmt: skip
def test_what_speaks_of_anything_else_is_no_note(header):
    assert strip_note(header) == (header, None)


def test_a_note_in_the_header_is_asked_about(tmp_path):
    text = "Account,As of,Currency,Market value (EUR k)\nM1,2025-03-31,EUR,1250\n"
    reading = read(tmp_path, text)
    (question,) = reading.to_json()["questions"]
    assert (question["id"], question["for_all"]) == ("mv.unit", "unit")
    assert "EUR k" in question["ask"] and "1250" in question["ask"]
    assert [c["value"] for c in question["choices"]] == ["one", "thousand", "million", "billion"]
    told = read(tmp_path, text, answers={"mv.unit": "thousand"})
    assert column_of(told, "mv") == [Decimal("1250000.00")]
    whole = read(tmp_path, text, answers={"unit": "one"})
    assert column_of(whole, "mv") == [Decimal("1250.00")]


def test_a_line_above_the_table_is_asked_about_too(tmp_path):
    text = f"Assets of the firm\nAll amounts in EUR thousand\n{HEAD}\nM1,2025-03-31,EUR,1250\n"
    (question,) = read(tmp_path, text).questions
    assert question.id == "mv.unit" and "All amounts in EUR thousand" in question.ask


def test_a_line_that_only_talks_is_none():
    assert read_line("Report of thousand clients") is None
    assert read_line("Start date: 20250000") is None
    assert read_line("Figures in m") is None


def test_a_shared_sign_has_no_currency_of_its_own():
    assert (to_code("€"), to_code("chf"), to_code("$"), to_code("kr")) == (
        "EUR", "CHF", None, None,
    )  # fmt: skip
