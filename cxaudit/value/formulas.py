"""The products behind each amount as data, and how a factor is found and printed."""

from __future__ import annotations

from math import prod
from typing import NamedTuple

from cxaudit.value.inputs import Measured, ValueInputs
from cxaudit.wording import show_money, show_number

WON = ("median_aum_won", "fee")
BIDS = ("figure:rfp_success_rate", "figure:pitch_win_rate", *WON)
LINK = ("extra_hazard", "exposed_aum", "fee")
FACTORS: dict[str, tuple[str, ...]] = {
    "rfp_sales_conversion_rate": ("gap", "rfps_decided_per_year", *WON),
    "pitch_win_rate": ("gap", "pitches_per_year", *WON),
    "rfp_success_rate": ("gap", "submissions_per_year", "figure:pitch_win_rate", *WON),
    "client_tenure_years": ("attrition", "aum_total", "fee"),
    "mandates_products_per_client": ("gap", "active_clients", "median_aum_second_mandate", "fee"),
    "net_flow": ("net_flow_per_year", "fee"),
    "rfp_completion_time": ("rfp_hours_saved_per_year", "cost_per_hour"),
    "investment_report_timeliness": LINK,
    "factsheet_timeliness": LINK,
    "complaints_per_client": LINK,
    "top_tier_meetings_per_client": LINK,
    "strategies_with_buy_rating": ("gap", "rfps_per_buy_rated_strategy", *BIDS),
    "buy_ratings_per_rated_strategy": (
        "top_consultant_share", "figure:strategies_with_buy_rating",
        "rfps_per_buy_rated_strategy", *BIDS,
    ),
    "event_attendance": (
        "attendees_per_year", "followup_meetings_per_attendee", "meeting_conversion", *WON,
    ),
    "event_turn_up_rate": (
        "gap", "registrants_per_year", "followup_meetings_per_attendee", "meeting_conversion",
        *WON,
    ),
    "portal_visits_per_user": ("tickets_avoided_per_year", "cost_per_ticket"),
}  # fmt: skip
"""The factors of each product: gap = target less figure, figure:x = the figure of KPI x."""

SHARES = frozenset({"attrition", "extra_hazard", "top_consultant_share", "meeting_conversion"})
MONEY = frozenset(
    {"median_aum_won", "aum_total", "median_aum_second_mandate", "exposed_aum", "cost_per_hour",
     "cost_per_ticket", "net_flow_per_year"}
)  # fmt: skip


class Factor(NamedTuple):
    """One factor: its value with interval, and how it prints."""

    amount: Measured
    words: str


def find_factor(name: str, kpi_id: str, inputs: ValueInputs) -> Factor | None:
    """Return a factor of a KPI's product, or None where its input lacks."""
    if name == "gap":
        return _find_gap(kpi_id, inputs)
    if name == "fee":
        fee = inputs.fee_bps
        return None if fee is None else Factor(Measured(fee / 10_000), f"fee {_trim(fee)} bps")
    if name.startswith("figure:"):
        other = name.removeprefix("figure:")
        figure = inputs.figures.get(other)
        return figure and Factor(figure, f"{_spaced(other)} {_show(figure.value, other)}")
    found = _find_plain(name, kpi_id, inputs)
    if found is None:
        return None
    amount = found if isinstance(found, Measured) else Measured(found)
    return Factor(amount, f"{_spaced(name)} {_show(amount.value, name)}")


def name_missing(name: str, kpi_id: str, inputs: ValueInputs) -> tuple[str, ...]:
    """Return the inputs that a factor lacks, by the names under which they are given."""
    if name == "gap":
        figure = () if kpi_id in inputs.figures else (f"figures.{kpi_id}",)
        return figure + (() if kpi_id in inputs.targets else (f"targets.{kpi_id}",))
    if name in ("extra_hazard", "exposed_aum"):
        return (f"links.{kpi_id}",)
    plain = {"fee": "fee_bps"}.get(name, name)
    return (plain.replace("figure:", "figures."),)


def multiply(factors: list[Factor]) -> Measured:
    """Return the product; its interval multiplies the ends, None where no factor has one."""
    amounts = [factor.amount for factor in factors]
    value = prod(amount.value for amount in amounts)
    if all(amount.low is None or amount.high is None for amount in amounts):
        return Measured(value)
    low = prod(amount.value if amount.low is None else amount.low for amount in amounts)
    high = prod(amount.value if amount.high is None else amount.high for amount in amounts)
    return Measured(value, min(low, high), max(low, high))


def _find_gap(kpi_id: str, inputs: ValueInputs) -> Factor | None:
    figure, target = inputs.figures.get(kpi_id), inputs.targets.get(kpi_id)
    if figure is None or target is None:
        return None
    gap = max(0.0, target - figure.value)
    words = f"(target {_show(target, kpi_id)} - {_show(figure.value, kpi_id)})"
    if figure.low is None or figure.high is None:
        return Factor(Measured(gap), words)
    spread = f", interval {_show(figure.low, kpi_id)} to {_show(figure.high, kpi_id)})"
    ends = (max(0.0, target - end) for end in (figure.high, figure.low))
    return Factor(Measured(gap, *ends), words[:-1] + spread)


def _find_plain(name: str, kpi_id: str, inputs: ValueInputs) -> float | Measured | None:
    link = inputs.links.get(kpi_id)
    if name == "extra_hazard":
        return None if link is None else max(0.0, link.hazard_with - link.hazard_without)
    if name == "exposed_aum":
        return None if link is None else link.exposed_aum
    return getattr(inputs, name)


def _show(value: float, name: str) -> str:
    if name in MONEY:
        return show_money(value)
    if name in SHARES or name.endswith("_rate"):
        return f"{show_number(value * 100, 1)}%"
    return _trim(value)


def _trim(value: float) -> str:
    text = show_number(value, 2)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _spaced(name: str) -> str:
    return name.replace("_", " ")
