"""What is watched and listened to: rows of videos and episodes, and K08 video views."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from tests.oracle.chance import Chance, DataSet, Row
from tests.oracle.days import DAY, Frame, to_frame
from tests.oracle.items import by_item, publish, standing, total
from tests.oracle.want import (
    NO_DATA,
    TOO_FEW,
    Expected,
    Sample,
    Want,
    to_count,
    to_median,
)

VIDEOS = Sample(ok={"observations": 1}, shown={"observations": 1})
FOUR_WEEKS = timedelta(days=28)


def make(chance: Chance, channel: str) -> DataSet:
    """Return videos or episodes by one to three sources, in days, snapshots and day-28 columns."""
    settings = chance.settings()
    frame = to_frame(settings, 12)
    blank, rows = chance.pick((0.0, 0.0, 0.04)), []
    sources = chance.pick((("apple",), ("apple", "spotify"), ("apple", "spotify", "host")))
    for number in range(chance.randint(1, 14)):
        published, length = publish(chance, frame), chance.randint(30, 4000)
        for source in sources:
            if chance.maybe(0.2):
                continue
            base = {
                "item_id": f"e{number}", "channel": channel, "src_system": source,
                "published": published, "length_s": chance.or_none(length, blank),
                "followers": chance.or_none(chance.randint(1, 500), blank),
            }  # fmt: skip
            rows += _history(chance, frame, base, blank)
    other = {"item_id": "x", "channel": "email", "published": publish(chance, frame), "views": 7}
    rows.append(other | {"period_start": frame.start, "period_end": frame.end})
    return DataSet(settings, {"content_stat": rows})


def make_videos(chance: Chance) -> DataSet:
    """Return videos."""
    return make(chance, "video")


def _history(chance: Chance, frame: Frame, base: Row, blank: float) -> list[Row]:
    first = frame.day_of(base["published"])
    last = max(first, frame.as_of)
    if chance.maybe(0.3):
        base = base | dict.fromkeys(("views_day28", "plays_day28"), chance.randint(0, 500))
    if chance.maybe(0.5):
        seen = sorted({first + chance.randint(0, 60) * DAY for _ in range(2)} | {last})
        return [
            base | _counts(chance, blank)
            | {"basis": "lifetime", "period_start": first, "period_end": day, "observed_on": day}
            for day in seen
        ]  # fmt: skip
    cuts = sorted({first + n * DAY for n in (7, chance.pick((27, 28, 29)), 90, 300)})
    starts = [first, *(day for day in cuts if day <= last)]
    ends = [day - DAY for day in starts[1:]] + [last]
    return [
        base | _counts(chance, blank) | {"basis": "period", "period_start": a, "period_end": b}
        for a, b in zip(starts, ends, strict=True)
    ]


def _counts(chance: Chance, blank: float) -> Row:
    plays = chance.randint(0, 900)
    listeners = chance.randint(0, plays)
    heard = round(plays * chance.uniform(0, 2200), 3)
    found = {
        "views": plays, "engaged_views": plays // 2, "watch_s": heard, "reach_complete": plays // 3,
        "plays": plays, "streams": plays * 9 // 10, "downloads": plays * 2, "listened_s": heard,
        "impressions": chance.pick((0, 40, 5000)), "unique_listeners": listeners,
        "engaged_listeners": chance.randint(0, listeners),
        "reach_75": plays // 2, "reach_100": plays // 4,
    }  # fmt: skip
    return {name: chance.or_none(count, blank) for name, count in found.items()}


def whole_days(frame: Frame, row: Row) -> str | None:
    """Return how a row of a span stands to the period: in, out, or reaching over an edge."""
    if row["period_end"] < frame.start or row["period_start"] > frame.end:
        return None
    inside = frame.start <= row["period_start"] and row["period_end"] <= frame.end
    return "in" if inside else "reaches beyond the period"


def at_day_28(rows: Sequence[Row], column: str, first: date) -> Fraction | None:
    """Return a count of the first 28 days: as reported, added up, or of a snapshot near by."""
    told = [row[f"{column}_day28"] for row in rows if row.get(f"{column}_day28") is not None]
    if told:
        return Fraction(told[0])
    spans = [row for row in rows if row["basis"] == "period"]
    early = [row for row in spans if row["period_start"] < first + FOUR_WEEKS]
    if early:
        last = max(row["period_end"] for row in early)
        return total(early, column) if last == first + FOUR_WEEKS - DAY else None
    shots = [row for row in rows if row["basis"] == "lifetime"]
    near = sorted(
        shots,
        key=lambda r: (abs((r["observed_on"] - first - FOUR_WEEKS).days), first - r["observed_on"]),
    )
    if not near or abs((near[0]["observed_on"] - first - FOUR_WEEKS).days) > 2:
        return None
    return total(near[:1], column)


class Video(NamedTuple):
    """A video on one platform: the rows that count in the period."""

    platform: str
    rows: list[Row]


def videos(data_set: DataSet) -> Expected:
    """K08: views of the period, per platform; views at day 28 beside."""
    frame = to_frame(data_set.settings, 12)
    found, beyond, at28 = [], 0, []
    for rows in by_item(data_set.rows("content_stat", channel="video")):
        kept = standing(rows)
        first = frame.day_of(rows[0]["published"])
        if kept[0]["basis"] == "period":
            places = [(whole_days(frame, row), row) for row in kept]
            beyond += sum(1 for place, _ in places if place not in (None, "in"))
            kept = [row for place, row in places if place == "in"]
        elif not frame.holds(first):
            kept = []
        if kept:
            found.append(Video(kept[0]["src_system"], kept))
        if frame.holds(first) and frame.age(first) >= 28:
            early = at_day_28(rows, "views", first)
            at28 += [] if early is None else [early]
    counted = [(v, total(v.rows, "views")) for v in found]
    excluded = Counter({"reaches beyond the period": beyond})
    excluded["missing views"] = sum(len(v.rows) for v, views in counted if views is None)
    known = [(v.platform, views) for v, views in counted if views is not None]
    platforms = {platform for platform, _ in known}
    blank = NO_DATA if found or not beyond else TOO_FEW
    return Expected(
        to_count([views for _, views in known], VIDEOS) if known else blank,
        "all_platforms" if len(platforms) > 1 else "headline",
        +excluded,
        parts={
            "median_day28": to_median(at28) if at28 else TOO_FEW,
            **{f"views:{p}": to_count([v for q, v in known if q == p]) for p in platforms},
        },
        variants={
            "engaged_views": _added(found, "engaged_views"),
            "watch_hours": _added(found, "watch_s", Fraction(1, 3600)),
            "finishes": _added(found, "reach_complete"),
        },
    )  # fmt: skip


def _added(found: Sequence[Video], column: str, scale: Fraction | int = 1) -> Want:
    sums = [total(video.rows, column) for video in found]
    known = [number * scale for number in sums if number is not None]
    return to_count(known, VIDEOS) if known else TOO_FEW
