"""E-mail campaigns, written as a campaign report of a mail platform, test sends included."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache

from cxaudit.demo.draws import spread_days, to_chance, to_skewed, to_stream, to_successes
from cxaudit.demo.firms import AS_OF, HISTORY_FROM, Firm
from cxaudit.demo.moments import WEEKDAYS, to_percent, to_send_moment
from cxaudit.demo.names import MARK, TOPICS
from cxaudit.demo.sheet import SEEN_AT_AS_OF, Draft, to_csv

HEADER = (
    "Title", "Subject", "List", "Send Date", "Send Weekday", "Total Recipients",
    "Successful Deliveries", "Soft Bounces", "Hard Bounces", "Total Bounces",
    "Times Forwarded", "Forwarded Opens", "Unique Opens", "Open Rate", "Total Opens",
    "Unique Clicks", "Click Rate", "Total Clicks", "Unsubscribes", "Abuse Complaints",
    "Times Liked on Facebook", "Folder Id", "Unique Id", "Total Orders", "Total Gross Sales",
    "Total Revenue",
)  # fmt: skip
LISTS = ("Institutional clients (invented)", "Intermediaries (invented)")
INTERNAL_LIST = "Colleagues (invented)"


@dataclass(frozen=True)
class Campaign:
    """One send; delivered + soft + hard = recipients."""

    campaign_id: str
    title: str
    subject: str
    audience: str
    sent_at: datetime
    recipients: int
    soft: int
    hard: int
    unique_opens: int
    total_opens: int
    unique_clicks: int
    total_clicks: int
    unsubscribes: int

    @property
    def delivered(self) -> int:
        """Return the messages that reached a mailbox."""
        return self.recipients - self.soft - self.hard


@cache
def to_campaigns(firm: Firm) -> tuple[Campaign, ...]:
    """Return the sends of two years in order: campaigns, tests, and a colleagues' digest."""
    rng = to_stream(firm, "campaigns")
    days = spread_days(rng, firm.campaigns, HISTORY_FROM, AS_OF)
    sends = [to_campaign(firm, rng, day) for day in days]
    for _ in range(firm.test_sends):
        sends.append(to_test(rng, rng.choice(days)))
    for day in days[::16]:
        sends.append(to_send(rng, "Digest for colleagues", INTERNAL_LIST, day, 60, 0.7, 0.3))
    return tuple(sorted(sends, key=lambda c: (c.sent_at, c.campaign_id)))


def to_campaign(firm: Firm, rng: random.Random, day: date) -> Campaign:
    """Return one campaign to clients or intermediaries."""
    audience = rng.choices(LISTS, (3, 2))[0]
    size = round(to_skewed(rng, firm.between(900, 2400), 0.25))
    opened = to_chance(rng, firm.between(0.21, 0.38), 0.18)
    clicked = to_chance(rng, firm.between(0.012, 0.048), 0.35)
    return to_send(rng, rng.choice(TOPICS), audience, day, size, opened, clicked)


def to_test(rng: random.Random, day: date) -> Campaign:
    """Return a test send to two or three colleagues, with rates near one."""
    title = f"Test - {rng.choice(TOPICS)}" if rng.random() < 0.6 else rng.choice(TOPICS)
    return to_send(rng, title, rng.choice(LISTS), day, rng.randint(2, 4), 0.95, 0.5)


def to_send(
    rng: random.Random,
    topic: str,
    audience: str,
    day: date,
    recipients: int,
    opened: float,
    clicked: float,
) -> Campaign:
    """Return one send whose counts fit together: opens and clicks within what was delivered."""
    soft = to_successes(rng, recipients, 0.008) if recipients > 10 else 0
    hard = to_successes(rng, recipients - soft, 0.004) if recipients > 10 else 0
    delivered = recipients - soft - hard
    opens = to_successes(rng, delivered, opened)
    clicks = min(opens, to_successes(rng, delivered, clicked))
    return Campaign(
        campaign_id=f"{rng.getrandbits(40):010x}",
        title=f"{topic} {MARK}",
        subject=topic,
        audience=audience,
        sent_at=datetime.combine(day, time(rng.randint(8, 17), rng.randint(0, 59))),
        recipients=recipients,
        soft=soft,
        hard=hard,
        unique_opens=opens,
        total_opens=round(opens * rng.uniform(1.2, 1.9)),
        unique_clicks=clicks,
        total_clicks=round(clicks * rng.uniform(1.0, 1.5)),
        unsubscribes=to_successes(rng, delivered, 0.0015),
    )


def write_campaigns(firm: Firm) -> list[Draft]:
    """Return the whole account's campaign report."""
    rows = [to_row(campaign) for campaign in to_campaigns(firm)]
    return [Draft("mail_campaigns_invented.csv", to_csv(HEADER, rows), SEEN_AT_AS_OF)]


def to_row(campaign: Campaign) -> tuple[object, ...]:
    """Return one line of the report: rates as text, the moment without a zone."""
    c = campaign
    return (
        c.title, c.subject, c.audience, to_send_moment(c.sent_at), WEEKDAYS[c.sent_at.weekday()],
        c.recipients, c.delivered, c.soft, c.hard, c.soft + c.hard, 0, 0,
        c.unique_opens, to_percent(c.unique_opens, c.delivered), c.total_opens,
        c.unique_clicks, to_percent(c.unique_clicks, c.delivered), c.total_clicks,
        c.unsubscribes, 0, 0, 0, c.campaign_id, 0, 0, 0,
    )  # fmt: skip
