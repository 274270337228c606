"""The book of clients, parents and all: invented rows for tenure and breadth."""

from __future__ import annotations

from datetime import date, timedelta

from tests.oracle.chance import Chance, DataSet, Row
from tests.oracle.days import months_later

PARENTS = ("", "c{0}", "c{0}", "c{1}", "h{2}")
DATES = ("rel_start", "rel_end", "end_reason", "register_from")
REASONS = ("left", "left", "left", None, "liquidated", "merged", "data_error")


def make(chance: Chance) -> DataSet:
    """Return clients under parents, with gaps, mergers, errors and leavers before the register."""
    settings = chance.settings(currency="EUR")
    as_of, blank = settings["as_of"], chance.pick((0.0, 0.0, 0.05))
    register = as_of - timedelta(days=chance.pick((30, 2000, 4000, 9000)))
    clients, count = [], chance.pick((1, 9, 20, 40, 65))
    short = chance.maybe(0.5)
    for number in range(count):
        begins = as_of - timedelta(days=chance.randint(-5, 300 if short else 7000))
        ends = begins + timedelta(days=chance.randint(-3 if blank else 0, 200 if short else 6000))
        if number and chance.maybe(0.3) and clients[-1]["rel_end"] and not blank:
            begins = months_later(clients[-1]["rel_end"], 12) + timedelta(
                days=chance.randint(-2, 2)
            )
            ends = begins + timedelta(days=chance.randint(0, 900))
        clients.append({
            "client_id": f"c{number}", "rel_start": chance.or_none(begins, blank),
            "parent_id": chance.pick(PARENTS).format(number, max(0, number - 1), number // 5)
            or None,
            "rel_end": chance.or_none(ends, 0.4), "register_from": register,
            "end_reason": chance.pick(REASONS),
        })  # fmt: skip
        if clients[-1]["rel_end"] is None:
            clients[-1]["end_reason"] = None
    clients[0] |= {"rel_start": as_of - timedelta(days=400), "rel_end": None, "end_reason": None}
    mandates = [_mandate(chance, n, as_of, count) for n in range(chance.randint(1, 2 * count))]
    aum = [
        {"mandate_id": m["mandate_id"], "as_of": as_of - timedelta(days=back), "ccy": ccy,
         "mv": chance.randint(0, 10**9) / 100, "fx_rate": None if ccy == "EUR" else 0.9,
         "basis": "managed"}
        for m in mandates for back in chance.sample((0, 1, 31, 32, -1), chance.pick((0, 1, 2, 2)))
        for ccy in (chance.pick(("EUR", "EUR", "USD")),)
    ]  # fmt: skip
    tables = {"client": clients, "mandate": mandates} | ({"aum": aum} if aum else {})
    if chance.maybe(0.2):
        clients[:] = [row | dict.fromkeys(DATES) for row in clients]
        return DataSet(settings, tables, {"client": set(DATES)})
    if chance.maybe(0.15):
        clients[:] = [row | {"register_from": as_of + timedelta(days=3)} for row in clients]
    return DataSet(settings, tables)


def _mandate(chance: Chance, number: int, as_of: date, count: int) -> Row:
    funded = chance.pick(
        (None, chance.day(as_of, as_of), as_of - timedelta(days=chance.randint(0, 4000)))
    )
    terminated = chance.pick((None, None, chance.day(as_of, as_of)))
    if funded and terminated and terminated < funded:
        terminated = None
    return {
        "mandate_id": f"m{number}",
        "client_id": chance.or_none(f"c{chance.randint(0, count)}", 0.04),
        "strategy_id": chance.or_none(f"s{chance.randint(0, 3)}", 0.04),
        "funded": funded, "terminated": terminated if funded else None,
    }  # fmt: skip


def ultimate(data_set: DataSet) -> dict[str, str]:
    """Return every client's group: the parent of its parents, itself where there is none."""
    above = {
        row["client_id"]: row["parent_id"] or row["client_id"] for row in data_set.rows("client")
    }
    found = {}
    for client in above:
        group = client
        while above.get(group, group) != group:
            group = above[group]
        found[client] = group
    return found
