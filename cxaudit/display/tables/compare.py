"""What changed since a milestone: performance, data, scope and definitions told apart."""

from __future__ import annotations

from collections.abc import Sequence

from cxaudit.audit import Audit
from cxaudit.audit.past import compare_with_milestone
from cxaudit.display.panel import Cell, Panel, show_prose, show_table, show_tag
from cxaudit.scorecard import Comparison, KpiComparison
from cxaudit.store import Milestone, list_milestones
from cxaudit.wording import show_count

LOOKS = {"better": "yes", "worse": "no", "moved": "plain"}
QUIET = ("none", "no clear change")


def show_compare(audit: Audit, milestone: str = "") -> Panel:
    """Show what changed since a milestone, by name or id; unnamed: the last of an earlier state.

    Without a milestone the panel says how to make one. Raises ClientDataError for a name that
    is none.
    """
    known = list_milestones(audit.folder)
    if not milestone and not known:
        return show_prose(
            "No milestone was made yet, so there is nothing to compare with. Freeze the audit "
            "under a name, and this table will show what has changed since."
        )
    name = milestone or pick_milestone(audit, known).id
    found = compare_with_milestone(audit, name)
    since = tell_milestone(known, name)
    moved = [row for row in found.kpis if _has_moved(row)]
    if not moved:
        return show_prose(f"Nothing has changed in any of the 28 since {since}.")
    columns = ["KPI", "performance", "proved level", "scope", "definition"]
    caption = f"{audit.name}: what has changed since {since}"
    rows = [_to_row(row) for row in moved]
    return show_prose(_brief(found)) + show_table(caption, columns, rows, note=_note(found))


def tell_milestone(known: Sequence[Milestone], name: str) -> str:
    """Return a milestone, given by its name or id, with its name and its day."""
    frozen = next((one for one in known if name in (one.id, one.name)), None)
    return f"“{frozen.name}”, frozen on {frozen.at[:10]}" if frozen else name


def pick_milestone(audit: Audit, known: Sequence[Milestone]) -> Milestone:
    """Return the newest milestone of an earlier revision, else the newest."""
    earlier = [one for one in known if one.revision < audit.file.revision]
    return (earlier or list(known))[-1]


def _has_moved(row: KpiComparison) -> bool:
    said = row.performance.verdict not in QUIET and row.performance.difference != 0
    return bool(said or is_proved(row) or row.scope or row.model)


def is_proved(row: KpiComparison) -> bool:
    """Tell whether the data got better or worse: a level that came or went with scope is not."""
    return row.data_moved and None not in (row.level_from, row.level_to)


def _to_row(row: KpiComparison) -> list[object]:
    name = Cell(f"{row.code} {row.name}")
    verdict = row.performance.verdict
    told = "" if verdict == "none" else row.performance.wording
    look = LOOKS.get(verdict)
    tag = show_tag(verdict, look) + " " if look else ""
    plain = told.removesuffix(f": {verdict}")
    performance = Cell(told, html=tag + _escape(plain))
    level = f"{row.level_from} to {row.level_to}" if is_proved(row) else ""
    return [name, performance, Cell(level, "cx-nowrap"), row.scope or "", row.model or ""]


def _escape(text: str) -> str:
    return Cell(text).to_html()


def _brief(found: Comparison) -> str:
    """Count each kind of change, so that one is not taken for another."""
    verdicts = [row.performance.verdict for row in found.kpis]
    better, worse = verdicts.count("better"), verdicts.count("worse")
    levels = sum(is_proved(row) for row in found.kpis)
    scope = sum(bool(row.scope) for row in found.kpis)
    model = sum(bool(row.model) for row in found.kpis)
    return (
        f"Performance: {show_count(better, 'figure')} better and {worse} worse by more than chance "
        f"explains. Data: the proved level of {show_count(levels, 'figure')} changed. Scope: "
        f"{show_count(scope, 'use case')} came in or went out. "
        f"Definitions: {show_count(model, 'figure')} defined differently."
    )


def _note(found: Comparison) -> str:
    quiet = sum(not _has_moved(row) for row in found.kpis)
    left = f"{show_count(quiet, 'figure')} without any change not shown. " if quiet else ""
    return (
        f"{left}From {found.start['as_of']} to {found.end['as_of']}. The signs are those of the "
        "later minus the earlier figure; a range is the 95 % interval of the difference."
    )
