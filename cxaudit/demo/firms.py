"""The three invented firms: who they are, how big, how good, and what they can export."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

AS_OF = date(2025, 12, 31)
HISTORY_FROM = date(2024, 1, 1)
REGISTER_FROM = date(2006, 1, 1)


@dataclass(frozen=True)
class Firm:
    """One invented asset manager.

    ``quality`` (0 weak to 1 strong) moves every rate and duration of the firm; ``tag`` opens
    its identifiers; the plural fields say how many of each it has over two years;
    ``exports`` names the files it can hand over (names of exports.WRITERS).
    """

    client_id: str
    name: str
    tag: str
    seed: int
    quality: float
    currency: str
    timezone: str
    domain: str
    exports: tuple[str, ...]
    strategies: int = 0
    active_clients: int = 0
    pursuits: int = 0
    direct_wins: int = 0
    campaigns: int = 0
    test_sends: int = 0
    posts: int = 0
    videos: int = 0
    episodes: int = 0
    events: int = 0
    sessions: int = 0
    opportunities: int = 0
    portal_users: int = 0
    funds: int = 0
    date_style: str = "%Y-%m-%d"

    def between(self, weak: float, strong: float) -> float:
        """Return the value that the firm's quality earns on the way from weak to strong."""
        return weak + (strong - weak) * self.quality


STRONG_EXPORTS = (
    "strategies", "clients", "rfp_log", "mandates", "assets", "ratings", "campaigns", "posts",
    "videos", "episodes", "spotify", "webinars", "sessions", "page_views", "report_log",
    "meetings", "complaints", "portal_users", "portal_visits",
)  # fmt: skip
MIDDLING_EXPORTS = (
    "strategies", "clients", "rfp_log", "mandates", "assets", "ratings", "campaigns", "posts",
    "videos", "webinars", "web_reports", "investment_report_log", "factsheet_log", "meetings",
    "complaints",
)  # fmt: skip
WEAK_EXPORTS = ("clients", "campaigns", "videos", "webinars", "pipeline", "complaints")

STRONG = Firm(
    client_id="demo-strong",
    name="Alder & Finch Asset Management (invented)",
    tag="AF",
    seed=20251,
    quality=1.0,
    currency="GBP",
    timezone="Europe/London",
    domain="alderfinch.example.com",
    exports=STRONG_EXPORTS,
    strategies=24,
    active_clients=64,
    pursuits=140,
    direct_wins=24,
    campaigns=96,
    test_sends=9,
    posts=112,
    videos=40,
    episodes=24,
    events=16,
    sessions=5200,
    portal_users=130,
    funds=17,
)

MIDDLING = Firm(
    client_id="demo-middling",
    name="Brackwater Capital Partners (invented)",
    tag="BW",
    seed=20275,
    quality=0.5,
    currency="EUR",
    timezone="Europe/Dublin",
    domain="brackwater.example.com",
    exports=MIDDLING_EXPORTS,
    strategies=15,
    active_clients=46,
    pursuits=84,
    direct_wins=22,
    campaigns=70,
    test_sends=14,
    posts=78,
    videos=26,
    events=12,
    funds=11,
    date_style="%d/%m/%Y",
)

WEAK = Firm(
    client_id="demo-weak",
    name="Corran Vale Investors (invented)",
    tag="CV",
    seed=20253,
    quality=0.0,
    currency="USD",
    timezone="America/New_York",
    domain="corranvale.example.com",
    exports=WEAK_EXPORTS,
    strategies=8,
    active_clients=40,
    campaigns=34,
    test_sends=62,
    videos=18,
    events=8,
    opportunities=96,
)

FIRMS: tuple[Firm, ...] = (STRONG, MIDDLING, WEAK)
