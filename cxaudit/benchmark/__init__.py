"""Holds figures against peers, published values and targets; reads no file."""

from cxaudit.benchmark.disclosure import CellNote, PeerStatistics, Reader, why_not_contributed
from cxaudit.benchmark.figure import JudgedFigure, KpiFacts, to_facts
from cxaudit.benchmark.funnel import Funnel
from cxaudit.benchmark.kpi import (
    Benchmark,
    ChanceCount,
    JudgedPlace,
    Sources,
    benchmark_kpi,
    count_by_chance,
)
from cxaudit.benchmark.position import Position
from cxaudit.benchmark.published import PublishedBeside
from cxaudit.benchmark.target import (
    Difference,
    Month,
    PeerJudgement,
    TargetInputs,
    TargetSettings,
    TargetVerdict,
    judge_target,
)

__all__ = [
    "Benchmark",
    "CellNote",
    "ChanceCount",
    "Difference",
    "Funnel",
    "JudgedFigure",
    "JudgedPlace",
    "KpiFacts",
    "Month",
    "PeerJudgement",
    "PeerStatistics",
    "Position",
    "PublishedBeside",
    "Reader",
    "Sources",
    "TargetInputs",
    "TargetSettings",
    "TargetVerdict",
    "benchmark_kpi",
    "count_by_chance",
    "judge_target",
    "to_facts",
    "why_not_contributed",
]
