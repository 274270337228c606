"""Web analytics as its screens export it: traffic, pages, events, users; one file a year."""

from __future__ import annotations

import random

from cxaudit.demo.draws import to_chance, to_stream
from cxaudit.demo.firms import Firm
from cxaudit.demo.sheet import Draft, to_csv
from cxaudit.demo.web_events import CHANNELS, INSIGHTS, PAGES

RULE = "# ----------------------------------------"
TRAFFIC = (
    "Session primary channel group (Default channel group)", "Users", "Sessions",
    "Engaged sessions", "Average engagement time per session", "Engaged sessions per user",
    "Events per session", "Engagement rate", "Event count", "Key events", "Total revenue",
)  # fmt: skip
SCREENS = (
    "Page path and screen class", "Views", "Active users", "Views per active user",
    "Average engagement time per active user", "Event count", "Key events", "Total revenue",
)  # fmt: skip
EVENTS = ("Event name", "Event count", "Total users", "Event count per user", "Total revenue")
USERS = (
    "scope", "value", "period_start", "period_end", "active_users", "new_users", "returning_users",
)  # fmt: skip


def write_web_reports(firm: Firm) -> list[Draft]:
    """Return three screen reports for 2024 and for 2025, each with its preamble.

    The users stand on a screen that exports nothing: they are copied into the template.
    """
    drafts = []
    for year in (2024, 2025):
        rng = to_stream(firm, f"web reports {year}")
        size = 1.0 if year == 2025 else 0.86
        tables = {
            "traffic": ("Traffic acquisition", TRAFFIC, to_traffic(rng, size)),
            "pages": (
                "Pages and screens: Page path and screen class",
                SCREENS,
                to_pages(rng, size),
            ),
            "events": ("Events", EVENTS, to_events(rng, size)),
        }
        for name, (title, header, rows) in tables.items():
            text = to_preamble(firm, title, year) + to_csv(header, rows, newline="\r\n")
            drafts.append(Draft(f"ga4_{name}_{year}_invented.csv", text))
        users = to_csv(USERS, [to_users(rng, size, year)])
        drafts.append(Draft(f"web_users_{year}_invented.csv", users))
    return drafts


def to_preamble(firm: Firm, title: str, year: int) -> str:
    """Return the lines that the report puts above its header."""
    lines = (
        RULE, f"# {title}", f"# Account: {firm.name}", "# Property: Website (invented)", RULE,
        "# ", "# All Users", f"# Start date: {year}0101", f"# End date: {year}1231",
    )  # fmt: skip
    return "\r\n".join(lines) + "\r\n"


def to_traffic(rng: random.Random, size: float) -> list[tuple]:
    """Return one line a channel; the rates follow from the counts beside them."""
    rows = []
    for channel, (_, _, weight) in CHANNELS.items():
        share = weight * (0.45 if "Social" in channel else 1.15)
        sessions = round(310 * share * size * rng.uniform(0.9, 1.1))
        engaged = round(sessions * to_chance(rng, 0.52, 0.1))
        users = round(sessions * rng.uniform(0.66, 0.8))
        events = round(sessions * rng.uniform(4.2, 6.0))
        rows.append(
            (
                channel, users, sessions, engaged, round(rng.uniform(24, 58), 8),
                round(engaged / users, 9), round(events / sessions, 9),
                round(engaged / sessions, 9), events, 0, 0,
            )
        )  # fmt: skip
    return rows


def to_pages(rng: random.Random, size: float) -> list[tuple]:
    """Return one line a page."""
    rows = []
    for path in (*PAGES, *INSIGHTS):
        noted = path in INSIGHTS
        views = round((260 if noted else 2900) * size * rng.uniform(0.4, 1.6))
        users = round(views * rng.uniform(0.55, 0.8))
        seconds = rng.uniform(38, 85) if noted else rng.uniform(8, 26)
        ratio = round(views / users, 9)
        rows.append((path, views, users, ratio, round(seconds, 8), round(views * 2.7), 0, 0))
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def to_events(rng: random.Random, size: float) -> list[tuple]:
    """Return one line an event; scroll is the mark at nine tenths of a page."""
    users = round(21_000 * size)
    rates = {
        "page_view": (2.6, 1.0), "user_engagement": (1.6, 0.7), "session_start": (1.42, 0.995),
        "first_visit": (0.93, 0.93), "scroll": (0.82, 0.36), "file_download": (0.11, 0.07),
    }  # fmt: skip
    rows = []
    for name, (per_user, reach) in rates.items():
        count, seen = round(users * per_user * rng.uniform(0.97, 1.03)), round(users * reach)
        rows.append((name, count, seen, round(count / seen, 9), 0))
    return rows


def to_users(rng: random.Random, size: float, year: int) -> tuple:
    """Return the one line of users: new and returning overlap, as they may."""
    active = round(20_600 * size)
    came_back = round(active * rng.uniform(0.19, 0.22))
    span = (f"{year}-01-01", f"{year}-12-31")
    return ("total", "total", *span, active, round(active * 0.9), came_back)
