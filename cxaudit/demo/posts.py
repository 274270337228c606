"""Company page posts, written as a social suite exports them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache

from cxaudit.demo.draws import spread_days, to_chance, to_skewed, to_stream, to_successes
from cxaudit.demo.firms import AS_OF, HISTORY_FROM, Firm
from cxaudit.demo.moments import to_clock, to_percent
from cxaudit.demo.names import MARK, TOPICS
from cxaudit.demo.sheet import SEEN_AT_AS_OF, Draft, to_csv

HEADER = (
    "Date", "Time", "Network", "Content Type", "Post", "Impressions", "Organic Impressions",
    "Engagement Rate (per Impression)", "Engagements", "Reactions", "Likes", "Comments",
    "Shares", "Click-Through Rate", "Post Link Clicks", "Post Clicks (All)", "Video Views",
    "Organic Video Views", "Poll Votes",
)  # fmt: skip


@dataclass(frozen=True)
class Post:
    """One post; engagements = reactions + comments + shares + all clicks."""

    posted_at: datetime
    text: str
    is_film: bool
    impressions: int
    organic_impressions: int
    reactions: int
    comments: int
    shares: int
    link_clicks: int
    clicks: int
    views: int

    @property
    def engagements(self) -> int:
        """Return all engagements."""
        return self.reactions + self.comments + self.shares + self.clicks


@cache
def to_posts(firm: Firm) -> tuple[Post, ...]:
    """Return the posts of two years in order; every twentieth was boosted with money."""
    rng = to_stream(firm, "posts")
    days = spread_days(rng, firm.posts, HISTORY_FROM, AS_OF)
    return tuple(to_post(firm, rng, number, day) for number, day in enumerate(days, start=1))


def to_post(firm: Firm, rng: random.Random, number: int, day: date) -> Post:
    """Return one post; a boosted one has more impressions than organic ones."""
    organic = round(to_skewed(rng, firm.between(900, 2600), 0.5))
    shown = round(organic * rng.uniform(2, 4)) if number % 20 == 0 else organic
    rate = to_chance(rng, firm.between(0.02, 0.055), 0.35)
    clicks = to_successes(rng, shown, rate * 0.54)
    film = rng.random() < 0.15
    return Post(
        posted_at=datetime.combine(day, time(rng.randint(8, 17), rng.randint(0, 59))),
        text=f"Post {number}: {rng.choice(TOPICS)} {MARK}\n#LongTermThinking\n#InventedDemo",
        is_film=film,
        impressions=shown,
        organic_impressions=organic,
        reactions=to_successes(rng, shown, rate * 0.38),
        comments=to_successes(rng, shown, rate * 0.03),
        shares=to_successes(rng, shown, rate * 0.05),
        link_clicks=to_successes(rng, clicks, 0.6),
        clicks=clicks,
        views=to_successes(rng, shown, 0.3) if film else 0,
    )


def write_posts(firm: Firm) -> list[Draft]:
    """Return the posts, newest first, dates day first as the suite writes them."""
    rows = [to_row(post) for post in reversed(to_posts(firm))]
    return [Draft("linkedin_posts_invented.csv", to_csv(HEADER, rows), SEEN_AT_AS_OF)]


def to_row(p: Post) -> tuple[object, ...]:
    """Return one line of the export: thousands with commas, rates as text."""
    return (
        p.posted_at.strftime("%d/%m/%Y"), to_clock(p.posted_at), "LinkedIn",
        "Video" if p.is_film else "Photo", p.text, f"{p.impressions:,}",
        f"{p.organic_impressions:,}", to_percent(p.engagements, p.impressions), p.engagements,
        p.reactions, p.reactions, p.comments, p.shares, to_percent(p.link_clicks, p.impressions),
        p.link_clicks, p.clicks, p.views, p.views, 0,
    )  # fmt: skip
