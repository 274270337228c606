"""What ids are called on the page."""

from __future__ import annotations

OWNERS = {
    "marketing": "Marketing",
    "consultant_relations": "Consultant relations",
    "events": "Events",
    "rfp_team": "RFP team",
    "sales": "Sales",
    "onboarding": "Onboarding",
    "client_reporting": "Client reporting",
    "digital": "Digital",
    "client_service": "Client service",
}
GOALS = {
    "engagement": "Engagement",
    "convert_engagement": "Convert engagement",
    "transfer_of_money": "Transfer of money",
    "service_delivery": "Service delivery",
}
STATES = {
    "applies": "applies",
    "no_use_case": "applies, no use case yet",
    "deferred": "deferred",
    "not_applicable": "not applicable",
    "unknown": "not answered",
}
LINKS = {
    "purpose": "Purpose",
    "capture": "Capture",
    "trust": "Trust",
    "compute": "Compute",
    "use": "Use",
}
FUNNEL = {
    "kpis": "in the catalogue",
    "applicable": "applicable",
    "purposed": "with a purpose",
    "captured": "captured",
    "trusted": "trusted",
    "repeatable": "repeatable",
    "used": "used",
}
MET = {"yes": "met", "no": "missed", "unclear": "unclear", "not_set": "not set"}
OUTCOMES = {
    "measured": "measured",
    "indicative": "indicative",
    "too_few": "too few",
    "no_data": "no data",
    "not_applicable": "not applicable",
    "conflict": "conflict",
    "failed": "failed",
}
CLIENT_VALUES = {
    "time_saved": "time saved",
    "certainty": "certainty",
    "being_informed": "being informed",
    "choice": "choice",
    "being_heard": "being heard",
}


def to_short(name: str, longest: int = 46) -> str:
    """Return a KPI's name short enough for a chart's axis, cut at a word."""
    if len(name) <= longest:
        return name
    return name[: longest - 1].rsplit(" ", 1)[0].rstrip(",;:-– ") + "…"
