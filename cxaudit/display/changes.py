"""What the history says, in words: which answer changed, from what to what, and who did it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from cxaudit.catalogue import load_catalogue
from cxaudit.display.forms.questions import GROUPS
from cxaudit.display.names import LINKS
from cxaudit.intake.workbook import layout
from cxaudit.maturity import load_maturity
from cxaudit.store import HistoryLine
from cxaudit.store.journal import split_field

UNSET = "(not answered)"
LONGEST = 90
SECTIONS = ("profile", "use_cases", "criteria", "reported")
"""The order in which changes of one save are told."""
OTHER_SETTINGS = {
    "own_targets": "Own target", "norms": "Norm", "cta_positions": "Main point of the page",
    "systems": "System", "invented": "Invented firm",
}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """What one revision changed of one thing: an answer, a setting, a reported figure.

    ``said``: (what, before, after) of each field. ``undoes``: the revision it took back;
    ``is_undone``: it was itself taken back.
    """

    revision: int
    at: str
    who: str
    about: str
    said: tuple[tuple[str, str, str], ...]
    undoes: int | None = None
    is_undone: bool = False

    @property
    def in_words(self) -> str:
        """Return the change in one line, the first field of several in full."""
        more = f", and {len(self.said) - 1} more" if len(self.said) > 1 else ""
        return f"{self.about}: {to_said(*self.said[0])}{more}"


def to_changes(lines: Sequence[HistoryLine]) -> tuple[Change, ...]:
    """Return the history by revision and thing changed, newest first."""
    undone = {line.undoes for line in lines}
    order = {section: place for place, section in enumerate(SECTIONS)}
    lines = sorted(lines, key=lambda line: order.get(split_field(line.field)[0], len(order)))
    grouped: dict[tuple[int, str], list[HistoryLine]] = {}
    for line in lines:
        grouped.setdefault((line.revision, to_about(line.field)), []).append(line)
    found = [
        Change(
            revision, to_moment(own[0].at), own[0].who or "somebody", about,
            tuple(_tell(line) for line in sorted(own, key=_place)), own[0].undoes,
            revision in undone,
        )
        for (revision, about), own in grouped.items()
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda change: -change.revision))


def to_last(lines: Sequence[HistoryLine]) -> tuple[Change, ...]:
    """Return the changes that undoing would take back; none where nothing is left to undo."""
    undone = {line.undoes for line in lines}
    open_ones = [ln for ln in lines if ln.undoes is None and ln.revision not in undone]
    newest = max((line.revision for line in open_ones), default=1)
    return to_changes([line for line in open_ones if line.revision == newest > 1])


def to_said(what: str, before: str, after: str) -> str:
    """Return one field's change in words; a field that was or becomes blank is told shortly."""
    head = f"{what.rstrip('?')}: " if what else ""
    if before == UNSET:
        return f"{head}{after}"
    return f"{head}taken out, was {before}" if after == UNSET else f"{head}{before} → {after}"


def to_moment(at: str | None) -> str:
    """Return a moment to the minute, "" where none was noted."""
    return f"{at[:10]} {at[11:16]}".strip() if at else ""


def to_about(field: str) -> str:
    """Return what a field of the history belongs to, as a person would call it."""
    section, *path = split_field(field)
    if section == "profile":
        return _to_setting(path)
    if section == "criteria":
        return _to_scope(path[0]) + f", {_to_criterion(path[1], path[2])}" + _by(path[3])
    if section == "reported":
        return f"{_to_kpi(path[0])}, as reported for {path[1] or 'the first row'} to {path[2]}"
    return f"{_to_kpi(path[0])}, use case" + _by(path[1])


def _by(respondent: str) -> str:
    return f" (answered by {respondent})" if respondent else ""


def _to_setting(path: Sequence[str]) -> str:
    labels = {asked.key: asked.label for group in GROUPS for asked in group.asked}
    head, *more = path
    label = labels.get(head) or OTHER_SETTINGS.get(head) or head.replace("_", " ")
    if not more:
        return f"Setting: {label}"
    return f"{label}: {_to_kpi(more[0]) if head != 'systems' else more[0]}"


def _to_kpi(kpi_id: str) -> str:
    kpi = load_catalogue().get(kpi_id)
    return f"{kpi.code} {kpi.name}" if kpi else kpi_id


def _to_scope(scope: str) -> str:
    kind, _, name = scope.partition(":")
    return {"kpi": _to_kpi(name), "system": f"System {name}"}.get(kind, "The firm")


def _to_criterion(link: str, criterion: str) -> str:
    known = load_maturity().links
    if link not in known or criterion not in known[link].criteria:
        return f"{link}: {criterion}"
    return f"{LINKS[link].lower()}: {criterion}"


def _tell(line: HistoryLine) -> tuple[str, str, str]:
    section, *path = split_field(line.field)
    column = _columns(section).get(path[-1])
    what = column.header if column else path[-1]
    if section == "profile":
        what = path[-1] if path[0] == "systems" else ""
    return (what, to_words(line.old, column), to_words(line.new, column))


def _place(line: HistoryLine) -> int:
    """Return where a field stands in the order in which people are asked."""
    section, *path = split_field(line.field)
    known = list(_columns(section))
    return known.index(path[-1]) if path[-1] in known else len(known)


@cache
def _columns(section: str) -> dict[str, layout.Asked]:
    sheets = [sheet for sheet in layout.answer_sheets() if sheet.section == section]
    return {column.field: column for sheet in sheets for column in sheet.columns}


def to_words(value: Any, column: layout.Asked | None = None) -> str:
    """Return a stored value as a person reads it; long text is cut."""
    if value is None:
        return UNSET
    chosen = {repr(meant): label for label, meant in column.choices} if column else {}
    if repr(value) in chosen:
        return chosen[repr(value)]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
