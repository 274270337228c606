"""How far the data behind each KPI carry: five links, declared and evidenced, and the firm.

Values in, values out. A test on the imported data is handed in as a ``MachineFinding``.
"""

from cxaudit.readiness.assess import assess
from cxaudit.readiness.chain import Chain
from cxaudit.readiness.criteria import JudgedCriterion
from cxaudit.readiness.evidence import (
    KpiSupply,
    MachineEvidence,
    MachineFinding,
    SourceFile,
    Span,
    Untested,
    map_share,
    to_supply_systems,
)
from cxaudit.readiness.firm import to_progress
from cxaudit.readiness.results import (
    Distribution,
    KpiReadiness,
    Readiness,
    Repair,
    Sensitivity,
)

__all__ = [
    "Chain",
    "Distribution",
    "JudgedCriterion",
    "KpiReadiness",
    "KpiSupply",
    "MachineEvidence",
    "MachineFinding",
    "Readiness",
    "Repair",
    "Sensitivity",
    "SourceFile",
    "Span",
    "Untested",
    "assess",
    "map_share",
    "to_progress",
    "to_supply_systems",
]
