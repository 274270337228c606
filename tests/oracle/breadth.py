"""K28 mandates and products per client group, on the day as_of."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from tests.oracle.assets import cents_of, values
from tests.oracle.book import ultimate
from tests.oracle.chance import DataSet, Row
from tests.oracle.want import NO_DATA, TOO_FEW, Expected, Pair, Sample, Want, to_ratio

CLIENTS = Sample(ok={"units": 20}, shown={"units": 5})


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


def expect(data_set: DataSet) -> Expected:
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
    if all(row["strategy_id"] is None for row in data_set.rows("mandate")):
        return Expected(NO_DATA)
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
            if data_set.has("client", "rel_end") and held
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
