"""The real files counted by themselves: csv, json and exact fractions, nothing of the package."""

from __future__ import annotations

import csv
import json
import math
import re
from collections import defaultdict
from datetime import date, datetime
from fnmatch import fnmatchcase
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from statistics import NormalDist, median

AS_OF = date(2026, 6, 30)
FILES = {
    "campaigns": "email/mailchimp_campaigns.csv",
    "posts": "linkedin/social_post_performance_linkedin.csv",
    "videos": "video/Table data.csv",
    "webinar": "events/zoom_webinar_attendee_report.csv",
    "pipeline": "crm/sales_pipeline.csv",
    "pages": "web/ga4_pages_and_screens_path.csv",
    "events": "web/ga4_events_report.csv",
    "traffic": "web/ga4_traffic_acquisition_hourly.csv",
    "episodes": "podcast/spotify_episodes.json",
}


def count(text: str) -> int:
    """Return a whole number; blank and 0 with signs and thousands as people type them."""
    return int(text.replace(",", "") or 0)


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval by its closed form."""
    z = NormalDist().inv_cdf(0.975)
    share = successes / trials
    middle = share + z * z / (2 * trials)
    half = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    whole = 1 + z * z / trials
    return (middle - half) / whole, (middle + half) / whole


class Raw:
    """What the files say, by KPI."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: str) -> Path:
        """Return where a file lies."""
        return self.folder / FILES[name]

    def lines(self, name: str) -> list[str]:
        """Return a file's lines without its preamble of # lines."""
        text = self.path(name).read_text(encoding="utf-8-sig")
        return [line for line in text.splitlines() if not line.startswith("#")]

    def rows(self, name: str) -> list[dict[str, str]]:
        """Return the rows of a table with one header."""
        if name in ("campaigns", "posts", "videos", "pipeline"):
            with self.path(name).open(encoding="utf-8-sig", newline="") as stream:
                return list(csv.DictReader(stream))
        return list(csv.DictReader(self.lines(name)))

    @cached_property
    def campaigns(self) -> list[tuple[bool, int, int, int]]:
        """Return (is a test send, delivered, unique opens, unique clicks) of each campaign."""
        found = []
        for row in self.rows("campaigns"):
            test = count(row["Total Recipients"]) < 10
            test = test or re.search(r"\btest\b", row["Title"], re.IGNORECASE) is not None
            numbers = ("Successful Deliveries", "Unique Opens", "Unique Clicks")
            found.append((test, *(count(row[name]) for name in numbers)))
        return found

    def mail_rate(self, place: int, *, all_sends: bool = False) -> Fraction:
        """Return opens (2) or clicks (3) of delivered, test sends out unless asked for."""
        counted = [c for c in self.campaigns if all_sends or not c[0]]
        return Fraction(sum(c[place] for c in counted), sum(c[1] for c in counted))

    @cached_property
    def posts(self) -> list[tuple[date, bool, int, int]]:
        """Return (day, organic, impressions, engagements added up) of each post."""
        found = []
        parts = ("Reactions", "Comments", "Shares", "Post Clicks (All)")
        for row in self.rows("posts"):
            day = datetime.strptime(row["Date"], "%d/%m/%Y").date()
            seen = count(row["Impressions"])
            organic = count(row["Organic Impressions"]) == seen
            found.append((day, organic, seen, sum(count(row[name]) for name in parts)))
        return found

    def engagement(self, start: date, end: date) -> tuple[Fraction, int]:
        """Return engagements of impressions, and how many posts, over organic posts of a span."""
        kept = [p for p in self.posts if p[1] and start <= p[0] <= end and (AS_OF - p[0]).days >= 7]
        return Fraction(sum(p[3] for p in kept), sum(p[2] for p in kept)), len(kept)

    @cached_property
    def video_views(self) -> int:
        """Return the views of all videos, the totals row left out."""
        return sum(count(row["Views"]) for row in self.rows("videos") if row["Content"] != "Total")

    @cached_property
    def sections(self) -> dict[str, list[dict[str, str]]]:
        """Return the rows of each section of the webinar report under its title."""
        found: dict[str, list[dict[str, str]]] = {}
        header, title = None, None
        for cells in csv.reader(self.lines("webinar")):
            filled = [cell for cell in cells if cell.strip()]
            if len(filled) == 1 and filled[0].endswith(("Details", "Other Attended")):
                title, header = filled[0], None
            elif title and header is None:
                header = cells
            elif title:
                found.setdefault(title, []).append(dict(zip(header, cells, strict=False)))
        return found

    @cached_property
    def registrants(self) -> dict[str, bool]:
        """Return each registered address and whether any of its rows says that it came."""
        people: dict[str, list[dict[str, str]]] = defaultdict(list)
        for row in self.sections["Attendee Details"]:
            people[row["Email"].strip().casefold()].append(row)
        return {
            who: any(row["Attended"] == "Yes" for row in rows)
            for who, rows in people.items()
            if any(re.search(r"\d{4}", row["Registration Time"]) for row in rows)
        }

    @cached_property
    def speakers(self) -> set[str]:
        """Return the addresses of panelists and hosts."""
        rows = [*self.sections["Panelist Details"], *self.sections["Host Details"]]
        return {row["Email"].strip().casefold() for row in rows}

    def deals(self) -> dict[str, list[str]]:
        """Return the stages of the deals of each sales agent."""
        found: dict[str, list[str]] = defaultdict(list)
        for row in self.rows("pipeline"):
            found[row["sales_agent"]].append(row["deal_stage"])
        return found

    def sessions(self) -> dict[str, int]:
        """Return the sessions of each channel."""
        found: dict[str, int] = defaultdict(int)
        for row in self.rows("traffic"):
            channel = row["Session primary channel group (Default channel group)"]
            found[channel] += count(row["Sessions"])
        return found

    def engaged_seconds(self) -> Fraction:
        """Return engaged seconds per session, from averages per row weighted by its sessions."""
        rows = self.rows("traffic")
        spent = sum(
            Fraction(row["Average engagement time per session"]) * count(row["Sessions"])
            for row in rows
        )
        return Fraction(spent, sum(count(row["Sessions"]) for row in rows))

    def pages_like(self, pattern: str) -> list[dict[str, str]]:
        """Return the pages whose path fits the pattern."""
        path = "Page path and screen class"
        return [row for row in self.rows("pages") if fnmatchcase(row[path], pattern)]

    def event_count(self, name: str) -> int:
        """Return how often an event was counted."""
        return next(count(r["Event count"]) for r in self.rows("events") if r["Event name"] == name)

    def episode_starts(self) -> list[int]:
        """Return the starts of each episode."""
        episodes = json.loads(self.path("episodes").read_text(encoding="utf-8"))["episodes"]
        return [episode["starts"] for episode in episodes]

    def median_starts(self) -> float:
        """Return the median of the starts."""
        return median(self.episode_starts())
