"""Webinars, one attendee report each: panelists, re-joins, no-shows, phone joins, colleagues."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from cxaudit.demo.draws import spread_days, to_monthly_days, to_skewed, to_stream
from cxaudit.demo.firms import AS_OF, Firm
from cxaudit.demo.mandates import to_clients
from cxaudit.demo.moments import to_minute, to_second
from cxaudit.demo.names import MARK, PLACES, TOPICS, to_address, to_person, to_slug
from cxaudit.demo.sheet import Draft, to_csv

SUMMARY = (
    "Topic", "Webinar ID", "Actual Start Time", "Actual Duration (minutes)", "# Registered",
    "# Cancelled", "Unique Viewers", "Total Users", "Max Concurrent Views",
)  # fmt: skip
INSIDERS = (
    "Attended", "User Name", "Email", "Join Time", "Leave Time", "Time in Session (minutes)",
    "Country/Region Name",
)  # fmt: skip
ATTENDEES = (
    "Attended", "First Name", "Last Name", "Email", "Registration Time", "Approval Status",
    "Join Time", "Leave Time", "Time in Session (minutes)", "Country/Region Name",
)  # fmt: skip
PHONES = (
    "User Name",
    "Join Time",
    "Leave Time",
    "Time in Session (minutes)",
    "Country/Region Name",
)
COUNTRIES = ("United Kingdom", "Ireland", "Netherlands", "Germany", "United States of America")


@dataclass(frozen=True)
class Guest:
    """One person who may be invited: name, address, country."""

    name: str
    address: str
    country: str


@cache
def to_audience(firm: Firm) -> tuple[Guest, ...]:
    """Return the people on the guest lists: four a live client, and others who are none yet."""
    rng = to_stream(firm, "audience")
    domains = [c.domain for c in to_clients(firm) if c.end is None for _ in range(4)]
    domains += [f"{to_slug(rng.choice(PLACES))}.example.net" for _ in range(80)]
    found = []
    for number, domain in enumerate(domains, start=1):
        name = to_person(rng)
        found.append(Guest(name, to_address(name, domain, number), rng.choice(COUNTRIES)))
    return tuple(found)


def write_webinars(firm: Firm) -> list[Draft]:
    """Return one attendee report a webinar; only the strong firm holds one a month."""
    rng = to_stream(firm, "webinars")
    if firm.quality == 1:
        days = to_monthly_days(rng, firm.events, AS_OF)
    else:
        days = spread_days(rng, firm.events, date(2024, 9, 2), date(2025, 12, 12))
    drafts = []
    for number, day in enumerate(days, start=1):
        start = datetime.combine(day, time(rng.choice((9, 10, 14, 15, 16)), rng.randint(0, 9)))
        text = to_report(firm, rng, f"{rng.choice(TOPICS)}, webinar {number} {MARK}", start)
        drafts.append(Draft(f"webinars_invented/attendee_report_{number:02d}.csv", text))
    return drafts


def to_report(firm: Firm, rng: random.Random, topic: str, start: datetime) -> str:
    """Return the whole report: preamble, summary, then a section each for who was there."""
    minutes = rng.randint(42, 64)
    size = min(120, max(22, round(to_skewed(rng, firm.between(34, 70), 0.3))))
    invited = rng.sample(to_audience(firm), size)
    speaker, guests = invited[0], invited[:]
    staff = [to_insider(firm, rng) for _ in range(rng.randint(2, 4))]
    rows: list[tuple[str, ...]] = []
    for guest in guests:
        rows += to_guest_rows(firm, rng, guest, start, minutes, comes=guest is speaker or None)
    for colleague in staff[1:]:
        rows += to_guest_rows(firm, rng, colleague, start, minutes, comes=True)
    viewers = len({row[3] for row in rows if row[0] == "Yes"})
    cancelled = sum(row[5] == "cancelled" for row in rows)
    head = (
        topic, to_webinar_id(rng), to_minute(start), f" {minutes}",
        f" {size + len(staff) - 1}", f" {cancelled}", viewers, len(rows), 0,
    )  # fmt: skip
    panel = [to_presence(rng, p, start, minutes) for p in (staff[0], speaker)]
    phones = [to_phone(rng, n, start, minutes) for n in range(rng.choice((0, 0, 1, 2)))]
    title = f'Attendee Report,\nReport Generated:,"{to_minute(start + timedelta(days=3))}"\n'
    sections = [
        title + to_csv(SUMMARY, [head]),
        "Host Details,\n" + to_csv(INSIDERS, [to_presence(rng, to_insider(firm, rng), start, 66)]),
        "Panelist Details,\n" + to_csv(INSIDERS, panel),
        "Attendee Details,\n" + to_csv(ATTENDEES, rows),
    ]
    return "".join(sections) + ("Other Attended,\n" + to_csv(PHONES, phones) if phones else "")


def to_insider(firm: Firm, rng: random.Random) -> Guest:
    """Return one of the firm's own people."""
    name = to_person(rng)
    return Guest(name, to_address(name, firm.domain, rng.randint(1, 40)), COUNTRIES[0])


def to_guest_rows(
    firm: Firm,
    rng: random.Random,
    guest: Guest,
    start: datetime,
    minutes: int,
    comes: bool | None = None,
) -> list[tuple[str, ...]]:
    """Return one registrant's rows: one if absent, one a join if present.

    Only the first row carries the registration; a re-join has NA in its place.
    """
    first, last = guest.name.split(" ", 1)
    asked = start - timedelta(days=rng.randint(1, 24), minutes=rng.randint(0, 600))
    status = "cancelled" if comes is None and rng.random() < 0.05 else "approved"
    came = status == "approved" and (comes or rng.random() < firm.between(0.36, 0.61))
    who = (first, last, guest.address)
    if not came:
        return [("No", *who, to_second(asked), status, "--", "--", "--", "--")]
    joins = rng.choices((1, 2, 3), (16, 3, 1))[0]
    rows, at = [], start + timedelta(minutes=rng.randint(-6, 8))
    for number in range(joins):
        stay = max(1, round(rng.uniform(0.3, 1.0) * minutes / joins))
        left = at + timedelta(minutes=stay)
        registration = (to_second(asked), status) if number == 0 else ("NA", "NA")
        times = (to_second(at), to_second(left), str(stay), guest.country)
        rows.append(("Yes", *who, *registration, *times))
        at = left + timedelta(minutes=rng.randint(1, 4))
    return rows


def to_presence(rng: random.Random, person: Guest, start: datetime, minutes: int) -> tuple:
    """Return the row of a host or panelist."""
    at = start - timedelta(minutes=rng.randint(8, 15))
    left = start + timedelta(minutes=minutes)
    stay = round((left - at).total_seconds() / 60)
    times = (to_second(at), to_second(left), stay, person.country)
    return ("Yes", person.name, person.address, *times)


def to_phone(rng: random.Random, number: int, start: datetime, minutes: int) -> tuple:
    """Return the row of a caller without identity."""
    left = start + timedelta(minutes=minutes // 2)
    return (f"Caller {number + 1}", to_minute(start), to_minute(left), minutes // 2, COUNTRIES[1])


def to_webinar_id(rng: random.Random) -> str:
    """Return a number of the usual shape."""
    return f"{rng.randint(100, 999)}-{rng.randint(100, 999)}-{rng.randint(100, 999)}"
