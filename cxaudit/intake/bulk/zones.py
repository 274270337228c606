"""Whole columns of local time as UTC and back, by the same rules as one moment at a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache

import numpy as np

from cxaudit.intake.values.dates import zone_of

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
DAY = 86_400_000_000
YEAR = 31_556_952_000_000


def _changes(zone: str, moments: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    years = moments[[moments.argmin(), moments.argmax()]] // YEAR + 1970
    return _changes_of(zone, int(years[0]) // 10 * 10 - 1, int(years[1]) // 10 * 10 + 11)


@lru_cache(maxsize=32)
def _changes_of(zone: str, first: int, last: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the moments (microseconds UTC) at which the zone's offset changes, and the offsets.

    All between two years; the first offset holds before the first moment.
    """
    place = zone_of(zone)

    def offset_at(moment: datetime) -> int:
        return (moment.astimezone(place).utcoffset() or timedelta(0)) // MICROSECOND

    day, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last, 12, 31, tzinfo=UTC)
    moments, offsets = [], [offset_at(day)]
    while day < end:
        later = day + timedelta(days=1)
        if offset_at(later) != offsets[-1]:
            moment = _find_change(day, later, offset_at)
            moments.append((moment - EPOCH) // MICROSECOND)
            offsets.append(offset_at(later))
        day = later
    return np.array(moments, np.int64), np.array(offsets, np.int64)


def _find_change(before: datetime, after: datetime, offset_at) -> datetime:
    old = offset_at(before)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if offset_at(middle) == old:
            before = middle
        else:
            after = middle
    return after


def find_changes(zone: str, first: int, last: int, *, local: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return where a zone's offset changes between two moments, and the offsets around.

    ``local``: the moments, and the changes returned, are by the clock of the zone.
    """
    moments, offsets = _changes(zone, np.array([first, last], np.int64))
    return (moments + np.maximum(offsets[:-1], offsets[1:]) if local else moments), offsets


def to_utc(local: np.ndarray, zone: str) -> np.ndarray:
    """Return microseconds of local time as UTC; of a time that stands twice the first is meant."""
    if zone == "UTC" or not len(local):
        return local
    moments, offsets = _changes(zone, local)
    borders = moments + np.maximum(offsets[:-1], offsets[1:])
    return local - offsets[np.searchsorted(borders, local, side="right")]


def to_local_day(moments: np.ndarray, zone: str) -> np.ndarray:
    """Return the local day (days since 1970) of microseconds UTC."""
    if zone != "UTC" and len(moments):
        changes, offsets = _changes(zone, moments)
        moments = moments + offsets[np.searchsorted(changes, moments, side="right")]
    return moments // DAY
