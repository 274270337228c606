"""Addresses and phone numbers in free text are masked; dates, ids and figures stay."""

from __future__ import annotations

import pytest

from cxaudit.intake.values.mask import mask_personal


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Write to Ann.One+x@client.example today", "Write to [e-mail] today"),
        ("Call +44 20 7946 0000 now", "Call [phone] now"),
        ("Call 020 7946 0000", "Call [phone]"),
        ("(020) 7946-0000", "[phone]"),
        ("555-010-0199", "[phone]"),
    ],
)
def test_addresses_and_numbers_are_masked(text, masked):
    assert mask_personal(text) == masked


@pytest.mark.parametrize(
    "text",
    ["Outlook 2024-2025", "2025-03-31", "01/02/2025", "Episode 12: 1,000,000 reasons", "3 @ 4",
     "#08 - Tech stack", "Article 9 and 8", "<script>alert(1)</script>", "=1+1"],
)  # fmt: skip
def test_everything_else_stays_as_typed(text):
    assert mask_personal(text) == text


@pytest.mark.parametrize("letter", ["a", ".", "1", "+"])
def test_a_cell_of_a_million_letters_is_looked_through_once(letter):
    text = letter * 1_000_000
    assert mask_personal(f"{text} ann@client.example") == f"{text} [e-mail]"
