"""Levels, what the machine proved, and how much hangs on a threshold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cxaudit.audit import Audit
from cxaudit.display.names import LINKS, STATES
from cxaudit.display.panel import Cell, Panel, show_prose, show_table
from cxaudit.display.tables.cells import name_cell
from cxaudit.display.tables.use_cases import by_owner
from cxaudit.display.words import to_sentence_case
from cxaudit.maturity import load_maturity
from cxaudit.readiness import MachineFinding
from cxaudit.scorecard import Row
from cxaudit.wording import round_half_up, show_count

SHOWN = 15
SCORES = "Scores: 0, 0.25, 0.5 or 1, from measured shares at 15, 50 and 85 %."
PROOF_COLUMNS = ("KPI", "criterion", "what was found", "on which rows", "#score",
                 "what would raise it")  # fmt: skip

Proof = tuple[Row, str, str, MachineFinding]


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


def show_proofs(audit: Audit, kpi_id: str = "") -> Panel:
    """Show what tests on the imported rows found, for one KPI or for the weakest proofs of all.

    Over all KPIs, tests with the same result stand in one line.
    """
    found = [proof for proof in _proofs(audit) if kpi_id in ("", proof[0].kpi.kpi_id)]
    if not found:
        return show_prose("No rows were imported for these KPIs, so no test could run.")
    caption = "What running the exports proved"
    if kpi_id:
        lines = [_proof_line([proof]) for proof in found]
        return show_table(caption, PROOF_COLUMNS, lines)
    short = [proof for proof in found if proof[3].evidenced < 1]
    if not short:
        return show_prose("No test on imported rows found anything short of whole.")
    alike = _gather(short)
    note = f"{show_count(len(short), 'test')} found less than all"
    note += f"; the {SHOWN} weakest results are shown. " if len(alike) > SHOWN else ". "
    lines = [_proof_line(proofs) for proofs in alike[:SHOWN]]
    return show_table(caption, PROOF_COLUMNS, lines, note=note + SCORES)


def _proofs(audit: Audit) -> Iterator[Proof]:
    for row in audit.scorecard.rows:
        for (link, criterion), proof in audit.evidence.get(row.kpi.kpi_id, {}).items():
            yield row, link, criterion, proof


def _gather(proofs: Sequence[Proof]) -> list[list[Proof]]:
    """Return the proofs with the same result together, the weakest first."""
    alike: dict[tuple[object, ...], list[Proof]] = {}
    for proof in proofs:
        _, link, criterion, finding = proof
        key = (link, criterion, finding.found, finding.evidenced, finding.to_raise)
        alike.setdefault(key, []).append(proof)
    return sorted(alike.values(), key=lambda found: found[0][3].evidenced)


def _proof_line(proofs: Sequence[Proof]) -> list[object]:
    row, link, criterion, finding = proofs[0]
    codes = ", ".join(proof[0].kpi.code for proof in proofs)
    name = name_cell(row.kpi) if len(proofs) == 1 else Cell(codes)
    question = load_maturity().links[link].criteria[criterion].question
    score = round_half_up(float(finding.evidenced), 2)
    return [
        name, Cell(f"{LINKS[link]}: {criterion}", title=question), finding.found, _rows(proofs),
        score, to_sentence_case(finding.to_raise),
    ]  # fmt: skip


def _rows(proofs: Sequence[Proof]) -> str:
    """Return on which rows the tests ran; the audit's own table names lose their underscores."""
    named = dict.fromkeys(proof[3].rows for proof in proofs)
    shown = [re.sub(r"\brows of \w+", lambda m: m[0].replace("_", " "), rows) for rows in named]
    more = f"; and {len(shown) - 2} more" if len(shown) > 2 else ""
    return "; ".join(shown[:2]) + more


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
