"""What was imported, what was left out and why, and what is still to be asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from cxaudit.audit import Audit
from cxaudit.display.forms.questions import GROUPS
from cxaudit.display.kinds import to_column_name
from cxaudit.display.names import OWNERS
from cxaudit.display.panel import Cell, Panel, show_prose, show_table
from cxaudit.intake.workbook.layout import HOLDS
from cxaudit.store import tell_newer
from cxaudit.wording import show_number

COUNTS = ("in", "imported", "set_aside", "blank", "totals")
FOLDED_FROM = 4
EVERY_ROW = (
    "Rows in = imported + set aside + blank + totals, in every line. "
    "Totals are cut so that nothing counts twice."
)


def show_profile(audit: Audit) -> Panel:
    """Show the settings that figures depend on."""
    profile = audit.file.profile
    labels = {asked.key: asked.label for group in GROUPS for asked in group.asked}
    order = [*labels, *sorted(profile)]
    lines = [
        [labels.get(key) or _spaced(key).capitalize(), _plain(audit, value)]
        for key, value in sorted(profile.items(), key=lambda pair: order.index(pair[0]))
        if key != "systems"
    ]
    lines += [[f"System: {about.get('name') or name}", _to_holds(about)]
              for name, about in sorted((profile.get("systems") or {}).items())]  # fmt: skip
    note = tell_newer(audit.folder) or ""
    return show_table("Profile and settings", ["setting", "value"], lines, note=note)


def _to_holds(about: Mapping[str, Any]) -> str:
    kinds = [HOLDS.get(table, table).split(":")[0].lower() for table in about.get("tables", ())]
    return f"holds {', '.join(kinds)}" if kinds else "no data named"


def _plain(audit: Audit, value: object) -> str:
    if isinstance(value, dict):
        named = ((_name(audit, key), _plain(audit, inner)) for key, inner in value.items())
        return "; ".join(f"{name}: {inner}" for name, inner in named)
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _name(audit: Audit, key: str) -> str:
    kpi = audit.catalogue.get(key)
    return f"{kpi.code} {kpi.name}" if kpi else key


def show_imports(audit: Audit, *, folded: bool = False) -> Panel:
    """Show every file with its accounting: rows in = imported + set aside + blank + totals.

    ``folded``: from four files of one format in a row on, one line for all of them.
    """
    if not audit.imports:
        return show_prose(
            "Nothing has been imported yet. Every figure is no data until an export is."
        )
    runs = [list(run) for _, run in groupby(audit.imports, key=lambda r: r["format"])]
    lines = []
    for run in runs:
        folds = folded and len(run) >= FOLDED_FROM
        lines += [_import_line(run)] if folds else [_import_line([record]) for record in run]
    total = [Cell(show_number(n), "cx-total") for n in _count(audit.imports)]
    lines.append([Cell("all files", "cx-total"), Cell("", "cx-total"), *total])
    columns = ["file", "read as", "#rows in", "#imported", "#set aside", "#blank", "#totals"]
    return show_table("What was imported", columns, lines, note=EVERY_ROW)


def _import_line(records: Sequence[dict[str, Any]]) -> list[object]:
    first, last = records[0], records[-1]
    file = first["file"]
    if len(records) > 1:
        file = f"{file} to {last['file']} ({len(records)} files)"
    counts = [show_number(number) for number in _count(records)]
    form = Cell(first["format"].replace("__", ": ").replace("_", " "), "cx-muted")
    return [file, form, *counts]


def _count(records: Iterable[dict[str, Any]]) -> list[int]:
    found = list(records)
    return [sum(record["rows"][name] for record in found) for name in COUNTS]


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
    """Show which data to ask for: per table, the columns missing and the KPIs that wait.

    Columns and settings among them that a use case turns on though its figure stands.
    """
    wanted: dict[str, dict[str, set[str]]] = {}
    for row in audit.scorecard.rows:
        if row.is_audited:
            for name in (*row.measured.missing, *row.measured.missing_beside):
                table, _, column = name.partition(".")
                place = wanted.setdefault(table if column else "settings", {})
                place.setdefault(column or table, set()).add(row.kpi.code)
    if not wanted:
        return show_prose("Every use case that applies has the columns it needs.")
    lines = []
    for table, columns in sorted(wanted.items()):
        codes = sorted(set().union(*columns.values()))
        owners = {OWNERS[str(r.kpi.owner)] for r in audit.scorecard.rows if r.kpi.code in codes}
        kind = HOLDS.get(table, _spaced(table)).split(":")[0]
        names = sorted({to_column_name(table, column) for column in columns})
        lines.append([kind, ", ".join(names), ", ".join(codes),
                      ", ".join(sorted(owners))])  # fmt: skip
    columns = ["kind of data", "what is missing", "KPIs that wait", "whom to ask"]
    return show_table("What is still to be asked for", columns, lines)


def _spaced(names: str) -> str:
    return names.replace("_", " ")
