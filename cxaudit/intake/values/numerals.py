"""Numbers as people write them: the decimal sign is settled by the whole column, never a cell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Literal, NamedTuple

DecimalSign = Literal["point", "comma"]
Settled = Literal["point", "comma", "ask", "conflict"]

CURRENCIES = re.compile(
    r"[$€£¥₹]|(?<![A-Za-z])(?:USD|EUR|GBP|CHF|JPY|AUD|CAD|SEK|NOK|DKK)(?![A-Za-z])"
)
SPACES = re.compile(r"[\s\u00a0\u202f\u2009'’]")
BODY = re.compile(r"[+-]?[\d.,]*\d[\d.,]*(?:[eE][+-]?\d{1,4})?", re.ASCII)
GROUPED_COMMA = re.compile(r"[+-]?\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?", re.ASCII)
GROUPED_POINT = re.compile(r"[+-]?\d{1,3}(?:\.\d{2,3})*\.\d{3}(?:,\d+)?", re.ASCII)


class Numeral(NamedTuple):
    """One written number taken apart: digits and signs, and the marks around it."""

    body: str
    percent: bool = False
    currency: str | None = None


def take_apart(text: str) -> Numeral | None:
    """Return a written number without spaces, apostrophes, currency and percent; None if none.

    Parentheses and a minus at the end mean negative.
    """
    if text.isascii() and text.isdigit():
        return Numeral(text)
    marks = CURRENCIES.findall(text)
    bare = SPACES.sub("", CURRENCIES.sub("", text) if marks else text).replace("−", "-")
    percent = bare.endswith("%")
    bare = bare.rstrip("%")
    if bare.startswith("(") and bare.endswith(")"):
        bare = "-" + bare[1:-1]
    elif bare.endswith("-"):
        bare = "-" + bare[:-1]
    if not BODY.fullmatch(bare):
        return None
    return Numeral(bare, percent, marks[0] if marks else None)


def settle_decimal(bodies: Iterable[str]) -> Settled:
    """Tell from all numbers of a column which sign is the decimal one.

    "ask" when only numbers such as ``1.234`` or ``1,234`` could tell, "conflict" when two
    numbers of the column need different signs.
    """
    votes: set[str] = set()
    unclear: set[str] = set()
    ungrouped = False
    for body in bodies:
        plain = body.lstrip("+-")
        if plain.isdigit():
            ungrouped = ungrouped or len(plain) > 3
            continue
        vote = _vote(plain)
        (unclear if vote.startswith("either") else votes).add(vote)
    votes.discard("none")
    if len(votes) > 1:
        return "conflict"
    if votes:
        return "point" if "point" in votes else "comma"
    if unclear and ungrouped and len(unclear) == 1:
        return "point" if "either." in unclear else "comma"
    return "ask" if unclear else "point"


def _vote(plain: str) -> str:
    commas, points = plain.count(","), plain.count(".")
    if commas and points:
        return "point" if plain.rindex(".") > plain.rindex(",") else "comma"
    if "e" in plain or "E" in plain or not (commas or points):
        return "comma" if commas else "point" if points else "none"
    sign = "," if commas else "."
    if commas + points > 1:
        return "point" if sign == "," else "comma"
    whole, _, part = plain.partition(sign)
    if len(part) != 3 or not whole or len(whole) > 3 or whole.startswith("0"):
        return "comma" if sign == "," else "point"
    return f"either{sign}"


def to_decimal(body: str, sign: DecimalSign) -> Decimal | None:
    """Return the number written with this decimal sign; None when it does not fit."""
    group, point = (",", ".") if sign == "point" else (".", ",")
    if group in body:
        grouped = GROUPED_COMMA if sign == "point" else GROUPED_POINT
        if not grouped.fullmatch(body):
            return None
        body = body.replace(group, "")
    if body.count(point) > 1:
        return None
    return to_plain_decimal(body.replace(point, "."))


def to_whole(body: str) -> Decimal | None:
    """Return a whole number, where any sign between groups of three is grouping."""
    if "," in body and "." in body:
        sign: DecimalSign = "point" if body.rindex(".") > body.rindex(",") else "comma"
        return to_decimal(body, sign)
    for sign in ("point", "comma"):
        number = to_decimal(body, sign)
        if number is not None and number == number.to_integral_value():
            return number
    return None


def to_plain_decimal(text: str) -> Decimal | None:
    """Return a number written plainly, with a point; None for anything else and for NaN."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < 40 else None
