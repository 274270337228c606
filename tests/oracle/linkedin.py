"""K01 LinkedIn engagement rate: what the page's own posts earned of what they were shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from tests.oracle.chance import Chance, DataSet, Row
from tests.oracle.days import to_frame
from tests.oracle.items import by_item, publish, report, standing, total
from tests.oracle.want import (
    NO_DATA,
    TOO_FEW,
    Expected,
    Pair,
    Sample,
    Want,
    to_median,
    to_ratio,
)

SAMPLE = Sample(ok={"observations": 10, "denominator": 1000}, shown={"observations": 3})
PUBLIC = ("reactions", "comments", "reposts")
COUNTS = ("impressions", "unique_impressions", "clicks", *PUBLIC, "follows")


class Post(NamedTuple):
    """A post of the period: why it is left out, if it is, and the rows that stand for it."""

    why: str | None
    rows: list[Row]


def make(chance: Chance) -> DataSet:
    """Return posts: sponsored, young, boosted later, shown to nobody, with blank counts."""
    settings = chance.settings()
    frame = to_frame(settings, 12)
    blank, rows = chance.pick((0.0, 0.0, 0.05)), []
    for number in range(chance.randint(1, 22)):
        base = {
            "item_id": f"p{number}", "channel": "linkedin", "published": publish(chance, frame),
            "followers_at_post": chance.or_none(chance.randint(0, 9000), blank),
            "organic": chance.pick((True, True, True, False)),
        }  # fmt: skip
        rows += report(chance, frame, base, [_counts(chance, blank) for _ in range(3)])
    if chance.maybe(0.3) and len(rows) > 1 and rows[-1].get("basis") == "period":
        rows[-1]["organic"] = False
    rows.append({"item_id": "m", "channel": "email", "published": rows[0]["published"],
                 "organic": True, "impressions": 1, "clicks": 1,
                 "period_start": frame.end, "period_end": frame.end})  # fmt: skip
    lacking = {"content_stat": {"clicks"}} if chance.maybe(0.15) else {}
    if lacking:
        rows = [row | {"clicks": None} for row in rows]
    return DataSet(settings, {"content_stat": rows}, lacking)


def _counts(chance: Chance, blank: float) -> Row:
    shown = chance.pick((0, 4, 100, 1000, 30000))
    numbers = (shown, shown // 2, *(chance.randint(0, shown // 20 + 3) for _ in range(5)))
    return {name: chance.or_none(n, blank) for name, n in zip(COUNTS, numbers, strict=True)}


def posts(data_set: DataSet) -> list[Post]:
    """Return the posts published in the period; the paid rows of a boosted one stand apart."""
    frame, found = to_frame(data_set.settings, 12), []
    for rows in by_item(data_set.rows("content_stat", channel="linkedin")):
        kept = standing(rows)
        day = frame.day_of(kept[0]["published"])
        young = "younger than 7 days" if frame.age(day) < 7 else None
        for organic in (True, False):
            part = [row for row in kept if row["organic"] is organic]
            if part and frame.holds(day):
                found.append(Post(young if organic else "sponsored", part))
    return found


def rate(found: Sequence[Post], parts: Sequence[str], whole: str = "impressions") -> Want:
    """Return the named counts over the whole, pooled.

    Followers are a state: read once. Members reached in two spans may be the same: not added.
    """
    pairs = []
    for _, rows in found:
        once = rows[:1] if whole == "followers_at_post" else rows
        part, shown = total(rows, *parts), total(once, whole)
        if whole == "unique_impressions" and len(rows) > 1:
            continue
        if part is not None and shown is not None:
            pairs.append(Pair(rows[0]["item_id"], part, shown))
    return to_ratio(pairs, SAMPLE) if pairs else TOO_FEW


def middle_rate(found: Sequence[Post]) -> Want:
    """Return the median over posts of each post's own rate."""
    rates = []
    for _, rows in found:
        part, shown = total(rows, "clicks", *PUBLIC), total(rows, "impressions")
        if part is not None and shown:
            rates.append(Fraction(part) / shown)
    return to_median(rates, SAMPLE)


def has_none(counted: Sequence[Post], kinds: Sequence[str]) -> bool:
    """Tell whether every post lacks a count that its public interactions do without."""
    return rate(counted, kinds).n == 0 < rate(counted, PUBLIC).n


def expect(data_set: DataSet) -> Expected:
    """K01: clicks, reactions, comments and reposts over impressions of organic posts."""
    found = posts(data_set)
    counted = [post for post in found if post.why is None]
    all_kinds = ("clicks", *PUBLIC)
    frame = to_frame(data_set.settings, 12)
    paid = [p for p in found if p.why == "sponsored"
            and frame.age(frame.day_of(p.rows[0]["published"])) >= 7]  # fmt: skip
    without = not data_set.has("content_stat", "clicks") or has_none(counted, all_kinds)
    kinds = PUBLIC if without else all_kinds
    headline = rate(counted, kinds)
    if not found or (headline.n == 0 and counted):
        headline = NO_DATA
    rows = data_set.rows("content_stat", channel="linkedin")
    hollow = any(all(row[kind] is None for row in rows) for kind in kinds)
    if (without or hollow) and headline.n == 0:
        return Expected(NO_DATA)
    excluded: Counter[str] = Counter()
    for why, rows in found:
        blank = total(rows, *kinds) is None and "engagements"
        blank = blank or (total(rows, "impressions") is None and "impressions")
        if why or blank:
            name = "public_interactions" if without and blank == "engagements" else blank
            excluded[why or f"missing {name}"] += len(rows)
    expected = Expected(headline, "no_clicks" if without else "headline", excluded)
    if without:
        return expected
    expected.variants = {
        "no_clicks": rate(counted, PUBLIC),
        "by_unique_impressions": rate(counted, all_kinds, "unique_impressions"),
        "by_followers": rate(counted, all_kinds, "followers_at_post"),
        "with_follows": rate(counted, (*all_kinds, "follows")),
        "sponsored": rate(paid, all_kinds),
        "median_post": middle_rate(counted),
        "unfiltered": rate(found, all_kinds),
    }
    return expected
