"""K20 and K21 days from award to first funding, of pooled and of segregated mandates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from tests.oracle.chance import Chance, DataSet, Row
from tests.oracle.days import Frame, business_days, to_frame
from tests.oracle.exact import Case, to_survival
from tests.oracle.want import (
    FREE,
    NO_DATA,
    TOO_FEW,
    Expected,
    Sample,
    Want,
    to_duration,
    to_median,
)

SAMPLE = Sample(ok={"ended": 10, "at_risk_at_median": 5}, shown={"ended": 6})


def make(chance: Chance) -> DataSet:
    """Return mandates funded, open, cancelled, funded ahead of time or before the award."""
    settings = chance.settings()
    frame = to_frame(settings, 24)
    if chance.maybe(0.5):
        settings["holiday_calendar"] = sorted(
            {(frame.end - timedelta(days=chance.randint(0, 300))).isoformat() for _ in range(12)}
        )
    longest, blank = chance.pick((4, 40, 400)), chance.pick((0.0, 0.0, 0.05))
    rows = []
    for number in range(chance.pick((1, 8, 16, 30, 45))):
        won = chance.day(frame.start, frame.end)
        later = lambda low: won + timedelta(days=chance.randint(low, longest))  # noqa: E731, B023
        funded = later(-1 if blank else 0) if chance.maybe(0.7) else None
        cancelled = None if funded and chance.maybe(0.95) else later(0)
        if funded and cancelled:
            cancelled = funded
        cancelled, ready = chance.or_none(cancelled, 0.6), chance.or_none(later(0), 0.2)
        rows.append({
            "mandate_id": f"m{number}", "client_id": f"c{number % 5}",
            "vehicle": chance.or_none(chance.pick(("pooled", "segregated")), blank),
            "won": won, "signed": chance.or_none(won + timedelta(days=chance.randint(0, 3)), 0.1),
            "ready": None if ready and cancelled and ready > cancelled else ready,
            "funded": funded, "cancelled": cancelled,
        })  # fmt: skip
    lacking: dict[str, set[str]] = {}
    if chance.maybe(0.15):
        lacking = {"mandate": {"won"}}
        rows = [row | {"won": None} for row in rows]
    return DataSet(settings, {"mandate": rows}, lacking)


class Path(NamedTuple):
    """From which date to which one the days are counted, and how both are called."""

    start: str = "won"
    end: str = "funded"


def in_window(data_set: DataSet, vehicle: str, start: str) -> tuple[Frame, list[Row]]:
    """Return the mandates started in the window, of the vehicle or of an unknown one."""
    frame = to_frame(data_set.settings, 24)
    rows = [row for row in data_set.rows("mandate") if row["vehicle"] in (vehicle, None)]
    return frame, [row for row in rows if row[start] and frame.holds(row[start])]


def to_case(frame: Frame, row: Row, path: Path, days: Callable[[date, date], int]) -> Case | str:
    """Return a mandate as a case, or why it cannot be one."""
    begun, ended, dropped = row[path.start], row[path.end], row["cancelled"]
    if row["vehicle"] is None:
        return "missing vehicle"
    if ended and ended < begun:
        return f"{path.end} before {path.start}"
    if frame.happened(ended):
        return Case(days(begun, ended), "ended")
    if dropped and dropped < begun:
        return f"cancelled before {path.start}"
    if frame.happened(dropped):
        return Case(days(begun, dropped), "competing")
    return Case(days(begun, frame.as_of), "open")


def cases(
    data_set: DataSet, vehicle: str, path: Path, days: Callable[[date, date], int]
) -> tuple[list[Case], Counter[str]]:
    """Return the cases of the window and how many rows are none, by reason."""
    frame, rows = in_window(data_set, vehicle, path.start)
    found = [to_case(frame, row, path, days) for row in rows]
    reasons = Counter(case for case in found if isinstance(case, str))
    return [case for case in found if isinstance(case, Case)], reasons


def calendar_days(first: date, last: date) -> int:
    """Return the days between two dates."""
    return (last - first).days


def expect(data_set: DataSet, vehicle: str) -> Expected:
    """K20, K21: the Kaplan-Meier median, open cases censored at as_of, cancelled ones that day."""
    free = {date.fromisoformat(day) for day in data_set.settings.get("holiday_calendar", ())}
    working = lambda first, last: business_days(first, last, free)  # noqa: E731
    found, excluded = cases(data_set, vehicle, Path(), calendar_days)
    at_work, _ = cases(data_set, vehicle, Path(), working)
    signed, _ = cases(data_set, vehicle, Path("signed"), calendar_days)
    if not data_set.has("mandate", "won"):
        return Expected(median_of(signed), "from_signed") if signed else Expected(NO_DATA, FREE)
    if not found:
        unknown = any(why.startswith("missing") for why in excluded)
        by_signature = bool(signed) and unknown
        return Expected(median_of(signed), "from_signed") if by_signature else Expected(NO_DATA)
    curve = to_duration(found, SAMPLE)
    dropped = sum(1 for case in found if case.ending == "competing")
    return Expected(
        curve.pop("headline"),
        excluded=excluded,
        parts=_chances(found)
        | curve
        | {"cancelled_share": Want("measured", Fraction(dropped, len(found)), len(found), "free")},
        variants={
            "business_days": median_of(at_work),
            "from_signed": median_of(signed),
            "to_ready_to_trade": median_of(ready(data_set, vehicle)),
            "closed_only": closed([case for case in found if case.ending == "ended"]),
        },
    )


def _chances(found: Sequence[Case]) -> dict[str, Want]:
    """Return the chance of being funded by a day, where over a tenth was cancelled.

    Nothing is fixed for days beyond the last one at which a case was still watched.
    """
    dropped = sum(1 for case in found if case.ending == "competing")
    curve, names = to_survival(found), {f"funded_by_{day}": day for day in (30, 60, 90)}
    if dropped * 10 <= len(found):
        return dict.fromkeys(names, TOO_FEW)
    known = {name: day for name, day in names.items() if day <= curve.last}
    return {
        name: Want("measured", curve.chance_by(day), len(found), FREE)
        for name, day in known.items()
    }


def median_of(found: Sequence[Case]) -> Want:
    """Return the survival median of cases."""
    return to_duration(found, SAMPLE)["headline"] if found else TOO_FEW


def closed(found: Sequence[Case]) -> Want:
    """Return the ordinary median of the funded cases."""
    return to_median([case.days for case in found], SAMPLE) if found else TOO_FEW


def ready(data_set: DataSet, vehicle: str) -> list[Case]:
    """Return the cases up to ready to trade; one that is funded without that day is unknown."""
    frame, rows = in_window(data_set, vehicle, "won")
    known = [row for row in rows if row["ready"] or not frame.happened(row["funded"])]
    found = [to_case(frame, row, Path("won", "ready"), calendar_days) for row in known]
    return [case for case in found if isinstance(case, Case)]


def pooled(data_set: DataSet) -> Expected:
    """K20: pooled vehicles."""
    return expect(data_set, "pooled")


def segregated(data_set: DataSet) -> Expected:
    """K21: segregated mandates."""
    return expect(data_set, "segregated")
