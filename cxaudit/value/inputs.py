"""What a valuation is told: plain values that the audit prepared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Measured(NamedTuple):
    """A figure with its interval; low and high None where there is none."""

    value: float
    low: float | None = None
    high: float | None = None


class Case(NamedTuple):
    """One onboarding: assets, fee, days so far, the days aimed at, and whether still open."""

    aum: float | None
    fee_bps: float | None
    days: float
    target_days: float
    is_open: bool = False


class Link(NamedTuple):
    """Share of clients lost in a year with and without a failing, and the assets exposed to it."""

    hazard_with: float
    hazard_without: float
    exposed_aum: float


@dataclass(frozen=True)
class ValueInputs:
    """Plain values; None where lacking. Money in ``currency``, counts a year, shares 0-1.

    ``figures`` and ``targets`` by kpi_id, in the catalogue's unit; ``fee_bps`` the average
    fee; ``attrition`` the share of assets lost in a year; ``cases`` and ``links`` by kpi_id;
    ``paid`` service credits or redress of the year by kpi_id. ``case_years``: the span that
    the cases come from, so that only a year's worth is summed.
    """

    currency: str
    year: str
    figures: Mapping[str, Measured] = field(default_factory=dict)
    targets: Mapping[str, float] = field(default_factory=dict)
    cases: Mapping[str, tuple[Case, ...]] = field(default_factory=dict)
    links: Mapping[str, Link] = field(default_factory=dict)
    paid: Mapping[str, float] = field(default_factory=dict)
    case_years: float = 1.0
    fee_bps: float | None = None
    rfps_decided_per_year: float | None = None
    pitches_per_year: float | None = None
    submissions_per_year: float | None = None
    median_aum_won: float | None = None
    aum_total: float | None = None
    attrition: Measured | None = None
    active_clients: float | None = None
    median_aum_second_mandate: float | None = None
    open_capacity_aum: float | None = None
    net_flow_per_year: float | None = None
    rfp_hours_saved_per_year: float | None = None
    cost_per_hour: float | None = None
    rfps_per_buy_rated_strategy: float | None = None
    top_consultant_share: float | None = None
    attendees_per_year: float | None = None
    registrants_per_year: float | None = None
    followup_meetings_per_attendee: float | None = None
    meeting_conversion: float | None = None
    tickets_avoided_per_year: float | None = None
    cost_per_ticket: float | None = None
