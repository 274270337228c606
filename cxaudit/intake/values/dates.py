"""Dates as people write them: day and month order is settled by the whole column, never a cell."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cxaudit.errors import ClientDataError
from cxaudit.intake.values.words import month_words

Order = Literal["dmy", "mdy"]
SettledOrder = Literal["dmy", "mdy", "any", "ask", "conflict"]

TIME = (
    r"(?:(?:T|,?\s+)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<part>\d+))?)?"
    r"\s*(?P<half>[AaPp]\.?\s?[Mm]\.?)?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?"
)
ISO = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})" + TIME, re.ASCII)
EAST_ASIAN = re.compile(
    r"(?P<year>\d{4})(?:年|년|\.) ?(?P<month>\d{1,2})(?:月|월|\.) ?(?P<day>\d{1,2})(?:日|일|\.)?"
    + TIME
)
COMPACT = re.compile(r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?:\d\d)?", re.ASCII)
NUMERIC = re.compile(
    r"(?P<first>\d{1,2})[/.-](?P<second_part>\d{1,2})[/.-](?P<year>\d{4}|\d{2})" + TIME, re.ASCII
)
NAME = r"(?P<name>[^\W\d_]{3,12})"
DAY = r"(?P<day>\d{1,2})\.?[\s/-]+(?:de )?"
MONTH_FIRST = re.compile(NAME + r"\.?\s+(?P<day>\d{1,2}),?\s+(?P<year>\d{4})" + TIME)
DAY_FIRST = re.compile(DAY + NAME + r"\.?,?[\s/-]+(?:de )?(?P<year>\d{4}|\d{2})" + TIME)
SERIAL = re.compile(r"[2-5]\d{4}(?:\.\d+)?", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1900, 2100
FARTHEST_ZONE = timedelta(hours=15)
NO_BREAK = re.compile("[\u00a0\u2009\u202f]")
OTHER_DIGITS = re.compile(r"(?![0-9])\d")
MARKS = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")


def settle_order(cells: Iterable[str]) -> SettledOrder:
    """Tell from all dates of a column whether the day or the month stands first.

    "any" when none needs to be told, "ask" when none tells, "conflict" when two disagree.
    """
    votes: set[Order] = set()
    unclear = False
    for cell in cells:
        match = NUMERIC.fullmatch(to_plain_spaces(cell))
        if not match:
            continue
        first, second = int(match["first"]), int(match["second_part"])
        if first > 12 >= second:
            votes.add("dmy")
        elif second > 12 >= first:
            votes.add("mdy")
        elif first != second and max(first, second) <= 12:
            unclear = True
    if len(votes) > 1:
        return "conflict"
    if votes:
        return votes.pop()
    return "ask" if unclear else "any"


def read_moment(
    text: str, order: SettledOrder, *, epoch_1904: bool = False
) -> tuple[datetime, bool] | None:
    """Return a moment as written (aware only where a zone is written) and whether a time is.

    Accepts ISO 8601, YYYYMMDD with or without the hour, D/M/Y in the settled order, month
    names in the languages of words.toml, and workbook day numbers 20,000-60,000. Two-digit
    years 00-68 are 20xx. None when the text is no date that exists, or lies outside 1900-2100.
    """
    text = to_plain_spaces(text)
    if not text.isascii() and OTHER_DIGITS.search(text):
        return None
    if text[4:5] == "-" and text[5:6].isdigit():
        plain = _to_plain_moment(text)
        if plain is not None:
            return plain
    for pattern in (ISO, NUMERIC, MONTH_FIRST, DAY_FIRST, COMPACT, EAST_ASIAN):
        match = pattern.fullmatch(text)
        if match:
            return _to_moment(match.groupdict(), order)
    if SERIAL.fullmatch(text):
        start = datetime(1904, 1, 1) if epoch_1904 else datetime(1899, 12, 30)
        moment = start + timedelta(seconds=round(float(text) * 86_400))
        return moment, "." in text
    return None


def to_plain_spaces(text: str) -> str:
    """Return text without direction marks, and with plain spaces for those that do not break."""
    return text.strip() if text.isascii() else MARKS.sub("", NO_BREAK.sub(" ", text)).strip()


def _to_plain_moment(text: str) -> tuple[datetime, bool] | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment, len(text) > 10) if FIRST_YEAR <= moment.year <= LAST_YEAR else None


def _to_moment(part: dict[str, str | None], order: SettledOrder) -> tuple[datetime, bool] | None:
    year = int(part["year"] or 0)
    if len(part["year"] or "") == 2:
        year += 2000 if year <= 68 else 1900
    if "first" in part:
        first, second = int(part["first"] or 0), int(part["second_part"] or 0)
        day, month = (second, first) if order == "mdy" else (first, second)
    else:
        day = int(part["day"] or 0)
        name = (part.get("name") or "").casefold()
        month = month_words().get(name, 0) if name else int(part["month"] or 0)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    hour = _to_hour(part)
    try:
        moment = datetime(year, month, day, hour or 0, int(part.get("minute") or 0))
        moment += timedelta(seconds=int(part.get("second") or 0))
    except ValueError:
        return None
    fraction = (part.get("part") or "")[:6].ljust(6, "0")
    moment += timedelta(microseconds=int(fraction))
    zone = _to_zone(part["zone"]) if part.get("zone") else None
    if part.get("zone") and zone is None:
        return None
    return moment.replace(tzinfo=zone), hour is not None


def _to_hour(part: dict[str, str | None]) -> int | None:
    if not part.get("hour"):
        return None
    hour, half = int(part["hour"] or 0), (part["half"] or "")[:1].lower()
    if half and not 1 <= hour <= 12:
        return 99
    return hour % 12 + (12 if half == "p" else 0) if half else hour


def _to_zone(text: str | None) -> timezone | None:
    if not text or text in ("Z", "UTC", "GMT"):
        return UTC
    digits = text[1:].replace(":", "")
    shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if shift > FARTHEST_ZONE:
        return None
    return timezone(-shift if text[0] == "-" else shift)


@lru_cache(maxsize=16)
def zone_of(name: str) -> ZoneInfo:
    """Return the time zone of an IANA name; an unknown one raises ClientDataError."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ClientDataError(
            "the time zone of the audit is not known",
            found=name[:60],
            wanted="an IANA name such as Europe/London",
            next="cxaudit set CLIENT timezone=Europe/London",
        ) from error


def to_utc(moment: datetime, zone: str) -> datetime:
    """Return a moment in UTC; one without a zone is taken to be local time in ``zone``."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=zone_of(zone))
    return aware.astimezone(UTC)
