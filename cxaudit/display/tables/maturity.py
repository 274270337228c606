"""Levels, what the machine proved, and how much hangs on a threshold."""

from __future__ import annotations

from cxaudit.audit import Audit
from cxaudit.display.names import LINKS, STATES
from cxaudit.display.panel import Cell, Panel, show_prose, show_table
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
    chain = row.readiness.evidenced
    name = f"{row.kpi.code}  {row.kpi.name}"
    if chain is None or not row.is_audited:
        return [name, "", "", "", Cell(STATES[row.use_case.state], "cx-muted"), ""]
    level = str(chain.level_low)
    if chain.level_high > chain.level_low:
        level += f" (to {chain.level_high})"
    move = row.readiness.repairs[0].move if row.readiness.repairs else ""
    link = LINKS.get(chain.limiting_link or "", "none")
    return [name, row.declared_level, level, row.readiness.target_level, link, move]


def show_proofs(audit: Audit, kpi_id: str = "") -> Panel:
    """Show what tests on the imported rows found, for one KPI or for the weakest proofs of all."""
    model = load_maturity()
    lines = []
    for row in audit.scorecard.rows:
        if kpi_id and row.kpi.kpi_id != kpi_id:
            continue
        for (link, criterion), proof in audit.evidence.get(row.kpi.kpi_id, {}).items():
            if kpi_id or proof.evidenced < 1:
                question = model.links[link].criteria[criterion].question
                lines.append((proof.evidenced, [
                    f"{row.kpi.code}  {row.kpi.name}", Cell(f"{LINKS[link]}: {criterion}", title=question),
                    proof.found, proof.rows, round_half_up(float(proof.evidenced), 2), proof.to_raise,
                ]))  # fmt: skip
    if not lines:
        return show_prose("No test on imported rows found anything short of whole.")
    lines.sort(key=lambda pair: pair[0])
    shown = [line for _, line in lines] if kpi_id else [line for _, line in lines[:15]]
    columns = [
        "KPI",
        "criterion",
        "what was found",
        "on which rows",
        "#score",
        "what would raise it",
    ]
    note = f"{len(lines)} tests found less than all; the {len(shown)} weakest are shown. Scores: 0, 0.25, 0.5 or 1, from measured shares at 15, 50 and 85 %."  # fmt: skip
    return show_table(
        "What running the exports proved", columns, shown, note="" if kpi_id else note
    )


def show_sensitivity(audit: Audit) -> Panel:
    """Show what the firm's figures would be were another score called sound."""
    lines = [
        [f"{round_half_up(float(case.sound), 2)}", case.stage_low, case.median,
         case.funnel["trusted"], case.funnel["used"]]
        for case in audit.readiness.sensitivity
    ]  # fmt: skip
    columns = ["score that counts as sound", "#firm stage", "#median level", "#trusted", "#used"]
    return show_table("How much hangs on the threshold", columns, lines)
