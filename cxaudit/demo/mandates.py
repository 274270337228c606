"""The mandates: how each came, how long it took to fund, what it pays and whether it lives."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from cxaudit.demo.clients import Client, to_client, to_standing_clients
from cxaudit.demo.draws import (
    spread_days,
    to_monthly_days,
    to_skewed,
    to_stream,
    to_working_day,
)
from cxaudit.demo.firms import AS_OF, HISTORY_FROM, Firm
from cxaudit.demo.names import MARK
from cxaudit.demo.sales import Pursuit, to_pursuits
from cxaudit.demo.strategies import to_strategies

CURRENCIES = ("GBP", "EUR", "USD")
STAGES = {"signed": 0.38, "ready": 0.86, "funded": 1.0}
"""Share of the way from award to funding at which a stage is reached."""


@dataclass(frozen=True)
class Mandate:
    """One mandate; dates are None where the step was not reached at as_of."""

    mandate_id: str
    client_id: str
    client: str
    parent_id: str
    strategy_id: str
    vehicle: str
    won: date
    signed: date | None
    ready: date | None
    funded: date | None
    cancelled: date | None
    terminated: date | None
    reason: str | None
    exp_aum: int
    fee_bps: int
    ccy: str
    pursuit_id: str | None = None


@cache
def to_clients(firm: Firm) -> tuple[Client, ...]:
    """Return the whole register: the standing clients and those the wins brought."""
    standing = to_standing_clients(firm)
    rng = to_stream(firm, "new clients")
    found, named = [], {c.name for c in standing}
    for pursuit in to_wins(firm):
        if pursuit.client_id is None and pursuit.prospect not in named:
            number = len(standing) + len(found) + 1
            name = (pursuit.prospect.removesuffix(f" {MARK}"), "institutional")
            found.append(to_client(firm, rng, number, name, pursuit.decided, None))
            named.add(pursuit.prospect)
    return (*standing, *(replace(c, tier_from=c.start) for c in found))


def to_wins(firm: Firm) -> list[Pursuit]:
    """Return the pursuits that were won, in the order of their decisions."""
    won = [p for p in to_pursuits(firm) if p.outcome == "Won"]
    return sorted(won, key=lambda p: (p.decided, p.pursuit_id))


@cache
def to_mandates(firm: Firm) -> tuple[Mandate, ...]:
    """Return all mandates: the standing book, the wins, and awards without a request."""
    rng = to_stream(firm, "mandates")
    clients = {c.name: c for c in to_clients(firm)}
    found: list[Mandate] = []
    for client in to_standing_clients(firm):
        found += [to_old(firm, rng, client, start) for start in to_starts(rng, client)]
    for pursuit in to_wins(firm):
        found.append(to_won(firm, rng, clients[pursuit.prospect], pursuit))
    live = [c for c in to_standing_clients(firm) if c.end is None]
    for day in to_award_days(firm, rng):
        found.append(to_new(firm, rng, rng.choice(live), day))
    ordered = sorted(found, key=lambda m: (m.won, m.client_id))
    return tuple(
        replace(m, mandate_id=f"{firm.tag}-M{n:04d}") for n, m in enumerate(ordered, start=1)
    )


def to_award_days(firm: Firm, rng: random.Random) -> list[date]:
    """Return the days of awards without a request; the strong firm has one in every month."""
    if firm.quality == 1:
        return to_monthly_days(rng, firm.direct_wins, AS_OF)
    return spread_days(rng, firm.direct_wins, HISTORY_FROM, AS_OF - timedelta(days=12))


def to_starts(rng: random.Random, client: Client) -> list[date]:
    """Return when a standing client's mandates were funded: the first day, and later ones."""
    last = min(client.end or HISTORY_FROM, HISTORY_FROM) - timedelta(days=120)
    starts = [client.start]
    while rng.random() < 0.28 and last > client.start:
        starts.append(to_working_day(client.start + (last - client.start) * rng.random()))
    return starts


def to_old(firm: Firm, rng: random.Random, client: Client, funded: date) -> Mandate:
    """Return a mandate of the standing book, ended with its client or before."""
    drawn = to_new(firm, rng, client, funded)
    waited = rng.randint(20, 110)
    ended, reason = client.end, "Client left" if client.end else None
    horizon = ((client.end or AS_OF) - funded).days
    if horizon > 800 and rng.random() < 0.12:
        ended = to_working_day(funded + timedelta(days=rng.randint(500, horizon)))
        reason = rng.choice(("Performance", "Reallocation", "Cost"))
    return replace(
        drawn,
        won=funded - timedelta(days=waited),
        signed=funded - timedelta(days=waited * 2 // 3),
        ready=funded - timedelta(days=2),
        funded=funded,
        cancelled=None,
        terminated=ended,
        reason=reason,
    )


def to_won(firm: Firm, rng: random.Random, client: Client, pursuit: Pursuit) -> Mandate:
    """Return the mandate that a won pursuit led to."""
    return replace(
        to_new(firm, rng, client, pursuit.decided, pursuit.vehicle),
        strategy_id=pursuit.strategy_id,
        exp_aum=pursuit.exp_aum,
        pursuit_id=pursuit.pursuit_id,
    )


def to_new(
    firm: Firm, rng: random.Random, client: Client, won: date, vehicle: str | None = None
) -> Mandate:
    """Return a mandate with its way from award to funding as far as it had come at as_of."""
    vehicle = vehicle or rng.choices(("pooled", "segregated"), (6, 4))[0]
    pooled = vehicle == "pooled"
    days = to_skewed(rng, firm.between(80, 32) if pooled else firm.between(160, 76), 0.38)
    days *= 3.5 if rng.random() < firm.between(0.25, 0.03) else 1
    steps = {s: won + timedelta(days=round(days * share)) for s, share in STAGES.items()}
    dropped = rng.random() < 0.05
    cancelled = won + timedelta(days=round(days * 0.8)) if dropped else None
    gone = cancelled or date.max
    reached = {s: day if day <= AS_OF and day < gone else None for s, day in steps.items()}
    return Mandate(
        mandate_id="",
        client_id=client.client_id,
        client=client.name,
        parent_id=client.parent_id,
        strategy_id=rng.choice([s for s in to_strategies(firm) if s.open_new]).strategy_id,
        vehicle=vehicle,
        won=won,
        **reached,
        cancelled=cancelled if cancelled and cancelled <= AS_OF else None,
        terminated=None,
        reason=None,
        exp_aum=int(round(to_skewed(rng, 40e6 if pooled else 150e6, 0.6), -6)),
        fee_bps=rng.randint(32, 65) if pooled else rng.randint(15, 40),
        ccy=rng.choices(CURRENCIES, [6 if c == firm.currency else 2 for c in CURRENCIES])[0],
    )
