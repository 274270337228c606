"""The assessment: answers, tests on the data and judged use cases in, readiness out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from cxaudit.maturity import Maturity, load_maturity
from cxaudit.readiness.chain import Chain, build_chain, to_prize, to_urgency
from cxaudit.readiness.criteria import Groups, JudgedCriterion, group_answers, judge_criterion
from cxaudit.readiness.evidence import (
    ONE,
    ZERO,
    KpiFacts,
    KpiSupply,
    MachineEvidence,
    Span,
    StateFacts,
)
from cxaudit.readiness.firm import (
    to_confidence,
    to_distribution,
    to_distributions,
    to_firm_progress,
    to_funnel,
    to_index,
    to_levels,
    to_next_stage,
    to_obstacles,
    to_sensitivity,
    to_stage,
    to_target_share,
    to_weight_share,
    weights_of,
)
from cxaudit.readiness.results import KpiReadiness, Readiness, Repair
from cxaudit.store.records import CriterionAnswer

EFFORTS = ("low", "medium", "high")


def assess(
    kpis: Iterable[KpiFacts],
    states: Mapping[str, StateFacts],
    answers: Iterable[CriterionAnswer],
    machine_evidence: MachineEvidence,
    supply_systems: Mapping[str, KpiSupply],
    as_of: date | None,
    *,
    baseline: Mapping[str, int] | None = None,
    model: Maturity | None = None,
) -> Readiness:
    """Judge how far the data behind every KPI carry, and the firm's stage and index.

    ``states``: kpi_id -> judged use case, one for every KPI. ``machine_evidence``: kpi_id ->
    (link, criterion) -> finding. ``supply_systems``: kpi_id -> systems and whether an export was
    imported. ``as_of``: the day at which evidence ages. ``baseline``: kpi_id -> evidenced level at
    the start, for progress. Source: the maturity model, sections 1 to 3 and 6.
    """
    maturity = model or load_maturity()
    told = tuple(answers)
    groups = group_answers(told)
    rows = tuple(
        _assess_kpi(
            kpi,
            states[kpi.kpi_id],
            groups,
            machine_evidence,
            supply_systems.get(kpi.kpi_id, KpiSupply()),
            as_of,
            maturity,
        )
        for kpi in kpis
    )
    return _sum_up(rows, baseline, _to_notes(rows, told, supply_systems), maturity)


def _assess_kpi(
    kpi: KpiFacts,
    use_case: StateFacts,
    groups: Groups,
    machine_evidence: MachineEvidence,
    supply: KpiSupply,
    as_of: date | None,
    model: Maturity,
) -> KpiReadiness:
    state, weight = use_case.state, use_case.weight
    place = (kpi.kpi_id, kpi.owner, kpi.goal, kpi.stage, state, weight)
    if state == "not_applicable":
        return KpiReadiness(*place, target_level=None)
    findings = machine_evidence.get(kpi.kpi_id, {})
    criteria = tuple(
        judge_criterion(kpi.kpi_id, *ids, groups, supply, findings.get(ids), as_of, model)
        for ids in model.criterion_ids
    )
    no_purpose = state == "no_use_case"
    evidenced = build_chain(criteria, "evidenced", model, no_purpose=no_purpose)
    declared = build_chain(criteria, "declared", model, no_purpose=no_purpose)
    target = 0 if state == "deferred" else use_case.target_level
    repairs = _to_repairs(criteria, evidenced, model, no_purpose)
    row = KpiReadiness(
        *place, target, criteria, evidenced, declared,
        urgency=to_urgency(weight, target, evidenced.level_low, model),
        prize=ZERO if state == "deferred" else to_prize(evidenced, weight),
        repairs=repairs, effort=max((r.effort for r in repairs), key=EFFORTS.index, default=None),
    )  # fmt: skip
    weights = weights_of(row, model)
    return replace(row, confidence=sum(weights, ZERO) / len(weights) if weights else None)


def _to_repairs(
    criteria: Sequence[JudgedCriterion], chain: Chain, model: Maturity, no_purpose: bool
) -> tuple[Repair, ...]:
    link = chain.limiting_link
    own = [c for c in criteria if c.link == link and c.status != "not_applicable"]
    short = own if no_purpose and link == next(iter(model.links)) else [
        c for c in own if c.evidenced.low < ONE
    ]  # fmt: skip
    repairs = []
    for judged in sorted(short, key=lambda c: c.evidenced.low):
        move, untested = model.moves[judged.link][judged.criterion], judged.untested
        is_needless = untested is not None and untested.is_needless
        only_said = (judged.declared.low == ONE or is_needless) and not no_purpose
        prove = (
            f"{untested.to_raise[0].upper()}{untested.to_raise[1:]}." if untested else move.prove
        )
        kind, text = ("prove", prove) if only_said else ("act", move.act)
        effort = "low" if only_said else move.effort
        repairs.append(Repair(judged.link, judged.criterion, kind, text, effort))
    return tuple(repairs)


def _sum_up(
    rows: tuple[KpiReadiness, ...],
    baseline: Mapping[str, int] | None,
    notes: tuple[str, ...],
    model: Maturity,
) -> Readiness:
    lows = to_levels(rows, lambda k: k.evidenced.level_low)  # type: ignore[union-attr]
    highs = to_levels(rows, lambda k: k.evidenced.level_high)  # type: ignore[union-attr]
    declared = to_levels(rows, lambda k: k.declared.level_low)  # type: ignore[union-attr]
    stage = to_stage(rows, lows, model)
    near, far = to_target_share(rows, lows), to_target_share(rows, highs)
    confidence, grade = to_confidence(rows, model)

    def index_of(side: str, name: str, *, weighted: bool = True) -> Span | None:
        return to_index(rows, lambda k: getattr(getattr(k, side), name), weighted=weighted)

    return Readiness(
        kpis=rows,
        funnel=to_funnel(rows, lows),
        funnel_high=to_funnel(rows, highs),
        funnel_declared=to_funnel(rows, declared),
        levels=to_distribution(rows, lows),
        levels_by=to_distributions(rows, lows),
        weight_shares=tuple(to_weight_share(rows, lows, level) for level in range(1, 6)),
        stage_low=stage,
        stage_high=to_stage(rows, highs, model),
        stage_name=None if stage is None else model.levels.level[stage].name,
        next_stage=to_next_stage(rows, lows, stage, model),
        index=index_of("evidenced", "index"),
        index_declared=index_of("declared", "index"),
        index_unweighted=index_of("evidenced", "index", weighted=False),
        plain_mean=index_of("evidenced", "mean"),
        to_target=None if near is None or far is None else Span(near, far),
        progress=None if baseline is None else to_firm_progress(rows, lows, baseline),
        confidence=confidence,
        confidence_grade=grade,
        obstacles=to_obstacles(rows, model),
        sensitivity=tuple(to_sensitivity(rows, s, model) for s in model.levels.sensitivity),
        notes=notes,
    )


def _to_notes(
    rows: Sequence[KpiReadiness],
    answers: Sequence[CriterionAnswer],
    supply_systems: Mapping[str, KpiSupply],
) -> tuple[str, ...]:
    fed = {name for supply in supply_systems.values() for name in supply.systems}
    named = {answer.system for answer in answers if answer.system is not None}
    notes = [
        f"answers for the system {name} reach no KPI: the profile lists no tables for it"
        for name in sorted(named - fed)
    ]
    waiting = sum(bool(answer.to_confirm) for answer in answers)
    if waiting:
        notes.append(f"answers carried over that wait to be confirmed: {waiting}")
    disputed = sum(c.disagree for row in rows for c in row.criteria)
    if disputed:
        notes.append(f"criteria whose answers differ and nobody has settled: {disputed}")
    return tuple(notes)
