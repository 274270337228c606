"""The target rules, a closed list: each judges one figure and says what it lacks."""

from cxaudit.benchmark.target.inputs import (
    Difference,
    Month,
    PeerJudgement,
    TargetInputs,
    TargetSettings,
)
from cxaudit.benchmark.target.judge import TargetVerdict, judge_target

__all__ = [
    "Difference",
    "Month",
    "PeerJudgement",
    "TargetInputs",
    "TargetSettings",
    "TargetVerdict",
    "judge_target",
]
