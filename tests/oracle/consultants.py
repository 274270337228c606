"""K12 strategies with a buy rating and K13 buys per rated strategy: what holds on one day."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple

from tests.oracle.chance import Chance, DataSet, Row
from tests.oracle.days import DAY, months_later
from tests.oracle.want import (
    NO_DATA,
    TOO_FEW,
    Expected,
    Pair,
    Sample,
    Want,
    to_count,
    to_ratio,
)

SAMPLE = Sample(ok={"units": 5}, shown={"units": 1})
GRADES = ("buy", "buy", "buy", "hold", "sell", "in_review", "not_rated")
RATED = {"buy", "hold", "sell"}
EARLY = date(2015, 1, 1)


def make(chance: Chance) -> DataSet:
    """Return strategies and ratings: closed, not yet sold, lapsed, replaced, stale, unlisted."""
    settings = chance.settings()
    as_of, blank = settings["as_of"], chance.pick((0.0, 0.0, 0.08))
    near = lambda: chance.day(as_of - timedelta(days=3), as_of + timedelta(days=3))  # noqa: E731
    count = chance.randint(1, 14)
    strategies = [
        {
            "strategy_id": f"s{n}", "flagship": chance.maybe(0.3),
            "marketed_from": chance.or_none(chance.pick((EARLY, EARLY, near())), blank),
            "marketed_to": chance.pick((None, None, near())),
        }
        for n in range(count)
    ]  # fmt: skip
    ratings = []
    for n in range(chance.randint(1, 40)):
        begins = chance.pick((chance.day(EARLY, as_of), near()))
        ratings.append({
            "rating_id": f"r{n}", "consultant": chance.pick(("Alder", "Birch", "Cedar", "Dogwood")),
            "consultant_scope": chance.pick(("global", "regional")),
            "strategy_id": f"s{chance.randint(0, count)}",
            "grade": chance.or_none(chance.pick(GRADES), blank),
            "valid_from": begins + (n if begins < as_of - 50 * DAY else 0) * DAY,
            "valid_to": chance.pick((None, None, near(), begins + chance.randint(0, 900) * DAY)),
            "last_review": chance.or_none(_review(chance, as_of), 0.2),
        })  # fmt: skip
    ratings.append({"rating_id": "first", "consultant": "Elm", "strategy_id": "s0", "grade": "hold",
                    "valid_from": EARLY, "valid_to": EARLY})  # fmt: skip
    return DataSet(settings, {"strategy": strategies, "rating": _one_a_day(ratings)})


def _review(chance: Chance, as_of: date) -> date:
    edge = months_later(as_of, -24)
    return (
        chance.day(edge, edge)
        if chance.maybe(0.4)
        else chance.day(as_of - timedelta(days=1500), as_of)
    )


def _one_a_day(ratings: list[Row]) -> list[Row]:
    found = {(r["consultant"], r["strategy_id"], r["valid_from"]): r for r in ratings}
    return list(found.values())


class InForce(NamedTuple):
    """The rating in force of one consultant for one strategy."""

    consultant: str
    strategy: str
    row: Row


def in_force(data_set: DataSet) -> list[InForce]:
    """Return the newest rating valid at as_of of every consultant for every strategy."""
    as_of, found = data_set.settings["as_of"], {}
    for row in sorted(data_set.rows("rating"), key=lambda row: row["valid_from"]):
        if row["valid_from"] <= as_of <= (row["valid_to"] or as_of):
            found[row["consultant"], row["strategy_id"]] = row
    return [InForce(consultant, strategy, row) for (consultant, strategy), row in found.items()]


def standing(strategy: Row, as_of: date) -> str | None:
    """Return why a strategy is not marketed on the day, if it is not."""
    if strategy["marketed_from"] is None:
        return "missing marketed_from"
    if strategy["marketed_from"] > as_of:
        return "not yet marketed"
    if strategy["marketed_to"] is not None and strategy["marketed_to"] < as_of:
        return "no longer marketed"
    return None


def is_fresh(row: Row, as_of: date) -> bool:
    """Tell whether a rating was reviewed, or else given, within 24 months."""
    return (row.get("last_review") or row["valid_from"]) >= months_later(as_of, -24)


Bought = list[tuple[Row, list[Row]]]


def judged(data_set: DataSet) -> tuple[Bought, Bought, Counter[str]]:
    """Return marketed strategies and all known ones, each with its buys, and who is left out."""
    as_of = data_set.settings["as_of"]
    ratings: dict[str, list[Row]] = {}
    for pair in in_force(data_set):
        ratings.setdefault(pair.strategy, []).append(pair.row)
    excluded: Counter[str] = Counter()
    kept: Bought = []
    everyone: Bought = []
    for strategy in data_set.rows("strategy"):
        mine = ratings.get(strategy["strategy_id"], [])
        buys = [row for row in mine if row["grade"] == "buy"]
        why = standing(strategy, as_of)
        unknown = not buys and any(row["grade"] is None for row in mine)
        if why != "missing marketed_from" and not unknown:
            everyone.append((strategy, buys))
        why = why or ("missing grade" if unknown else None)
        if why:
            excluded[why] += 1
        else:
            kept.append((strategy, buys))
    return kept, everyone, excluded


def buy_rated(data_set: DataSet) -> Expected:
    """K12: how many marketed strategies some consultant rates buy, and what share that is."""
    as_of = data_set.settings["as_of"]
    kept, everyone, excluded = judged(data_set)
    blank = any(why.startswith("missing") for why in excluded)
    return Expected(
        count_of(kept) if kept else NO_DATA if blank else TOO_FEW,
        excluded=excluded,
        parts={
            "share_marketed": share_of(kept),
            "flagships_without": to_count([int(s["flagship"] and not buys) for s, buys in kept]),
            "stale_buy_rated": to_count(
                [int(bool(buys) and not any(is_fresh(b, as_of) for b in buys)) for _, buys in kept]
            ),
        },
        variants={
            "excl_stale": count_of(
                [(s, [b for b in buys if is_fresh(b, as_of)]) for s, buys in kept]
            ),
            "global_consultants_only": count_of(
                [
                    (s, [b for b in buys if b.get("consultant_scope") == "global"])
                    for s, buys in kept
                ]
            ),
            "incl_closed_strategies": count_of(
                [(s, buys) for s, buys in everyone if standing(s, as_of) != "not yet marketed"]
            ),
            "unfiltered": count_of(everyone),
        },
    )


def count_of(kept: Bought) -> Want:
    """Return how many strategies have a buy."""
    return to_count([int(bool(buys)) for _, buys in kept]) if kept else TOO_FEW


def share_of(kept: Bought) -> Want:
    """Return what share of the strategies has a buy: a complete count."""
    if not kept:
        return TOO_FEW
    return Want("measured", Fraction(sum(1 for _, buys in kept if buys), len(kept)), len(kept))


def buys_per_strategy(data_set: DataSet) -> Expected:
    """K13: buys in force over strategies rated at all, each consultant and strategy once."""
    as_of = data_set.settings["as_of"]
    listed = {row["strategy_id"]: row for row in data_set.rows("strategy")}
    excluded: Counter[str] = Counter()
    kept = []
    for pair in in_force(data_set):
        grade = pair.row["grade"]
        strategy = listed.get(pair.strategy)
        why = standing(strategy, as_of) if strategy else "strategy not on the list"
        why = "missing grade" if grade is None else why
        if why is None and grade not in RATED:
            why = grade.replace("_", " ")
        if why:
            excluded[why] += 1
        else:
            kept.append(pair)
    by_consultant = Counter(pair.consultant for pair in kept if pair.row["grade"] == "buy")
    buys = sum(by_consultant.values())
    shares = [Fraction(count, buys) for count in by_consultant.values()]
    blank = not in_force(data_set) or any(why.startswith("missing") for why in excluded)
    return Expected(
        ratio_of(kept) if kept else NO_DATA if blank else TOO_FEW,
        parts={
            "top_consultant_share": Want("measured", max(shares), buys) if buys else TOO_FEW,
            "hhi": Want("measured", sum(s * s for s in shares), buys) if buys else TOO_FEW,
        },
        variants={
            "per_buy_rated": ratio_of([pair for pair in kept if pair.row["grade"] == "buy"]),
        },
        excluded=excluded,
    )


def ratio_of(kept: list[InForce]) -> Want:
    """Return buys over strategies, with limits from eight strategies on."""
    strategies = Counter({pair.strategy: 0 for pair in kept})
    for pair in kept:
        strategies[pair.strategy] += pair.row["grade"] == "buy"
    pairs = [Pair(strategy, count, 1) for strategy, count in strategies.items()]
    return to_ratio(pairs, SAMPLE, clusters_from=8) if pairs else TOO_FEW
