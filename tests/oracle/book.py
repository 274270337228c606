"""K27 client tenure and K28 mandates per client: the book of clients, parents and all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from tests.oracle.assets import cents_of, values
from tests.oracle.chance import Chance, DataSet, Row
from tests.oracle.days import months_later
from tests.oracle.exact import Case
from tests.oracle.want import (
    ANY_SIZE,
    NO_DATA,
    TOO_FEW,
    Expected,
    Pair,
    Sample,
    Want,
    to_duration,
    to_mean,
    to_ratio,
)

TENURE = Sample(ok={"ended": 10, "units": 20}, shown={"ended": 5})
CLIENTS = Sample(ok={"units": 20}, shown={"units": 5})
YEARS = Fraction(4, 1461)


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
            "parent_id": chance.pick((None, f"c{number}", f"c{number}", f"c{max(0, number - 1)}", f"h{number // 5}")),
            "rel_end": chance.or_none(ends, 0.4), "register_from": register,
            "end_reason": chance.pick(("left", "left", "left", None, "liquidated", "merged", "data_error")),
        })  # fmt: skip
        if clients[-1]["rel_end"] is None:
            clients[-1]["end_reason"] = None
    clients[0] |= {"rel_start": as_of - timedelta(days=400), "rel_end": None, "end_reason": None}
    mandates = [_mandate(chance, n, as_of, count) for n in range(chance.randint(1, 2 * count))]
    aum = [
        {"mandate_id": m["mandate_id"], "as_of": as_of - timedelta(days=back), "ccy": ccy,
         "mv": chance.randint(0, 10**9) / 100, "fx_rate": None if ccy == "EUR" else 0.9, "basis": "managed"}
        for m in mandates for back in chance.sample((0, 1, 31, 32, -1), chance.pick((0, 1, 2, 2)))
        for ccy in (chance.pick(("EUR", "EUR", "USD")),)
    ]  # fmt: skip
    tables = {"client": clients, "mandate": mandates} | ({"aum": aum} if aum else {})
    undated = (
        {"client": {"rel_start", "rel_end", "end_reason", "register_from"}}
        if chance.maybe(0.2)
        else {}
    )
    if undated:
        clients[:] = [row | dict.fromkeys(undated["client"]) for row in clients]
    return DataSet(settings, tables, undated)


def _mandate(chance: Chance, number: int, as_of: date, count: int) -> Row:
    funded = chance.pick(
        (None, chance.day(as_of, as_of), as_of - timedelta(days=chance.randint(0, 4000)))
    )
    terminated = chance.pick((None, None, chance.day(as_of, as_of)))
    if funded and terminated and terminated < funded:
        terminated = None
    return {
        "mandate_id": f"m{number}", "client_id": chance.or_none(f"c{chance.randint(0, count)}", 0.04),
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


class Spell(NamedTuple):
    """One relationship of a group, gaps of under a year bridged."""

    group: str
    start: date
    end: date | None
    reason: str | None
    rows: int


def spells(data_set: DataSet, rows: Sequence[Row]) -> list[Spell]:
    """Return the relationships of all groups."""
    groups, by_group = ultimate(data_set), {}
    for row in sorted(rows, key=lambda row: row["rel_start"]):
        by_group.setdefault(groups.get(row["client_id"], row["client_id"]), []).append(row)
    found = []
    for group, mine in by_group.items():
        chain = [mine[0]]
        for row in mine[1:]:
            last = _last(chain)
            if last is None or row["rel_start"] < months_later(last, 12):
                chain.append(row)
            else:
                found.append(_spell(group, chain))
                chain = [row]
        found.append(_spell(group, chain))
    return found


def _last(chain: Sequence[Row]) -> date | None:
    ends = [row["rel_end"] for row in chain]
    return None if None in ends else max(ends)


def _spell(group: str, chain: Sequence[Row]) -> Spell:
    end = _last(chain)
    reasons = {row["end_reason"] for row in chain if row["rel_end"] == end} if end else {None}
    return Spell(
        group, chain[0]["rel_start"], end, "merged" if "merged" in reasons else None, len(chain)
    )


def tenure(data_set: DataSet) -> Expected:
    """K27: the Kaplan-Meier median of relationships, watched from the register's first day on."""
    dated = data_set.has("client", "rel_start")
    sound, excluded = (_of_register if dated else _of_mandates)(data_set)
    as_of = data_set.settings["as_of"]
    register = (dated and data_set.rows("client")[0]["register_from"]) or date.min
    cases, groups, ages = [], [], []
    for spell in spells(data_set, sound):
        gone = spell.end is not None and spell.end <= as_of
        if gone and spell.start < register and spell.end <= register:
            excluded["left before the register"] += spell.rows
            continue
        ending = "open" if not gone else "competing" if spell.reason == "merged" else "ended"
        entered = max(0, (register - spell.start).days)
        cases.append(Case(((spell.end if gone else as_of) - spell.start).days, ending, entered))
        groups.append(spell.group)
        if not gone:
            ages.append((spell.group, cases[-1].days))
    if not cases:
        return Expected(NO_DATA)
    curve = to_duration(cases, TENURE, YEARS, units=len(set(groups)))
    ended = [(g, c.days) for g, c in zip(groups, cases, strict=True) if c.ending == "ended"]
    return Expected(
        curve.pop("headline"),
        "headline" if dated else "from_mandates",
        excluded=excluded,
        parts=curve | {"active_mean_age": _mean(ages, ANY_SIZE)},
        variants={
            "active_mean_age": _mean(ages, TENURE), "terminated_mean": _mean(ended, TENURE),
        } if dated else {},
    )  # fmt: skip


def _of_register(data_set: DataSet) -> tuple[list[Row], Counter[str]]:
    excluded, sound = Counter[str](), []
    for row in data_set.rows("client"):
        if row["rel_start"] and row["rel_start"] > data_set.settings["as_of"]:
            continue
        why = "data error" if row["end_reason"] == "data_error" else None
        if not why and row["rel_start"] is None:
            why = "missing start"
        if not why and row["rel_end"] and row["rel_end"] < row["rel_start"]:
            why = "ended before it began"
        if why:
            excluded[why] += 1
        else:
            sound.append(row)
    return sound, excluded


def _of_mandates(data_set: DataSet) -> tuple[list[Row], Counter[str]]:
    excluded, sound = Counter[str](), []
    for row in data_set.rows("mandate"):
        if row["funded"] is None or row["funded"] > data_set.settings["as_of"]:
            continue
        if row["client_id"] is None:
            excluded["missing client"] += 1
        else:
            dates = {"rel_start": row["funded"], "rel_end": row["terminated"], "end_reason": None}
            sound.append(row | dates)
    return sound, excluded


def _mean(lasted: Sequence[tuple[str, int]], sample: Sample) -> Want:
    units = len({group for group, _ in lasted})
    want = to_mean([days for _, days in lasted], sample, YEARS, units) if lasted else TOO_FEW
    return Want(want.outcome, want.value, want.n, "free")


class Holding(NamedTuple):
    """What a client or group holds: live mandates, all mandates on record, and its strategies."""

    live: list[Row]
    recorded: list[Row]

    @property
    def products(self) -> int | None:
        """Return the number of strategies, unknown where one is not named."""
        names = {row["strategy_id"] for row in self.live}
        return None if None in names else len(names)


def holdings(data_set: DataSet, groups: dict[str, str]) -> dict[str, Holding]:
    """Return the holdings by group; a client outside the register is a group of its own."""
    as_of, found = data_set.settings["as_of"], {}
    for row in data_set.rows("mandate"):
        if row["client_id"] is None:
            continue
        mine = found.setdefault(groups.get(row["client_id"], row["client_id"]), Holding([], []))
        mine.recorded.append(row)
        over = row["terminated"] is not None and row["terminated"] <= as_of
        if row["funded"] is not None and row["funded"] <= as_of and not over:
            mine.live.append(row)
    return found


def breadth(data_set: DataSet) -> Expected:
    """K28: live mandates per client group with at least one; strategies per group beside."""
    groups = ultimate(data_set)
    held = holdings(data_set, groups)
    live = {group: mine for group, mine in held.items() if mine.live}
    nameless = [row for row in data_set.rows("mandate") if row["client_id"] is None]
    excluded = Counter({"missing client": len(nameless)})
    excluded["no live mandate"] = sum(
        len(mine.recorded) for g, mine in held.items() if g not in live
    )
    named = [(group, mine.products) for group, mine in live.items() if mine.products is not None]
    entities = {c: mine for c, mine in holdings(data_set, {}).items() if mine.live}
    blank = bool(nameless)
    multi = [Pair(group, int(count >= 2), 1) for group, count in named]
    return Expected(
        _per(live) if live else NO_DATA if blank else TOO_FEW,
        excluded=+excluded,
        parts={
            "products_per_client": to_ratio([Pair(g, n, 1) for g, n in named])
            if named
            else TOO_FEW,
            "multi_product_share": to_ratio(multi, ends="wilson") if multi else TOO_FEW,
        },
        variants={
            "legal_entity": _per(entities),
            "multi_product_share": to_ratio(multi, CLIENTS, ends="wilson") if multi else TOO_FEW,
            "aum_weighted": _weighted(data_set, live),
        }
        | (
            {"all_clients": _per(_registered(data_set, groups) | live)}
            if data_set.has("client", "rel_end")
            else {}
        ),
    )


def _per(held: dict[str, Holding]) -> Want:
    pairs = [Pair(group, len(mine.live), 1) for group, mine in held.items()]
    return to_ratio(pairs, CLIENTS) if pairs else TOO_FEW


def _registered(data_set: DataSet, groups: dict[str, str]) -> dict[str, Holding]:
    as_of = data_set.settings["as_of"]
    return {
        groups[row["client_id"]]: Holding([], []) for row in data_set.rows("client")
        if (row["rel_end"] is None or row["rel_end"] >= as_of)
        and (row["rel_start"] is None or row["rel_start"] <= as_of)
    }  # fmt: skip


def _weighted(data_set: DataSet, live: dict[str, Holding]) -> Want:
    worth = {row["mandate_id"]: cents_of(row, "EUR", "mv") for row in values(data_set)}
    pairs = []
    for group, mine in live.items():
        known = [worth.get(row["mandate_id"]) for row in mine.live]
        if None not in known:
            pairs.append(Pair(group, len(mine.live) * sum(known), sum(known)))
    return to_ratio(pairs, CLIENTS) if pairs else TOO_FEW
