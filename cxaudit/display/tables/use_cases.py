"""Use cases: who wants to do what with the metric, and why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cxaudit.audit import Audit
from cxaudit.display.names import CLIENT_VALUES, GOALS, OWNERS, STATES
from cxaudit.display.panel import Cell, Panel, show_prose, show_table
from cxaudit.display.tables.cells import name_cell
from cxaudit.display.words import join_words, to_sentence_case
from cxaudit.maturity import load_maturity
from cxaudit.scorecard import Row
from cxaudit.wording import show_use_case

WEIGHT = (
    "Weight: 1 to 5, from the link to strategy and the share of clients or assets touched. "
    "It steers the order of action and never a benchmark."
)
ASKED = {"who": "who", "does": "what", "why": "why"}


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
    columns = ["KPI", "goal", "state", "who wants to do what, and why", "theme of the strategy",
               "#weight", "#target level"]  # fmt: skip
    return show_table("The 28 use cases by owner", columns, rows, note=WEIGHT)


def _line(row: Row) -> list[object]:
    state = row.use_case
    look = "" if state.has_use_case else "cx-muted"
    return [
        name_cell(row.kpi), Cell(GOALS[str(row.kpi.goal)], "cx-muted"),
        Cell(STATES[state.state], "" if state.state == "applies" else "cx-muted"),
        Cell(to_sentence(row), look), _theme(row), state.weight if state.in_index else "",
        state.target_level if state.in_index else "",
    ]  # fmt: skip


def _theme(row: Row) -> Cell:
    """Return the theme the firm named, else in grey those that the catalogue would suggest."""
    if not row.is_audited or row.use_case.theme:
        return Cell(row.use_case.theme or "", "cx-small")
    labels = {theme.id: theme.label for theme in load_maturity().answers.theme}
    named = join_words([labels[theme] for theme in row.kpi.themes]) if row.kpi.themes else ""
    return Cell(f"{named}?" if named else "", "cx-small cx-muted", title="suggested, not decided")


def to_sentence(row: Row) -> str:
    """Return the firm's own use case as a sentence, or what is missing of it."""
    state = row.use_case
    if state.who and state.does and state.why:
        sentence = show_use_case(state.who, state.does, state.why)
        if state.state != "deferred":
            return sentence
        return f"{sentence} {_as_sentence(state.reason)}"
    lacks = [words for name, words in ASKED.items() if name in state.lacks]
    asked = f"Not named yet: {join_words(lacks)}. " if lacks else ""
    said = re.sub(r"not named yet: [^;]*(; )?|^not answered$", "", state.reason, count=1)
    return f"{asked}{_as_sentence(said)}".strip()


def _as_sentence(reason: str) -> str:
    """Return the reason with a capital and a full stop, what was typed as a sentence apart."""
    said = to_sentence_case(re.sub(r"; (?=[A-Z])", ". ", reason)).rstrip(" .")
    return f"{said}." if said else ""


def show_client_value(audit: Audit) -> Panel:
    """Show what the applicable KPIs do for the client, beside what they do for the firm."""
    rows = [row for row in audit.scorecard.rows if row.is_audited]
    if not rows:
        return show_prose("No use case applies, so none does anything for a client.")
    tagged = [row for row in rows if row.kpi.client_value]
    lines = []
    for value, words in CLIENT_VALUES.items():
        kpis = [row.kpi for row in tagged if str(row.kpi.client_value) == value]
        if kpis:
            named = "; ".join(f"{kpi.code} {kpi.name}" for kpi in kpis)
            lines.append([to_sentence_case(words), named, len(kpis)])
    note = (
        f"{len(tagged)} of {len(rows)} applicable KPIs do something for the client as well; "
        "the others serve the firm alone."
    )
    columns = ["value to the client", "KPIs that give it", "#how many"]
    return show_table("What the client gets from it", columns, lines, note=note)
