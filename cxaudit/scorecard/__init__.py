"""The scorecard: 28 joined rows, the auditor's findings, ordered actions."""

from cxaudit.scorecard.actions import Action, to_actions
from cxaudit.scorecard.card import Scorecard, join
from cxaudit.scorecard.compare import Comparison, KpiComparison, Performance, compare
from cxaudit.scorecard.firm import FirmMove
from cxaudit.scorecard.row import Row, to_facts

__all__ = [
    "Action",
    "Comparison",
    "FirmMove",
    "KpiComparison",
    "Performance",
    "Row",
    "Scorecard",
    "compare",
    "join",
    "to_actions",
    "to_facts",
]
