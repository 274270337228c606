"""Hands benchmarking its inputs: figures, own history, months, settings, sources."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from cxaudit.audit.earlier import measure_in
from cxaudit.audit.pooling import find_pool, log_shown, to_reader
from cxaudit.benchmark import (
    Benchmark,
    Difference,
    JudgedFigure,
    Month,
    Sources,
    TargetInputs,
    TargetSettings,
    benchmark_kpi,
    to_facts,
)
from cxaudit.catalogue import Kpi
from cxaudit.measure import Measurement, PartFigure, count_each, to_change
from cxaudit.peers import read_coverage, read_published
from cxaudit.period import Period, add_months

if TYPE_CHECKING:
    from cxaudit.audit.audit import Audit

MONTHS_WATCHED = 15
COMPLETE = "complete count"


@dataclass(frozen=True)
class Past:
    """What a target rule may need of a KPI's own past; empty where its rule asks for none."""

    history: Difference | None = None
    months: tuple[Month, ...] = ()


def stand_against_peers(audit: Audit) -> dict[str, Benchmark]:
    """Return the benchmark of each of the 28, by id."""
    sources = to_sources(audit)
    found = _stand(audit, sources)
    if log_shown(audit, sources.reader, found.values()):
        return found
    return _stand(audit, replace(sources, closed_by="log"))


def _stand(audit: Audit, sources: Sources) -> dict[str, Benchmark]:
    unasked = replace(sources, closed_by=sources.closed_by or "E4")
    return {
        kpi_id: benchmark_kpi(
            to_facts(kpi, audit.measurements[kpi_id].variant),
            to_inputs(audit, kpi),
            sources if audit.states[kpi_id].in_index else unasked,
        )
        for kpi_id, kpi in audit.kpis.items()
    }


def to_sources(audit: Audit) -> Sources:
    """Return published values and the pool of this workspace, as of the audit's date."""
    folder, pool = audit.workspace.benchmarks, find_pool(audit.workspace)
    return Sources(
        as_of=audit.as_of, coverage=read_coverage(folder), published=read_published(folder),
        pool=pool, reader=to_reader(audit),
        pool_sets_status=pool is None or not pool.invented or audit.is_invented,
    )  # fmt: skip


def to_inputs(audit: Audit, kpi: Kpi) -> TargetInputs:
    """Return what the KPI's target rule may need."""
    measured, past = audit.measurements[kpi.kpi_id], audit.past[kpi.kpi_id]
    return TargetInputs(
        figures={"headline": judged_headline(measured)} | judged_parts(measured),
        settings=TargetSettings.from_config(audit.settings),
        history=past.history,
        months=past.months,
    )


def to_past(audit: Audit) -> dict[str, Past]:
    """Return what the target rule of each of the 28 needs of its own past, by id."""
    return {kpi_id: _to_past(audit, kpi) for kpi_id, kpi in audit.kpis.items()}


def _to_past(audit: Audit, kpi: Kpi) -> Past:
    measured = audit.measurements[kpi.kpi_id]
    rules = {kpi.target.rule, kpi.target.otherwise, *kpi.target.also} if kpi.target else set()
    return Past(
        history=_history(audit, kpi, measured) if "own_history" in rules else None,
        months=_months(audit, kpi) if "deterioration" in rules else (),
    )


def judged_headline(measured: Measurement) -> JudgedFigure:
    """Return a headline as benchmarking is told of it."""
    return JudgedFigure(
        outcome=measured.outcome, unit=measured.unit, value=measured.value, low=measured.low,
        high=measured.high, numerator=measured.numerator, denominator=measured.denominator,
        variant=measured.variant, complete=measured.method == COMPLETE,
        reason=measured.reason or "", missing=measured.missing,
    )  # fmt: skip


def judged_parts(measured: Measurement) -> dict[str, JudgedFigure]:
    """Return the parts as benchmarking is told of them."""
    return {name: _judged_part(name, part) for name, part in measured.parts.items()}


def _judged_part(name: str, part: PartFigure) -> JudgedFigure:
    return JudgedFigure(
        outcome=part.outcome, unit=part.unit, value=part.value, low=part.low, high=part.high,
        numerator=part.numerator, denominator=part.denominator, name=name,
        complete=part.method == COMPLETE, reason=part.reason or "",
    )  # fmt: skip


def _history(audit: Audit, kpi: Kpi, measured: Measurement) -> Difference | None:
    """Return the change since the like period before, with the interval of the difference."""
    period = audit.period_of(kpi.kpi_id)
    if period.start is None or not isinstance(kpi.window_months, int) or measured.value is None:
        return None
    before = measure_in(audit, kpi, period.before())
    change = to_change(before, measured)
    return None if change is None else Difference(change.value, change.low, change.high)


def _months(audit: Audit, kpi: Kpi) -> tuple[Month, ...]:
    """Return the counts of the newest months, oldest first, months without a row left out."""
    first = audit.as_of.replace(day=1)
    starts = [add_months(first, -back) for back in range(MONTHS_WATCHED - 1, -1, -1)]
    ends = [min(add_months(start, 1) - timedelta(days=1), audit.as_of) for start in starts]
    periods = list(map(Period, starts, ends))
    counts = count_each(audit.engine, kpi, audit.settings, audit.supply, periods)
    return tuple(
        Month(start, numerator or 0, denominator)
        for start, (numerator, denominator) in zip(starts, counts, strict=True)
        if denominator
    )
