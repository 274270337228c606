"""The client register: who is a client, since when, of which group, and who has left."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from cxaudit.demo.draws import to_day, to_stream, to_working_day
from cxaudit.demo.firms import AS_OF, HISTORY_FROM, REGISTER_FROM, Firm
from cxaudit.demo.names import KINDS, MARK, PLACES, to_slug

SEGMENT_WEIGHTS = {"institutional": 6, "intermediary": 3, "wealth": 2}


@dataclass(frozen=True)
class Client:
    """One legal client; ``end`` is the last day of the relationship, None while it lasts."""

    client_id: str
    name: str
    parent_id: str
    segment: str
    tier: str
    tier_from: date
    domain: str
    start: date
    end: date | None = None
    end_reason: str | None = None

    def is_active(self, day: date) -> bool:
        """Say whether the relationship holds on a day."""
        return self.start <= day and (self.end is None or self.end >= day)


@cache
def to_standing_clients(firm: Firm) -> tuple[Client, ...]:
    """Return the clients won before the two years of history, leavers since 2006 included.

    Lifetimes are exponential; who left before the register began is not in it, as in life.
    """
    rng = to_stream(firm, "clients")
    found: list[Client] = []
    names = to_names(rng)
    active = 0
    hazard = 1 / firm.between(7.0, 17.0)
    while active < firm.active_clients - 8:
        start = to_start(rng)
        end = to_working_day(start + timedelta(days=200 + int(rng.expovariate(hazard) * 365.25)))
        if end < REGISTER_FROM:
            continue
        gone = end <= AS_OF
        active += not gone
        found.append(
            to_client(firm, rng, len(found) + 1, next(names), start, end if gone else None)
        )
    return tuple(to_groups(rng, found))


def to_start(rng: random.Random) -> date:
    """Return a first day between 2001 and 2023; a growing firm has more young ones."""
    first = date(2001, 1, 3)
    days = (HISTORY_FROM - first).days - 30
    return to_working_day(first + timedelta(days=int(days * rng.random() ** 0.8)))


def to_client(
    firm: Firm,
    rng: random.Random,
    number: int,
    name: tuple[str, str],
    start: date,
    end: date | None,
) -> Client:
    """Return one client with its own tier, domain and, for a leaver, a reason."""
    label, segment = name
    tier = rng.choices(("Tier 1", "Tier 2", "Tier 3"), (3, 4, 5))[0]
    moved = tier == "Tier 1" and rng.random() < 0.3
    client_id = f"{firm.tag}-C{number:03d}"
    return Client(
        client_id=client_id,
        name=f"{label} {MARK}",
        parent_id=client_id,
        segment=segment,
        tier=tier,
        tier_from=to_day(rng, date(2023, 1, 2), date(2024, 6, 28)) if moved else start,
        domain=f"{to_slug(label)}.example.org",
        start=start,
        end=end,
        end_reason=rng.choices(("left", "merged", "liquidated"), (16, 2, 2))[0] if end else None,
    )


def to_names(rng: random.Random) -> Iterator[tuple[str, str]]:
    """Yield names that never repeat, each with its segment."""
    pairs = [(p, kind, seg) for p in PLACES for seg, kinds in KINDS.items() for kind in kinds]
    weights = {seg: w / len(KINDS[seg]) for seg, w in SEGMENT_WEIGHTS.items()}
    order = sorted(pairs, key=lambda pair: rng.random() ** (1 / weights[pair[2]]), reverse=True)
    for place, kind, segment in order:
        yield f"{place} {kind}", segment


def to_groups(rng: random.Random, clients: list[Client]) -> list[Client]:
    """Return the clients with about one in ten moved under an earlier one as its parent."""
    found = []
    for index, client in enumerate(clients):
        parent = rng.choice(clients[: index or 1])
        joins = index > 5 and rng.random() < 0.1 and parent.end is None and client.end is None
        found.append(replace(client, parent_id=parent.client_id) if joins else client)
    return to_roots(found)


def to_roots(clients: list[Client]) -> list[Client]:
    """Return the clients with every parent a root, so that no group has more than two floors."""
    roots = {c.client_id for c in clients if c.parent_id == c.client_id}
    return [c if c.parent_id in roots else replace(c, parent_id=c.client_id) for c in clients]
