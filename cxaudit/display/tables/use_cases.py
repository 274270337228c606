"""Use cases: who wants to do what with the metric, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cxaudit.audit import Audit
from cxaudit.display.names import CLIENT_VALUES, GOALS, OWNERS, STATES
from cxaudit.display.panel import Cell, Panel, show_table
from cxaudit.scorecard import Row
from cxaudit.wording import show_use_case


def by_owner(rows: Iterable[Row]) -> Iterator[tuple[str, list[Row]]]:
    """Yield each owner function with its rows, in the catalogue's order."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(str(row.kpi.owner), []).append(row)
    for owner, found in groups.items():
        yield OWNERS[owner], found


def show_use_cases(audit: Audit) -> Panel:
    """Show the 28 with their state and, where it is named, the use case as one sentence."""
    rows: list[list[object]] = []
    for owner, found in by_owner(audit.scorecard.rows):
        rows.append([f"{owner} ({len(found)})"])
        rows += [_line(row) for row in found]
    columns = ["KPI", "goal", "state", "who wants to do what, and why", "#weight", "#target level"]
    note = "Weight: 1 to 5, from the link to strategy and the share of clients or assets touched. It steers the order of action and never a benchmark."  # fmt: skip
    return show_table("The 28 use cases by owner", columns, rows, note=note)


def _line(row: Row) -> list[object]:
    state = row.use_case
    sentence = to_sentence(row)
    return [
        f"{row.kpi.code}  {row.kpi.name}", Cell(GOALS[str(row.kpi.goal)], "cx-muted"),
        Cell(STATES[state.state], "" if state.state == "applies" else "cx-muted"),
        sentence, state.weight if state.in_index else "", state.target_level if state.in_index else "",
    ]  # fmt: skip


def to_sentence(row: Row) -> str:
    """Return the firm's own use case as a sentence, or what is missing of it."""
    state = row.use_case
    if state.who and state.does and state.why:
        return show_use_case(state.who, state.does, state.why)
    return state.reason


def show_client_value(audit: Audit) -> Panel:
    """Show what each applicable KPI does for the client, beside what it does for the firm."""
    rows = [row for row in audit.scorecard.rows if row.is_audited]
    tagged = [row for row in rows if row.kpi.client_value]
    lines = [
        [f"{r.kpi.code}  {r.kpi.name}", CLIENT_VALUES[str(r.kpi.client_value)]] for r in tagged
    ]
    note = f"{len(tagged)} of {len(rows)} applicable KPIs do something for the client as well; the others serve the firm alone."  # fmt: skip
    return show_table(
        "What the client gets from it", ["KPI", "value to the client"], lines, note=note
    )
