"""Reading one value of the profile from text, by its type; a fault says what was wanted."""

from __future__ import annotations

import math
import re
import unicodedata
import zoneinfo
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from difflib import get_close_matches

from cxaudit.store.secrets import find_secret

KEPT_FORMATS = "\u200c\u200d"
"""Joiners that some scripts need; every other control or format character is dropped."""

NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LARGEST = Decimal(10) ** 9


class Unfit(ValueError):
    """A value does not fit; the message says what was wanted, ``found`` what stands for it."""

    def __init__(self, wanted: str, found: str | None = None) -> None:
        super().__init__(wanted)
        self.found = found


def refuse_secret(text: str) -> str:
    """Return the text; raises Unfit, which does not repeat it, where it holds a token or key."""
    kind = find_secret(text)
    if kind:
        raise Unfit("the text without it: what is stored here may stand in a report", kind)
    return text


def clean_text(text: str, *, lines: bool = False) -> str:
    """Return text as typed, without control, format and broken characters, edges trimmed."""
    if text.isprintable():
        return text.strip()
    kept = KEPT_FORMATS + ("\n\t" if lines else "")
    good = [c for c in text if c in kept or unicodedata.category(c) not in ("Cc", "Cf", "Cs")]
    return "".join(good).strip()


def near(text: str, known: Sequence[str], count: int = 3) -> str:
    """Return "did you mean a, b?" for the nearest known words, or nothing."""
    found = get_close_matches(text, known, n=count, cutoff=0.6)
    return f"did you mean {', '.join(found)}?" if found else ""


def parse_day(text: str) -> str:
    """Return an ISO day."""
    try:
        if DAY.fullmatch(text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise Unfit("a day that exists, as in 2025-12-31")


def parse_count(text: str) -> int:
    """Return a whole number, 0 or more."""
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise Unfit("a whole number, 0 or more, in plain digits")
    return int(text)


def parse_days(text: str) -> int:
    """Return a whole number of days, 1 or more."""
    days = parse_count(text)
    if not days:
        raise Unfit("a whole number of days, 1 or more")
    return days


def parse_number(text: str) -> float:
    """Return a number with a decimal point; "40%" is 0.4."""
    plain, percent = (text[:-1].rstrip(), True) if text.endswith("%") else (text, False)
    if not NUMBER.fullmatch(plain) or abs(Decimal(plain)) >= LARGEST:
        raise Unfit("a plain number with a decimal point, as in 0.4")
    return float(Decimal(plain) / 100 if percent else Decimal(plain))


def parse_rate(text: str) -> float:
    """Return a number, 0 or more."""
    found = parse_number(text)
    if found < 0:
        raise Unfit("a number, 0 or more")
    return found


def parse_share(text: str) -> float:
    """Return a fraction from 0 to 1; "95%" is 0.95."""
    found = parse_number(text)
    if not 0 <= found <= 1:
        raise Unfit("a fraction from 0 to 1, as in 0.95 or 95%")
    return found


def parse_list(text: str, parse: Callable[[str], str] = str) -> list[str]:
    """Return comma-separated words, blanks dropped, each once."""
    words = [word for word in (clean_text(part) for part in text.split(",")) if word]
    return list(dict.fromkeys(parse(word) for word in words))


def parse_domain(text: str) -> str:
    """Return an e-mail domain in lower case, without the at sign."""
    found = text.lower().removeprefix("@")
    if not re.fullmatch(r"[^\s@,;/]+\.[^\s@,;/.]+", found):
        raise Unfit("e-mail domains such as example.com")
    return found


def parse_currency(text: str) -> str:
    """Return a currency code of three letters, in capitals."""
    if not re.fullmatch(r"[A-Za-z]{3}", text):
        raise Unfit("a currency code of three letters, as in EUR")
    return text.upper()


def parse_timezone(text: str) -> str:
    """Return a time zone that this computer knows."""
    known = zoneinfo.available_timezones()
    if text not in known:
        hint = near(text, sorted(known))
        raise Unfit(f"a time zone such as Europe/London{f'; {hint}' if hint else ''}")
    return text


def parse_year_start(text: str) -> str:
    """Return the month and day on which the fiscal year starts."""
    try:
        if re.fullmatch(r"[0-9]{2}-[0-9]{2}", text):
            date.fromisoformat(f"2001-{text}")
            return text
    except ValueError:
        pass
    raise Unfit("a month and a day, as in 04-01")


def parse_one_of(text: str, allowed: Sequence[str]) -> str:
    """Return one of the allowed words, in any case."""
    found = text.casefold()
    if found not in allowed:
        raise Unfit(f"one of {', '.join(allowed)}")
    return found


def to_decimal(value: object) -> Decimal:
    """Return a stored number as an exact decimal."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise Unfit("a number")
    return Decimal(str(value))
