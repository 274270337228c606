"""Consultant ratings: letters from one consultant, words from the others."""

from __future__ import annotations

import random
from datetime import date, timedelta

from cxaudit.demo.draws import to_day, to_stream
from cxaudit.demo.firms import AS_OF, Firm
from cxaudit.demo.names import CONSULTANTS
from cxaudit.demo.sheet import Draft, to_csv
from cxaudit.demo.strategies import to_strategies

HEADER = (
    "Consultant", "Strategy", "Vehicle", "Rating", "Rating date", "Valid to", "Last review",
    "Next review", "Status",
)  # fmt: skip
LETTERS_MEAN = {"grade:A": "buy", "grade:B+": "hold", "grade:B": "hold", "grade:C": "sell",
                "grade:Tier II": "set_aside"}  # fmt: skip
LETTERS = ("A", "A (T)", "B+", "B", "C")
WORDS = ("Buy", "Hold", "Sell", "In review", "Not rated")


def write_ratings(firm: Firm) -> list[Draft]:
    """Return the ratings log.

    The first consultant rates most strategies and likes them: the buys rest on it. An
    earlier grade of the same pair is marked superseded; one grade lies on no known scale, and
    the firm answers that its row is to be left out. The letters are the consultant's own: the
    firm says once, by its answers, what they mean.
    """
    rng = to_stream(firm, "ratings")
    rows: list[tuple] = []
    for strategy in to_strategies(firm):
        for place, consultant in enumerate(CONSULTANTS):
            if rng.random() < (firm.between(0.4, 0.75) if place == 0 else 0.24):
                rows += to_history(rng, consultant, strategy.strategy_id, place)
    rated, reviewed, following = to_dates(rng)
    odd = (CONSULTANTS[4], rows[0][1], "pooled", "Tier II", rated, None, reviewed, following)
    text = to_csv(HEADER, [*rows, (*odd, "Current")], date_style=firm.date_style)
    return [Draft("consultant_ratings_invented.csv", text, LETTERS_MEAN)]


def to_history(rng: random.Random, consultant: str, strategy: str, place: int) -> list[tuple]:
    """Return the current rating of one pair, at times with the one it replaced."""
    if place == 0:
        grade = rng.choices(LETTERS, (7, 3, 3, 2, 1))[0]
    else:
        grade = rng.choices(WORDS, (2, 6, 1, 1, 1))[0]
    vehicle = rng.choice(("pooled", "segregated"))
    rated, reviewed, following = to_dates(rng)
    pair = (consultant, strategy, vehicle)
    found = [(*pair, grade, rated, None, reviewed, following, "Current")]
    if rng.random() < 0.15:
        before = rated - timedelta(days=rng.randint(300, 900))
        old = "B" if place == 0 else "Hold"
        last = rated - timedelta(days=1)
        found.insert(0, (*pair, old, before, last, before, rated, "Superseded"))
    return found


def to_dates(rng: random.Random) -> tuple[date, date, date]:
    """Return the days of the rating, of its last review and of the next one."""
    rated = to_day(rng, date(2021, 1, 4), date(2025, 9, 30))
    reviewed = to_day(rng, max(rated, date(2023, 1, 2)), AS_OF)
    return rated, reviewed, reviewed + timedelta(days=365)
