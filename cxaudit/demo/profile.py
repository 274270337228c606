"""The demo firms' settings, as they would be typed after ``cxaudit set``."""

from __future__ import annotations

from cxaudit.demo.email import INTERNAL_LIST
from cxaudit.demo.firms import AS_OF, Firm

SHARED = {
    "as_of": AS_OF.isoformat(),
    "period_end": AS_OF.isoformat(),
    "thought_leadership_patterns": "/insights/*",
    "top_tier": "Tier 1",
    "invented": "yes",
    "note": "Invented for a demonstration; no such firm exists.",
}

OWN: dict[str, dict[str, str]] = {
    "demo-strong": {
        "size_band": "medium",
        "segment": "institutional",
        "region": "uk",
        "segments": "institutional, intermediary, wealth",
        "channels": "e-mail, linkedin, website, video, podcast, webinar, client portal",
        "own_targets.email_open_rate": "0.36",
        "own_targets.web_visitor_return_rate": "0.35",
        "own_targets.strategies_with_buy_rating": "8",
        "norms.complaints_per_client": "0.12",
        "cta_positions./insights/*": "0.45",
        "stance": "defensive",
        "followup_people": "4",
        "followup_meetings_per_month": "9",
        "followup_weeks": "6",
        "concentration_limit": "0.5",
        "contract_on_time_share": "0.95",
        "rfp_on_time_share": "0.95",
        "portal_functions": "reports, holdings, documents, messages",
        "systems.crm.name": "CRM and client register",
        "systems.crm.tables": "client, pursuit, interaction",
        "systems.content.name": "Mail, social, video and podcast platforms",
        "systems.content.tables": "content_stat",
        "systems.web.name": "Web analytics warehouse",
        "systems.web.tables": "web_session, page_view",
        "systems.events.name": "Webinar platform",
        "systems.events.tables": "participation",
        "systems.books.name": "Mandate and asset records",
        "systems.books.tables": "strategy, mandate, aum",
        "systems.consultants.name": "Consultant ratings list",
        "systems.consultants.tables": "rating",
        "systems.reporting.name": "Report production",
        "systems.reporting.tables": "delivery",
        "systems.portal.name": "Client portal",
        "systems.portal.tables": "interaction, portal_user",
    },
    "demo-middling": {
        "size_band": "medium",
        "segment": "mixed",
        "region": "europe",
        "segments": "institutional, intermediary",
        "channels": "e-mail, linkedin, website, video, webinar, client portal",
        "own_targets.email_open_rate": "0.33",
        "own_targets.web_visitor_return_rate": "0.25",
        "norms.complaints_per_client": "0.15",
        "stance": "neutral",
        "followup_people": "2",
        "followup_meetings_per_month": "8",
        "followup_weeks": "6",
        "contract_on_time_share": "0.95",
        "systems.crm.name": "CRM and spreadsheets",
        "systems.crm.tables": "client, pursuit, interaction",
        "systems.content.name": "Mail, social and video platforms",
        "systems.content.tables": "content_stat",
        "systems.web.name": "Web analytics screens",
        "systems.web.tables": "web_session, page_view, web_stat",
        "systems.events.name": "Webinar platform",
        "systems.events.tables": "participation",
        "systems.books.name": "Mandate and asset records",
        "systems.books.tables": "strategy, mandate, aum",
        "systems.consultants.name": "Consultant ratings list",
        "systems.consultants.tables": "rating",
        "systems.reporting.name": "Report production",
        "systems.reporting.tables": "delivery",
    },
    "demo-weak": {
        "size_band": "small",
        "segment": "intermediary",
        "region": "north_america",
        "segments": "intermediary, wealth",
        "channels": "e-mail, video, webinar, website, linkedin",
        "own_targets.email_open_rate": "0.3",
        "stance": "offensive",
        "systems.crm.name": "Sales pipeline and client list",
        "systems.crm.tables": "client, pursuit, interaction",
        "systems.content.name": "Mail and video platforms",
        "systems.content.tables": "content_stat",
        "systems.events.name": "Webinar platform",
        "systems.events.tables": "participation",
    },
}


def profile(firm: Firm) -> dict[str, str]:
    """Return the firm's settings, key and text, maps dotted.

    No period_start is set: each KPI then looks back its own window from the end of 2025,
    twelve months for most and twenty-four for RFPs, pitches and onboarding.
    """
    named = {
        "name": firm.name,
        "entity": firm.name,
        "parent": f"{firm.tag} Group Holdings (invented)",
        "currency": firm.currency,
        "timezone": firm.timezone,
        "internal_domains": firm.domain,
        "internal_lists": INTERNAL_LIST,
    }
    return SHARED | named | OWN[firm.client_id]
