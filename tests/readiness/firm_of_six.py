"""The worked example of the maturity model: six KPIs of an invented firm, and how figures print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from cxaudit.readiness import Readiness, assess
from cxaudit.store import CriterionAnswer

AS_OF = date(2025, 12, 31)

CRITERIA = {
    "purpose": ("owner", "decision", "definition", "cadence"),
    "capture": ("recorded", "population", "history", "exportable"),
    "trust": ("completeness", "validity", "joins", "freshness"),
    "compute": ("formula", "reproducible", "scheduled", "restatable"),
    "use": ("compared", "reviewed", "acted", "effect"),
}


@dataclass(frozen=True)
class Entry:
    kpi_id: str
    goal: str | None = "engagement"
    stage: str | None = "pre_sale"
    owner: str | None = "marketing"


@dataclass(frozen=True)
class State:
    state: str = "applies"
    weight: int = 1
    target_level: int = 3


ALL, NONE = (1, 1, 1, 1), (0, 0, 0, 0)
NEARLY = (1, 1, 1, 0.5)  # .875

EMAIL = Entry("email_click_through_rate", "convert_engagement")
RFP = Entry("rfp_success_rate", "convert_engagement", owner="rfp_team")
PITCH = Entry("pitch_win_rate", "transfer_of_money", owner="sales")
ONBOARDING = Entry("onboarding_days_pooled", "service_delivery", "post_sale", "onboarding")
PORTAL = Entry("portal_visits_per_user", "engagement", "post_sale", "digital")
TENURE = Entry("client_tenure_years", "transfer_of_money", "post_sale", "client_service")

# KPI, weight, target level, what is proved: purpose, capture, trust, compute, use.
SIX = (
    (EMAIL, 3, 4, (ALL, NEARLY, (1, 0.5, 0.5, 1), NEARLY, (0.5, 0.25, 0, 0))),
    (RFP, 5, 5, (ALL, ALL, NEARLY, ALL, (1, 1, 0.5, 0.25))),
    (PITCH, 5, 5, (ALL, (1, 1, 0.25, 0.25), (0.5, 0.25, 0, 0), (1, 0, 0, 0), NONE)),
    (ONBOARDING, 4, 4, (NEARLY, ALL, (1, 1, 0.5, None), (1, 0.5, 0.5, 0.5), NONE)),
    (PORTAL, 2, 3, ((0.5, 0.5, 0.25, 0.25), ALL, ALL, ALL, NONE)),
    (TENURE, 5, 5, (ALL, ALL, ALL, ALL, (1, 1, 0.5, 0.5))),
)
DECLARED = {"email_click_through_rate": (ALL, ALL, ALL, ALL, (1, 1, 0.5, 0.5))}


def answer(link: str, criterion: str, value: object, **more: object) -> CriterionAnswer:
    """Return an inspected answer; ``more`` replaces its fields."""
    return CriterionAnswer(
        **({"link": link, "criterion": criterion, "value": value, "evidence": "E2"} | more)
    )


def answers_of(kpi_id: str, steps: tuple, declared: tuple | None = None) -> list[CriterionAnswer]:
    """Return twenty answers of a KPI: what is proved, and what is declared where it differs."""
    found = []
    for link, proved, said in zip(CRITERIA, steps, declared or steps, strict=True):
        for criterion, evidenced, value in zip(CRITERIA[link], proved, said, strict=True):
            more = {"evidenced": evidenced} if value is not None else {}
            found.append(answer(link, criterion, value, kpi_id=kpi_id, **more))
    return found


def firm_answers() -> list[CriterionAnswer]:
    """Return the answers of all six."""
    return [a for kpi, _, _, s in SIX for a in answers_of(kpi.kpi_id, s, DECLARED.get(kpi.kpi_id))]


def firm_states() -> dict[str, State]:
    """Return the states of all six."""
    return {kpi.kpi_id: State("applies", weight, target) for kpi, weight, target, _ in SIX}


def assess_firm(**changes: object) -> Readiness:
    """Return the assessment of the six; ``changes`` replace arguments."""
    arguments = {
        "kpis": [kpi for kpi, *_ in SIX], "states": firm_states(), "answers": firm_answers(),
        "machine_evidence": {}, "supply_systems": {}, "as_of": AS_OF,
    }  # fmt: skip
    return assess(**(arguments | changes))


def assess_one(answers: list[CriterionAnswer], state: State | None = None, **more: object):
    """Return the row of one KPI, email_open_rate."""
    entry = Entry("email_open_rate")
    arguments = {"machine_evidence": {}, "supply_systems": {}, "as_of": AS_OF} | more
    return assess([entry], {entry.kpi_id: state or State()}, answers, **arguments)


def printed(value: Fraction | None, places: int = 3) -> str:
    """Return a figure as it prints: rounded half up on decimals, without the leading zero."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return str(exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)).lstrip("0")
