"""K09 listens per episode and K10 listen-through: episodes, never the age of an episode."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from tests.oracle.chance import Chance, DataSet, Row
from tests.oracle.days import to_frame
from tests.oracle.items import by_item, standing, total
from tests.oracle.media import at_day_28, make
from tests.oracle.want import (
    NO_DATA,
    TOO_FEW,
    Expected,
    Pair,
    Sample,
    Want,
    to_mean,
    to_median,
    to_ratio,
)

EPISODES = Sample(ok={"observations": 6}, shown={"observations": 3})


def make_episodes(chance: Chance) -> DataSet:
    """Return podcast episodes."""
    return make(chance, "podcast")


def make_heard(chance: Chance) -> DataSet:
    """Return podcast episodes of which one source knows streams and no starts."""
    found = make_episodes(chance)
    for row in found.rows("content_stat", src_system="spotify"):
        row["plays"] = None
    return found


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


def by_basis(found: Sequence[Episode]) -> list[Episode]:
    """Return the episodes with what their source counts as plays: one count a source."""
    kept = []
    for episode in found:
        told = [row for other in found if other.source == episode.source for row in other.rows]
        counts = [
            c for c in ("plays", "streams", "downloads") if any(r[c] is not None for r in told)
        ]
        column = counts[0] if counts else "plays"
        kept.append(episode._replace(rows=[r | {"plays": r[column]} for r in episode.rows]))
    return kept


def listens(data_set: DataSet) -> Expected:
    """K09: the median of plays in the first 28 days, of the source with the most of them."""
    old = [episode for episode in by_basis(episodes(data_set)) if not episode.young]
    plays: dict[str, list[tuple[Episode, Fraction]]] = {}
    for episode in old:
        count = at_day_28(episode.rows, "plays", episode.first)
        if count is not None:
            plays.setdefault(episode.source, []).append((episode, count))
    if not plays:
        return _instead(old) if old else Expected(TOO_FEW if episodes(data_set) else NO_DATA)
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
            "streams": _leading(old, "streams"),
            "downloads": _leading(old, "downloads"),
            "per_follower": to_ratio(pairs, EPISODES) if pairs else TOO_FEW,
            "conversion": _conversion(old),
        },
    )


Counted = dict[str, list[tuple[Episode, Fraction]]]


def leading(plays: Counted) -> str:
    """Return the source with the most plays, the first by name where two have as many."""
    return min(plays, key=lambda source: (-sum(count for _, count in plays[source]), source))


def _leading(old: Sequence[Episode], column: str) -> Want:
    counted: Counted = {}
    for episode in old:
        spans = [row | {"plays_day28": None} for row in episode.rows]
        count = at_day_28(spans, column, episode.first)
        if count is not None:
            counted.setdefault(episode.source, []).append((episode, count))
    if not counted:
        return TOO_FEW
    return to_median([count for _, count in counted[leading(counted)]], EPISODES)


def _instead(old: Sequence[Episode]) -> Expected:
    """Return another count of the same four weeks before plays of whole lives."""
    for column in ("streams", "downloads"):
        four_weeks = _leading(old, column)
        if four_weeks.n:
            return Expected(four_weeks, column)
    return _lifetime(old)


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
    apps = {
        row["src_system"]
        for rows in by_item(data_set.rows("content_stat", channel="podcast"))
        for row in standing(rows) if row["plays"] is not None
    }  # fmt: skip
    excluded = Counter(
        {"younger than 28 days": sum(len(standing(e.rows)) for e in found if e.young)}
    )
    counted: list[tuple[Episode, Fraction, Fraction]] = []
    kept = []
    for episode in (e for e in found if not e.young):
        base = "plays" if episode.source in apps else "streams"
        rows = [row | {"started": row[base]} for row in standing(episode.rows)]
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
    told = data_set.rows("content_stat", channel="podcast")
    playless = all(row["plays"] is None for row in told)
    hollow = playless and not counted
    blank = NO_DATA if kept or not found or hollow else TOO_FEW
    once = [(episode, rows) for episode, rows in kept if len(rows) == 1]
    variants = {
        "of_streams": _per(kept, "streams"),
        "per_unique_listener": _per(once, "unique_listeners"),
        "completion_100": _of(kept, "reach_100", "started"),
        "reach_75": _of(kept, "reach_75", "started"),
        "engaged_share": _of(once, "engaged_listeners", "unique_listeners"),
    }
    # In this order where no episode has what it takes, or nobody counts plays.
    for name in ("of_streams", "reach_75"):
        if (playless or not counted) and variants[name].n:
            return Expected(variants.pop(name), name, variants=variants)
    apps_counted = {episode.source for episode, *_ in counted}
    return Expected(
        _heard(counted, EPISODES) if counted else blank,
        excluded=Counter() if hollow else +excluded,
        parts={
            f"listen_through:{app}": _heard([c for c in counted if c[0].source == app], Sample())
            for app in apps_counted
        },
        variants=variants,
    )


def _heard(counted: Sequence[tuple[Episode, Fraction, Fraction]], sample: Sample) -> Want:
    return to_ratio([Pair(e.item, heard, possible) for e, heard, possible in counted], sample)


def _times(rows: Sequence[Row], column: str, by: int) -> Fraction | None:
    added = total(rows, column)
    return None if added is None else added * by


def _longest(rows: Sequence[Row]) -> Fraction | None:
    """Return the milliseconds that what was started would have lasted."""
    started = total(rows, "started")
    lengths = [row["length_s"] for row in rows if row["length_s"] is not None]
    return started * lengths[0] * 1000 if started is not None and lengths else None


def _per(kept: Sequence[tuple[Episode, list[Row]]], base: str) -> Want:
    """Return seconds heard over a count times the length."""
    pairs = []
    for episode, rows in kept:
        heard, count = _times(rows, "listened_s", 1000), total(rows, base)
        lengths = [row["length_s"] for row in rows if row["length_s"] is not None]
        if heard is not None and count is not None and lengths:
            pairs.append(Pair(episode.item, heard, count * lengths[0] * 1000))
    return to_ratio(pairs, EPISODES) if pairs else TOO_FEW


def _of(kept: Sequence[tuple[Episode, list[Row]]], part: str, whole: str) -> Want:
    pairs = []
    for episode, rows in kept:
        numbers = total(rows, part), total(rows, whole)
        if None not in numbers:
            pairs.append(Pair(episode.item, *numbers))
    return to_ratio(pairs, EPISODES) if pairs else TOO_FEW
