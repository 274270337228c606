"""The files against themselves and against each other: totals, rates, and keys that join."""

from __future__ import annotations

from cxaudit.audit import Audit
from cxaudit.display.panel import Panel, show_prose, show_table
from cxaudit.wording import show_number


def show_checks(audit: Audit) -> Panel:
    """Show each file's own totals and rates beside what its rows give."""
    lines = []
    for record in audit.imports:
        for check in record.get("checks", ()):
            first = check["first"] or {}
            found = (
                f"row {first['row']}: the file says {first['printed']}, its rows give "
                f"{first['computed']}"
                if first else "they agree"
            )  # fmt: skip
            lines.append([record["file"], check["what"], check["against"],
                          show_number(check["compared"]), show_number(check["differ"]),
                          found])  # fmt: skip
    if not lines:
        return show_prose("No file prints totals or rates of its own that could be compared.")
    columns = [
        "file",
        "what it prints",
        "compared with",
        "#figures",
        "#differ",
        "the first of them",
    ]
    return show_table("What the files say of themselves", columns, lines)


def show_joins(audit: Audit) -> Panel:
    """Show the keys that join tables and do not find their row, mended ones among them."""
    if not audit.joins:
        return show_prose("Every key that points to another file finds its row there.")
    lines = [
        [f"{join.table} {join.column}".replace("_", " "), join.target.replace("_", " "),
         show_number(join.mended_rows), join.mended_in_words or "", show_number(join.lost_rows),
         join.lost_in_words or ""]
        for join in audit.joins
    ]  # fmt: skip
    columns = ["key", "points to", "#rows mended", "how", "#rows without", "which"]
    note = "A key is mended only where one meaning is left; a spelling of two is left alone."
    return show_table("Keys that join the files", columns, lines, note=note)
