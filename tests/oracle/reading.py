"""K06 time on thought leadership and K07 scroll depth, from single views of declared pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from fnmatch import fnmatchcase
from fractions import Fraction

from tests.oracle.chance import Chance, DataSet, Row
from tests.oracle.days import to_frame
from tests.oracle.want import (
    ANY_SIZE,
    NO_DATA,
    TOO_FEW,
    Expected,
    Pair,
    Sample,
    Want,
    to_bracket,
    to_median,
    to_ratio,
)

SAMPLE = Sample(ok={"n": 100}, shown={"n": 30})
PATTERNS = (
    ["/insights/*"],
    ["/insights/*", "/papers/*"],
    ["/in?ights/*", "/insights/out*"],
    ["*/rates"],
)
PATHS = ("/insights/outlook", "/insights/rates", "/insights/a/b", "/Insights/rates", "/papers/x",
         "/funds/rates", "/insights", "/funds")  # fmt: skip
TAGS = ("0.25|0.5|0.75|0.9", "0.25|0.5|0.75|0.9", "0.5|1", "0.9", "0.1|0.25|0.5|0.75|0.9|1")
MARKS = {"25": Fraction(1, 4), "50": Fraction(1, 2), "75": Fraction(3, 4), "90": Fraction(9, 10)}


def make(chance: Chance) -> DataSet:
    """Return views of declared and other pages: staff, clocks that ran back, blank cells."""
    settings = chance.settings(thought_leadership_patterns=chance.pick(PATTERNS))
    frame = to_frame(settings, 12)
    blank, rows = chance.pick((0.0, 0.0, 0.04)), []
    for number in range(chance.pick((4, 40, 80, 130, 220))):
        seen = chance.moment(frame.start, frame.end)
        for _ in range(chance.pick((1, 1, 2))):
            marks = chance.pick(TAGS)
            reached = chance.pick(("0", *marks.split("|")))
            rows.append({
                "session_id": f"s{number}", "viewed": seen, "page_path": chance.pick(PATHS),
                "user_key": chance.or_none(f"u{number // 2}", blank),
                "engaged_ms": chance.or_none(chance.randint(-1 if blank else 0, 300_000), blank),
                "duration_ms": chance.or_none(chance.randint(0, 900_000), 0.3),
                "page_words": chance.pick((0, 119, 1500, None)),
                "depth_reached": None if reached == "0" and chance.maybe(0.5) else reached,
                "depth_thresholds": chance.or_none(tuple(marks.split("|")), blank),
                "internal": chance.pick((False,) * 12 + (True, None)),
            })  # fmt: skip
            seen += timedelta(minutes=5)
    rows[0] |= {"depth_reached": "0.5", "depth_thresholds": ("0.25", "0.5"), "internal": False,
                "page_path": "/insights/rates", "viewed": chance.moment(frame.end, frame.end),
                }  # fmt: skip
    return DataSet(settings, {"page_view": rows})


def views(data_set: DataSet) -> list[Row]:
    """Return the views of the declared pages in the period, each once."""
    frame = to_frame(data_set.settings, 12)
    patterns = data_set.settings["thought_leadership_patterns"]
    return [
        row for row in data_set.rows("page_view")
        if any(fnmatchcase(row["page_path"], pattern) for pattern in patterns)
        and frame.holds(frame.day_of(row["viewed"]))
    ]  # fmt: skip


def time(data_set: DataSet) -> Expected:
    """K06: active seconds per view; gross time, per visit and against the words beside."""
    excluded: Counter[str] = Counter()
    kept, counted, spoilt = [], [], set()
    for row in views(data_set):
        why = "internal" if row["internal"] else None
        if why is None and min(row["engaged_ms"] or 0, row["duration_ms"] or 0) < 0:
            why = "negative time"
        if why is None:
            kept.append(row)
            if row["engaged_ms"] is None:
                why = "missing engaged_ms"
                spoilt.add(row["session_id"])
            else:
                counted.append(row)
        if why:
            excluded[why] += 1
    timed = [row for row in kept if row["duration_ms"] is not None]
    both = [row for row in timed if row["engaged_ms"] is not None]
    worded = [row for row in counted if row["page_words"]]
    whole = [row for row in counted if row["session_id"] not in spoilt]
    visits = {row["session_id"] for row in whole}
    nothing = NO_DATA if kept or not excluded else TOO_FEW
    return Expected(
        per(counted, "engaged_ms") if counted else nothing,
        excluded=excluded,
        parts={
            "duration_seconds": per(timed, "duration_ms", sample=ANY_SIZE),
            "active_share": to_ratio(
                [Pair(None, row["engaged_ms"], row["duration_ms"]) for row in both],
                ends="free", n=len(both),
            ),
        },
        variants={
            "per_session_touching_set": per(whole, "engaged_ms", of=len(visits)),
            "read_ratio": to_ratio(
                [Pair(None, row["engaged_ms"], row["page_words"]) for row in worded],
                SAMPLE, ends="free", n=len(worded), scale=Fraction(238, 60_000),
            ) if worded else TOO_FEW,
        },
    )  # fmt: skip


def per(rows: Sequence[Row], column: str, sample: Sample = SAMPLE, of: int | None = None) -> Want:
    """Return the seconds of a column per view, or per so many visits."""
    of = len(rows) if of is None else of
    pairs = [Pair(None, row[column], 0) for row in rows] + [Pair(None, 0, of)]
    return to_ratio(pairs, sample, ends="free", n=of, scale=Fraction(1, 1000))


def depth(data_set: DataSet) -> Expected:
    """K07: the mean of the greatest depth, as a bracket from the marks that the tags record."""
    excluded: Counter[str] = Counter()
    kept, single = [], []
    for row in views(data_set):
        marks = sorted(Fraction(mark) for mark in row["depth_thresholds"] or ())
        if row["internal"]:
            excluded["internal"] += 1
        elif not marks:
            excluded["missing depth_thresholds"] += 1
        else:
            reached = Fraction(row["depth_reached"] or 0)
            single.append((marks, reached))
            if len(marks) == 1:
                excluded["missing a second threshold: one threshold only"] += 1
            else:
                kept.append((marks, reached))
    lows = [max((m for m in marks if m <= at), default=Fraction(0)) for marks, at in kept]
    highs = [min((m for m in marks if m > at), default=Fraction(1)) for marks, at in kept]
    bracket = to_bracket([(low, high, 1) for low, high in zip(lows, highs, strict=True)], SAMPLE)
    return Expected(
        bracket if kept else NO_DATA if single or not excluded else TOO_FEW,
        excluded=excluded,
        parts={f"reach_{name}": reach(kept, mark, ANY_SIZE) for name, mark in MARKS.items()},
        variants={
            "reach_90": reach(single, MARKS["90"]),
            "reach_50": reach(single, MARKS["50"]),
            "median_depth": to_median(lows, SAMPLE) if lows else TOO_FEW,
        },
    )


def reach(
    rows: Sequence[tuple[list[Fraction], Fraction]], mark: Fraction, sample: Sample = SAMPLE
) -> Want:
    """Return the share of views that reached a mark, of those whose tag records it."""
    pairs = [
        Pair(place, int(at >= mark), 1) for place, (marks, at) in enumerate(rows) if mark in marks
    ]
    return to_ratio(pairs, sample, ends="free") if pairs else TOO_FEW
