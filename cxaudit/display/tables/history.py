"""Who changed what, and when: the client's history as a table."""

from __future__ import annotations

from html import escape

from cxaudit.audit import Audit
from cxaudit.display.changes import Change, to_changes, to_said
from cxaudit.display.panel import Cell, Panel, show_prose, show_table, show_tag
from cxaudit.store import read_history
from cxaudit.wording import show_count

SHOWN_CHANGES, SHOWN_FIELDS = 12, 5


def show_history(audit: Audit, most: int = SHOWN_CHANGES) -> Panel:
    """Show the newest changes first; ``most``: how many at the most."""
    lines = read_history(audit.folder)
    found = to_changes(lines)
    if not found:
        return show_prose("Nothing was changed yet.")
    revisions = sorted({change.revision for change in found}, reverse=True)
    shown = [c for c in found if c.revision in revisions[:most]]
    left = len(revisions) - most
    note = (
        f"{show_count(left, 'earlier save')} not shown; cxaudit history {audit.client} lists all."
        if left > 0 else ""
    )  # fmt: skip
    saves = show_count(len(revisions), "save")
    caption = f"{audit.name} was changed in {saves}; the newest first. Times are UTC."
    columns = ["what was changed", "from → to", "who", "when"]
    return show_table(caption, columns, _to_rows(shown), note=note)


def _to_rows(changes: list[Change]) -> list[list[object]]:
    """Return a row a change; of a save that changed many things the first few."""
    rows: list[list[object]] = []
    for revision in dict.fromkeys(change.revision for change in changes):
        own = [change for change in changes if change.revision == revision]
        by = [own[0].who, Cell(own[0].at, "cx-nowrap")]
        rows += [[_about(change), _said(change), *by] for change in own[:SHOWN_FIELDS]]
        if len(own) > SHOWN_FIELDS:
            more = show_count(len(own) - SHOWN_FIELDS, "more change")
            rows.append([Cell(f"and {more} in the same save", "cx-muted"), "", *by])
    return rows


def _about(change: Change) -> Cell:
    mark = "taken back" if change.is_undone else "takes back" if change.undoes else ""
    tag = f" {show_tag(mark, 'plain')}" if mark else ""
    return Cell(f"{change.about} {mark}".strip(), html=escape(change.about) + tag)


def _said(change: Change) -> Cell:
    told = [to_said(*one) for one in change.said[:SHOWN_FIELDS]]
    more = len(change.said) - SHOWN_FIELDS
    told += [f"and {more} more"] if more > 0 else []
    return Cell("; ".join(told), html="<br>".join(map(escape, told)))
