"""K25 meetings with top clients, K26 complaints, both per client-year of exposure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from tests.oracle.chance import Chance, DataSet, Row
from tests.oracle.days import Frame, overlap, to_frame, utc
from tests.oracle.want import (
    FREE,
    NO_DATA,
    TOO_FEW,
    Expected,
    Pair,
    Sample,
    Want,
    to_rate,
    to_ratio,
)

MEETINGS = Sample(ok={"exposure": 1825}, shown={"exposure": 364})
YEAR = Fraction(1461, 4)
EARLY = date(2010, 1, 1)
MODES = ("In person", "Video", "Phone", "in_person")


def make(chance: Chance) -> DataSet:
    """Return clients who come, go and change tier, with meetings and complaints of every sort."""
    settings = chance.settings(top_tier=chance.pick((["gold"], ["gold", "platinum"])))
    frame = to_frame(settings, 12)
    blank = chance.pick((0.0, 0.0, 0.08))
    clients = [_client(chance, frame, n, blank) for n in range(chance.pick((1, 3, 6, 9, 14)))]
    rows = []
    for number in range(chance.pick((0, 3, 12, 40))):
        kind = chance.pick(("meeting", "meeting", "complaint"))
        row = {
            "interaction_id": f"i{number}", "kind": kind,
            "client_id": chance.pick((f"c{chance.randint(0, len(clients))}", "c0", None)),
            "ts": chance.moment(frame.start, frame.end),
            "mode": chance.or_none(chance.pick(MODES), 0.04),
            "status": "closed" if kind == "complaint"
            else chance.pick(("held",) * 5 + ("cancelled", "no_show", None)),
            "closed": None, "regulated": chance.or_none(chance.maybe(0.5), blank),
            "outcome": chance.pick(("upheld", "partly", "rejected")), "parent_id": None,
        }  # fmt: skip
        rows.append(row)
        for again in range(chance.pick((0, 0, 0, 1, 3))):
            rows.append(
                row | {"interaction_id": f"i{number}.{again}", "parent_id": row["interaction_id"]}
            )
        if chance.maybe(0.1):
            row["parent_id"] = row["interaction_id"]
    old = {"parent_id": None, "client_id": "c0", "status": "held", "ts": utc(EARLY, 0)}
    for kind in ("meeting", "complaint") if rows else ():
        rows.append(rows[0] | old | {"interaction_id": f"x{kind}", "kind": kind})
    tables = {"client": clients} | ({"interaction": rows} if rows else {})
    if chance.maybe(0.15):
        clients[:] = [row | {"tier_from": None} for row in clients]
        return DataSet(settings, tables, {"client": {"tier_from"}})
    return DataSet(settings, tables)


def _client(chance: Chance, frame: Frame, number: int, blank: float) -> Row:
    near = lambda: chance.day(frame.start, frame.end)  # noqa: E731
    begins, ends = chance.pick((EARLY, near())), chance.pick((None, None, near()))
    tier_from = chance.pick(
        (EARLY, near(), frame.end - timedelta(days=chance.pick((363, 364, 365))))
    )
    tier_to = chance.pick((None, None, near()))
    return {
        "client_id": f"c{number}", "parent_id": None,
        "tier": chance.pick(("gold", "gold", "gold", "platinum", "silver", None)),
        "tier_from": chance.or_none(tier_from, blank),
        "tier_to": tier_to if tier_to and tier_to >= tier_from else None,
        "rel_start": chance.or_none(begins, blank),
        "rel_end": ends if ends and (ends >= begins or blank) else None,
    }  # fmt: skip


def exposed(frame: Frame, client: Row, tiered: bool) -> tuple[date, date]:
    """Return the first and the last day on which a client counts in the period."""
    firsts = [frame.start, client["rel_start"], client["tier_from"] if tiered else None]
    lasts = [frame.end, client["rel_end"], client["tier_to"] if tiered else None]
    return max(d for d in firsts if d), min(d for d in lasts if d)


def meetings(data_set: DataSet) -> Expected:
    """K25: held meetings with top-tier clients over their years in the tier."""
    frame = to_frame(data_set.settings, 12)
    excluded: Counter[str] = Counter()
    dated = data_set.has("client", "tier_from")
    top: list[tuple[Row, Pair]] = []
    for client in data_set.rows("client"):
        if client["tier"] not in data_set.settings["top_tier"]:
            continue
        first, last = exposed(frame, client, True)
        pair = _pair(data_set, frame, client, tiered=True) if first <= last else None
        if dated and first <= last and client["tier_from"] is None:
            excluded["missing tier_from"] += 1
        elif first <= last and pair is None:
            excluded["missing meetings"] += 1
        elif pair:
            top.append((client, pair))
    pairs = [pair for _, pair in top]
    if not pairs or not data_set.rows("interaction", kind="meeting"):
        return Expected(NO_DATA, FREE if excluded else "headline")
    if not dated:
        return Expected(_rate(pairs), "static_tier", excluded)
    full = [p for p in pairs if rounded(p.whole) >= 1]
    return Expected(
        to_rate(pairs, MEETINGS, scale=YEAR, spread_at=Fraction(3, 2)),
        excluded=excluded if pairs else None,
        parts={
            "discretionary": _above_four(pairs),
            "share_below_four": to_ratio(
                [Pair(p.unit, int(p.part < 4 * rounded(p.whole)), 1) for p in full], ends="wilson"
            ) if full else TOO_FEW,
        },
        variants={
            "all_tiers": _of_all(data_set, frame),
            "in_person_only": _in_person(data_set, frame, [client for client, _ in top]),
        },
    )  # fmt: skip


def _above_four(pairs: Sequence[Pair]) -> Want:
    above = sum(max(Fraction(0), pair.part - 4 * pair.whole / YEAR) for pair in pairs)
    return Want("measured", above / sum(pair.whole for pair in pairs) * YEAR, len(pairs), FREE)


def rounded(days: Fraction | int) -> Fraction:
    """Return days as years to the hundredth."""
    return Fraction(int(Fraction(days) / YEAR * 100 + Fraction(1, 2)), 100)


def _pair(data_set: DataSet, frame: Frame, client: Row, tiered: bool) -> Pair | None:
    """Return meetings and days of a client; none where it is unknown whether one was held."""
    first, last = exposed(frame, client, tiered)
    mine = [
        row for row in data_set.rows("interaction", kind="meeting", client_id=client["client_id"])
        if first <= frame.day_of(row["ts"]) <= last
    ]  # fmt: skip
    if any(row["status"] is None for row in mine):
        return None
    held = {row["parent_id"] or row["interaction_id"] for row in mine if row["status"] == "held"}
    return Pair(client["client_id"], len(held), (last - first).days + 1)


def _of_all(data_set: DataSet, frame: Frame) -> Want:
    dated = [client for client in data_set.rows("client") if client["rel_start"]]
    sound = [c for c in dated if c["rel_end"] is None or c["rel_end"] >= c["rel_start"]]
    here = [
        client
        for client in sound
        if exposed(frame, client, False)[0] <= exposed(frame, client, False)[1]
    ]
    pairs = [_pair(data_set, frame, client, tiered=False) for client in here]
    return _rate([pair for pair in pairs if pair])


def _in_person(data_set: DataSet, frame: Frame, clients: Sequence[Row]) -> Want:
    pairs = []
    for client in clients if data_set.fills("interaction", "mode", kind="meeting") else ():
        first, last = exposed(frame, client, True)
        rows = data_set.rows(
            "interaction", kind="meeting", client_id=client["client_id"], status="held"
        )
        held = {r["parent_id"] or r["interaction_id"]: r["mode"] for r in rows
                if first <= frame.day_of(r["ts"]) <= last}  # fmt: skip
        if None not in held.values():
            count = sum(1 for mode in held.values() if mode in ("In person", "in_person"))
            pairs.append(Pair(client["client_id"], count, (last - first).days + 1))
    return _rate(pairs)


def _rate(pairs: Sequence[Pair]) -> Want:
    return to_rate(pairs, MEETINGS, scale=YEAR, spread_at=Fraction(3, 2)) if pairs else TOO_FEW


class Complaining(NamedTuple):
    """A client's complaints received in the period, repeats left out, and its days in it."""

    client: str
    rows: list[Row]
    days: int

    def pair(self, says: Callable[[Row], object] = lambda row: True) -> Pair:
        """Return how many complaints say something, over the days."""
        return Pair(self.client, sum(1 for row in self.rows if says(row)), self.days)


def complaining(data_set: DataSet) -> tuple[list[Complaining], Counter[str]]:
    """Return the clients of the period with what they complained of, and what is left out."""
    frame = to_frame(data_set.settings, 12)
    rows = [row for row in data_set.rows("interaction", kind="complaint")
            if frame.holds(frame.day_of(row["ts"]))]  # fmt: skip
    excluded: Counter[str] = Counter()
    found = []
    for client in data_set.rows("client"):
        mine = [row for row in rows if row["client_id"] == client["client_id"]]
        spent = overlap(frame, client["rel_start"], client["rel_end"])
        if client["rel_start"] is None:
            excluded["missing start"] += 1
        elif client["rel_end"] and client["rel_end"] < client["rel_start"]:
            excluded["ended before it began"] += 1
        elif spent or mine:
            first = [row for row in mine if row["parent_id"] in (None, row["interaction_id"])]
            found.append(Complaining(client["client_id"], first, spent))
    listed = {client["client_id"] for client in data_set.rows("client")}
    excluded["client not in the register"] = sum(
        1 for row in rows if row["client_id"] not in listed
    )
    return found, +excluded


def complaints(data_set: DataSet) -> Expected:
    """K26: complaints received in the period over the years that clients were clients in it."""
    if not data_set.rows("interaction", kind="complaint"):
        return Expected(NO_DATA)
    found, excluded = complaining(data_set)
    pairs = [one.pair() for one in found]
    if not pairs:
        unknown = "missing start" in excluded or not excluded
        return Expected(NO_DATA if unknown else TOO_FEW, excluded=excluded)
    recorded = data_set.rows("interaction", kind="complaint")
    marked = any(row["regulated"] is not None for row in recorded)
    told = [one for one in found if all(row["regulated"] is not None for row in one.rows)]
    regulated = [one.pair(lambda row: row["regulated"]) for one in told]
    upheld = [one.pair(lambda row: row["outcome"] != "rejected") for one in found]
    any_at_all = [Pair(client, int(count > 0), 1) for client, count, _ in pairs]
    return Expected(
        to_rate(pairs, scale=YEAR),
        excluded=excluded,
        variants={
            "per_1000": to_rate(pairs, scale=YEAR * 1000),
            "clients_with_any": to_ratio(any_at_all, ends="wilson"),
            "regulatory_definition": to_rate(regulated, scale=YEAR) if told and marked else TOO_FEW,
            "upheld_only": to_rate(upheld, scale=YEAR),
        },
    )
