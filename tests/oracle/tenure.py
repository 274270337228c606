"""K27 client tenure: relationships of client groups, leavers and stayers together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from tests.oracle.book import ultimate
from tests.oracle.chance import DataSet, Row
from tests.oracle.days import months_later
from tests.oracle.exact import Case
from tests.oracle.want import (
    ANY_SIZE,
    FREE,
    NO_DATA,
    TOO_FEW,
    Expected,
    Pair,
    Sample,
    Want,
    to_duration,
    to_mean,
    to_ratio,
)

TENURE = Sample(ok={"ended": 10, "units": 20}, shown={"ended": 5})
YEARS = Fraction(4, 1461)


class Spell(NamedTuple):
    """One relationship of a group, gaps of under a year bridged."""

    group: str
    start: date
    end: date | None
    reason: str | None
    rows: int


def spells(data_set: DataSet, rows: Sequence[Row]) -> list[Spell]:
    """Return the relationships of all groups."""
    groups, by_group = ultimate(data_set), {}
    for row in sorted(rows, key=lambda row: row["rel_start"]):
        by_group.setdefault(groups.get(row["client_id"], row["client_id"]), []).append(row)
    found = []
    for group, mine in by_group.items():
        chain = [mine[0]]
        for row in mine[1:]:
            last = _last(chain)
            if last is None or row["rel_start"] < months_later(last, 12):
                chain.append(row)
            else:
                found.append(_spell(group, chain))
                chain = [row]
        found.append(_spell(group, chain))
    return found


def _last(chain: Sequence[Row]) -> date | None:
    ends = [row["rel_end"] for row in chain]
    return None if None in ends else max(ends)


def _spell(group: str, chain: Sequence[Row]) -> Spell:
    end = _last(chain)
    reasons = {row["end_reason"] for row in chain if row["rel_end"] == end} if end else {None}
    return Spell(
        group, chain[0]["rel_start"], end, "merged" if "merged" in reasons else None, len(chain)
    )


def expect(data_set: DataSet) -> Expected:
    """K27: the Kaplan-Meier median of relationships, watched from the register's first day on."""
    dated = data_set.has("client", "rel_start")
    sound, excluded = (_of_register if dated else _of_mandates)(data_set)
    as_of = data_set.settings["as_of"]
    register = (dated and data_set.rows("client")[0]["register_from"]) or date.min
    cases, groups, ages = [], [], []
    for spell in spells(data_set, sound):
        gone = spell.end is not None and spell.end <= as_of
        if gone and spell.start < register and spell.end <= register:
            excluded["left before the register"] += spell.rows
            continue
        ending = "open" if not gone else "competing" if spell.reason == "merged" else "ended"
        entered = max(0, (register - spell.start).days)
        lasted = ((spell.end if gone else as_of) - spell.start).days
        if not gone:
            ages.append((spell.group, lasted))
        if entered > 0 and lasted <= entered:
            continue
        cases.append(Case(lasted, ending, entered))
        groups.append(spell.group)
    if not cases and (not ages or "missing start" in excluded):
        return Expected(NO_DATA, FREE if ages else "headline")
    curve = to_duration(cases, TENURE, YEARS, units=len(set(groups)))
    seen = [
        Pair(group, case.days - case.entered, int(case.ending == "ended"))
        for group, case in zip(groups, cases, strict=True)
    ]
    ended = [(g, c.days) for g, c in zip(groups, cases, strict=True) if c.ending == "ended"]
    return Expected(
        curve.pop("headline"),
        "headline" if dated else "from_mandates",
        excluded=excluded,
        parts=curve | {"active_mean_age": _mean(ages, ANY_SIZE)},
        variants={
            "active_mean_age": _mean(ages, TENURE),
            "terminated_mean": _mean(ended, TENURE),
            "implied": to_ratio(seen, TENURE, ends="free", scale=YEARS),
        } if dated else {},
    )  # fmt: skip


def _of_register(data_set: DataSet) -> tuple[list[Row], Counter[str]]:
    excluded, sound = Counter[str](), []
    for row in data_set.rows("client"):
        if row["rel_start"] and row["rel_start"] > data_set.settings["as_of"]:
            continue
        why = "data error" if row["end_reason"] == "data_error" else None
        if not why and row["rel_start"] is None:
            why = "missing start"
        if not why and row["rel_end"] and row["rel_end"] < row["rel_start"]:
            why = "ended before it began"
        if why:
            excluded[why] += 1
        else:
            sound.append(row)
    return sound, excluded


def _of_mandates(data_set: DataSet) -> tuple[list[Row], Counter[str]]:
    excluded, sound = Counter[str](), []
    for row in data_set.rows("mandate"):
        if row["funded"] is None or row["funded"] > data_set.settings["as_of"]:
            continue
        if row["client_id"] is None:
            excluded["missing client"] += 1
        else:
            dates = {"rel_start": row["funded"], "rel_end": row["terminated"], "end_reason": None}
            sound.append(row | dates)
    return sound, excluded


def _mean(lasted: Sequence[tuple[str, int]], sample: Sample) -> Want:
    units = len({group for group, _ in lasted})
    want = to_mean([days for _, days in lasted], sample, YEARS, units) if lasted else TOO_FEW
    return Want(want.outcome, want.value, want.n, "free")
