"""Videos, written as the content table of a video studio."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date

from cxaudit.demo.draws import spread_days, to_skewed, to_stream
from cxaudit.demo.firms import AS_OF, Firm
from cxaudit.demo.moments import to_month_first
from cxaudit.demo.names import MARK, TOPICS
from cxaudit.demo.sheet import SEEN_AT_AS_OF, Draft, to_csv

HEADER = (
    "Content", "Video title", "Video publish time", "Duration", "Views", "Watch time (hours)",
    "Subscribers", "Impressions", "Impressions click-through rate (%)",
)  # fmt: skip
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"


@dataclass(frozen=True)
class Video:
    """One video and how it draws: the views it gathers in the long run."""

    video_id: str
    title: str
    published: date
    length_seconds: int
    pull: float


def to_videos(firm: Firm, rng: random.Random) -> list[Video]:
    """Return the channel's videos, published over three years; a good channel grows."""
    days = spread_days(rng, firm.videos, date(2023, 1, 9), AS_OF)
    growth = firm.between(0.8, 1.8)
    return [
        Video(
            video_id="".join(rng.choice(LETTERS) for _ in range(11)),
            title=f"{rng.choice(TOPICS)}, part {number} {MARK}",
            published=day,
            length_seconds=rng.randint(95, 1500),
            pull=to_skewed(rng, firm.between(140, 1100), 0.6) * growth ** (day.year - 2023),
        )
        for number, day in enumerate(days, start=1)
    ]


def write_videos(firm: Firm) -> list[Draft]:
    """Return the studio's table, counts since publication, with its total on line two.

    Impressions of the rows need not add up to the total, as in real exports.
    """
    rng = to_stream(firm, "videos")
    rows = [to_row(rng, video) for video in to_videos(firm, rng)]
    rows.sort(key=lambda row: (-row[4], row[0]))
    text = to_csv(HEADER, [to_total(rows), *rows])
    return [Draft("youtube_invented/Table data.csv", text, SEEN_AT_AS_OF)]


def to_row(rng: random.Random, video: Video) -> tuple:
    """Return one video: most of its views came in its first months."""
    months = (AS_OF - video.published).days / 30.4
    views = round(video.pull * (1 - 0.8**months) * rng.uniform(0.85, 1.15))
    hours = round(views * video.length_seconds * rng.uniform(0.25, 0.55) / 3600, 4)
    shown = round(views * rng.uniform(9, 20))
    return (
        video.video_id, video.title, to_month_first(video.published), video.length_seconds,
        views, hours, rng.randint(-1, 6), shown, round(rng.uniform(1.8, 5.2), 2),
    )  # fmt: skip


def to_total(rows: list[tuple]) -> tuple:
    """Return the total line that the studio writes above the videos."""
    views, hours, gained, shown = (sum(row[i] for row in rows) for i in (4, 5, 6, 7))
    return ("Total", None, None, None, views, round(hours, 4), gained + 12, shown + 17, 3.1)
