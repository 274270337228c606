"""K24 portal visits per user and month: runs of logins less than 30 idle minutes apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from tests.oracle.chance import Chance, DataSet, Row
from tests.oracle.days import Frame, to_frame
from tests.oracle.want import NO_DATA, TOO_FEW, Expected, Pair, Sample, Want, to_ratio

SAMPLE = Sample(ok={"units": 30}, shown={"units": 10})
IDLE = timedelta(minutes=30)
Month = tuple[int, int]


def make(chance: Chance) -> DataSet:
    """Return logins close and far apart, of users, staff, service accounts and the nameless."""
    settings = chance.settings()
    frame, rows = to_frame(settings, 12), []
    for user in range(chance.pick((4, 11, 20, 32, 40))):
        staff = chance.maybe(0.05)
        for _ in range(chance.pick((1, 2, 3))):
            moment = chance.moment(frame.start, frame.end)
            for _ in range(chance.pick((1, 1, 1, 2, 4))):
                rows.append(_login(chance, len(rows)) | {
                    "person_key": f"u{user}", "client_id": f"c{user % 13}", "ts": moment,
                    "staff": staff or None,
                })  # fmt: skip
                moment += timedelta(seconds=chance.pick((60, 1799, 1801, 3600, 86_400)))
    nobody = {"person_key": None, "client_id": None, "staff": None}
    for _ in range(chance.randint(0, 3)):
        moment = chance.moment(frame.start, frame.end)
        rows.append(_login(chance, len(rows)) | nobody | {"ts": moment})
    rows.append(rows[0] | {"interaction_id": "m", "kind": "meeting", "status": "held"})
    tables = {"interaction": rows}
    if chance.maybe(0.7):
        tables["portal_user"] = [_entitled(chance, frame, n) for n in range(chance.randint(1, 50))]
    return DataSet(settings, tables)


def _login(chance: Chance, number: int) -> Row:
    return {"interaction_id": f"i{number}", "kind": "portal",
            "status": chance.pick(("success",) * 9 + ("failed", None))}  # fmt: skip


def _entitled(chance: Chance, frame: Frame, number: int) -> Row:
    begins = chance.pick((None, chance.day(frame.start, frame.end), date(2015, 1, 1)))
    ends = chance.pick((None, None, chance.day(frame.start, frame.end)))
    if begins and ends and ends < begins:
        ends = begins
    return {"user_key": f"u{number}", "client_id": f"c{number % 13}", "entitled_from": begins,
            "entitled_to": ends, "staff": chance.pick((False,) * 9 + (True, None))}  # fmt: skip


def month(day: date) -> Month:
    """Return the calendar month of a day."""
    return day.year, day.month


def visits(frame: Frame, rows: Sequence[Row]) -> list[tuple[Row, date]]:
    """Return each user's visits: the login that began one, and its day."""
    found, last = [], dict[str, datetime]()
    for row in sorted(rows, key=lambda row: row["ts"]):
        before = last.get(row["person_key"])
        if before is None or row["ts"] - before >= IDLE:
            found.append((row, frame.day_of(row["ts"])))
        last[row["person_key"]] = row["ts"]
    return [(row, day) for row, day in found if frame.holds(day)]


def expect(data_set: DataSet) -> Expected:
    """K24: visits over active user-months; adoption and visits per entitled user beside."""
    frame = to_frame(data_set.settings, 12)
    rows = data_set.rows("interaction", kind="portal")
    service = {row["user_key"] for row in data_set.rows("portal_user") if row["staff"]}
    excluded: Counter[str] = Counter()
    kept, inside = [], []
    for row in rows:
        why = reason(row, service)
        if frame.holds(frame.day_of(row["ts"])):
            inside.append(row)
            excluded[why or ""] += 1
        if not why:
            kept.append(row)
    del excluded[""]
    found = visits(frame, [row for row in kept if frame.holds(frame.day_of(row["ts"]))])
    blank = not inside or any(why.startswith("missing") for why in excluded)
    return Expected(
        per_month([(row["person_key"], day) for row, day in found])
        if found
        else NO_DATA
        if blank
        else TOO_FEW,
        excluded=excluded,
        parts={"adoption": adoption(data_set, frame, found)},
        variants={
            "per_entitled_user": per_entitled(data_set, frame, found),
            "per_client": per_month(
                [(w, day) for row, day in found if (w := _client(data_set, row))], False
            ),
        },
    )


def reason(row: Row, service: set[str]) -> str | None:
    """Return why a login counts for no visit."""
    if row["person_key"] is None:
        return "missing person"
    if row["staff"] or row["person_key"] in service:
        return "staff"
    if row["status"] is None:
        return "missing status"
    return None if row["status"] == "success" else "failed login"


def per_month(found: Sequence[tuple[str, date]], users: bool = True) -> Want:
    """Return visits over the months in which anybody of the unit came."""
    if not found:
        return TOO_FEW
    counts = Counter((who, month(day)) for who, day in found)
    pairs = [Pair(who, count, 1) for (who, _), count in counts.items()]
    want = to_ratio(pairs, SAMPLE, ends="free", n=None)
    return want if users else Want(want.outcome, want.value, None, want.ends)


def _client(data_set: DataSet, row: Row) -> str | None:
    known = {u["user_key"]: u["client_id"] for u in data_set.rows("portal_user")}
    return row["client_id"] or known.get(row["person_key"])


def entitled_months(frame: Frame, user: Row) -> int:
    """Return in how many months of the period a user was entitled on some day."""
    first = max(frame.start, user["entitled_from"] or frame.start)
    last = min(frame.end, user["entitled_to"] or frame.end)
    return (last.year - first.year) * 12 + last.month - first.month + 1 if first <= last else 0


def entitled(data_set: DataSet, frame: Frame) -> list[tuple[str, int]]:
    """Return the users entitled in the period, staff left out, and their months."""
    users = [user for user in data_set.rows("portal_user") if not user["staff"]]
    months = [(user["user_key"], entitled_months(frame, user)) for user in users]
    return [(key, count) for key, count in months if count]


def adoption(data_set: DataSet, frame: Frame, found: Sequence[tuple[Row, date]]) -> Want:
    """Return the share of entitled users who came."""
    came = {row["person_key"] for row, _ in found}
    pairs = [Pair(key, int(key in came), 1) for key, _ in entitled(data_set, frame)]
    return to_ratio(pairs, ends="wilson") if pairs else TOO_FEW


def per_entitled(data_set: DataSet, frame: Frame, found: Sequence[tuple[Row, date]]) -> Want:
    """Return visits per entitled user and month, nought for those who never came."""
    counts = Counter(row["person_key"] for row, _ in found)
    pairs = [Pair(key, counts[key], months) for key, months in entitled(data_set, frame)]
    return to_ratio(pairs, SAMPLE) if pairs else TOO_FEW
