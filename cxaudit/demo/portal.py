"""The client portal: who may use it, and who did."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from cxaudit.demo.draws import to_day, to_skewed, to_stream
from cxaudit.demo.firms import AS_OF, Firm
from cxaudit.demo.mandates import to_clients
from cxaudit.demo.names import to_address, to_person
from cxaudit.demo.sheet import Draft, to_csv

USER_HEADER = ("User", "Client ID", "Entitled from", "Entitled to", "Staff")
VISIT_HEADER = ("Visit ID", "User", "Client ID", "Visited at", "Left at", "Status", "Staff")
FIRST_VISIT = date(2025, 1, 1)


@dataclass(frozen=True)
class PortalUser:
    """One entitled user; ``a_month`` is how often the user comes, 0 = never."""

    address: str
    client_id: str | None
    entitled_from: date
    entitled_to: date | None
    staff: bool
    a_month: float


@cache
def to_portal_users(firm: Firm) -> tuple[PortalUser, ...]:
    """Return the users: a third never come, a few belong to the firm or to a machine."""
    rng = to_stream(firm, "portal users")
    clients = [c for c in to_clients(firm) if c.end is None]
    found = []
    for number in range(1, firm.portal_users + 1):
        client = rng.choice(clients)
        staff = number % 20 == 0
        domain = firm.domain if staff else client.domain
        start = to_day(rng, max(client.start, date(2019, 1, 2)), AS_OF)
        left = rng.random() < 0.06 and start < FIRST_VISIT
        comes = rng.random() < 0.7
        found.append(
            PortalUser(
                address=to_address(to_person(rng), domain, number),
                client_id=None if staff else client.client_id,
                entitled_from=start,
                entitled_to=to_day(rng, FIRST_VISIT, AS_OF) if left else None,
                staff=staff,
                a_month=(22.0 if staff else to_skewed(rng, 1.9, 0.6)) if comes else 0.0,
            )
        )
    return tuple(found)


def write_portal_users(firm: Firm) -> list[Draft]:
    """Return the list of entitled users."""
    rows = [
        (u.address, u.client_id, u.entitled_from, u.entitled_to, u.staff)
        for u in to_portal_users(firm)
    ]
    return [Draft("portal_users_invented.csv", to_csv(USER_HEADER, rows))]


def write_portal_visits(firm: Firm) -> list[Draft]:
    """Return the visits of 2025, moments in UTC; some log-ins failed."""
    rng = to_stream(firm, "portal visits")
    visits = [(at, user) for user in to_portal_users(firm) for at in to_visits(rng, user)]
    visits.sort(key=lambda pair: (pair[0], pair[1].address))
    rows = []
    for number, (at, user) in enumerate(visits, start=1):
        failed = rng.random() < 0.05
        closed = None if failed else at + timedelta(minutes=rng.randint(1, 25))
        status = "Failed" if failed else "Success"
        identity = (f"{firm.tag}-P{number:05d}", user.address, user.client_id)
        rows.append((*identity, at, closed, status, user.staff))
    return [Draft("portal_visits_invented.csv", to_csv(VISIT_HEADER, rows))]


def to_visits(rng: random.Random, user: PortalUser) -> list[datetime]:
    """Return the moments at which one user came in 2025, while entitled."""
    if not user.a_month:
        return []
    first, last = max(FIRST_VISIT, user.entitled_from), user.entitled_to or AS_OF
    found, at = [], float((first - FIRST_VISIT).days)
    while (at := at + rng.expovariate(user.a_month / 30.4)) <= (last - FIRST_VISIT).days:
        day = FIRST_VISIT + timedelta(days=int(at))
        found.append(datetime.combine(day, time(rng.randint(7, 19), rng.randint(0, 59))))
    return found
