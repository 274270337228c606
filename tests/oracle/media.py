"""K08 video views, K09 listens per episode and K10 listen-through: plays of what was published."""

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
    Pair,
    Sample,
    Want,
    to_count,
    to_mean,
    to_median,
    to_ratio,
)

EPISODES = Sample(ok={"observations": 6}, shown={"observations": 3})
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
    rows.append({"item_id": "x", "channel": "email", "published": publish(chance, frame), "views": 7,
                 "plays": 7, "period_start": frame.start, "period_end": frame.end})  # fmt: skip
    return DataSet(settings, {"content_stat": rows})


def make_videos(chance: Chance) -> DataSet:
    """Return videos."""
    return make(chance, "video")


def make_episodes(chance: Chance) -> DataSet:
    """Return podcast episodes."""
    return make(chance, "podcast")


def make_heard(chance: Chance) -> DataSet:
    """Return podcast episodes of which one source knows streams and no starts."""
    found = make_episodes(chance)
    for row in found.rows("content_stat", src_system="spotify"):
        row["plays"] = None
    return found


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
        "engaged_listeners": chance.randint(0, listeners), "reach_75": plays // 2, "reach_100": plays // 4,
    }  # fmt: skip
    found = {name: chance.or_none(count, blank) for name, count in found.items()}
    return found | dict.fromkeys(("streams", "downloads") if found["plays"] is None else ())


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
            at28.append(at_day_28(rows, "views", first))
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
            "median_day28": to_median([v for v in at28 if v is not None]) if any(v is not None for v in at28) else TOO_FEW,
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


class Episode(NamedTuple):
    """An episode of the period in one source, old enough or not."""

    item: str
    source: str
    first: date
    young: bool
    rows: list[Row]


def episodes(data_set: DataSet) -> list[Episode]:
    """Return the episodes released in the period, once a source."""
    frame, found = to_frame(data_set.settings, 12), []
    for rows in by_item(data_set.rows("content_stat", channel="podcast")):
        first = frame.day_of(rows[0]["published"])
        if frame.holds(first):
            young = frame.age(first) < 28
            found.append(Episode(rows[0]["item_id"], rows[0]["src_system"], first, young, rows))
    return found


def listens(data_set: DataSet) -> Expected:
    """K09: the median of plays in the first 28 days, of the source with the most of them."""
    old = [episode for episode in episodes(data_set) if not episode.young]
    plays: dict[str, list[tuple[Episode, Fraction]]] = {}
    for episode in old:
        count = at_day_28(episode.rows, "plays", episode.first)
        if count is not None:
            plays.setdefault(episode.source, []).append((episode, count))
    if not plays:
        return _lifetime(old) if old else Expected(TOO_FEW if episodes(data_set) else NO_DATA)
    leader = leading(plays)
    values = [count for _, count in plays[leader]]
    followed = [(e, count, standing(e.rows)[-1]["followers"]) for e, count in plays[leader]]
    pairs = [Pair(e.item, count, follow) for e, count, follow in followed if follow is not None]
    return Expected(
        to_median(values, EPISODES),
        parts={
            f"plays:{source}": to_median([c for _, c in found]) for source, found in plays.items()
        },
        variants={
            "mean": to_mean(values, EPISODES),
            "per_follower": to_ratio(pairs, EPISODES) if pairs else TOO_FEW,
            "conversion": _conversion(old),
        },
    )


Counted = dict[str, list[tuple[Episode, Fraction]]]


def leading(plays: Counted) -> str:
    """Return the source with the most plays, the first by name where two have as many."""
    return min(plays, key=lambda source: (-sum(count for _, count in plays[source]), source))


def _lifetime(old: Sequence[Episode]) -> Expected:
    plays: Counted = {}
    for episode in old:
        count = total(standing(episode.rows), "plays")
        if count is not None:
            plays.setdefault(episode.source, []).append((episode, count))
    if not plays:
        return Expected(NO_DATA)
    values = [count for _, count in plays[leading(plays)]]
    return Expected(to_median(values, EPISODES), "lifetime")


def _conversion(old: Sequence[Episode]) -> Want:
    pairs = []
    for episode in old:
        kept = standing(episode.rows)
        streams, shown = total(kept, "streams"), total(kept, "impressions")
        if streams is not None and shown is not None:
            pairs.append(Pair(episode.item, streams, shown))
    return to_ratio(pairs, EPISODES) if pairs else TOO_FEW


def listen_through(data_set: DataSet) -> Expected:
    """K10: seconds heard over seconds that the plays would have lasted, per episode and app."""
    found = episodes(data_set)
    excluded = Counter(
        {"younger than 28 days": sum(len(standing(e.rows)) for e in found if e.young)}
    )
    counted: list[tuple[Episode, Fraction, Fraction]] = []
    kept = []
    for episode in (e for e in found if not e.young):
        rows = [_started(row) for row in standing(episode.rows)]
        heard = _times(rows, "listened_s", 1000)
        possible = _longest(rows)
        known = sum(Fraction(str(row["listened_s"] or 0)) for row in rows) * 1000
        if possible is not None and known > possible:
            excluded["conflict: listened longer than plays x length"] += len(rows)
            continue
        kept.append((episode, rows))
        if heard is None or possible is None:
            excluded["missing listened_ms" if heard is None else "missing possible_ms"] += len(rows)
        else:
            counted.append((episode, heard, possible))
    blank = NO_DATA if kept or not found else TOO_FEW
    return Expected(
        _heard(counted, EPISODES) if counted else blank,
        excluded=+excluded,
        parts={
            f"listen_through:{app}": _heard([c for c in counted if c[0].source == app], Sample())
            for app in {episode.source for episode, *_ in counted}
        },
        variants={
            "completion_100": _of(kept, "reach_100", "started"),
            "reach_75": _of(kept, "reach_75", "started"),
            "engaged_share": _of(
                [(e, rows) for e, rows in kept if len(rows) == 1],
                "engaged_listeners",
                "unique_listeners",
            ),
        },
    )


def _heard(counted: Sequence[tuple[Episode, Fraction, Fraction]], sample: Sample) -> Want:
    return to_ratio([Pair(e.item, heard, possible) for e, heard, possible in counted], sample)


def _times(rows: Sequence[Row], column: str, by: int) -> Fraction | None:
    added = total(rows, column)
    return None if added is None else added * by


def _longest(rows: Sequence[Row]) -> Fraction | None:
    """Return the milliseconds that the plays, or else the streams, would have lasted."""
    started = total(rows, "started")
    lengths = [row["length_s"] for row in rows if row["length_s"] is not None]
    return started * lengths[0] * 1000 if started is not None and lengths else None


def _started(row: Row) -> Row:
    return row | {"started": row["streams"] if row["plays"] is None else row["plays"]}


def _of(kept: Sequence[tuple[Episode, list[Row]]], part: str, whole: str) -> Want:
    pairs = []
    for episode, rows in kept:
        numbers = total(rows, part), total(rows, whole)
        if None not in numbers:
            pairs.append(Pair(episode.item, *numbers))
    return to_ratio(pairs, EPISODES) if pairs else TOO_FEW
