"""The twenty criteria of one figure: what people say beside what is proved, and how it is known."""

from __future__ import annotations

from cxaudit.audit import Audit
from cxaudit.catalogue import pick_kpi
from cxaudit.display.names import LINKS, STATES
from cxaudit.display.panel import Cell, Panel, show_prose, show_table
from cxaudit.display.words import to_sentence_case
from cxaudit.maturity import Maturity, load_maturity
from cxaudit.readiness import Chain, JudgedCriterion, Span
from cxaudit.scorecard import Row
from cxaudit.wording import NO_VALUE, round_half_up

NOTE = (
    "Said: what people declare. Proved: what somebody inspected or a test on the export showed. "
    "A range is open until somebody answers, or settles a disagreement."
)


def show_criteria(audit: Audit, kpi_id: str = "") -> Panel:
    """Show the criteria of one figure, declared and evidenced side by side.

    Without an id it is the figure whose next repair has the greatest prize.
    """
    actions = audit.scorecard.actions
    chosen = pick_kpi(kpi_id).kpi_id if kpi_id else (
        actions[0].kpi.kpi_id if actions else next(iter(audit.kpis))
    )  # fmt: skip
    row = audit.scorecard.row(chosen)
    declared, evidenced = row.readiness.declared, row.readiness.evidenced
    if declared is None or evidenced is None:
        return show_prose(f"{row.kpi.code} {row.kpi.name}: {STATES[row.use_case.state]}.")
    model = load_maturity()
    lines: list[list[object]] = []
    for link in model.links:
        said, proved = show_span(declared.steps[link]), show_span(evidenced.steps[link])
        breaks = ", the first link to break" if link == evidenced.limiting_link else ""
        lines.append([f"{LINKS[link]}: said {said}, proved {proved}{breaks}"])
        own = [c for c in row.readiness.criteria if c.link == link]
        lines += [_line(c, row, model) for c in own]
    columns = ["criterion", "#said", "#proved", "grade", "whose answer", "how it is known",
               "next move"]  # fmt: skip
    caption = (
        f"{row.kpi.code} {row.kpi.name}: level {_level(declared)} as said, "
        f"{_level(evidenced)} as proved"
    )
    return show_table(caption, columns, lines, note=NOTE)


def _level(chain: Chain) -> str:
    if chain.level_low == chain.level_high:
        return str(chain.level_low)
    return f"{chain.level_low} (to {chain.level_high})"


def show_span(span: Span) -> str:
    """Return a score, or both ends of a range."""
    low, high = (f"{round_half_up(float(end), 2):f}" for end in (span.low, span.high))
    return low if span.is_known else f"{low} to {high}"


def _line(judged: JudgedCriterion, row: Row, model: Maturity) -> list[object]:
    applies = judged.status != "not_applicable"
    asked = model.links[judged.link].criteria[judged.criterion]
    moves = {(repair.link, repair.criterion): repair.move for repair in row.readiness.repairs}
    move, why = moves.get((judged.link, judged.criterion), ""), to_sentence_case(judged.why)
    if judged.untested and applies and judged.evidenced.low < 1:
        move = to_sentence_case(judged.untested.to_raise)
        why += f". Not tested: {judged.untested.why}"
    return [
        Cell(to_sentence_case(judged.criterion), title=asked.question),
        show_span(judged.declared) if applies else NO_VALUE,
        show_span(judged.evidenced) if applies else NO_VALUE,
        judged.grade if judged.status == "answered" else "",
        Cell(to_origin(judged, row), "cx-small"),
        Cell(why, "" if judged.status == "answered" else "cx-muted"),
        Cell(move, "cx-small"),
    ]  # fmt: skip


def to_origin(judged: JudgedCriterion, row: Row) -> str:
    """Return whose answer stands for the figure."""
    kind, _, name = judged.origin.partition(":")
    if kind == "system":
        return f"the system {name}, for all its figures"
    return {
        "kpi": "this figure's own", "firm": "the firm, for all figures",
        "export": "nobody; found on the export", "nobody": "nobody yet",
    }[kind]  # fmt: skip
