"""Raw web events: visits and the pages seen in them, as an analytics warehouse holds them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from cxaudit.demo.draws import to_skewed, to_stream
from cxaudit.demo.firms import AS_OF, HISTORY_FROM, Firm
from cxaudit.demo.sheet import Draft, to_csv

SESSION_HEADER = (
    "session_id", "user_key", "start", "duration_s", "engaged_s", "engaged", "channel_group",
    "first_user_channel", "source", "medium", "session_number", "internal",
)  # fmt: skip
VIEW_HEADER = (
    "session_id", "viewed", "page_path", "user_key", "engaged_ms", "duration_ms",
    "depth_reached", "depth_thresholds", "page_words", "internal",
)  # fmt: skip
CHANNELS = {
    "Organic Search": ("google", "organic", 38),
    "Direct": ("(direct)", "(none)", 24),
    "Organic Social": ("linkedin.com", "social", 13),
    "Email": ("newsletter", "email", 12),
    "Referral": ("consultant-portal.example.org", "referral", 8),
    "Paid Social": ("linkedin", "paid_social", 3),
    "Unassigned": ("(not set)", "(not set)", 2),
}
INSIGHTS = {f"/insights/invented-note-{n:02d}": 500 + 137 * n % 1400 for n in range(1, 19)}
PAGES = ("/", "/strategies", "/strategies/global-equity", "/about", "/careers", "/contact")
THRESHOLDS = "0.25|0.5|0.75|0.9"
DEPTHS = (0, 0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True)
class View:
    """One page seen: milliseconds in front, and until the next page where there was one.

    All times are whole tenths of a second.
    """

    path: str
    at: datetime
    engaged_ms: int
    duration_ms: int | None
    depth: float


@dataclass(frozen=True)
class Session:
    """One visit of one user: its channel, its place in the user's history, its pages."""

    session_id: str
    user: str
    start: datetime
    channel: str
    first_channel: str
    number: int
    internal: bool
    views: tuple[View, ...]

    @property
    def engaged_ms(self) -> int:
        """Return the milliseconds with a page in front."""
        return sum(view.engaged_ms for view in self.views)

    @property
    def duration_ms(self) -> int:
        """Return the length of the visit: up to the last sign of life on the last page."""
        last = self.views[-1]
        return sum(v.duration_ms or 0 for v in self.views[:-1]) + last.engaged_ms


@cache
def to_sessions(firm: Firm) -> tuple[Session, ...]:
    """Return the visits of two years in order of time; 2025 has more of them than 2024."""
    rng = to_stream(firm, "sessions")
    span = (AS_OF - HISTORY_FROM).days + 1
    opening = datetime(HISTORY_FROM.year, 1, 1)
    days = [int(span * rng.random() ** 0.75) for _ in range(firm.sessions)]
    starts = sorted(opening + timedelta(days=d, seconds=rng.randint(21_600, 72_000)) for d in days)
    users: list[tuple[str, str, bool]] = []
    seen: dict[str, int] = {}
    found = []
    for number, start in enumerate(starts, start=1):
        if users and rng.random() < 0.44:
            user = users[int(len(users) * rng.random() ** 0.6)]
        else:
            user = (f"u{len(users) + 1:05d}", to_channel(rng), rng.random() < 0.03)
            users.append(user)
        seen[user[0]] = seen.get(user[0], 0) + 1
        channel = user[1] if seen[user[0]] == 1 or rng.random() < 0.5 else to_channel(rng)
        found.append(
            Session(
                session_id=f"{firm.tag}-V{number:05d}",
                user=user[0],
                start=start,
                channel=channel,
                first_channel=user[1],
                number=seen[user[0]],
                internal=user[2],
                views=to_views(rng, start, channel),
            )
        )
    return tuple(found)


def to_channel(rng: random.Random) -> str:
    """Return a channel by its weight."""
    return rng.choices(list(CHANNELS), [weight for _, _, weight in CHANNELS.values()])[0]


def to_views(rng: random.Random, start: datetime, channel: str) -> tuple[View, ...]:
    """Return the pages of one visit; who comes from mail or social lands on a note."""
    count = rng.choices((1, 2, 3, 4, 6), (44, 24, 16, 10, 6))[0]
    at, found = start, []
    for position in range(count):
        lands = position == 0 and channel in ("Email", "Organic Social", "Paid Social")
        noted = rng.random() < (0.8 if lands else 0.3)
        path = rng.choice(list(INSIGHTS) if noted else PAGES)
        depth = rng.choices(DEPTHS, (16, 20, 24, 22, 18) if noted else (30, 30, 20, 12, 8))[0]
        seconds = to_skewed(rng, (12 + 78 * depth) if noted else 11, 0.7)
        engaged = 100 * round(10 * min(seconds, 900))
        idle = 100 * round(10 * min(to_skewed(rng, 9, 1.1), 1200))
        duration = engaged + idle if position < count - 1 else None
        found.append(View(path, at, engaged, duration, depth))
        at += timedelta(milliseconds=duration or 0)
    return tuple(found)


def write_sessions(firm: Firm) -> list[Draft]:
    """Return the visits with canonical names; moments are in UTC."""
    rows = []
    for s in to_sessions(firm):
        source, medium, _ = CHANNELS[s.channel]
        engaged = s.engaged_ms >= 10_000 or len(s.views) > 1
        rows.append(
            (
                s.session_id, s.user, s.start, to_seconds(s.duration_ms),
                to_seconds(s.engaged_ms), engaged, s.channel, s.first_channel, source, medium,
                s.number, s.internal,
            )
        )  # fmt: skip
    return [Draft("web_sessions_invented.csv", to_csv(SESSION_HEADER, rows))]


def write_page_views(firm: Firm) -> list[Draft]:
    """Return the page views with canonical names; depth only where the tag recorded it."""
    rows = []
    for s in to_sessions(firm):
        for v in s.views:
            words = INSIGHTS.get(v.path)
            rows.append(
                (
                    s.session_id, v.at.isoformat(timespec="milliseconds") + "Z", v.path, s.user,
                    v.engaged_ms, v.duration_ms, v.depth, THRESHOLDS, words, s.internal,
                )
            )  # fmt: skip
    return [Draft("web_page_views_invented.csv", to_csv(VIEW_HEADER, rows))]


def to_seconds(milliseconds: int) -> str:
    """Return whole tenths of a second, given in milliseconds, as seconds with one decimal."""
    return f"{milliseconds // 1000}.{milliseconds % 1000 // 100}"
