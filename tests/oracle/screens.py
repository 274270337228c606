"""K02, K05, K06, K07 and K11 from the totals of analytics screens, without single visits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fnmatch import fnmatchcase
from fractions import Fraction
from itertools import pairwise

from tests.oracle.chance import Chance, DataSet, Row
from tests.oracle.days import Frame, to_frame
from tests.oracle.reading import MARKS
from tests.oracle.reading import SAMPLE as VIEWS
from tests.oracle.want import (
    ANY_SIZE,
    NO_DATA,
    TOO_FEW,
    Expected,
    Pair,
    Sample,
    Want,
    to_bracket,
    to_ratio,
)
from tests.oracle.website import USERS, VISITS, ms

CHANNELS = ("Direct", "Organic Search", "Organic Social", "Paid Social", "(not set)")
PAGES = ("/insights/outlook", "/insights/rates", "/papers/x", "/funds")
BEYOND = "reaches beyond the period"


def make(chance: Chance) -> DataSet:
    """Return screen totals by month, with rows over an edge and weeks inside a month."""
    settings = chance.settings(
        thought_leadership_patterns=chance.pick((["/insights/*"], ["/papers/*", "/in*"]))
    )
    frame, rows, blank = to_frame(settings, 12), [], chance.pick((0.0, 0.0, 0.1))
    for scope, values in (("channel", CHANNELS), ("page", PAGES), ("total", ("total",))):
        spans = _spans(chance, frame)
        for value in values[: chance.randint(1, len(values))]:
            rows += [_row(chance, scope, value, a, b, blank) for a, b in spans]
            if chance.maybe(0.3) and spans:
                first, last = spans[0]
                if (last - first).days > 8:
                    rows.append(_row(chance, scope, value, first, first + timedelta(days=6), blank))
    if chance.maybe(0.5):
        rows = [row for row in rows if row["scope"] != "total"]
    return DataSet(settings, {"web_stat": rows} if rows else {})


def _spans(chance: Chance, frame: Frame) -> list[tuple[date, date]]:
    first = frame.start + timedelta(days=chance.pick((-1, 0, 0, 3)))
    found = []
    for _ in range(chance.randint(1, 4)):
        last = first + timedelta(days=chance.pick((0, 29, 90)))
        if chance.maybe(0.15):
            last = frame.end + timedelta(days=chance.pick((0, 1)))
        if last >= first:
            found.append((first, last))
        first = last + timedelta(days=1)
    return found


def _row(chance: Chance, scope: str, value: str, first: date, last: date, blank: float) -> Row:
    sessions = chance.pick((0, 9, 40, 250))
    engaged = Fraction(chance.randint(0, sessions * 90_000), 1000)
    active = chance.randint(0, sessions)
    reached = sorted((chance.randint(0, sessions) for _ in MARKS), reverse=True)
    marks = chance.pick((tuple(MARKS), ("50", "90"), ("90",)))
    counts = {
        "sessions": sessions, "engaged_s": float(engaged), "active_users": active,
        "views": sessions,
        "duration_s": float(engaged * 2), "returning_users": chance.randint(0, active),
    }  # fmt: skip
    return {
        "scope": scope, "value": value, "period_start": first, "period_end": last,
        **{name: chance.or_none(count, blank) for name, count in counts.items()},
        **{f"reach_{m}": n for m, n in zip(MARKS, reached, strict=True) if m in marks},
    }  # fmt: skip


def within(
    data_set: DataSet, scope: str, tells: Callable[[Row], bool] = lambda row: True
) -> tuple[list[Row], Counter[str]]:
    """Return the rows of a scope that lie in the period, none twice, and why others leave.

    A shorter row leaves where a longer one has its days, and ``tells`` what is asked.
    """
    frame, kept, excluded = to_frame(data_set.settings, 12), [], Counter[str]()
    rows = data_set.rows("web_stat", scope=scope)
    inside = [r for r in rows if frame.start <= r["period_start"] and r["period_end"] <= frame.end]
    for row in rows:
        if row["period_end"] < frame.start or row["period_start"] > frame.end:
            continue
        if row not in inside:
            excluded[BEYOND] += 1
        elif any(_holds(other, row) and tells(other) for other in inside):
            excluded["inside a longer row"] += 1
        else:
            kept.append(row)
    return kept, excluded


def _holds(other: Row, row: Row) -> bool:
    same = other["value"] == row["value"] and other["scope"] == row["scope"]
    span = (other["period_start"], other["period_end"]) != (row["period_start"], row["period_end"])
    held = other["period_start"] <= row["period_start"] and row["period_end"] <= other["period_end"]
    return same and span and held


def ratio(
    rows: Sequence[Row],
    part: str,
    whole: str,
    sample: Sample,
    ends: str = "none",
    scale: Fraction | int = 1,
) -> Want:
    """Return one column over another over the rows that have both."""
    known = [row for row in rows if row[part] is not None and row[whole] is not None]
    pairs = [Pair("site", _count(row, part), _count(row, whole)) for row in known]
    n = sum(pair.whole for pair in pairs) if not whole.endswith("_s") else None
    return to_ratio(pairs, sample, ends=ends, n=n, scale=scale) if pairs else TOO_FEW


def _count(row: Row, column: str) -> int:
    return ms(row[column]) if column.endswith("_s") else row[column]


def _blank(rows: Sequence[Row], found: Counter[str], names: dict[str, str]) -> Counter[str]:
    """Return the exclusions with the rows that lack a cell; ``names``: column -> its name."""
    for row in rows:
        lacking = next((name for column, name in names.items() if row[column] is None), None)
        if lacking:
            found[f"missing {lacking}"] += 1
    return found


def _settled(want: Want, rows: Sequence[Row], variant: str) -> Expected:
    """Return what is expected: a stand-in that counts nothing does not step in."""
    if not want.n:
        return Expected(NO_DATA) if not rows else Expected(replace(NO_DATA, n=None), "free")
    return Expected(want, variant)


def social(data_set: DataSet) -> Expected:
    """K02: the share of visits from social channels."""
    rows, _ = within(data_set, "channel")
    rows = [
        row | {"social": row["sessions"] if row["value"].endswith("Social") else 0} for row in rows
    ]
    rows = [row | {"social": None} if row["sessions"] is None else row for row in rows]
    expected = _settled(ratio(rows, "social", "sessions", USERS, "wilson"), rows, "sessions_share")
    expected.excluded = None
    return expected


def length(data_set: DataSet) -> Expected:
    """K05: active seconds per visit from totals: of a total and its channels only the total."""
    both = lambda row: row["sessions"] is not None and row["engaged_s"] is not None  # noqa: E731
    rows, excluded = within(data_set, "total", both)
    if data_set.rows("web_stat", scope="total"):
        expected = _settled(
            ratio(rows, "engaged_s", "sessions", VISITS, scale=Fraction(1, 1000)), rows, "ui_totals"
        )
        if expected.variant == "ui_totals" and not data_set.rows("web_stat", scope="channel"):
            expected.excluded = _blank(
                rows, excluded, {"engaged_s": "engaged_ms", "sessions": "sessions"}
            )
        return (
            expected
            if not data_set.rows("web_stat", scope="channel")
            else Expected(NO_DATA, "free")
        )
    rows, excluded = within(data_set, "channel", both)
    return _settled(
        ratio(rows, "engaged_s", "sessions", VISITS, scale=Fraction(1, 1000)), rows, "ui_totals"
    )


def pages(data_set: DataSet, tells: Callable[[Row], bool] = lambda row: True) -> list[Row]:
    """Return the rows of the declared pages that count."""
    patterns = data_set.settings["thought_leadership_patterns"]
    declared = [
        row for row in data_set.rows("web_stat", scope="page")
        if any(fnmatchcase(row["value"], pattern) for pattern in patterns)
    ]  # fmt: skip
    return within(DataSet(data_set.settings, {"web_stat": declared}), "page", tells)[0]


def time(data_set: DataSet) -> Expected:
    """K06: active seconds per active user of a page, with seconds per view beside."""
    rows = pages(data_set)
    by_user = ratio(rows, "engaged_s", "active_users", VIEWS, scale=Fraction(1, 1000))
    expected = _settled(by_user, rows, "per_active_user")
    if expected.variant == "per_active_user":
        per_view = ratio(rows, "engaged_s", "views", ANY_SIZE, scale=Fraction(1, 1000))
        expected.parts = {"per_view": per_view}
    return expected


def depth(data_set: DataSet) -> Expected:
    """K07: the bracket of depth from pages with two thresholds or more."""
    rows = pages(data_set, lambda row: row["views"] is not None and len(_reached(row)) > 1)
    known = [(row, _reached(row)) for row in rows if row["views"] is not None]
    brackets = [
        _bracket(row["views"], reached)
        for row, reached in known
        if len(reached) > 1 and row["views"]
    ]
    want = to_bracket(brackets, VIEWS)
    return _settled(want, rows, "page_totals")


def _reached(row: Row) -> list[tuple[Fraction, int]]:
    return [
        (mark, row[f"reach_{m}"]) for m, mark in MARKS.items() if row.get(f"reach_{m}") is not None
    ]


def _bracket(views: int, reached: list[tuple[Fraction, int]]) -> tuple[Fraction, Fraction, int]:
    """Return the mean depth at least and at most: views stop at a mark or short of the next."""
    steps = [(Fraction(0), views), *reached, (Fraction(1), 0)]
    low = high = Fraction(0)
    for (mark, here), (after, beyond) in pairwise(steps):
        low += mark * (here - beyond)
        high += after * (here - beyond)
    return low / views, high / views, views


def returns(data_set: DataSet) -> Expected:
    """K11: returning over active users; users of two spans are never added."""
    rows, _ = within(data_set, "total")
    if not rows:
        return Expected(NO_DATA)
    best = max(rows, key=lambda row: (row["period_end"] - row["period_start"], row["period_end"]))
    return _settled(
        ratio([best], "returning_users", "active_users", USERS, "wilson"), rows, "ui_totals"
    )
