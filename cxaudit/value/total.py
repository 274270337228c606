"""Sums what may be summed, once, and counts what serves the client."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cxaudit.value.kpi import ONBOARDING, HasMoney, Value

FUNNEL = ("rfp_sales_conversion_rate", "pitch_win_rate", "rfp_success_rate")
DISJOINT = (*ONBOARDING, "client_tenure_years", "mandates_products_per_client")


@dataclass(frozen=True)
class Total:
    """The sum of one year in one currency, with what is in it and why the rest is not."""

    currency: str | None
    year: str | None
    amount: float | None
    low: float | None
    high: float | None
    parts: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]

    def to_json(self) -> dict[str, object]:
        """Return the total's details; ``high`` is null where a part is a lower bound."""
        left_out = [{"kpi_id": kpi_id, "reason": reason} for kpi_id, reason in self.left_out]
        plain = {
            name: getattr(self, name) for name in ("currency", "year", "amount", "low", "high")
        }
        return plain | {"parts": list(self.parts), "left_out": left_out}


def total(values: Sequence[Value]) -> Total:
    """Sum direct amounts of the same year and currency, no income twice.

    The funnel enters once: RFP conversion, else the pitch, else the short-list. Onboarding
    (foregone), tenure (assets lost) and mandates per client (assets added) have bases apart.
    Scenarios, costs and context figures are never in it.
    """
    priced = [value for value in values if value.amount is not None]
    first = next((value for value in priced if value.kind == "direct"), None)
    if first is None:
        return Total(None, None, None, None, None, (), ())
    mine = [v for v in priced if (v.currency, v.year) == (first.currency, first.year)]
    funnel = next((k for k in FUNNEL if any(v.kpi_id == k and _is_direct(v) for v in mine)), None)
    inside = [v for v in mine if _is_direct(v) and v.kpi_id in (funnel, *DISJOINT)]
    left_out = [(v.kpi_id, _say_why(v, first, funnel)) for v in priced if v not in inside]
    highs = [_a_year(v, v.amount if v.high is None and v.low is None else v.high) for v in inside]
    lows = [_a_year(v, v.amount if v.low is None else v.low) for v in inside]
    return Total(
        currency=first.currency,
        year=first.year,
        amount=sum(v.a_year for v in inside) if inside else None,
        low=sum(lows) if inside else None,
        high=sum(highs) if inside and None not in highs else None,
        parts=tuple(v.kpi_id for v in inside),
        left_out=tuple(left_out),
    )


def count_client_value(kpis: Iterable[HasMoney]) -> dict[str, object]:
    """Return ``reciprocity``, the share of KPIs that serve the client, and the ids by tag."""
    entries, tags = list(kpis), {}
    for kpi in entries:
        if kpi.client_value:
            tags.setdefault(kpi.client_value, []).append(kpi.kpi_id)
    tagged = sum(len(ids) for ids in tags.values())
    return {"reciprocity": tagged / len(entries) if entries else None, "tags": tags}


def to_json(values: Sequence[Value], kpis: Iterable[HasMoney], currency: str) -> dict[str, object]:
    """Return the JSON contract of value."""
    summed = total(values)
    return {
        "currency": currency,
        "kpis": [value.to_json() for value in values],
        "total": summed.amount,
        "total_detail": summed.to_json(),
        "client_value": count_client_value(kpis),
    }


def _a_year(value: Value, end: float | None) -> float | None:
    return None if end is None else end / value.years


def _is_direct(value: Value) -> bool:
    return value.kind == "direct"


def _say_why(value: Value, first: Value, funnel: str | None) -> str:
    if value.currency != first.currency:
        return f"in {value.currency}, not {first.currency}"
    if value.year != first.year:
        return f"of {value.year}, not {first.year}"
    if not _is_direct(value):
        return "a scenario"
    if value.kpi_id in FUNNEL:
        return f"the same wins as {funnel}"
    return "cost or context, not income"
