"""Client service: the meetings log and the complaints register."""

from __future__ import annotations

import random
from datetime import date, timedelta

from cxaudit.demo.clients import Client
from cxaudit.demo.draws import to_day, to_skewed, to_stream, to_working_day
from cxaudit.demo.firms import AS_OF, HISTORY_FROM, Firm
from cxaudit.demo.mandates import to_clients
from cxaudit.demo.names import MARK, to_address, to_person
from cxaudit.demo.sheet import Draft, to_csv

MEETING_HEADER = ("Meeting ID", "Client ID", "Meeting date", "Status", "Mode", "Contact", "Subject")
COMPLAINT_HEADER = (
    "Complaint ID", "Client ID", "Received", "Channel", "Product", "Cause",
    "Eligible complainant", "Acknowledged", "Final response", "Outcome", "Redress",
    "Root cause", "Reopened of",
)  # fmt: skip
CAUSES = ("Late report", "Wrong fee", "Slow onboarding", "Portal access", "Valuation error")


def write_meetings(firm: Firm) -> list[Draft]:
    """Return the meetings of two years; top-tier clients are seen more often than others."""
    rng = to_stream(firm, "meetings")
    found = []
    for client in to_clients(firm):
        found += [(day, client) for day in to_meeting_days(firm, rng, client)]
    found.sort(key=lambda pair: (pair[0], pair[1].client_id))
    rows = []
    for number, (day, client) in enumerate(found, start=1):
        status = rng.choices(("Held", "Cancelled", "No show"), (92, 6, 2))[0]
        mode = rng.choices(("In person", "Video", "Phone"), (4, 5, 1))[0]
        subject = rng.choice(("Quarterly review", "Annual review", "New strategy", "Ad hoc"))
        contact = to_address(to_person(rng), client.domain, 1)
        identity = (f"{firm.tag}-T{number:05d}", client.client_id, day, status, mode)
        rows.append((*identity, contact, f"{subject} {MARK}"))
    text = to_csv(MEETING_HEADER, rows, date_style=firm.date_style)
    return [Draft("meetings_log_invented.csv", text)]


def to_meeting_days(firm: Firm, rng: random.Random, client: Client) -> list[date]:
    """Return the days on which one client was seen, within the relationship."""
    a_year = {"Tier 1": firm.between(3.2, 5.6), "Tier 2": 2.4, "Tier 3": 1.1}[client.tier]
    a_year = to_skewed(rng, a_year, 0.22)
    first, last = max(client.start, HISTORY_FROM), min(client.end or AS_OF, AS_OF)
    days, at = [], first
    while (at := at + timedelta(days=rng.gauss(365.25 / a_year, 18))) <= last:
        days.append(to_working_day(at))
    return days


def write_complaints(firm: Firm) -> list[Draft]:
    """Return the register of two years; the weakest firm's register holds nothing at all."""
    rng = to_stream(firm, "complaints")
    live = [c for c in to_clients(firm) if c.is_active(HISTORY_FROM)]
    count = 0 if firm.quality == 0 else round(firm.between(44, 18))
    days = sorted(to_day(rng, HISTORY_FROM, AS_OF) for _ in range(count))
    rows = []
    for number, day in enumerate(days, start=1):
        client = rng.choice([c for c in live if c.is_active(day)])
        closed = day + timedelta(days=rng.randint(6, 70))
        outcome = rng.choices(("Upheld", "Rejected", "Partly upheld"), (4, 4, 2))[0]
        done = closed <= AS_OF
        paid = rng.randint(1, 40) * 500 if done and outcome == "Upheld" else None
        again = f"{firm.tag}-Q{number - 1:03d}" if number % 9 == 0 else None
        previous = rows[-1][1] if again else client.client_id
        rows.append(
            (
                f"{firm.tag}-Q{number:03d}", previous, day, rng.choice(("E-mail", "Phone")),
                "Mandate (invented)", rng.choice(CAUSES), rng.choice(("Yes", "No", "No")),
                day + timedelta(days=1), closed if done else None, outcome if done else None,
                paid, None, again,
            )
        )  # fmt: skip
    text = to_csv(COMPLAINT_HEADER, rows, date_style=firm.date_style)
    return [Draft("complaints_register_invented.csv", text)]
