"""Podcast episodes: the host's own counts, and the episode list of a listening app."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache

from cxaudit.demo.draws import to_chance, to_monthly_days, to_skewed, to_stream, to_successes
from cxaudit.demo.firms import AS_OF, Firm
from cxaudit.demo.names import MARK, TOPICS
from cxaudit.demo.sheet import SEEN_AT_AS_OF, Draft, to_csv

HEADER = (
    "item_id", "src_system", "channel", "title", "published", "period_start", "period_end", "basis",
    "observed_on", "length_s", "plays", "plays_day28", "streams", "downloads", "listened_s",
    "unique_listeners", "engaged_listeners", "reach_25", "reach_50", "reach_75", "reach_100",
    "next_step",
)  # fmt: skip


@dataclass(frozen=True)
class Episode:
    """One episode with its lifetime counts at as_of; listened within plays x length."""

    number: int
    title: str
    published: date
    length_seconds: int
    plays: int
    plays_day28: int
    listened_seconds: int
    listeners: int
    reached: tuple[int, int, int, int]
    next_step: str | None


@cache
def to_episodes(firm: Firm) -> tuple[Episode, ...]:
    """Return the episodes of two years in order; the newest is too young for its day 28."""
    rng = to_stream(firm, "episodes")
    days = to_monthly_days(rng, firm.episodes, AS_OF)
    return tuple(to_episode(rng, number, day) for number, day in enumerate(days, start=1))


def to_episode(rng: random.Random, number: int, day: date) -> Episode:
    """Return one episode whose listeners thin out towards its end."""
    length = rng.randint(14, 46) * 60 + rng.randint(0, 59)
    early = round(to_skewed(rng, 310, 0.35))
    plays = early + round(early * rng.uniform(0.1, 0.6))
    kept = to_chance(rng, 0.62, 0.12)
    stays = (min(0.97, kept + 0.24), kept + 0.05, kept - 0.07, kept - 0.2)
    reached, left = [], plays
    for share in stays:
        left = min(left, to_successes(rng, plays, share))
        reached.append(left)
    return Episode(
        number=number,
        title=f"Episode {number}: {rng.choice(TOPICS)} {MARK}",
        published=day,
        length_seconds=length,
        plays=plays,
        plays_day28=early,
        listened_seconds=round(plays * length * kept),
        listeners=to_successes(rng, plays, 0.83),
        reached=(reached[0], reached[1], reached[2], reached[3]),
        next_step=rng.choice((None, "paper to download", "webinar to join")),
    )


def write_episodes(firm: Firm) -> list[Draft]:
    """Return the host's counts, lifetime at as_of, as a template with canonical names."""
    rows = []
    for e in to_episodes(firm):
        aged = (AS_OF - e.published).days >= 28
        rows.append(
            (
                f"{firm.tag}-EP{e.number:02d}", "podcast_host", "podcast", e.title,
                datetime.combine(e.published, time(6)), e.published, AS_OF, "lifetime", AS_OF,
                e.length_seconds, e.plays, e.plays_day28 if aged else None,
                None, round(e.plays * 1.3), e.listened_seconds, e.listeners,
                min(e.listeners, e.reached[1]), *e.reached, e.next_step,
            )
        )  # fmt: skip
    return [Draft("podcast_host_invented.csv", to_csv(HEADER, rows))]


def write_spotify(firm: Firm) -> list[Draft]:
    """Return the app's episode list as its interface hands it out: lengths in milliseconds."""
    rng = to_stream(firm, "spotify")
    listed = []
    for e in reversed(to_episodes(firm)):
        starts = to_successes(rng, e.plays, 0.34)
        streams = to_successes(rng, starts, 0.81)
        listed.append(
            {
                "name": e.title,
                "id": f"{rng.getrandbits(110):022x}"[:22],
                "url": f"https://podcast.example.com/{e.number}",
                "releaseDate": e.published.isoformat(),
                "artworkUrl": "",
                "description": "Invented for a demonstration.",
                "explict": False,
                "language": "en-GB",
                "duration": e.length_seconds * 1000,
                "starts": starts,
                "streams": streams,
                "listeners": to_successes(rng, starts, 0.9),
                "sparkLine": [],
                "hasVideo": False,
            }
        )
    text = json.dumps({"episodes": listed}, ensure_ascii=False)
    return [Draft("spotify_episodes_invented.json", text, SEEN_AT_AS_OF)]
