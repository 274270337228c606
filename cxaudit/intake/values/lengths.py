"""Lengths of time as exports write them: 1:27:51, or 1h 27m 51s in several languages."""

from __future__ import annotations

import re
from decimal import Decimal

from cxaudit.intake.values.dates import to_plain_spaces
from cxaudit.intake.values.words import second_words

CLOCK = re.compile(r"(\d{1,4}):([0-5]\d):([0-5]\d)", re.ASCII)
PART = re.compile(r"([0-9]{1,6})\s*([^\W\d_]+)\.?[\s,]*")


def read_length(text: str) -> Decimal | None:
    """Return seconds; None when the text is no length of time.

    A clock needs its three parts: ``1:27`` may be minutes or hours. Written units stand from
    the longest to the shortest, each once.
    """
    text = to_plain_spaces(text)
    clock = CLOCK.fullmatch(text)
    if clock:
        hours, minutes, seconds = map(int, clock.groups())
        return Decimal(hours * 3600 + minutes * 60 + seconds)
    total, before, end = 0, 0, 0
    for part in PART.finditer(text):
        unit = second_words().get(part[2].casefold(), 0)
        if part.start() != end or not unit or (before and unit >= before):
            return None
        total, before, end = total + int(part[1]) * unit, unit, part.end()
    return Decimal(total) if before and end == len(text) else None
