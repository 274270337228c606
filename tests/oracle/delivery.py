"""K22 investment reports and K23 factsheets: delivered of those owed, and on time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from typing import NamedTuple

from tests.oracle.chance import Chance, DataSet, Row
from tests.oracle.days import DAY, Frame, to_frame
from tests.oracle.want import (
    ANY_SIZE,
    NO_DATA,
    TOO_FEW,
    Expected,
    Pair,
    Sample,
    Want,
    to_ratio,
)

SAMPLE = Sample(ok={"denominator": 20}, shown={"denominator": 5})
KINDS = ("investment_report", "factsheet")


def make(chance: Chance) -> DataSet:
    """Return reports owed: early, on the last minute, late, missing, struck, issued again."""
    settings = chance.settings(grace_days=chance.pick((0, 1, 3)))
    frame, rows = to_frame(settings, 12), []
    complete, blank = chance.maybe(0.7), chance.pick((0.0, 0.0, 0.05))
    for number in range(chance.pick((3, 6, 25, 50, 80))):
        day = chance.day(frame.start, frame.end)
        by_day = chance.maybe(0.6)
        hour = time(0) if by_day else time(chance.randint(1, 23), 30)
        due = datetime.combine(day, hour, frame.zone)
        slack = chance.pick((-3, -1, 0, 0, 0, 1, 4)) * DAY
        delivered = datetime.combine(day, time(0), frame.zone) + slack
        delivered += timedelta(seconds=chance.pick((0, 1, 43_200, 84_600, 86_399)))
        status = chance.pick(
            ("delivered",) * 9 + ("missing", "missing", "cancelled", "not_due", None)
        )
        if not complete and status == "missing":
            status = "delivered"
        gone = status in ("missing", "cancelled", "not_due")
        rows.append({
            "delivery_id": f"d{number}", "kind": chance.pick(KINDS), "status": status,
            "client_id": f"c{chance.randint(0, 14)}", "fund_id": f"f{chance.randint(0, 14)}",
            "due": chance.or_none(due, blank), "delivered": None if gone else delivered,
            "delay_cause": chance.pick((None, None, "firm", "client")), "reissue_of": None,
            "owed_list": True if not complete and chance.maybe(0.02) else None,
        })  # fmt: skip
        if rows[-1]["delivered"] and complete and chance.maybe(blank):
            rows[-1]["delivered"] = None
        if chance.maybe(0.1) and rows[-1]["delivered"]:
            again = rows[-1] | {
                "delivery_id": f"d{number}b",
                "reissue_of": f"d{number}",
                "status": "delivered",
            }
            rows.append(
                again | {"delivered": rows[-1]["delivered"] + timedelta(days=2), "owed_list": None}
            )
    return DataSet(settings, {"delivery": rows})


class Report(NamedTuple):
    """One report owed in the period, as it stood on the day as_of."""

    unit: str
    row: Row
    went_out: bool
    on_time: bool | None
    in_grace: bool | None


def is_on_time(frame: Frame, row: Row, grace: int = 0) -> bool | None:
    """Tell whether a report was out by its day, or by its moment where it has one.

    ``grace``: days after it within which it counts all the same.
    """
    due, delivered = row["due"], row["delivered"]
    if delivered is None or frame.day_of(delivered) > frame.as_of:
        return None if row["status"] == "delivered" and delivered is None else False
    if due.astimezone(frame.zone).time() == time(0):
        return frame.day_of(delivered) <= frame.day_of(due) + grace * DAY
    return delivered <= due + grace * DAY


def reports(data_set: DataSet, kind: str, unit: str) -> tuple[list[Report], Counter[str]]:
    """Return the reports owed and due in the period, and why rows of it are none."""
    frame, found, excluded = to_frame(data_set.settings, 12), [], Counter[str]()
    why = {"cancelled": "cancelled", "not_due": "not due"}
    for row in data_set.rows("delivery", kind=kind):
        moment = row["due"] or row["delivered"]
        if moment and not frame.holds(frame.day_of(moment)):
            continue
        reason = "re-issue" if row["reissue_of"] else why.get(row["status"])
        reason = reason or ("missing due" if row["due"] is None else None)
        if reason:
            excluded[reason] += 1
            continue
        sent = row["delivered"]
        went_out = frame.day_of(sent) <= frame.as_of if sent else row["status"] == "delivered"
        late = is_on_time(frame, row), is_on_time(frame, row, data_set.settings["grace_days"])
        found.append(Report(row[unit], row, went_out, *late))
    return found, excluded


def lists_what_was_owed(data_set: DataSet, kind: str) -> bool:
    """Tell whether the rows of a kind show what was owed and not only what was sent."""
    return any(
        row["status"] == "missing" or row["delivered"] is None or row["owed_list"]
        for row in data_set.rows("delivery", kind=kind)
    )


def share(
    found: Sequence[Report], says: Callable[[Report], bool | None], sample: Sample = ANY_SIZE
) -> Want:
    """Return the share of reports of which something holds, as far as it is known."""
    known = [(report, says(report)) for report in found]
    pairs = [Pair(report.unit, int(holds), 1) for report, holds in known if holds is not None]
    return to_ratio(pairs, sample, ends="either", clusters_from=10) if pairs else TOO_FEW


def expect(data_set: DataSet, kind: str, unit: str) -> Expected:
    """K22, K23: on time of those due; fulfilment and timeliness apart."""
    if not data_set.fills("delivery", "due", kind=kind):
        return Expected(NO_DATA)
    found, excluded = reports(data_set, kind, unit)
    sent = [report for report in found if report.went_out]
    again = {row["reissue_of"] for row in data_set.rows("delivery", kind=kind)}
    own = [report for report in found if report.row["delay_cause"] != "client"]
    timeliness = share(sent, lambda r: r.on_time)
    if not lists_what_was_owed(data_set, kind):
        return Expected(NO_DATA, parts={"fulfilment": TOO_FEW, "timeliness": timeliness})
    unknown = sum(1 for report in found if report.on_time is None)
    excluded["missing reports_on_time"] += unknown
    blank = (not found and not +excluded) or "missing due" in +excluded or unknown
    return Expected(
        share(found, lambda r: r.on_time, SAMPLE)
        if len(found) > unknown
        else NO_DATA
        if blank
        else TOO_FEW,
        excluded=+excluded,
        parts={"fulfilment": share(found, lambda r: r.went_out), "timeliness": timeliness},
        variants={
            "first_time_right": share(sent, lambda r: r.row["delivery_id"] not in again, SAMPLE),
            "excl_client_caused": share(own, lambda r: r.on_time, SAMPLE),
            "with_grace_days": share(found, lambda r: r.in_grace, SAMPLE),
        },
    )


def investment_reports(data_set: DataSet) -> Expected:
    """K22: reports to clients, clustered by client."""
    return expect(data_set, "investment_report", "client_id")


def factsheets(data_set: DataSet) -> Expected:
    """K23: factsheets, clustered by fund."""
    return expect(data_set, "factsheet", "fund_id")
