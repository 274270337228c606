"""What was imported, what was left out and why, and what is still to be asked for."""

from __future__ import annotations

from cxaudit.audit import Audit
from cxaudit.display.names import OWNERS
from cxaudit.display.panel import Cell, Panel, show_prose, show_table
from cxaudit.wording import show_number


def show_profile(audit: Audit) -> Panel:
    """Show the settings that figures depend on."""
    profile = audit.file.profile
    lines = [[key.replace("_", " "), _plain(value)] for key, value in sorted(profile.items())]
    return show_table("Profile and settings", ["setting", "value"], lines)


def _plain(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_plain(inner)}" for name, inner in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def show_imports(audit: Audit) -> Panel:
    """Show every file with its accounting: rows in = imported + set aside + blank + totals."""
    if not audit.imports:
        return show_prose(
            "Nothing has been imported yet. Every figure is no data until an export is."
        )
    lines = [_import_line(record) for record in audit.imports]
    keys = ("in", "imported", "set_aside", "blank", "totals")
    sums = {key: sum(r["rows"][key] for r in audit.imports) for key in keys}
    lines.append(["all files", ""] + [show_number(sums[key]) for key in keys])
    columns = ["file", "read as", "#rows in", "#imported", "#set aside", "#blank", "#totals"]
    note = "Rows in = imported + set aside + blank + totals, in every line. Totals are cut so that nothing counts twice."  # fmt: skip
    return show_table("What was imported", columns, lines, note=note)


def _import_line(record: dict) -> list[object]:
    counts = [
        show_number(record["rows"][key])
        for key in ("in", "imported", "set_aside", "blank", "totals")
    ]
    return [
        record["file"],
        Cell(record["format"].replace("__", ": ").replace("_", " "), "cx-muted"),
        *counts,
    ]


def show_set_aside(audit: Audit) -> Panel:
    """Show why rows were set aside, file by file."""
    lines = []
    for record in audit.imports:
        reasons: dict[str, int] = {}
        for row in record["set_aside"]:
            reasons[row["reason"]] = reasons.get(row["reason"], 0) + 1
        lines += [[record["file"], reason, show_number(count)] for reason, count in reasons.items()]
    if not lines:
        return show_prose("No row was set aside.")
    return show_table("Rows set aside", ["file", "reason", "#rows"], lines)


def show_requests(audit: Audit) -> Panel:
    """Show which data to ask for: per table, the columns that lack and the KPIs that wait."""
    wanted: dict[str, dict[str, set[str]]] = {}
    for row in audit.scorecard.rows:
        if row.is_audited and row.measured.missing:
            for name in row.measured.missing:
                table, _, column = name.partition(".")
                place = wanted.setdefault(table if column else "settings", {})
                place.setdefault(column or table, set()).add(row.kpi.code)
    if not wanted:
        return show_prose("Every use case that applies has the columns it needs.")
    lines = []
    for table, columns in sorted(wanted.items()):
        codes = sorted(set().union(*columns.values()))
        owners = {OWNERS[str(r.kpi.owner)] for r in audit.scorecard.rows if r.kpi.code in codes}
        lines.append([table.replace("_", " "), ", ".join(sorted(columns)), ", ".join(codes),
                      ", ".join(sorted(owners))])  # fmt: skip
    columns = ["table", "columns that lack", "KPIs that wait", "whom to ask"]
    return show_table("What is still to be asked for", columns, lines)
