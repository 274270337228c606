"""The CRM pipeline of a firm that keeps no RFP log: opportunities with a stage and a value."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from cxaudit.demo.draws import spread_days, to_skewed, to_stream, to_working_day
from cxaudit.demo.firms import AS_OF, HISTORY_FROM, Firm
from cxaudit.demo.names import KINDS, MARK, PLACES, STRATEGIES, to_person
from cxaudit.demo.sheet import Draft, to_csv

HEADER = (
    "opportunity_id", "sales_agent", "product", "account", "deal_stage", "engage_date",
    "close_date", "close_value",
)  # fmt: skip


@dataclass(frozen=True)
class Opportunity:
    """One opportunity: Won and Lost are decided, Engaging and Prospecting are open."""

    opportunity_id: str
    agent: str
    product: str
    account: str | None
    stage: str
    engaged: date | None
    closed: date | None
    value: int | None


@cache
def to_opportunities(firm: Firm) -> tuple[Opportunity, ...]:
    """Return the pipeline of two years in order; lost deals have value 0."""
    rng = to_stream(firm, "pipeline")
    agents = [to_person(rng) for _ in range(5)]
    days = spread_days(rng, firm.opportunities, HISTORY_FROM, AS_OF)
    return tuple(to_opportunity(firm, rng, n, day, agents) for n, day in enumerate(days, start=1))


def to_opportunity(
    firm: Firm, rng: random.Random, number: int, day: date, agents: list[str]
) -> Opportunity:
    """Return one opportunity as the system shows it at as_of; some accounts are blank."""
    closed = to_working_day(day + timedelta(days=rng.randint(20, 110)))
    prospecting = rng.random() < 0.07
    decided = closed <= AS_OF and not prospecting
    won = decided and rng.random() < firm.between(0.27, 0.45)
    stage = "Won" if won else "Lost" if decided else "Engaging"
    value = int(round(to_skewed(rng, 12e6, 0.7), -5))
    account = f"{rng.choice(PLACES)} {rng.choice(KINDS['intermediary'])} {MARK}"
    return Opportunity(
        opportunity_id=f"{firm.tag}OPP{number:04d}",
        agent=rng.choice(agents),
        product=f"{rng.choice(STRATEGIES[: firm.strategies])[0]} {MARK}",
        account=account if rng.random() > 0.1 else None,
        stage="Prospecting" if prospecting else stage,
        engaged=None if prospecting else day,
        closed=closed if decided else None,
        value=value if won else 0 if decided else None,
    )


def write_pipeline(firm: Firm) -> list[Draft]:
    """Return the pipeline file.

    It does not say what its rows are: the importer asks, and the firm answers pitches.
    """
    rows = [
        (o.opportunity_id, o.agent, o.product, o.account, o.stage, o.engaged, o.closed, o.value)
        for o in to_opportunities(firm)
    ]
    text = to_csv(HEADER, rows, newline="\r\n")
    return [Draft("sales_pipeline_invented.csv", text, {"rows_are": "pitch"})]
