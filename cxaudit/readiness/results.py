"""What readiness hands on: one row per KPI, and the firm's figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from cxaudit.readiness.chain import Chain
from cxaudit.readiness.criteria import JudgedCriterion
from cxaudit.readiness.evidence import Span


@dataclass(frozen=True)
class Repair:
    """A next move on the limiting link: act where it is not so, prove where it is only said."""

    link: str
    criterion: str
    kind: str
    move: str
    effort: str

    def to_json(self) -> dict[str, str]:
        """Return every field."""
        return dict(vars(self))


@dataclass(frozen=True)
class KpiReadiness:
    """How far the data behind one KPI carry; chains are None where it is not applicable.

    ``target_level`` is 0 while deferred. ``prize`` and ``urgency``: None where not applicable,
    0 while deferred. ``effort``: the highest of the repairs', None without any.
    """

    kpi_id: str
    owner: str | None
    goal: str | None
    stage: str | None
    state: str
    weight: int
    target_level: int | None
    criteria: tuple[JudgedCriterion, ...] = ()
    evidenced: Chain | None = None
    declared: Chain | None = None
    urgency: Fraction | None = None
    prize: Fraction | None = None
    repairs: tuple[Repair, ...] = ()
    effort: str | None = None
    confidence: Fraction | None = None

    @property
    def in_index(self) -> bool:
        """Tell whether the KPI counts in index, stage and per cent to target."""
        return self.state in ("applies", "no_use_case", "unknown")

    @property
    def in_funnel(self) -> bool:
        """Tell whether the KPI counts as applicable."""
        return self.evidenced is not None

    @property
    def stale(self) -> bool:
        """Tell whether an answer lost a grade by age."""
        return any(criterion.stale for criterion in self.criteria)

    @property
    def disagree(self) -> bool:
        """Tell whether respondents differ on a criterion that nobody has settled."""
        return any(criterion.disagree for criterion in self.criteria)

    def to_json(self, *, criteria: bool = False) -> dict[str, Any]:
        """Return the row as JSON-ready fields; ``criteria`` adds the twenty derivations."""
        row: dict[str, Any] = {
            "kpi_id": self.kpi_id, "state": self.state, "weight": self.weight,
            "target_level": self.target_level,
            **_chain_json(self.evidenced), **_declared_json(self.declared),
            "urgency": _number(self.urgency), "prize": _number(self.prize),
            "effort": self.effort, "repairs": [repair.to_json() for repair in self.repairs],
            "confidence": _number(self.confidence),
            "stale": self.stale, "disagreement": self.disagree,
        }  # fmt: skip
        return row | ({"criteria": [c.to_json() for c in self.criteria]} if criteria else {})


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _span(value: Span | None) -> list[float] | None:
    return None if value is None else value.to_json()


def _chain_json(chain: Chain | None) -> dict[str, Any]:
    if chain is None:
        names = ("evidenced_level", "level_range", "chain", "chain_range", "mean", "mean_range")
        return {"links": {}, "links_range": {}, "limiting_link": None} | dict.fromkeys(names)
    return {
        "links": {link: float(span.low) for link, span in chain.steps.items()},
        "links_range": {link: span.to_json() for link, span in chain.steps.items()},
        "evidenced_level": chain.level_low,
        "level_range": [chain.level_low, chain.level_high],
        "chain": float(chain.index.low), "chain_range": chain.index.to_json(),
        "mean": float(chain.mean.low), "mean_range": chain.mean.to_json(),
        "limiting_link": chain.limiting_link,
    }  # fmt: skip


def _declared_json(chain: Chain | None) -> dict[str, Any]:
    if chain is None:
        names = ("declared_level", "declared_level_range", "declared_chain")
        return {"declared_links": {}, "declared_chain_range": None} | dict.fromkeys(names)
    return {
        "declared_links": {link: float(span.low) for link, span in chain.steps.items()},
        "declared_level": chain.level_low,
        "declared_level_range": [chain.level_low, chain.level_high],
        "declared_chain": float(chain.index.low),
        "declared_chain_range": chain.index.to_json(),
    }


@dataclass(frozen=True)
class Distribution:
    """How many counted KPIs stand at each level 0 to 5, and their lower median (None: no KPI)."""

    counts: tuple[int, ...]
    median: int | None

    def to_json(self) -> dict[str, Any]:
        """Return counts by level, and the median."""
        by_level = {str(level): count for level, count in enumerate(self.counts)}
        return {"levels": by_level, "median": self.median}


@dataclass(frozen=True)
class Sensitivity:
    """What the figures would be were another score called sound."""

    sound: Fraction
    stage_low: int | None
    stage_high: int | None
    median: int | None
    funnel: dict[str, int]
    levels: dict[str, int]

    def to_json(self) -> dict[str, Any]:
        """Return every field."""
        return {
            "sound": float(self.sound), "stage": self.stage_low,
            "stage_range": [self.stage_low, self.stage_high], "median": self.median,
            "funnel": self.funnel, "levels": self.levels,
        }  # fmt: skip


@dataclass(frozen=True)
class Readiness:
    """The firm: its KPIs, funnel, stage and index, as evidenced, with declared ones beside.

    Figures are exact fractions and None where no KPI counts. ``weight_shares``: of the weight, at
    level 1, 2, 3, 4, 5 or above. ``index_unweighted`` is for comparison with peers;
    ``plain_mean`` only shows the value behind the limiting links.
    ``next_stage``: what keeps the firm from the stage after its own.
    ``obstacles``: why the audit cannot be benchmarked. ``notes``: what a reader should know.
    """

    kpis: tuple[KpiReadiness, ...]
    funnel: dict[str, int]
    funnel_high: dict[str, int]
    funnel_declared: dict[str, int]
    levels: Distribution
    levels_by: dict[str, dict[str, Distribution]]
    weight_shares: tuple[Fraction | None, ...]
    stage_low: int | None
    stage_high: int | None
    stage_name: str | None
    next_stage: tuple[str, ...]
    index: Span | None
    index_declared: Span | None
    index_unweighted: Span | None
    plain_mean: Span | None
    to_target: Span | None
    progress: Fraction | None
    confidence: Fraction | None
    confidence_grade: str | None
    obstacles: tuple[str, ...]
    sensitivity: tuple[Sensitivity, ...]
    notes: tuple[str, ...] = field(default=())

    @property
    def benchmarkable(self) -> bool:
        """Tell whether the audit may stand beside peers."""
        return not self.obstacles

    def to_json(self, *, criteria: bool = False) -> dict[str, Any]:
        """Return the "maturity" object of the command line; scalar figures are the low ends."""
        spans = {
            "index": self.index, "index_declared": self.index_declared,
            "index_unweighted": self.index_unweighted, "plain_mean": self.plain_mean,
            "to_target": self.to_target,
        }  # fmt: skip
        figures: dict[str, Any] = {n: _number(s.low if s else None) for n, s in spans.items()}
        figures |= {f"{name}_range": _span(span) for name, span in spans.items()}
        by = {k: {n: d.to_json() for n, d in v.items()} for k, v in self.levels_by.items()}
        return {
            "funnel": self.funnel, "funnel_high": self.funnel_high,
            "funnel_declared": self.funnel_declared,
            "stage": self.stage_low, "stage_range": [self.stage_low, self.stage_high],
            "stage_name": self.stage_name, "next_stage": list(self.next_stage),
            **figures, "progress": _number(self.progress),
            "confidence": {"value": _number(self.confidence), "grade": self.confidence_grade},
            "benchmarkable": self.benchmarkable, "obstacles": list(self.obstacles),
            "weight_shares": [_number(share) for share in self.weight_shares],
            "levels": self.levels.to_json(), "levels_by": by,
            "sensitivity": [row.to_json() for row in self.sensitivity],
            "notes": list(self.notes),
            "kpis": [kpi.to_json(criteria=criteria) for kpi in self.kpis],
        }  # fmt: skip
