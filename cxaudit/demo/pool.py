"""The invented pool of peers: 24 firms that do not exist, seeded, every row marked invented."""

from __future__ import annotations

import csv
import io
import math
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cxaudit.demo.draws import to_skewed, to_successes
from cxaudit.disk import write_bytes
from cxaudit.peers.pool import COLUMNS
from cxaudit.peers.rows import REGIONS, SEGMENTS, SIZE_BANDS

SEED = 20250930
VINTAGE = "2025-Q3"
FIRMS = 24
DAYS_A_YEAR = 365.25
YEAR = "2024-07-01_2025-06-30"
TWO_YEARS = "2023-07-01_2025-06-30"
DAY = "2025-06-30_2025-06-30"
ALL = "2001-01-01_2025-06-30"
POOL_FILE = "demo_pool.csv"

Kind = Literal["share", "clustered", "rate", "interval", "complete"]


@dataclass(frozen=True)
class Spec:
    """How the firms do at one KPI: from weak to strong, at what sample, and how many of them.

    share: counts. clustered: counts and a wider interval. rate: events over days. interval: a
    value with low and high. complete: a value alone. ``sample``: least and greatest denominator,
    in client-years for a rate.
    """

    kpi_id: str
    kind: Kind
    weak: float
    strong: float
    firms: int
    sample: tuple[int, int] = (0, 0)
    period: str = YEAR
    variant: str = "headline"
    whole: bool = False


SPECS = (
    Spec("linkedin_engagement_rate", "interval", 0.018, 0.055, 21),
    Spec("web_visitors_from_social_share", "share", 0.04, 0.13, 19, (8_000, 60_000)),
    Spec("email_open_rate", "clustered", 0.22, 0.40, 24, (20_000, 300_000)),
    Spec("email_click_through_rate", "clustered", 0.012, 0.05, 24, (20_000, 300_000)),
    Spec("web_visit_length", "interval", 22, 58, 18),
    Spec("web_visit_length", "interval", 0.35, 0.62, 18, variant="active_share"),
    Spec("thought_leadership_time", "interval", 30, 85, 15),
    Spec("thought_leadership_time", "interval", 0.40, 0.68, 15, variant="active_share"),
    Spec("thought_leadership_scroll_depth", "complete", 0.38, 0.62, 8),
    Spec("video_viewing_volume", "complete", 3_000, 42_000, 18, whole=True),
    Spec("podcast_listens_per_episode", "interval", 90, 420, 9),
    Spec("podcast_listen_through_rate", "interval", 0.48, 0.78, 5),
    Spec("web_visitor_return_rate", "share", 0.17, 0.36, 17, (8_000, 60_000)),
    Spec("strategies_with_buy_rating", "complete", 2, 18, 22, period=DAY, whole=True),
    Spec("buy_ratings_per_rated_strategy", "interval", 0.8, 2.2, 20, period=DAY),
    Spec("event_attendance", "interval", 22, 75, 20),
    Spec("event_turn_up_rate", "share", 0.36, 0.62, 21, (300, 3_000)),
    Spec("rfp_success_rate", "share", 0.25, 0.50, 22, (24, 90), TWO_YEARS),
    Spec("rfp_completion_time", "interval", 24, 13, 19, period=TWO_YEARS),
    Spec("rfp_sales_conversion_rate", "share", 0.12, 0.34, 24, (20, 80), TWO_YEARS),
    Spec("pitch_win_rate", "share", 0.28, 0.50, 21, (12, 36), TWO_YEARS),
    Spec("onboarding_days_pooled", "interval", 80, 35, 22, period=TWO_YEARS),
    Spec("onboarding_days_segregated", "interval", 155, 78, 16, period=TWO_YEARS),
    Spec("investment_report_timeliness", "share", 0.78, 0.985, 22, (200, 900)),
    Spec("factsheet_timeliness", "share", 0.75, 0.98, 20, (400, 4_000)),
    Spec("portal_visits_per_user", "interval", 1.8, 4.2, 15),
    Spec("top_tier_meetings_per_client", "rate", 3.0, 5.8, 19, (12, 60)),
    Spec("complaints_per_client", "rate", 0.22, 0.05, 21, (40, 220)),
    Spec("client_tenure_years", "interval", 6.5, 13, 20, period=ALL),
    Spec("client_tenure_years", "interval", 5.5, 11, 20, period=DAY, variant="active_mean_age"),
    Spec("mandates_products_per_client", "interval", 1.15, 1.9, 21, period=DAY),
)


def to_demo_pool() -> list[dict[str, str]]:
    """Return the pool's rows, cells as text: the same on every machine.

    The first two contributors belong to one parent, so 24 contributors are 23 firms.
    """
    firms = [_to_firm(number) for number in range(FIRMS)]
    firms[1]["parent"] = firms[0]["parent"]
    rows = []
    for spec in SPECS:
        chosen = random.Random(f"{SEED}:{spec.kpi_id}").sample(range(FIRMS), spec.firms)
        for number in sorted(chosen):
            quality = random.Random(f"{SEED}:quality:{number}").random()
            rng = random.Random(f"{SEED}:{spec.kpi_id}:{spec.variant}:{number}")
            rows.append(firms[number] | _to_row(spec, rng, quality))
    return rows


def to_demo_csv() -> str:
    """Return the pool as the text of the tracked file."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(to_demo_pool())
    return stream.getvalue()


def write_demo_pool(folder: Path) -> Path:
    """Write the pool file into a benchmarks folder; return its path."""
    path = folder / POOL_FILE
    write_bytes(path, to_demo_csv().encode())
    return path


def _to_firm(number: int) -> dict[str, str]:
    rng = random.Random(f"{SEED}:firm:{number}")
    return {
        "vintage": VINTAGE,
        "contributor": f"{rng.getrandbits(64):016x}",
        "parent": f"{rng.getrandbits(64):016x}",
        "size_band": SIZE_BANDS[number % 3],
        "segment": rng.choices(SEGMENTS, (5, 3, 1, 3))[0],
        "region": rng.choices(REGIONS[:3], (3, 4, 3))[0],
        "assessor": "self",
        "invented": "true",
    }


def _to_row(spec: Spec, rng: random.Random, quality: float) -> dict[str, str]:
    mixed = min(1.0, max(0.0, 0.65 * quality + 0.35 * rng.random()))
    level = spec.weak * (spec.strong / spec.weak) ** mixed
    blank = dict.fromkeys(("numerator", "denominator", "value", "low", "high"), "")
    named = {"kpi_id": spec.kpi_id, "variant": spec.variant, "period": spec.period}
    return blank | named | _MAKERS[spec.kind](spec, rng, level)


def _to_share(spec: Spec, rng: random.Random, level: float) -> dict[str, str]:
    trials = rng.randint(*spec.sample)
    return {"numerator": str(to_successes(rng, trials, level)), "denominator": str(trials)}


def _to_clustered(spec: Spec, rng: random.Random, level: float) -> dict[str, str]:
    counts = _to_share(spec, rng, level)
    share = int(counts["numerator"]) / int(counts["denominator"])
    return counts | _to_interval_of(share, rng.uniform(0.02, 0.06))


def _to_rate(spec: Spec, rng: random.Random, level: float) -> dict[str, str]:
    days = round(rng.randint(*spec.sample) * DAYS_A_YEAR)
    mean = level * days / DAYS_A_YEAR
    return {"numerator": str(to_successes(rng, days, mean / days)), "denominator": str(days)}


def _to_interval(spec: Spec, rng: random.Random, level: float) -> dict[str, str]:
    value = float(f"{to_skewed(rng, level, 0.05):.4g}")
    return {"value": _show(value)} | _to_interval_of(value, rng.uniform(0.04, 0.12))


def _to_complete(spec: Spec, rng: random.Random, level: float) -> dict[str, str]:
    value = to_skewed(rng, level, 0.1)
    return {"value": str(round(value)) if spec.whole else _show(value)}


def _to_interval_of(value: float, spread: float) -> dict[str, str]:
    factor = math.exp(1.96 * spread)
    return {"low": _show(value / factor), "high": _show(value * factor)}


def _show(value: float) -> str:
    return f"{value:.4g}"


_MAKERS = {
    "share": _to_share,
    "clustered": _to_clustered,
    "rate": _to_rate,
    "interval": _to_interval,
    "complete": _to_complete,
}
