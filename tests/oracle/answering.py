"""K17 time to complete an RFP: open requests are data, declined ones leave on their day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from fractions import Fraction

from tests.oracle.chance import Chance, DataSet, Row
from tests.oracle.days import Frame, business_days, to_frame
from tests.oracle.exact import Case
from tests.oracle.onboarding import calendar_days
from tests.oracle.want import (
    NO_DATA,
    TOO_FEW,
    Expected,
    Pair,
    Sample,
    Want,
    to_duration,
    to_mean,
    to_median,
    to_quantile,
    to_ratio,
)

SAMPLE = Sample(ok={"ended": 10, "n": 10}, shown={"ended": 6, "n": 6})
KINDS = ("RFP", "RFI", "DDQ")


def make(chance: Chance) -> DataSet:
    """Return requests sent, open, declined, withdrawn, with dates ahead or in the wrong order."""
    settings = chance.settings()
    frame = to_frame(settings, 24)
    if chance.maybe(0.5):
        settings["holiday_calendar"] = sorted(
            {(frame.end - timedelta(days=chance.randint(0, 300))).isoformat() for _ in range(12)}
        )
    longest, blank = chance.pick((3, 30, 200)), chance.pick((0.0, 0.0, 0.06))
    rows = []
    for number in range(chance.pick((1, 7, 14, 25, 40))):
        received = chance.day(frame.start, frame.end)
        later = lambda low=0: received + timedelta(days=chance.randint(low, longest))  # noqa: E731, B023
        how, outcome = chance.random(), None
        submitted = later(-1 if blank else 0) if how < 0.7 else None
        no_bid = later(-1 if blank else 0) if 0.7 <= how < 0.78 else None
        withdrawn = later() if 0.78 <= how < 0.86 else None
        draft = chance.or_none(later(-1 if blank else 0), 0.2)
        if submitted:
            outcome = chance.pick((None, "won", "lost", "pending"))
        elif blank and how > 0.97:
            outcome = "withdrawn_by_client"
        if draft and (no_bid or withdrawn or draft) < draft:
            draft = None
        rows.append({
            "pursuit_id": f"p{number}", "kind": chance.pick(("RFP", "RFI", "DDQ", "direct")),
            "received": received, "due": chance.or_none(later(), 0.2), "submitted": submitted,
            "no_bid": no_bid, "withdrawn": withdrawn, "outcome": outcome, "first_draft": draft,
            "decided": submitted + timedelta(days=30) if outcome in ("won", "lost") else None,
            "question_count": chance.pick((0, 30, 200, None)),
        })  # fmt: skip
    return DataSet(settings, {"pursuit": rows})


def requests(data_set: DataSet) -> tuple[Frame, list[Row]]:
    """Return the requests received in the window."""
    frame = to_frame(data_set.settings, 24)
    rows = [row for row in data_set.rows("pursuit") if row["kind"] in KINDS]
    return frame, [row for row in rows if row["received"] and frame.holds(row["received"])]


def to_case(frame: Frame, row: Row, days: Callable[[date, date], int]) -> Case | str:
    """Return a request as a case, or why it is none."""
    begun, sent = row["received"], row["submitted"]
    left = first_exit(frame, row)
    if sent and sent < begun:
        return "submitted before received"
    if frame.happened(sent):
        return Case(days(begun, sent), "ended")
    if left and left < begun:
        return "closed before received"
    if row["outcome"] == "withdrawn_by_client" and not row["withdrawn"]:
        return "withdrawn without a date"
    return Case(days(begun, left), "competing") if left else Case(days(begun, frame.as_of), "open")


def first_exit(frame: Frame, row: Row) -> date | None:
    """Return the day on which a request was declined or withdrawn, if that has happened."""
    return min((row[c] for c in ("no_bid", "withdrawn") if frame.happened(row[c])), default=None)


def to_draft(frame: Frame, row: Row) -> Case | str:
    """Return the way to the first full draft; a draft after dispatch or before arrival is none."""
    drafted, whole = row["first_draft"], to_case(frame, row, calendar_days)
    if not frame.happened(drafted):
        return "missing first_draft" if frame.happened(row["submitted"]) else whole
    if drafted < row["received"] or (row["submitted"] and drafted > row["submitted"]):
        return "the draft does not lie between arrival and dispatch"
    return Case(calendar_days(row["received"], drafted), "ended")


def late_or_not(frame: Frame, row: Row) -> bool | None:
    """Tell whether a request was in by its deadline; unknown where that cannot be said yet."""
    if row["due"] is None:
        return None
    if frame.happened(row["submitted"]):
        return row["submitted"] <= row["due"]
    left = any(frame.happened(row[c]) for c in ("no_bid", "withdrawn"))
    return None if left or row["due"] >= frame.as_of else False


def expect(data_set: DataSet) -> Expected:
    """K17: the Kaplan-Meier median of calendar days from arrival to dispatch."""
    frame, rows = requests(data_set)
    free = {date.fromisoformat(day) for day in data_set.settings.get("holiday_calendar", ())}
    working = lambda first, last: business_days(first, last, free)  # noqa: E731
    sound, cases, excluded = [], [], Counter[str]()
    for row in rows:
        case = to_case(frame, row, calendar_days)
        if isinstance(case, Case):
            sound.append(row)
            cases.append(case)
        else:
            excluded[str(case)] += 1
    if not rows:
        return Expected(NO_DATA)
    if not sound:
        return Expected(TOO_FEW, excluded=excluded)
    curve = to_duration(cases, SAMPLE)
    sent = [row for row in sound if frame.happened(row["submitted"])]
    asked = [row for row in sent if row["question_count"]]
    judged = [said for row in sound if (said := late_or_not(frame, row)) is not None]
    slack = [(row["due"] - row["submitted"]).days for row in sent if row["due"]]
    drafts = [to_draft(frame, row) for row in rows]
    return Expected(
        curve.pop("headline"),
        excluded=excluded,
        parts=curve | _parts(frame, sound, sent, slack, judged),
        variants={
            "business_days": _median([to_case(frame, row, working) for row in sound]),
            "by_question_count": to_ratio(
                [Pair(r["pursuit_id"], _days(r), r["question_count"]) for r in asked], SAMPLE
            ) if asked else TOO_FEW,
            "first_draft": _median(drafts),
        },
    )  # fmt: skip


def _days(row: Row) -> int:
    return (row["submitted"] - row["received"]).days


def _median(found: Sequence[Case | str]) -> Want:
    cases = [case for case in found if isinstance(case, Case)]
    return to_duration(cases, SAMPLE)["headline"] if cases else TOO_FEW


def _parts(
    frame: Frame, sound: list[Row], sent: list[Row], slack: list[int], judged: list[bool]
) -> dict[str, Want]:
    days = [_days(row) for row in sent]
    pairs = [Pair(place, int(said), 1) for place, said in enumerate(judged)]
    left = {
        name: sum(1 for row in sound if row not in sent and frame.happened(row[column]))
        for name, column in (("no_bids", "no_bid"), ("withdrawn", "withdrawn"))
    }  # fmt: skip
    return {
        "mean_days": to_mean(days) if days else TOO_FEW,
        "p90_days": to_quantile(days, Fraction(9, 10)) if days else TOO_FEW,
        "slack_days": to_median(slack) if slack else TOO_FEW,
        "share_on_time": to_ratio(pairs, ends="wilson") if pairs else TOO_FEW,
    } | {name: Want("measured", Fraction(count), None) for name, count in left.items()}
