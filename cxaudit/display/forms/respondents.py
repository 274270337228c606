"""Several people may answer one question: whose answer is in hand, and what the others said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import TypeVar

from cxaudit.store import CriterionAnswer, UseCaseAnswer

Answer = TypeVar("Answer", UseCaseAnswer, CriterionAnswer)


def pick_answer(answers: Sequence[Answer], respondent: str) -> Answer | None:
    """Return the respondent's own answer; without a name the one that stands, if any.

    Without a name and with several answers that is the one which settles them, else the one
    that nobody signed.
    """
    named = respondent.strip()
    if named:
        return next((answer for answer in answers if answer.respondent == named), None)
    if len(answers) == 1:
        return answers[0]
    settling = [answer for answer in answers if answer.adjudicates]
    unsigned = [answer for answer in answers if not answer.respondent]
    return next(iter([*settling, *unsigned]), None)


def tell_others(answers: Sequence[Answer], said: Callable[[Answer], str]) -> str:
    """Return who said what where more than one answered, as markup; else nothing."""
    if len(answers) < 2:
        return ""
    lines = [f"{answer.respondent or 'Somebody'}: {said(answer)}" for answer in answers]
    return f'<p class="cx-hint">{escape("; ".join(lines))}</p>'
