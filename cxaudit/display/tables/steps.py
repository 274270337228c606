"""What it is worth and what to do next: values, findings, actions, versions."""

from __future__ import annotations

import platform
from html import escape
from importlib import metadata

from cxaudit.audit import Audit
from cxaudit.display.names import LINKS, OWNERS
from cxaudit.display.panel import Cell, Panel, show_prose, show_table, show_tag
from cxaudit.wording import round_half_up, show_count, show_value

SEVERITIES = {"high": "high", "medium": "medium", "low": "low", "note": "plain"}
LIBRARIES = ("cxaudit", "duckdb", "pandas", "scipy", "matplotlib", "papermill", "nbconvert")


def show_worth(audit: Audit) -> Panel:
    """Show what carries money, with its inputs; the rest says why it does not."""
    lines, silent = [], 0
    for row in audit.scorecard.rows:
        value = row.value
        if not row.is_audited or value.amount is None:
            silent += row.is_audited
            continue
        low_high = ""
        if value.low is not None and value.high is not None:
            low_high = (
                f"{show_value(value.low, 'currency')} to {show_value(value.high, 'currency')}"
            )
        lines.append([
            f"{row.kpi.code}  {row.kpi.name}", show_value(value.amount, "currency", value.currency),
            low_high, Cell(value.basis, "cx-small"), value.wording,
        ])  # fmt: skip
    words = f"{show_count(silent, 'use case carries', 'use cases carry')} no amount: attention is not revenue, or inputs lack."
    if not lines:
        return show_prose("No amount can be computed yet.", words)
    total = audit.total
    if total.amount is not None:
        lines.append(
            [
                "sum of one year, nothing twice",
                show_value(total.amount, "currency", total.currency),
                "",
                "",
                "",
            ]
        )
    columns = ["KPI", "#amount", "range", "inputs", "how to read it"]
    return show_table("What the gaps are worth", columns, lines, note=words)


def show_missing_worth(audit: Audit) -> Panel:
    """Show which inputs would turn a formula into an amount."""
    lines = [
        [
            f"{row.kpi.code}  {row.kpi.name}",
            row.value.kind,
            ", ".join(row.value.missing).replace("_", " "),
        ]
        for row in audit.scorecard.rows
        if row.is_audited and row.value.missing
    ]
    if not lines:
        return show_prose("No formula lacks an input.")
    return show_table(
        "Inputs that would give an amount", ["KPI", "class", "inputs that lack"], lines
    )


def show_findings(audit: Audit) -> Panel:
    """Show the findings, gravest first: evidence by KPI, then the remedy."""
    findings = audit.scorecard.findings
    if not findings:
        return show_prose("No check found anything.")
    blocks = []
    for finding in findings:
        shown = finding.evidence[:6]
        items = "".join(f"<li>{escape(text)}</li>" for text in shown)
        if len(finding.evidence) > len(shown):
            items += f"<li>and {len(finding.evidence) - len(shown)} more</li>"
        tag = show_tag(finding.severity, SEVERITIES[finding.severity])
        blocks.append(
            f'<div class="cx-finding cx-of-{finding.severity}"><h4>{escape(finding.title)} {tag}</h4>'
            f"<ul>{items}</ul><p>{escape(finding.remedy)}</p></div>"
        )
    text = "\n".join(f"[{f.severity}] {f.title}: {', '.join(f.kpi_ids)}" for f in findings)
    return Panel("".join(blocks), text)


def show_actions(audit: Audit, first: int = 15) -> Panel:
    """Show the next moves, greatest prize first, each with owner, date and effort."""
    actions = audit.scorecard.actions
    lines = [
        [action.text, f"{action.kpi.code}  {action.kpi.name}", LINKS[action.link],
         OWNERS[action.owner], Cell(f"{action.due_on:%b %Y}", "cx-nowrap"), action.effort,
         round_half_up(float(action.prize), 2), round_half_up(float(action.urgency), 2)]
        for action in actions[:first]
    ]  # fmt: skip
    if not lines:
        return show_prose("Nothing is left to repair.")
    columns = ["next move", "KPI", "link", "owner", "due", "effort", "#prize", "#urgency"]
    note = f"{len(actions)} moves in all. Prize: what the repair adds to the chain index, times weight. Urgency: how far below target, times weight."  # fmt: skip
    return show_table("What to do next", columns, lines, note=note)


def show_versions(audit: Audit) -> Panel:
    """Show what the report was made with."""
    lines = [[name, _version(name)] for name in LIBRARIES]
    lines.append(["Python", platform.python_version()])
    lines.append(["audit revision", audit.file.revision])
    lines.append(["data", audit.data_hash[:16]])
    return show_table("Made with", ["part", "version"], lines)


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "from source"
