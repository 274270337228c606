"""What it is worth and what to do next: values, findings, actions, versions."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from html import escape
from importlib import metadata

from cxaudit.audit import Audit
from cxaudit.display.names import LINKS, OWNERS
from cxaudit.display.panel import Cell, Panel, show_prose, show_table, show_tag
from cxaudit.display.tables.cells import name_cell
from cxaudit.display.words import to_plain, to_sentence_case
from cxaudit.findings import Finding
from cxaudit.scorecard import Row
from cxaudit.value import Value
from cxaudit.wording import round_half_up, show_count, show_interval, show_value

SEVERITIES = {"high": "high", "medium": "medium", "low": "low", "note": "plain"}
LIBRARIES = ("cxaudit", "duckdb", "pandas", "scipy", "matplotlib", "papermill", "nbconvert")
EVIDENCE_SHOWN = 6
AT_TARGET = "already at its target"
OWN_INPUTS = {
    "figures": "its figure",
    "targets": "a target",
    "cases": "cases with assets and fee",
    "links": "how far it moves clients to leave",
}
WEIGHED = (
    "Prize: what the repair adds to the chain index, times weight. "
    "Urgency: how far below target, times weight."
)


def show_worth(audit: Audit) -> Panel:
    """Show what carries money, with its inputs; the rest says why it does not."""
    rows = [row for row in audit.scorecard.rows if row.is_audited]
    priced = [row for row in rows if row.value.amount is not None]
    at_target = [row for row in priced if row.value.wording.startswith(AT_TARGET)]
    silent = len(rows) - len(priced)
    carry = show_count(silent, "use case carries", "use cases carry")
    words = f"{carry} no amount: attention is not revenue, or inputs lack."
    if at_target:
        named = "; ".join(f"{row.kpi.code} {row.kpi.name}" for row in at_target)
        words = f"No gap to price, for these are at their target: {named}. {words}"
    lines = [_worth_line(row) for row in priced if row not in at_target]
    if not lines:
        return show_prose("" if at_target else "No amount can be computed yet.", words)
    total = audit.total
    if total.amount is not None and total.amount:
        cells = ["sum of one year, nothing twice", "", "",
                 show_value(total.amount, "currency", total.currency), "", ""]  # fmt: skip
        lines.append([Cell(text, "cx-total") for text in cells])
    columns = ["KPI", "#amount", "range", "#a year", "inputs", "how to read it"]
    return show_table("What the gaps are worth", columns, lines, note=words)


def _worth_line(row: Row) -> list[object]:
    value = row.value
    return [
        name_cell(row.kpi), show_value(value.amount, "currency", value.currency),
        Cell(_range(value), "cx-nowrap"), show_value(value.a_year, "currency", value.currency),
        Cell(value.basis, "cx-small"), Cell(to_plain(value.wording), "cx-small"),
    ]  # fmt: skip


def _range(value: Value) -> str:
    """Return the range that the inputs leave; nothing where it is the amount itself."""
    if value.low is None or value.low == value.high:
        return ""
    if value.high is None:
        return f"{show_value(value.low, 'currency')} or more"
    return show_interval(value.low, value.high, "currency")


def show_missing_worth(audit: Audit) -> Panel:
    """Show which inputs would turn a formula into an amount."""
    lines = [
        [name_cell(row.kpi), row.value.kind, "; ".join(_lacks(row))]
        for row in audit.scorecard.rows
        if row.is_audited and row.value.missing
    ]
    if not lines:
        return show_prose("No formula lacks an input.")
    return show_table(
        "Inputs that would give an amount", ["KPI", "class", "inputs still missing"], lines
    )


def _lacks(row: Row) -> list[str]:
    """Return the inputs still missing, its own figure and target named shortly."""
    own = {f"{head}.{row.kpi.kpi_id}": words for head, words in OWN_INPUTS.items()}
    return [own.get(name) or to_plain(name) for name in row.value.missing]


def show_findings(audit: Audit) -> Panel:
    """Show the findings, gravest first: evidence by KPI, then the remedy."""
    findings = audit.scorecard.findings
    if not findings:
        return show_prose("No check found anything.")
    names = [row.kpi.name for row in audit.scorecard.rows]
    blocks = "".join(_finding(finding, names) for finding in findings)
    text = "\n".join(f"[{f.severity}] {f.title}: {', '.join(f.kpi_ids)}" for f in findings)
    return Panel(blocks, text)


def _finding(finding: Finding, names: Sequence[str]) -> str:
    evidence = _gather(finding.evidence, names)
    items = "".join(f"<li>{escape(text)}</li>" for text in evidence[:EVIDENCE_SHOWN])
    if len(evidence) > EVIDENCE_SHOWN:
        items += f"<li>and {len(evidence) - EVIDENCE_SHOWN} more</li>"
    tag = show_tag(finding.severity, SEVERITIES[finding.severity])
    return (
        f'<div class="cx-finding cx-of-{finding.severity}"><h3>{escape(finding.title)} {tag}</h3>'
        f"<ul>{items}</ul><p>{escape(finding.remedy)}</p></div>"
    )


def _gather(evidence: Sequence[str], names: Sequence[str]) -> list[str]:
    """Return the lines of evidence; those that say the same of several KPIs become one."""
    said: dict[str, list[str]] = {}
    for text in evidence:
        name = next((name for name in names if text.startswith(f"{name}: ")), "")
        said.setdefault(text.removeprefix(f"{name}: "), []).append(name)
    return [to_plain(_join(words, found)) for words, found in said.items()]


def _join(words: str, names: Sequence[str]) -> str:
    if len(names) == 1:
        return f"{names[0]}: {words}" if names[0] else words
    return f"{to_sentence_case(words).rstrip('.')}: {'; '.join(names)}."


def show_actions(audit: Audit, first: int = 15) -> Panel:
    """Show the next moves, greatest prize first, each with owner, date and effort."""
    actions = audit.scorecard.actions
    lines = [
        [action.text, name_cell(action.kpi), LINKS[action.link], OWNERS[action.owner],
         Cell(f"{action.due_on:%b %Y}", "cx-nowrap"), action.effort,
         round_half_up(float(action.prize), 2), round_half_up(float(action.urgency), 2)]
        for action in actions[:first]
    ]  # fmt: skip
    if not lines:
        return show_prose("Nothing is left to repair.")
    columns = ["next move", "KPI", "link", "owner", "due", "effort", "#prize", "#urgency"]
    shown = f"The first {first} of {len(actions)} moves. " if len(actions) > first else ""
    return show_table(
        "The next moves, greatest prize first", columns, lines, note=f"{shown}{WEIGHED}"
    )


def show_versions(audit: Audit) -> Panel:
    """Show what the report was made with."""
    lines = [[name, _version(name)] for name in LIBRARIES]
    lines.append(["Python", platform.python_version()])
    lines.append(["audit revision", audit.file.revision])
    lines.append(["data", audit.data_hash[:16]])
    return show_table("Made with", ["part", "version"], lines, look="cx-narrow")


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "from source"
