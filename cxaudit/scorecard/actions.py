"""Ordered actions: for each KPI the repair of the link that breaks first, prize by effort."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from cxaudit.catalogue import Kpi
from cxaudit.period import add_months
from cxaudit.readiness import Repair
from cxaudit.scorecard.row import Row

MONTHS_OF_EFFORT = {"low": 1, "medium": 3, "high": 6}


@dataclass(frozen=True)
class Action:
    """One next move on one KPI.

    ``prize``: chain index times weight that the repair wins; ``urgency``: 0 to 1; ``money``:
    what the KPI is worth a year, where a formula says; ``kind``: act or prove.
    """

    kpi: Kpi
    link: str
    text: str
    more: tuple[str, ...]
    owner: str
    due_on: date
    effort: str
    prize: Fraction
    urgency: Fraction
    money: float | None
    state: str = "open"

    @property
    def id(self) -> str:
        """Return the action's id: KPI and link."""
        return f"{self.kpi.kpi_id}:{self.link}"

    @property
    def is_quick_win(self) -> bool:
        """Tell whether it wins at least a quarter of a level's worth for little effort."""
        return self.effort == "low" and self.prize >= Fraction(1, 4)

    def to_json(self) -> dict[str, Any]:
        """Return the action as cli.md's scorecard has it."""
        return {
            "id": self.id, "kpi_id": self.kpi.kpi_id, "link": self.link, "text": self.text,
            "more": list(self.more), "owner": self.owner, "due_on": self.due_on.isoformat(),
            "effort": self.effort, "prize": float(self.prize), "urgency": float(self.urgency),
            "money": self.money, "quick_win": self.is_quick_win, "state": self.state,
        }  # fmt: skip


def to_actions(rows: Sequence[Row], as_of: date) -> tuple[Action, ...]:
    """Return one action a KPI that has something to repair: greatest prize first."""
    found = [_action(row, as_of) for row in rows if row.is_audited and row.readiness.repairs]
    return tuple(sorted(found, key=lambda a: (-a.prize, MONTHS_OF_EFFORT[a.effort], a.kpi.code)))


def _action(row: Row, as_of: date) -> Action:
    readiness = row.readiness
    first, *rest = readiness.repairs
    effort = readiness.effort or first.effort
    return Action(
        kpi=row.kpi, link=first.link, text=_move(row, first),
        more=tuple(_move(row, repair) for repair in rest), owner=str(row.kpi.owner),
        due_on=add_months(as_of, MONTHS_OF_EFFORT[effort]), effort=effort,
        prize=readiness.prize or Fraction(0), urgency=readiness.urgency or Fraction(0),
        money=row.value.a_year if row.value.kind == "direct" else None,
    )  # fmt: skip


def _move(row: Row, repair: Repair) -> str:
    """Return the move; where a test ran on the rows, what it found and what would raise it."""
    judged = {(c.link, c.criterion): c.finding for c in row.readiness.criteria}
    finding = judged.get((repair.link, repair.criterion))
    if finding is None or not finding.to_raise:
        return repair.move
    raised = finding.to_raise[0].upper() + finding.to_raise[1:]
    return f"{raised} ({finding.found})."
