"""Levels by owner, and how much hangs on a threshold."""

from __future__ import annotations

from cxaudit.audit import Audit
from cxaudit.display.names import LINKS, STATES
from cxaudit.display.panel import Cell, Panel, show_table
from cxaudit.display.tables.cells import name_cell
from cxaudit.display.tables.use_cases import by_owner
from cxaudit.maturity import load_maturity
from cxaudit.scorecard import Row
from cxaudit.wording import round_half_up


def show_level_table(audit: Audit) -> Panel:
    """Show declared and evidenced level, target, first link to break and its next move."""
    rows: list[list[object]] = []
    for owner, found in by_owner(audit.scorecard.rows):
        rows.append([owner])
        rows += [_line(row) for row in found]
    columns = ["KPI", "#declared", "#evidenced", "#target", "first link to break", "next move"]
    return show_table("Levels by owner", columns, rows)


def _line(row: Row) -> list[object]:
    chain, name = row.readiness.evidenced, name_cell(row.kpi)
    if chain is None or not row.is_audited:
        return [name, "", "", "", Cell(STATES[row.use_case.state], "cx-muted"), ""]
    level = str(chain.level_low)
    if chain.level_high > chain.level_low:
        level += f" (to {chain.level_high})"
    move = row.readiness.repairs[0].move if row.readiness.repairs else ""
    link = LINKS.get(chain.limiting_link or "", "none")
    return [name, row.declared_level, level, row.readiness.target_level, link, move]


def show_sensitivity(audit: Audit) -> Panel:
    """Show what the firm's figures would be were another score called sound."""
    lines = [
        [f"{round_half_up(float(case.sound), 2)}", case.stage_low, case.median,
         case.funnel["trusted"], case.funnel["used"]]
        for case in audit.readiness.sensitivity
    ]  # fmt: skip
    columns = ["score that counts as sound", "#firm stage", "#median level", "#trusted", "#used"]
    note = f"The audit calls a link sound from {load_maturity().levels.sound}."
    return show_table(
        "How much hangs on the threshold", columns, lines, look="cx-narrow", note=note
    )
