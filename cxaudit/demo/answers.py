"""The demo firms' answers file: use cases, criteria and reported figures."""

from __future__ import annotations

from cxaudit.demo.evidence import to_criteria
from cxaudit.demo.firms import Firm
from cxaudit.demo.profile import profile
from cxaudit.demo.reported import to_reported
from cxaudit.demo.use_cases import USE_CASES, UseCase

TARGETS = {"demo-strong": (4, 4, 5), "demo-middling": (3, 3, 4), "demo-weak": (2, 2, 3)}
"""Target level by strategy link 0, 1, 2."""

NO_PODCAST = {
    "state": "not_applicable",
    "reason_code": "no_such_channel",
    "reason": "The firm publishes no podcast.",
    "proof": "Channel list of the marketing plan 2025 (invented)",
    "reviewer": "Lead consultant",
}
NO_SEGREGATED = {
    "state": "not_applicable",
    "reason_code": "no_such_product",
    "reason": "The firm manages pooled funds only.",
    "proof": "Product list in the prospectus (invented)",
    "reviewer": "Lead consultant",
}
NO_PORTAL = {
    "state": "not_applicable",
    "reason_code": "no_such_channel",
    "reason": "Clients receive documents by e-mail; there is no portal.",
    "proof": "Client service handbook, section 3 (invented)",
    "reviewer": "Lead consultant",
}
DEFERRED = {
    "state": "deferred",
    "reason": "Link tags are being rebuilt; the figure would mislead until then.",
    "approver": "Chief marketing officer",
    "until": "2026-06-30",
}
UNOWNED = {"state": "no_use_case", "reason": "Nobody has said what the figure is to change."}
UNKNOWN = {"state": "unknown"}

STATES: dict[str, dict[str, dict[str, str]]] = {
    "demo-strong": {"web_visitors_from_social_share": DEFERRED},
    "demo-middling": {
        "podcast_listens_per_episode": NO_PODCAST,
        "podcast_listen_through_rate": NO_PODCAST,
        "web_visitor_return_rate": UNOWNED,
        "thought_leadership_scroll_depth": UNOWNED,
        "buy_ratings_per_rated_strategy": UNOWNED,
        "portal_visits_per_user": UNKNOWN,
    },
    "demo-weak": {
        "podcast_listens_per_episode": NO_PODCAST,
        "podcast_listen_through_rate": NO_PODCAST,
        "onboarding_days_segregated": NO_SEGREGATED,
        "portal_visits_per_user": NO_PORTAL,
        "rfp_completion_time": UNKNOWN,
        "strategies_with_buy_rating": UNKNOWN,
        "investment_report_timeliness": UNKNOWN,
    },
}
"""What differs from the usual; the usual is applies, at the weak firm unowned."""

OWNED_AT_THE_WEAK_FIRM = (
    "email_open_rate", "email_click_through_rate", "video_viewing_volume", "event_attendance",
    "pitch_win_rate", "client_tenure_years",
)  # fmt: skip


def answers(firm: Firm) -> dict[str, list[dict[str, object]]]:
    """Return the firm's answers file: use_cases (28), criteria and reported, JSON-ready."""
    use_cases = [to_use_case(firm, case) for case in USE_CASES]
    owned = {case["kpi_id"] for case in use_cases if case["state"] == "applies"}
    owners = {case.kpi_id: case.who for case in USE_CASES if case.kpi_id in owned}
    systems = [key.split(".")[1] for key in profile(firm) if key.endswith(".tables")]
    return {
        "use_cases": use_cases,
        "criteria": to_criteria(firm, systems, owners),
        "reported": to_reported(firm),
    }


def to_use_case(firm: Firm, case: UseCase) -> dict[str, object]:
    """Return one use case as the firm sees it; without an owner it has no reason either."""
    state = to_state(firm, case.kpi_id)
    found: dict[str, object] = {"kpi_id": case.kpi_id, **state, "respondent": case.who}
    if state["state"] in ("unknown", "not_applicable"):
        return found
    found |= {
        "strategy_link": case.strategy_link if firm.quality else min(1, case.strategy_link),
        "materiality": case.materiality,
        "target_level": TARGETS[firm.client_id][case.strategy_link],
    }
    told = {"who": case.who, "does": case.does, "why": case.why}
    return found | (told if state["state"] != "no_use_case" else {})


def to_state(firm: Firm, kpi_id: str) -> dict[str, str]:
    """Return the state of one use case at one firm, with its reasons."""
    owned = firm.quality > 0 or kpi_id in OWNED_AT_THE_WEAK_FIRM
    usual = {"state": "applies"} if owned else UNOWNED
    return STATES[firm.client_id].get(kpi_id, usual)
