"""How each demo firm usually answers the twenty criteria, and where it departs from that."""

from __future__ import annotations

Answer = tuple[float | None, str]
"""A declared value (None: not answered) and its evidence grade."""

CRITERIA: dict[str, tuple[str, ...]] = {
    "purpose": ("owner", "decision", "definition", "cadence"),
    "capture": ("recorded", "population", "history", "exportable"),
    "trust": ("completeness", "validity", "joins", "freshness"),
    "compute": ("formula", "reproducible", "scheduled", "restatable"),
    "use": ("compared", "reviewed", "acted", "effect"),
}

ASKED_OF_SYSTEMS = (*CRITERIA["capture"], *CRITERIA["trust"], "scheduled", "restatable")
"""Criteria that are answered once a system; the others once a KPI, by its owner."""

USUAL: dict[str, dict[str, tuple[Answer, Answer, Answer, Answer]]] = {
    "demo-strong": {
        "purpose": ((1, "E2"), (1, "E2"), (1, "E2"), (1, "E2")),
        "capture": ((1, "E2"), (1, "E2"), (1, "E2"), (1, "E2")),
        "trust": ((1, "E3"), (1, "E2"), (1, "E3"), (1, "E3")),
        "compute": ((1, "E2"), (1, "E2"), (1, "E3"), (0.5, "E1")),
        "use": ((1, "E2"), (1, "E2"), (0.5, "E2"), (0.25, "E1")),
    },
    "demo-middling": {
        "purpose": ((1, "E2"), (1, "E2"), (1, "E2"), (0.5, "E2")),
        "capture": ((1, "E2"), (1, "E2"), (1, "E1"), (0.5, "E1")),
        "trust": ((1, "E1"), (0.5, "E0"), (0.5, "E0"), (1, "E1")),
        "compute": ((1, "E1"), (0.5, "E2"), (0.5, "E0"), (0.5, "E0")),
        "use": ((0.5, "E2"), (0.5, "E1"), (0.25, "E0"), (0, "E0")),
    },
    "demo-weak": {
        "purpose": ((1, "E2"), (0.5, "E1"), (0.25, "E0"), (0.5, "E0")),
        "capture": ((1, "E2"), (0.5, "E0"), (1, "E0"), (0.5, "E0")),
        "trust": ((None, "E0"), (None, "E0"), (0, "E0"), (0.25, "E0")),
        "compute": ((0.5, "E0"), (0, "E0"), (0.25, "E0"), (None, "E0")),
        "use": ((0.25, "E0"), (0.25, "E0"), (0, "E0"), (0, "E0")),
    },
}

DOUBTED: dict[str, tuple[str, ...]] = {
    "demo-strong": ("web_visit_length", "video_viewing_volume", "portal_visits_per_user"),
    "demo-middling": ("web_visit_length", "rfp_completion_time", "complaints_per_client"),
    "demo-weak": ("event_attendance", "video_viewing_volume"),
}  # fmt: skip
"""KPIs whose purpose is weaker than the firm's usual: figures that few could define."""

SURE: dict[str, tuple[str, ...]] = {
    "demo-strong": (),
    "demo-middling": (),
    "demo-weak": ("email_open_rate", "pitch_win_rate"),
}
"""KPIs whose purpose stands above the firm's usual: somebody wrote it down."""

PRIZED: dict[str, tuple[str, ...]] = {
    "demo-strong": (
        "rfp_success_rate", "rfp_sales_conversion_rate", "pitch_win_rate",
        "investment_report_timeliness", "email_open_rate",
    ),
    "demo-middling": ("email_open_rate", "rfp_success_rate"),
    "demo-weak": (),
}  # fmt: skip
"""KPIs that the firm works with every month: their use stands above the usual."""

UNJOINED: dict[str, tuple[str, ...]] = {
    "demo-strong": ("web", "portal"),
    "demo-middling": (),
    "demo-weak": (),
}
"""Systems whose rows are matched to clients for some of them only."""

TESTED_ON: dict[str, str] = {
    "crm": "rfp_log",
    "content": "campaigns",
    "web": "sessions",
    "events": "webinars",
    "books": "mandates",
    "consultants": "ratings",
    "reporting": "report_log",
    "portal": "portal_visits",
}
"""The export on which the auditor tested a system: a name of exports.WRITERS."""

SINGLE: dict[str, tuple[dict[str, object], ...]] = {
    "demo-strong": (
        {
            "kpi_id": "video_viewing_volume", "link": "trust", "criterion": "joins",
            "value": "na", "reason_code": "not_relevant",
            "reason": "Viewers of a public channel are not known by name.",
            "respondent": "Film producer",
        },
    ),
    "demo-middling": (
        {
            "kpi_id": "rfp_success_rate", "link": "purpose", "criterion": "definition",
            "value": 0.25, "evidence": "E1", "evidence_on": "2025-09-12",
            "reason": "Sales counts direct awards as well; the RFP team does not.",
            "respondent": "Head of sales",
        },
    ),
    "demo-weak": (),
}  # fmt: skip
"""Single answers: one that cannot apply, and one in which two people disagree."""
