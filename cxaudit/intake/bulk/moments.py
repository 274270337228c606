"""Dates and moments that are written plainly, converted a column at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cxaudit.intake.bulk.cells import only, to_mask, without_blanks
from cxaudit.intake.bulk.zones import DAY, to_local_day, to_utc
from cxaudit.intake.columns.convert import LOCAL, OFFSET, Frame

if TYPE_CHECKING:
    import pyarrow as pa

DAY_OF_YEAR = r"(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])"
CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?"
ZONE = r"(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)"
NAIVE = (rf"^\d{{4}}-\d\d-\d\d(?:[T ]{CLOCK})?$", rf"^\d{{4}}-{DAY_OF_YEAR}(?:[T ]{CLOCK})?$")
AWARE = (rf"^\d{{4}}-\d\d-\d\d[T ]{CLOCK}{ZONE}$", rf"^\d{{4}}-{DAY_OF_YEAR}[T ]{CLOCK}{ZONE}$")
UTC_OFFSET = r"[+-]00(?::?00)?$"
NUMERIC = rf"^\d\d[./-]\d\d[./-]\d{{4}}(?: {CLOCK})?$"
DAY_LONG = len("2025-03-04")
EARLIEST, LATEST = -25_566 * DAY, 47_846 * DAY
"""The second of January 1900 and the last of December 2100; beyond, each is looked at."""
SAMPLE = 64
"""So many cells are tried before all are: a cell that is no moment costs ten times one that is."""


class Plain(NamedTuple):
    """Typed values, null where a cell is empty or odd; the mask marks the odd ones.

    ``clocks``: how the moments were placed in time, as in Converted.
    """

    values: pa.Array
    odd: np.ndarray
    clocks: frozenset[str] = frozenset()


def to_plain_moments(cells: pa.Array, frame: Frame, order: str) -> Plain:
    """Return dates, or moments in UTC, by ``frame.kind``; anything unusual is odd.

    Plain is what is written as 2025-03-04, with a time and zone or without, and with the day
    and month first where ``order`` is settled as dmy or mdy.
    """
    import pyarrow as pa

    filled = without_blanks(cells)
    target = pa.date32() if frame.kind == "date" else pa.timestamp("us", tz="UTC")
    clocks: set[str] = set()
    moments, known = _to_microseconds(filled, frame, order, clocks)
    values = moments.astype(np.int32) if frame.kind == "date" else moments
    storage = pa.array(values, mask=~known)
    return Plain(storage.cast(target), to_mask(filled.is_valid()) & ~known, frozenset(clocks))


def _to_microseconds(
    cells: pa.Array, frame: Frame, order: str, clocks: set[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Return days or microseconds UTC, and which of them are known; note by which clocks."""
    for kind in ("aware", "naive"):
        done = _try(cells, kind)
        if done is not None:
            found, sure = _finish(*done, kind, frame)
            clocks |= _find_clocks(cells, sure, kind, frame)
            return found, sure
    moments, known = np.zeros(len(cells), np.int64), np.zeros(len(cells), bool)
    written = [("naive", cells, NAIVE), ("aware", cells, AWARE)]
    if order in ("dmy", "mdy"):
        written.append(("naive", _to_iso(cells, order), NAIVE))
    for kind, texts, patterns in written:
        done = _try_some(texts, kind, patterns)
        if done is not None:
            found, sure = _finish(*done, kind, frame)
            clocks |= _find_clocks(texts, sure, kind, frame)
            moments = np.where(sure, found, moments)
            known |= sure
    return moments, known


def _find_clocks(cells: pa.Array, known: np.ndarray, kind: str, frame: Frame) -> set[str]:
    """Return how the known cells of one kind are placed in time."""
    import pyarrow.compute as pc

    if kind == "naive":
        has_time = frame.kind != "date" and to_mask(pc.greater(pc.binary_length(cells), DAY_LONG))
        return {LOCAL} if (known & has_time).any() else set()
    offsets = known & ~to_mask(pc.ends_with(cells, "Z"))
    some = offsets.any() and (offsets & ~_matches(cells, UTC_OFFSET)).any()
    return {OFFSET} if some else set()


def _finish(
    moments: np.ndarray, known: np.ndarray, kind: str, frame: Frame
) -> tuple[np.ndarray, np.ndarray]:
    known = known & (moments >= EARLIEST) & (moments < LATEST)
    moments = np.where(known, moments, 0)
    if frame.kind == "date":
        zone = "UTC" if kind == "naive" else frame.timezone
        return to_local_day(moments, zone), known
    return (to_utc(moments, frame.timezone) if kind == "naive" else moments), known


def _try(cells: pa.Array, kind: str) -> tuple[np.ndarray, np.ndarray] | None:
    """Return microseconds and which cells are filled; None when one of them is no such moment."""
    import pyarrow as pa

    if kind == "aware" and len(cells) == cells.null_count:
        return None
    target = pa.timestamp("us", tz="UTC" if kind == "aware" else None)
    try:
        cells[:SAMPLE].cast(target)
        done = cells.cast(target)
    except pa.ArrowInvalid:
        return None
    numbers = done.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)
    return numbers, to_mask(done.is_valid())


def _try_some(
    cells: pa.Array, kind: str, patterns: tuple[str, str]
) -> tuple[np.ndarray, np.ndarray] | None:
    """Do the same for the cells of a pattern; where one is no day, for those sure to be one."""
    loose, sure = patterns
    done = _try(only(cells, _matches(cells, loose)), kind)
    return done if done is not None else _try(only(cells, _matches(cells, sure)), kind)


def _matches(cells: pa.Array, pattern: str) -> np.ndarray:
    import pyarrow.compute as pc

    return to_mask(pc.match_substring_regex(cells, pattern))


def _to_iso(cells: pa.Array, order: str) -> pa.Array:
    """Return day-first or month-first dates with the year first; others as null."""
    import pyarrow.compute as pc

    plain = only(cells, _matches(cells, NUMERIC))
    first, second = pc.utf8_slice_codeunits(plain, 0, 2), pc.utf8_slice_codeunits(plain, 3, 5)
    year, time = pc.utf8_slice_codeunits(plain, 6, 10), pc.utf8_slice_codeunits(plain, 10)
    day, month = (second, first) if order == "mdy" else (first, second)
    date = pc.binary_join_element_wise(year, month, day, "-")
    return pc.binary_join_element_wise(date, time, "")


def find_votes(cells: pa.Array) -> dict[str, int]:
    """Return the first row that votes for each order of day and month: dmy, mdy, unclear."""
    import pyarrow as pa
    import pyarrow.compute as pc

    plain = only(cells, _matches(cells, NUMERIC))
    if plain.null_count == len(plain):
        return {}
    slices = [pc.utf8_slice_codeunits(plain, start, start + 2) for start in (0, 3)]
    first, second = (s.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False) for s in slices)
    votes = {
        "dmy": (first > 12) & (second <= 12),
        "mdy": (second > 12) & (first <= 12),
        "unclear": (first != second) & (np.maximum(first, second) <= 12),
    }
    return {name: int(mask.argmax()) for name, mask in votes.items() if mask.any()}
