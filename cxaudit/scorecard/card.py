"""The card: the joined rows with what follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cxaudit.applicability import UseCaseState
from cxaudit.benchmark import Benchmark, ChanceCount, count_by_chance
from cxaudit.catalogue import Kpi
from cxaudit.findings import Finding, find
from cxaudit.measure import Measurement
from cxaudit.period import Period
from cxaudit.readiness import Readiness
from cxaudit.scorecard.actions import Action, to_actions
from cxaudit.scorecard.row import Row, to_facts
from cxaudit.value import Value


@dataclass(frozen=True)
class Scorecard:
    """One firm's 28 rows, context figures, findings and actions."""

    client: str
    name: str
    as_of: date
    period: Period
    rows: tuple[Row, ...]
    context: tuple[Measurement, ...]
    readiness: Readiness
    findings: tuple[Finding, ...]
    actions: tuple[Action, ...]
    chance: ChanceCount

    def row(self, kpi_id: str) -> Row:
        """Return the row of one KPI."""
        return next(row for row in self.rows if row.kpi.kpi_id == kpi_id)

    def to_json(self) -> dict[str, Any]:
        """Return the object of cli.md, scorecard."""
        return {
            "client": self.client, "name": self.name, "as_of": self.as_of.isoformat(),
            "period": {"start": str(self.period.start), "end": str(self.period.end)},
            "kpis": [row.to_json() for row in self.rows],
            "context": [measured.to_json() for measured in self.context],
            "maturity": {k: v for k, v in self.readiness.to_json().items() if k != "kpis"},
            "findings": [finding.to_json() for finding in self.findings],
            "actions": [action.to_json() for action in self.actions],
            "chance": {"crossing": self.chance.crossing, "expected": self.chance.expected},
        }  # fmt: skip


def join(
    *, client: str, name: str, as_of: date, period: Period, currency: str | None,
    kpis: Mapping[str, Kpi], measurements: Mapping[str, Measurement], readiness: Readiness,
    states: Mapping[str, UseCaseState], benchmarks: Mapping[str, Benchmark],
    values: Mapping[str, Value], facts: Mapping[str, dict[str, Any]],
) -> Scorecard:  # fmt: skip
    """Join the parts on kpi_id: 28 rows, always; ``facts`` are the audit's own, for the checks."""
    ready = {row.kpi_id: row for row in readiness.kpis}
    rows = tuple(
        Row(kpi, states[i], measurements[i], ready[i], benchmarks[i], values[i], currency)
        for i, kpi in kpis.items()
        if kpi.is_kpi
    )
    flat = [to_facts(row, facts.get(row.kpi.kpi_id, {})) for row in rows if row.use_case.in_funnel]
    return Scorecard(
        client=client, name=name, as_of=as_of, period=period, rows=rows,
        context=tuple(measurements[i] for i, kpi in kpis.items() if not kpi.is_kpi),
        readiness=readiness, findings=find(flat), actions=to_actions(rows, as_of),
        chance=count_by_chance(benchmarks.values()),
    )  # fmt: skip
