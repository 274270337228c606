"""The fields of one use case as controls, and what an answer lacks before it can be saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cxaudit.display.forms.controls import choice, text, tick
from cxaudit.intake.workbook.layout import MATERIALITY, STRATEGY
from cxaudit.maturity import load_maturity

FIELDS = (
    "state", "who", "does", "why", "strategy_link", "theme", "materiality", "target_level",
    "reason_code", "proof", "reviewer", "approver", "until", "reason", "adjudicates",
)  # fmt: skip

TEXTS = ("who", "does", "why", "theme", "proof", "reviewer", "approver", "until", "reason")


def make_fields() -> dict[str, Any]:
    """Return a control for each field, by name, all unanswered."""
    model = load_maturity()
    states = [(s.label, s.id) for s in model.answers.state if s.id != "unknown"]
    reasons = [(r.label, r.id) for r in model.answers.reason if r.of == "use_case"]
    levels = [(f"{lv.number} {lv.name}", lv.number) for lv in model.levels.level[1:]]
    return {
        "state": choice("Answer", "cx-use-state", [*states, ("Don't know", "unknown")]),
        "who": text("Who", "cx-use-who", hint="a role, as in: The head of sales"),
        "does": text("does what", "cx-use-does", hint="a decision or an action", lines=2),
        "why": text("because", "cx-use-why", hint="what it serves", lines=2),
        "strategy_link": choice("Strategy", "cx-use-strategy", _options(STRATEGY)),
        "theme": text("Theme", "cx-use-theme", hint="as in: stand out, or the firm's own"),
        "materiality": choice("Materiality", "cx-use-materiality", _options(MATERIALITY)),
        "target_level": choice("Target level", "cx-use-target", levels),
        "reason_code": choice("Reason", "cx-use-reason-code", reasons),
        "proof": text("Proof", "cx-use-proof", hint="a document that shows it"),
        "reviewer": text("Reviewed by", "cx-use-reviewer"),
        "approver": text("Approved by", "cx-use-approver"),
        "until": text("Until", "cx-use-until", hint="as in: 2026-06-30"),
        "reason": text("Remark", "cx-use-reason", lines=2),
        "adjudicates": tick("This answer settles it", "cx-use-settles"),
    }


def _options(labels: Mapping[int, str]) -> list[tuple[str, int]]:
    return [(label, number) for number, label in labels.items()]


def to_lacking(row: Mapping[str, Any]) -> str:
    """Return what must be entered before the answer can stand, in words; nothing where whole."""
    if row["state"] == "not_applicable":
        if not row["reason_code"]:
            return "say why it does not apply"
        needs = {
            r.id for r in load_maturity().answers.reason if r.of == "use_case" and r.needs_proof
        }
        if row["reason_code"] in needs and not row["proof"]:
            return "name a proof for this reason"
    if row["state"] == "deferred":
        lacking = [what for name, what in (("approver", "who approved it"), ("until", "until when"))
                   if not row[name]]  # fmt: skip
        return f"say {' and '.join(lacking)}" if lacking else ""
    return ""


def to_entry(name: str, value: Any) -> Any:
    """Return a stored field as its control holds it: blank text, no choice, or no tick."""
    if name == "adjudicates":
        return bool(value)
    return "" if value is None and name in TEXTS else value
