"""The model's worked example through the whole audit: an answers file in, the printed digits out.

The six KPIs are those of the catalogue with its goals; the other 22 do not apply.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from cxaudit.audit import Audit
from cxaudit.catalogue import load_catalogue
from cxaudit.store import merge_answers, read_client
from tests.readiness.firm_of_six import DECLARED, SIX, answers_of, printed
from tests.small_firm import change, make_client, open_small

KPIS = {kpi_id for kpi_id, kpi in load_catalogue().items() if kpi.is_kpi}
WEIGHTS = {2: (1, 0), 3: (1, 1), 4: (2, 1), 5: (2, 2)}
UNANSWERED = "email_open_rate"


def use_case(kpi_id: str, weight: int, target: int) -> dict[str, object]:
    strategy, materiality = WEIGHTS[weight]
    return {"kpi_id": kpi_id, "state": "applies", "who": "The owner", "does": "decides",
            "why": "it matters", "strategy_link": strategy, "materiality": materiality,
            "target_level": target}  # fmt: skip


def absent(kpi_id: str) -> dict[str, object]:
    return {"kpi_id": kpi_id, "state": "not_applicable", "reason_code": "setting_absent"}


def to_answers() -> dict[str, list[dict[str, object]]]:
    six = {kpi.kpi_id: use_case(kpi.kpi_id, weight, target) for kpi, weight, target, _ in SIX}
    told = [a for kpi, _, _, steps in SIX
            for a in answers_of(kpi.kpi_id, steps, DECLARED.get(kpi.kpi_id))]  # fmt: skip
    criteria = [
        {"kpi_id": a.kpi_id, "link": a.link, "criterion": a.criterion, "value": a.value,
         "evidence": a.evidence, "evidenced": a.evidenced}
        for a in told
    ]  # fmt: skip
    return {"use_cases": [six.get(k) or absent(k) for k in sorted(KPIS)], "criteria": criteria}


@pytest.fixture(scope="module")
def firm(tmp_path_factory) -> Audit:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CXAUDIT_KEYS", str(tmp_path_factory.mktemp("keys")))
        workspace = make_client(tmp_path_factory.mktemp("example"), tables=[])
    tell(workspace, to_answers())
    return open_small(workspace)


def tell(workspace, answers) -> None:
    file = read_client(workspace.client_folder("small-firm"))
    merged = merge_answers(file, answers, KPIS)
    change(workspace, use_cases=merged.use_cases, criteria=merged.criteria)


def to_printed(span: list[float]) -> list[str]:
    return [printed(Fraction(repr(end))) for end in span]


def test_the_firm_prints_as_in_the_example(firm):
    found = firm.readiness.to_json()
    assert to_printed(found["index_range"]) == [".680", ".689"]
    assert printed(Fraction(repr(found["plain_mean"]))) == ".727"
    assert printed(Fraction(repr(found["index_unweighted"]))) == ".642"
    assert (found["stage"], found["stage_range"], found["levels"]["median"]) == (3, [3, 3], 3)
    assert printed(Fraction(repr(found["to_target"])), 2) == ".74"
    shares = [printed(Fraction(repr(share)), 2) for share in found["weight_shares"]]
    assert shares == [".92", ".92", ".71", ".42", ".42"]
    assert found["funnel"] == {
        "kpis": 28, "applicable": 6, "purposed": 5, "captured": 5, "trusted": 4, "repeatable": 2,
        "used": 2,
    }  # fmt: skip


def test_each_kpi_prints_as_in_the_example(firm):
    found = {row["kpi_id"]: row for row in firm.readiness.to_json()["kpis"]}
    wanted = {
        "email_click_through_rate": (3, 4, 3, ".713", ".738", "trust", ".05", ".15"),
        "rfp_success_rate": (5, 5, 5, ".888", ".913", "use", ".00", ".19"),
        "pitch_win_rate": (5, 5, 2, ".400", ".413", "capture", ".43", ".38"),
        "onboarding_days_pooled": (4, 4, 3, ".600", ".625", "trust", ".07", ".20"),
        "portal_visits_per_user": (2, 3, 0, ".300", ".675", "purpose", ".17", "1.00"),
        "client_tenure_years": (5, 5, 5, ".950", ".950", "use", ".00", ".25"),
    }
    for kpi_id, expected in wanted.items():
        row = found[kpi_id]
        thousandths = [printed(Fraction(repr(row[name]))) for name in ("chain", "mean")]
        hundredths = [printed(Fraction(repr(row[name])), 2) for name in ("urgency", "prize")]
        assert (row["weight"], row["target_level"], row["evidenced_level"], *thousandths,
                row["limiting_link"], *hundredths) == expected  # fmt: skip
    assert found["onboarding_days_pooled"]["level_range"] == [3, 4]
    assert to_printed(found["onboarding_days_pooled"]["chain_range"]) == [".600", ".650"]
    assert found["email_click_through_rate"]["declared_level"] == 5


def test_one_kpi_that_nobody_answered_widens_the_index(tmp_path):
    workspace = make_client(tmp_path / "wide", tables=[])
    answers = to_answers()
    unknown = use_case(UNANSWERED, 3, 3) | {"state": "unknown"}
    answers["use_cases"] = [
        unknown if row["kpi_id"] == UNANSWERED else row for row in answers["use_cases"]
    ]
    tell(workspace, answers)
    found = open_small(workspace).readiness.to_json()
    assert to_printed(found["index_range"]) == [".605", ".723"]


def test_twenty_two_absent_use_cases_are_too_many_to_compare_with_peers(firm):
    assert firm.readiness.obstacles == (
        "22 of 28 use cases are not applicable, more than 40 %",
    )  # fmt: skip
