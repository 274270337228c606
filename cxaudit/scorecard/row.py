"""One joined row: a KPI with its use case, figure, readiness, position and worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cxaudit.applicability import UseCaseState
from cxaudit.benchmark import Benchmark, TargetVerdict
from cxaudit.catalogue import Kpi
from cxaudit.measure import Measurement
from cxaudit.readiness import KpiReadiness
from cxaudit.value import Value
from cxaudit.wording import NO_VALUE, show_interval, show_value

WHY_NOT = {
    "too_few": "too few",
    "no_data": "no data",
    "not_applicable": "not applicable",
    "conflict": "sources disagree",
    "failed": "failed",
}


@dataclass(frozen=True)
class Row:
    """Everything the audit knows of one of the 28."""

    kpi: Kpi
    use_case: UseCaseState
    measured: Measurement
    readiness: KpiReadiness
    benchmark: Benchmark
    value: Value
    currency: str | None = None

    @property
    def target(self) -> TargetVerdict:
        """Return the verdict of the use case's own rule."""
        return self.benchmark.target

    @property
    def is_audited(self) -> bool:
        """Tell whether the use case counts: not ruled out and not deferred."""
        return self.use_case.in_index

    @property
    def declared_level(self) -> int | None:
        """Return the level that people declare, at its low end."""
        return self.readiness.declared.level_low if self.readiness.declared else None

    @property
    def evidenced_level(self) -> int | None:
        """Return the level that evidence carries, at its low end."""
        return self.readiness.evidenced.level_low if self.readiness.evidenced else None

    @property
    def value_text(self) -> str:
        """Return the figure as shown, or why there is none in two words."""
        measured = self.measured
        if measured.value is not None:
            return show_value(measured.value, measured.unit, self.currency)
        if measured.reason == "not_reached":
            return "median not reached"
        return WHY_NOT.get(str(measured.outcome), NO_VALUE)

    @property
    def interval_text(self) -> str:
        """Return the 95 % interval, the bracket, or why there is none."""
        measured = self.measured
        if measured.bracket:
            return show_interval(*measured.bracket, measured.unit)
        if measured.value is not None and measured.low is None:
            return "complete count" if measured.method.startswith("complete count") else ""
        return show_interval(measured.low, measured.high, measured.unit)

    def to_json(self) -> dict[str, Any]:
        """Return the row as one object of the scorecard."""
        return {
            "kpi_id": self.kpi.kpi_id, "code": self.kpi.code, "name": self.kpi.name,
            "owner": self.kpi.owner, "goal": self.kpi.goal, "stage": self.kpi.stage,
            "definition": self.kpi.definition,
            "use_case": self.use_case.to_json(), "figure": self.measured.to_json(),
            "value_text": self.value_text, "interval_text": self.interval_text,
            "maturity": self.readiness.to_json(), "benchmark": self.benchmark.to_json(),
            "worth": self.value.to_json(),
        }  # fmt: skip


def to_facts(row: Row, extra: dict[str, Any]) -> dict[str, Any]:
    """Return the row flat, as the findings' checks read it; ``extra`` are the audit's own facts."""
    measured, kpi = row.measured, row.kpi
    declared, evidenced = row.declared_level, row.evidenced_level
    steps = row.readiness.evidenced.steps if row.readiness.evidenced else {}
    top_share = measured.parts.get("top_consultant_share")
    facts: dict[str, Any] = {
        "kpi_id": kpi.kpi_id, "name": kpi.name, "owner": str(kpi.owner).replace("_", " "),
        "goal": kpi.goal, "state": row.use_case.state, "weight": row.use_case.weight,
        "has_use_case": row.use_case.has_use_case, "outcome": str(measured.outcome),
        "value": measured.value, "value_text": row.value_text, "n": f"{measured.n:,}",
        "variant": measured.variant, "variant_label": _label_of(kpi, measured),
        "flags": ", ".join(measured.flags),
        "reason": measured.reason, "missing": ", ".join(measured.missing),
        "is_fallback": _is_fallback(kpi, measured), "outside_bounds": _is_outside(kpi, measured),
        "declared_level": declared, "evidenced_level": evidenced,
        "level_gap": None if None in (declared, evidenced) else declared - evidenced,
        "limiting_link": row.readiness.evidenced and row.readiness.evidenced.limiting_link,
        "data_links": _least(steps, "capture", "trust"), "purpose_score": _least(steps, "purpose"),
        "stale": row.readiness.stale, "disagreement": row.readiness.disagree,
        "target_met": row.target.met, "target_rule": row.target.rule,
        "target_wording": row.target.wording, "position_wording": row.benchmark.position.wording,
        "published_count": len(row.benchmark.published),
        "top_consultant_share": top_share.value if top_share else None,
        "top_consultant_text": show_value(top_share.value, "fraction") if top_share else None,
    }  # fmt: skip
    return facts | _exclusions(measured) | extra


def _label_of(kpi: Kpi, measured: Measurement) -> str:
    variant = kpi.variant.get(measured.variant)
    return variant.label if variant else measured.variant.replace("_", " ")


def _least(steps: Any, *links: str) -> float | None:
    found = [float(steps[link].low) for link in links if link in steps]
    return min(found) if found else None


def _is_fallback(kpi: Kpi, measured: Measurement) -> bool:
    variant = kpi.variant.get(measured.variant)
    return variant is not None and variant.fallback is not None and measured.outcome.is_shown


def _is_outside(kpi: Kpi, measured: Measurement) -> bool | None:
    if measured.value is None or measured.variant != "headline":
        return None
    return not kpi.bounds.low <= measured.value <= kpi.bounds.high


def _exclusions(measured: Measurement) -> dict[str, Any]:
    before = measured.variants.get("unfiltered")
    left_out = sum(e.rows for e in measured.excluded)
    if before is None or not left_out or not before.figure.value or measured.value is None:
        return {"unfiltered_gap": None}
    gap = abs(measured.value - before.figure.value) / abs(before.figure.value)
    return {
        "unfiltered_gap": gap,
        "unfiltered_text": show_value(before.figure.value, measured.unit),
    }
