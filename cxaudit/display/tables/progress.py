"""How far the audit is, step by step: the contents page of the walk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape

from cxaudit.audit import Audit
from cxaudit.display.panel import Cell, Panel, show_prose, show_table, show_tag
from cxaudit.wording import show_count, to_noun

PROFILE = (
    "as_of", "currency", "timezone", "internal_domains", "top_tier", "entity", "size_band",
    "segment", "region", "systems",
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One step of the walk: its notebook, its question, how much of it is done."""

    notebook: str
    question: str
    done: int
    of: int
    unit: str

    @property
    def state(self) -> str:
        """Return done, begun or open."""
        if self.of and self.done >= self.of:
            return "done"
        return "begun" if self.done else "open"


def to_steps(audit: Audit) -> tuple[Step, ...]:
    """Return the steps 01 to 08 with what of each is done; only what can be counted."""
    ready = audit.readiness.kpis
    applied = [row for row in ready if row.criteria]
    criteria = [one for row in applied for one in row.criteria if one.status != "not_applicable"]
    known = sum(one.status == "answered" for one in criteria)
    settled = sum(state.state != "unknown" for state in audit.states.values())
    shown = sum(audit.measurements[i].outcome.is_shown for i, k in audit.kpis.items() if k.is_kpi)
    judged = sum(b.target.met in ("yes", "no") for b in audit.benchmarks.values())
    priced = sum(value.amount is not None for value in audit.values.values())
    actions = audit.scorecard.actions
    closed = sum(action.state == "done" for action in actions)
    tables = len({record["format"] for record in audit.imports})
    return (
        Step("01_firm", "Who is audited, for which period?",
             sum(key in audit.file.profile for key in PROFILE), len(PROFILE), "settings"),
        Step("02_use_cases", "Which use cases apply, and why?",
             settled, len(ready), "use cases decided"),
        Step("03_data", "What came in, what is still to be asked for?",
             tables, 0, "exports of different kinds imported"),
        Step("04_maturity", "How far do the data carry?", known, len(criteria),
             "criteria answered or proved"),
        Step("05_kpis", "What do the figures say?", shown, len(ready), "figures"),
        Step("06_benchmark", "Where does the firm stand?", judged, len(ready),
             "judged by their own rule"),
        Step("07_value", "What is it worth?", priced, len(ready), "carry an amount"),
        Step("08_scorecard", "What comes next?", closed, len(actions), "actions closed"),
    )  # fmt: skip


def show_progress(audit: Audit) -> Panel:
    """Show each step with a link to its notebook and how much of it is done."""
    looks = {"done": "medium", "begun": "plain", "open": "high"}
    steps, rows = to_steps(audit), []
    for step in steps:
        words = f"{step.notebook[:2]} {step.question}"
        link = f'<a href="{escape(step.notebook)}.ipynb">{escape(words)}</a>'
        far = f"{step.done:,} of {step.of:,} {step.unit}" if step.of else f"{step.done} {step.unit}"
        mark = Cell(step.state, html=show_tag(step.state, looks[step.state]))
        rows.append([Cell(words, html=link), mark, far])
    caption = f"{audit.name}: how far the audit is"
    waiting = sum(bool(a.to_confirm) for a in (*audit.file.use_cases, *audit.file.criteria))
    waits = to_noun(waiting, "waits", "wait")
    carried = f"{show_count(waiting, 'answer')} of the period before {waits} below to be confirmed."
    following = show_prose(carried if waiting else "", to_next(steps))
    linked = replace(following, html=_link(following.html, steps))
    return linked + show_table(caption, ["step", "state", "done"], rows)


def _link(html: str, steps: Sequence[Step]) -> str:
    """Return the markup with every step that it names made a link to its page."""
    for step in steps:
        name = f"step {step.notebook[:2]}"
        html = html.replace(name, f'<a href="{escape(step.notebook)}.ipynb">{name}</a>')
    return html


def to_next(steps: Sequence[Step]) -> str:
    """Return where to go on: the first step that people fill in and that is not done.

    Settings and exports are never all there, so a step of them that is begun will do.
    """
    asked = [step for step in steps if step.notebook[:2] in ("01", "02", "03", "04")]
    enough = {"01": ("done", "begun"), "03": ("done", "begun")}
    following = next(
        (s for s in asked if s.state not in enough.get(s.notebook[:2], ("done",))), None
    )
    if following is None:
        return "All that people can answer is answered: read on with step 05."
    far = f"{following.done:,} of {following.of:,}" if following.of else str(following.done)
    return f"Go on with step {following.notebook[:2]}: {far} {following.unit}."
