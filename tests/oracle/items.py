"""Content items: which rows stand for one, and how invented ones are made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import groupby

from tests.oracle.chance import Chance, Row
from tests.oracle.days import Frame

LONG_AGO = timedelta(days=500)


def by_item(rows: Sequence[Row], *more: str) -> Iterator[list[Row]]:
    """Return the rows of one item in one source together (and of one value of ``more``)."""
    keys = ("item_id", "src_system", *more)
    ordered = sorted(rows, key=lambda row: tuple(str(row.get(key)) for key in keys))
    for _, found in groupby(ordered, key=lambda row: tuple(row.get(key) for key in keys)):
        yield list(found)


def standing(rows: Sequence[Row]) -> list[Row]:
    """Return the rows that stand for an item: its newest snapshot, else all its increments."""
    snapshots = [row for row in rows if row.get("basis") == "lifetime"]
    if not snapshots:
        return list(rows)
    return [max(snapshots, key=lambda row: row["observed_on"] or row["period_end"])]


def total(rows: Sequence[Row], *columns: str) -> Fraction | None:
    """Return what the columns add up to over the rows; unknown where one cell is blank."""
    cells = [row.get(column) for row in rows for column in columns]
    return None if None in cells else sum((Fraction(str(cell)) for cell in cells), Fraction(0))


def released(frame: Frame, row: Row) -> date | None:
    """Return the day of publication in the audit's zone, else the first day reported on."""
    moment = row.get("published")
    return frame.day_of(moment) if moment else row.get("period_start")


def publish(chance: Chance, frame: Frame) -> datetime:
    """Return a moment of publication in, at the edges of or outside the period."""
    if chance.maybe(0.15):
        return chance.moment(frame.start - LONG_AGO, frame.start)
    if chance.maybe(0.2):
        return chance.moment(frame.as_of - timedelta(days=9), frame.as_of)
    return chance.moment(frame.start, frame.end)


def spans(chance: Chance, first: date, last: date) -> list[tuple[date, date]]:
    """Return one to three spans that follow each other from the first day to the last."""
    if last <= first:
        return [(first, max(first, last))]
    cuts = sorted(
        {first + timedelta(days=chance.randint(1, 200)) for _ in range(chance.randint(0, 2))}
    )
    edges = [first, *(cut for cut in cuts if cut <= last)]
    ends = [edge - timedelta(days=1) for edge in edges[1:]] + [last]
    return list(zip(edges, ends, strict=True))


def report(chance: Chance, frame: Frame, base: Row, counts: list[Row]) -> list[Row]:
    """Return an item's rows: one or more increments, snapshots, or one row of unknown basis."""
    first = base["published"].date() if base.get("published") else frame.start
    how = chance.random()
    if how < 0.45:
        return [base | {"period_start": first, "period_end": max(first, frame.as_of)} | counts[0]]
    if how < 0.75:
        found = spans(chance, first, frame.as_of)
        return [
            base | {"basis": "period", "period_start": a, "period_end": b} | count
            for (a, b), count in zip(found, counts, strict=False)
        ]
    seen = sorted({first + timedelta(days=chance.randint(0, 400)) for _ in counts})
    return [
        base
        | {"basis": "lifetime", "period_start": first, "period_end": day, "observed_on": day}
        | count
        for day, count in zip(seen, counts, strict=False)
    ]
