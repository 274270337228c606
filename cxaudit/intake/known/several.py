"""A table of the firm's own whose columns stand on several sheets of one workbook: which are meant.

Sheets with the same headers may be months of one table, or its opened and its closed cases: only
the firm knows. Known exports are not asked about, they say themselves which sheets they have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cxaudit.intake.ask.answers import Remembered, Used
from cxaudit.intake.ask.question import Choice, Question, check_answer
from cxaudit.intake.known.recognise import Match

SHEET, ALL = "sheet", "all"


@dataclass(frozen=True)
class Chosen:
    """The tables to read, the sheets left out, what to ask first, and the answer that was used."""

    matches: list[Match]
    left: tuple[str, ...] = ()
    question: Question | None = None
    used: tuple[Used, ...] = ()


def choose_sheets(
    matches: list[Match], given: Mapping[str, str],
    remembered: Mapping[str, Mapping[str, Remembered]],
) -> Chosen:  # fmt: skip
    """Return the tables that are meant, where one mapping fits several sheets of a workbook.

    ``given``: answers to this file; ``remembered``: to earlier ones, by layout. Raises
    ClientDataError for an answer that is no sheet.
    """
    for mapping in dict.fromkeys(m.form.mapping for m in matches if m.form.mapping):
        alike = [m for m in matches if m.form.mapping == mapping]
        places = list(dict.fromkeys(m.grid.place for m in alike))
        if len(places) < 2:
            continue
        question = _to_question(places)
        before = remembered.get(mapping, {}).get(SHEET)
        known = {choice.value for choice in question.choices}
        recalled = {SHEET: before} if before and before.value in known else {}
        if SHEET not in given and not recalled:
            return Chosen(matches, question=question)
        answer = check_answer(SHEET, given.get(SHEET) or before.value, question.choices)  # type: ignore[union-attr]
        kept = [m for m in matches if m not in alike or answer in (ALL, m.grid.place)]
        left = tuple(place for place in places if answer not in (ALL, place))
        now = {SHEET: answer} if SHEET in given else {}
        return Chosen(kept, left, used=(Used(mapping, now, tuple(now), {} if now else recalled),))
    return Chosen(matches)


def _to_question(places: Sequence[str]) -> Question:
    choices = [Choice(value=place, label=f"the sheet {place} alone") for place in places]
    choices.append(Choice(value=ALL, label="all of them, one below the other"))
    ask = f"{len(places)} sheets have the same headers: {', '.join(places)}. Which hold the rows?"
    return Question(id=SHEET, choices=tuple(choices), ask=ask)
