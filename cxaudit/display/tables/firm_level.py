"""The firm as a whole: stage, index with its bounds, way to target, and how levels are spread."""

from __future__ import annotations

from cxaudit.audit import Audit
from cxaudit.display.names import GOALS, OWNERS
from cxaudit.display.panel import Cell, Panel, show_prose, show_table
from cxaudit.display.words import to_plain, to_sentence_case
from cxaudit.readiness import Distribution, Span
from cxaudit.wording import NO_VALUE, round_half_up, show_value

STAGES = {"pre_sale": "Before the sale", "post_sale": "After the sale"}
GROUPS = (
    ("owner", "By owner", OWNERS), ("goal", "By goal", GOALS),
    ("stage", "Before and after the sale", STAGES),
)  # fmt: skip
NO_MEAN = (
    "Levels are counted and never averaged: 0, 3 and 3 would average to a comfortable 2. "
    "The median is the level that at least half reach."
)


def show_firm_level(audit: Audit) -> Panel:
    """Show the firm's figures with their bounds, then the levels by owner, goal and stage."""
    ready = audit.readiness
    if ready.index is None:
        return show_prose("No use case counts yet, so the firm has no stage and no index.")
    return _show_figures(audit) + _show_levels(audit)


def _show_figures(audit: Audit) -> Panel:
    ready = audit.readiness
    grade = show_value(float(ready.confidence or 0), "ratio")
    held = "; ".join(to_plain(reason) for reason in ready.next_stage)
    peers = "; ".join(to_plain(reason) for reason in ready.obstacles)
    low, high = ready.stage_low, ready.stage_high
    lines = [
        ["Stage", f"{low} {ready.stage_name}", "" if low == high else f"up to {high}", "",
         to_sentence_case(f"stage {(low or 0) + 1} waits: {held}") if held else ""],
        ["Chain index", *_ends(ready.index), _low(ready.index_declared),
         "0 to 1, weighted; a strong late link earns no more than the weakest before it"],
        ["Plain mean of the links", *_ends(ready.plain_mean), "",
         "what would count were no link to break the chain: the rest is trapped behind it"],
        ["Index, unweighted", *_ends(ready.index_unweighted), "",
         f"not for comparison with peers: {peers}" if peers else "the one to compare with peers"],
        ["Way to the targets", *_ends(ready.to_target, "fraction"), "",
         "share of the weighted levels aimed at that are reached"],
        ["Confidence", ready.confidence_grade or NO_VALUE, "", "",
         f"mean weight of the evidence {grade}; A from 0.80, B from 0.60, C from 0.40"],
    ]  # fmt: skip
    columns = ["figure", "#as proved", "open questions leave", "#as said", "how to read it"]
    rows = [[*line[:4], Cell(str(line[4]), "cx-small")] for line in lines]
    return show_table("The firm as a whole", columns, rows)


def _ends(span: Span | None, unit: str = "index") -> tuple[str, str]:
    if span is None:
        return NO_VALUE, ""
    low, high = (_show(float(end), unit) for end in (span.low, span.high))
    return low, "" if span.is_known else f"{low} to {high}"


def _low(span: Span | None) -> str:
    return NO_VALUE if span is None else _show(float(span.low), "index")


def _show(value: float, unit: str) -> str:
    return f"{round_half_up(value, 3)}" if unit == "index" else (
        f"{round_half_up(value * 100, 0)}%"
    )  # fmt: skip


def _show_levels(audit: Audit) -> Panel:
    lines: list[list[object]] = [_spread("All that count", audit.readiness.levels)]
    for name, title, labels in GROUPS:
        found = audit.readiness.levels_by[name]
        lines.append([title])
        lines += [_spread(labels[key], found[key]) for key in labels if key in found]
    columns = ["", *(f"#level {level}" for level in range(6)), "#median"]
    return show_table("How the levels are spread", columns, lines, look="cx-narrow", note=NO_MEAN)


def _spread(title: str, found: Distribution) -> list[object]:
    return [title, *(count or "" for count in found.counts), found.median]
