"""Month-end assets of every mandate, with a walk that ties to the last unit of money."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from functools import cache

from cxaudit.demo.draws import to_month_ends, to_stream
from cxaudit.demo.firms import AS_OF, Firm
from cxaudit.demo.mandates import Mandate, to_mandates

OPENING = date(2023, 12, 31)


@dataclass(frozen=True)
class Valuation:
    """One mandate at one month end, in whole units of the firm's reporting currency.

    market_value = the value before + inflow - outflow + market + fx, exactly.
    """

    mandate_id: str
    as_of: date
    market_value: int
    inflow: int
    outflow: int
    market: int
    fx: int


@cache
def to_valuations(firm: Firm) -> tuple[Valuation, ...]:
    """Return the valuations by mandate and month, the opening month end first."""
    rng = to_stream(firm, "assets")
    leak = firm.between(0.28, 0.07)
    months = to_month_ends(OPENING, AS_OF)
    markets = {m: rng.gauss(0.005, 0.018) for m in months}
    rates = {c: {m: rng.gauss(0.0, 0.012) for m in months} for c in ("GBP", "EUR", "USD")}
    rates[firm.currency] = dict.fromkeys(months, 0.0)
    rows: list[Valuation] = []
    for mandate in to_mandates(firm):
        if mandate.funded and not (mandate.terminated and mandate.terminated <= OPENING):
            rows += walk(rng, mandate, months, markets, rates[mandate.ccy], leak)
    return tuple(rows)


def walk(
    rng: random.Random,
    mandate: Mandate,
    months: list[date],
    markets: dict[date, float],
    rates: dict[date, float],
    leak: float,
) -> list[Valuation]:
    """Return one mandate's month ends, from its opening or funding to its last.

    ``leak``: the chance of a withdrawal in a month.
    """
    value, rows = 0, []
    if mandate.funded <= OPENING:
        value = round(mandate.exp_aum * rng.uniform(0.9, 1.6))
        rows.append(Valuation(mandate.mandate_id, OPENING, value, 0, 0, 0, 0))
    for month in months[1:]:
        if mandate.funded > month:
            continue
        inflow = 0 if value or mandate.funded <= OPENING else mandate.exp_aum
        market = round(value * (markets[month] + rng.gauss(0, 0.004)))
        fx = round(value * rates[month])
        if value and rng.random() < 0.06:
            inflow = round(value * rng.uniform(0.01, 0.06), -3)
        outflow = round(value * rng.uniform(0.01, 0.05), -3) if rng.random() < leak else 0
        gone = mandate.terminated is not None and mandate.terminated <= month
        before = value
        if gone:
            inflow, outflow = 0, before + market + fx
        value = before + inflow - outflow + market + fx
        rows.append(Valuation(mandate.mandate_id, month, value, inflow, outflow, market, fx))
        if gone:
            break
    return rows
