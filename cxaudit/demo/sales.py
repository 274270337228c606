"""The RFP log: what was asked, what was answered, how it went on and how it ended."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from cxaudit.demo.clients import Client, to_standing_clients
from cxaudit.demo.draws import spread_days, to_skewed, to_stream, to_working_day
from cxaudit.demo.firms import AS_OF, Firm
from cxaudit.demo.names import CONSULTANTS, KINDS, MARK, PLACES, to_person
from cxaudit.demo.strategies import to_strategies

FIRST_RECEIVED = date(2023, 10, 2)


@dataclass(frozen=True)
class Pursuit:
    """One pursuit; a date is None where the step was not (or not yet) reached at as_of."""

    pursuit_id: str
    kind: str
    prospect: str
    client_id: str | None
    consultant: str | None
    strategy_id: str
    vehicle: str
    owner: str
    exp_aum: int
    received: date | None
    due: date | None = None
    submitted: date | None = None
    no_bid: date | None = None
    advanced: date | None = None
    pitch: date | None = None
    decided: date | None = None
    outcome: str = ""


@cache
def to_pursuits(firm: Firm) -> tuple[Pursuit, ...]:
    """Return the pursuits in the order in which they came."""
    rng = to_stream(firm, "pursuits")
    team = [to_person(rng) for _ in range(6)]
    live = [c for c in to_standing_clients(firm) if c.end is None]
    days = spread_days(rng, firm.pursuits, FIRST_RECEIVED, AS_OF - timedelta(days=9))
    asked = [to_request(firm, rng, n, day, team, live) for n, day in enumerate(days, start=1)]
    return tuple(to_known(follow(firm, rng, pursuit)) for pursuit in asked)


def to_request(
    firm: Firm, rng: random.Random, number: int, day: date, team: list[str], live: list[Client]
) -> Pursuit:
    """Return a pursuit as it came in: who asked for what, and by when."""
    client = rng.choice(live) if rng.random() < 0.25 else None
    vehicle = rng.choices(("pooled", "segregated"), (4, 6))[0]
    label = f"{rng.choice(PLACES)} {rng.choice(KINDS['institutional'])} {MARK}"
    kind = rng.choices(("RFP", "RFI", "DDQ", "Direct"), (66, 16, 9, 9))[0]
    median = 45e6 if vehicle == "pooled" else 160e6
    open_now = [s for s in to_strategies(firm) if s.open_new]
    return Pursuit(
        pursuit_id=f"{firm.tag}-RFP-{number:04d}",
        kind=kind,
        prospect=client.name if client else label,
        client_id=client.client_id if client else None,
        consultant=rng.choice(CONSULTANTS) if rng.random() < 0.7 else None,
        strategy_id=rng.choice(open_now).strategy_id,
        vehicle=vehicle,
        owner=rng.choice(team),
        exp_aum=round(to_skewed(rng, median, 0.6), -6).__int__(),
        received=day,
        due=None if kind == "Direct" else day + timedelta(days=rng.choice((14, 18, 21, 21, 28))),
    )


def follow(firm: Firm, rng: random.Random, pursuit: Pursuit) -> Pursuit:
    """Return the pursuit followed to its end, however far in the future that lies."""
    if pursuit.kind == "Direct":
        pitch = to_working_day(pursuit.received + timedelta(days=rng.randint(12, 40)))
        return to_decision(firm, rng, replace(pursuit, received=None, pitch=pitch), pitch)
    if pursuit.kind != "DDQ" and rng.random() < 0.12:
        no_bid = to_working_day(pursuit.received + timedelta(days=rng.randint(2, 9)))
        return replace(pursuit, no_bid=no_bid, outcome="No bid")
    submitted = to_submitted(firm, rng, pursuit)
    sent = replace(pursuit, submitted=submitted)
    if pursuit.kind == "DDQ":
        return sent
    heard = to_working_day(submitted + timedelta(days=rng.randint(18, 60)))
    if rng.random() < 0.04:
        return replace(sent, decided=heard, outcome="Withdrawn by client")
    if rng.random() >= firm.between(0.22, 0.48):
        return replace(sent, decided=heard, outcome="Not shortlisted")
    if pursuit.kind == "RFI":
        return replace(sent, advanced=heard)
    pitch = to_working_day(heard + timedelta(days=rng.randint(12, 35)))
    return to_decision(firm, rng, replace(sent, advanced=heard, pitch=pitch), pitch)


def to_submitted(firm: Firm, rng: random.Random, pursuit: Pursuit) -> date:
    """Return the day the answer left: shortly before the deadline, at times after it."""
    allowed = (pursuit.due - pursuit.received).days
    if rng.random() < firm.between(0.20, 0.02):
        return to_working_day(pursuit.due + timedelta(days=rng.randint(3, 6)))
    needed = round(to_skewed(rng, firm.between(24, 14), 0.25))
    return to_working_day(pursuit.received + timedelta(days=max(4, min(allowed, needed))))


def to_decision(firm: Firm, rng: random.Random, pursuit: Pursuit, pitch: date) -> Pursuit:
    """Return the pursuit decided some weeks after its pitch."""
    decided = to_working_day(pitch + timedelta(days=rng.randint(10, 50)))
    won = rng.random() < firm.between(0.18, 0.46)
    return replace(pursuit, decided=decided, outcome="Won" if won else "Lost")


def to_known(pursuit: Pursuit) -> Pursuit:
    """Return the pursuit as a log written at as_of shows it: later steps still blank."""
    steps = ("submitted", "no_bid", "advanced", "pitch", "decided")
    later = {s: None for s in steps if (day := getattr(pursuit, s)) and day > AS_OF}
    undecided = {"outcome": ""} if {"decided", "no_bid"} & later.keys() else {}
    return replace(pursuit, **later, **undecided)
