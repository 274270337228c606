"""K02 visitors from social, K05 visit length and K11 returning visitors, from single visits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from fractions import Fraction

from tests.oracle.chance import Chance, DataSet, Row
from tests.oracle.days import Frame, to_frame
from tests.oracle.want import (
    ANY_SIZE,
    NO_DATA,
    TOO_FEW,
    Expected,
    Pair,
    Sample,
    Want,
    to_median,
    to_ratio,
)

USERS = Sample(ok={"n": 200}, shown={"n": 30})
VISITS = Sample(ok={"n": 100}, shown={"n": 30})
CHANNELS = ("Direct", "Direct", "Organic Search", "Email", "Organic Social", "Paid Social",
            "Referral", "Unassigned", "(not set)")  # fmt: skip
SOURCES = (("google", "organic"), ("linkedin.com", "social"), ("newsletter", "LinkedIn_InMail"),
           ("lnkd.in", "referral"), ("(direct)", "(none)"), ("facebook.com", "paid"))  # fmt: skip
MONTH = timedelta(days=30)


def make(chance: Chance) -> DataSet:
    """Return visits of a few up to some hundred visitors: staff, nameless ones, blank cells."""
    settings = chance.settings()
    if chance.maybe(0.2):
        settings["social_channels"] = ["Organic Social"]
    frame = to_frame(settings, 12)
    blank, rows = chance.pick((0.0, 0.0, 0.03)), []
    for user in range(chance.pick((3, 29, 33, 45, 70, 199, 240, 300))):
        first = chance.pick((*SOURCES, None))
        client = chance.pick((None, None, "c1", "c2"))
        channel = chance.or_none(chance.pick(CHANNELS), blank)
        start, number = chance.moment(frame.start - MONTH, frame.end), chance.pick((1, 1, 1, 2, 5))
        for _ in range(chance.pick((1, 1, 1, 2, 3))):
            rows.append(_visit(chance, len(rows), blank) | {
                "user_key": f"u{user}", "client_id": client, "first_user_channel": channel,
                "start": start, "session_number": number,
                "source": first and first[0], "medium": first and first[1],
            })  # fmt: skip
            start += timedelta(hours=chance.pick((1, 20, 24 * 29, 24 * 30, 24 * 31, 24 * 100)))
            number += 1
    rows += [_visit(chance, len(rows) + n, 0) | {"start": chance.moment(frame.start, frame.end)}
             for n in range(chance.randint(0, 3))]  # fmt: skip
    return DataSet(settings, {"web_session": rows})


def _visit(chance: Chance, number: int, blank: float) -> Row:
    engaged = Fraction(chance.randint(0, 400_000), 1000) if chance.maybe(0.8) else Fraction(0)
    if chance.maybe(blank):
        engaged = Fraction(-5)
    length = engaged * chance.randint(1, 4) if chance.maybe(0.9) else Fraction(0)
    return {
        "session_id": f"s{number}", "channel_group": chance.pick(CHANNELS),
        "engaged_s": chance.or_none(float(engaged), blank),
        "duration_s": chance.or_none(float(length), 0.1),
        "engaged": chance.or_none(engaged >= 10, blank),
        "internal": chance.pick((False,) * 12 + (True, None)),
    }  # fmt: skip


def visits(data_set: DataSet) -> tuple[Frame, list[Row]]:
    """Return the visits of the period, staff and all."""
    frame = to_frame(data_set.settings, 12)
    rows = data_set.rows("web_session")
    return frame, [row for row in rows if frame.holds(frame.day_of(row["start"]))]


def by_user(rows: Sequence[Row], every: bool = False) -> dict[str, list[Row]]:
    """Return the visits of each named visitor, those by staff left out unless ``every``."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row.get("user_key") and (every or not row["internal"]):
            found.setdefault(row["user_key"], []).append(row)
    return found


def share(
    users: dict[str, list[Row]], says: Callable[[Row], bool | None], any_of: bool = True
) -> Want:
    """Return the share of visitors with a visit of which something holds, as known of them."""
    pairs = []
    for user, rows in users.items():
        said = [says(row) for row in rows]
        known = True in said or None not in said
        if known:
            pairs.append(Pair(user, int(True in said), 1))
    return to_ratio(pairs, USERS, ends="wilson") if pairs else TOO_FEW


def social(data_set: DataSet) -> Expected:
    """K02: visitors with a visit from a social channel, of all visitors of the period."""
    _, rows = visits(data_set)
    channels = data_set.settings.get("social_channels", ["Organic Social", "Paid Social"])
    unpaid = [name for name in channels if "paid" not in name.lower()]
    users = by_user(rows)
    kept = [row for mine in users.values() for row in mine]
    untagged = [Pair(row["user_key"], int(is_untagged(row)), 1) for row in kept]
    headline = share(users, lambda row: row["channel_group"] in channels)
    return Expected(
        headline if users else nobody(rows),
        excluded=left_out(rows),
        parts={"untagged_share": to_ratio(untagged, ends="free")},
        variants={
            "organic_only": share(users, lambda row: row["channel_group"] in unpaid),
            "linkedin_only": share(users, is_linkedin),
            "first_user_channel": share(
                users,
                lambda row: row["first_user_channel"] and row["first_user_channel"] in channels,
            ),
            "unfiltered": share(
                by_user(rows, every=True), lambda row: row["channel_group"] in channels
            ),
        },
    )


def left_out(rows: Sequence[Row]) -> Counter[str]:
    """Return the visits that stand for nobody: of staff alone, and of the nameless."""
    everyone, named = by_user(rows, every=True), by_user(rows)
    found = Counter({"internal": sum(len(m) for user, m in everyone.items() if user not in named)})
    found["missing user_key"] = sum(1 for row in rows if not row.get("user_key"))
    return +found


def nobody(rows: Sequence[Row]) -> Want:
    """Return what no visitor leaves: too few where all were staff, no data where a name lacks."""
    return TOO_FEW if rows and all(row.get("user_key") for row in rows) else NO_DATA


def is_untagged(row: Row) -> bool:
    """Tell whether a visit came without a tag: direct, not set or unassigned."""
    return row["channel_group"] in (None, "Direct", "(not set)", "Unassigned")


def is_linkedin(row: Row) -> bool | None:
    """Tell whether LinkedIn stands in source or medium; unknown without either."""
    words = [row.get(name) for name in ("source", "medium")]
    if words == [None, None]:
        return None
    return any(mark in (word or "").lower() for word in words for mark in ("linkedin", "lnkd"))


def returns(data_set: DataSet) -> Expected:
    """K11: visitors with a visit in the period that is not their first ever."""
    frame, rows = visits(data_set)
    users = by_user(rows)
    later = share(users, lambda row: row["session_number"] > 1)
    firms = {user: mine for user, mine in users.items() if any(row["client_id"] for row in mine)}
    return Expected(
        later if users else nobody(rows),
        excluded=left_out(rows),
        variants={
            "new_vs_established": _share_of(
                {
                    user: all(row["session_number"] > 1 for row in mine)
                    for user, mine in users.items()
                }
            ),
            "client_domain_only": share(firms, lambda row: row["session_number"] > 1),
            "returned_within_30d": _share_of(_cohort(data_set, frame)),
            "unfiltered": share(by_user(rows, every=True), lambda row: row["session_number"] > 1),
        },
    )


def _share_of(said: dict[str, bool]) -> Want:
    pairs = [Pair(user, int(holds), 1) for user, holds in said.items()]
    return to_ratio(pairs, USERS, ends="wilson") if pairs else TOO_FEW


def _cohort(data_set: DataSet, frame: Frame) -> dict[str, bool]:
    """Return the visitors first seen in the period, 30 days ago or more, and who came back."""
    found = {}
    for user, mine in by_user(data_set.rows("web_session")).items():
        days = sorted((frame.day_of(row["start"]), row["session_number"]) for row in mine)
        firsts = [day for day, number in days if number == 1]
        if firsts and frame.holds(firsts[0]) and frame.age(firsts[0]) >= 30:
            found[user] = any(
                number > 1 and (day - firsts[0]).days <= 30 and day <= frame.as_of
                for day, number in days
            )
    return found


def length(data_set: DataSet) -> Expected:
    """K05: active seconds per visit, with the visit's length and the active share beside."""
    _, rows = visits(data_set)
    excluded: Counter[str] = Counter()
    kept, timed = [], []
    for row in rows:
        why = "internal" if row["internal"] else None
        if why is None and min(row["engaged_s"] or 0, row["duration_s"] or 0) < 0:
            why = "negative time"
        if why is None and row["duration_s"] is not None:
            timed.append(row)
        if why is None and row["engaged_s"] is None:
            why = "missing engaged_ms"
        if why:
            excluded[why] += 1
        else:
            kept.append(row)
    both = [row for row in timed if row["engaged_s"] is not None]
    active = {row["user_key"] for row in kept if row.get("user_key") and row["engaged_s"] > 0}
    engaged = [row for row in kept if row["engaged"]]
    return Expected(
        per_visit(kept) if kept else TOO_FEW,
        excluded=excluded,
        parts={
            "duration_seconds": per_visit(timed, "duration_s", sample=ANY_SIZE),
            "active_share": to_ratio(
                [Pair(None, ms(row["engaged_s"]), ms(row["duration_s"])) for row in both],
                ends="free", n=len(both),
            ),
        },
        variants={
            "engaged_per_active_user": to_ratio(
                [
                    Pair(row["user_key"], ms(row["engaged_s"]), 0)
                    for row in kept
                    if row.get("user_key")
                ]
                + [Pair(user, 0, 1) for user in active],
                VISITS, ends="free", n=len(active), scale=Fraction(1, 1000),
            ),
            "median": to_median([ms(row["engaged_s"]) for row in kept], VISITS, Fraction(1, 1000)),
            "engaged_sessions_only": per_visit(engaged, sample=VISITS),
        },
    )  # fmt: skip


def ms(seconds: float) -> int:
    """Return seconds, known to the thousandth, as whole milliseconds."""
    return round(Fraction(str(seconds)) * 1000)


def per_visit(rows: Sequence[Row], column: str = "engaged_s", sample: Sample = VISITS) -> Want:
    """Return the seconds of a column per visit."""
    pairs = [Pair(row.get("user_key"), ms(row[column]), 1) for row in rows]
    return to_ratio(pairs, sample, ends="free", n=len(pairs), scale=Fraction(1, 1000))
