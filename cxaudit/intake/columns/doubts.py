"""Remembered answers that the file itself contradicts in another column: asked again."""

from __future__ import annotations

from collections.abc import Mapping

from cxaudit.intake.ask.answers import WORDS, Answers, Remembered
from cxaudit.intake.ask.question import Choice, Question
from cxaudit.intake.columns.convert import ORDERS
from cxaudit.intake.columns.section import Typed
from cxaudit.intake.columns.settle import SIGNS

CHOICES: Mapping[str, tuple[Choice, ...]] = {"date_order": ORDERS, "decimal": SIGNS}
ASKS: Mapping[str, str] = {
    "date_order": "Does the day or the month stand first in '{header}'?",
    "decimal": "Which sign is the decimal one in '{header}'?",
}


def ask_again(typed: Typed, answers: Mapping[str, str]) -> list[Question]:
    """Return a question for every column read by a remembered answer that another one belies.

    A column whose own cells show the order or the sign is read by them in any case. Where a
    second column tells nothing, what was answered for an earlier file is used, unless the first
    shows the opposite: then the layout may have changed, and the answer is dropped.
    """
    if not isinstance(answers, Answers):
        return []
    questions = []
    for topic in CHOICES:
        shown = {
            value: typed.frames[name].header
            for name, settled in typed.settled.items()
            for value, how in [settled.get(topic, ("", ""))]
            if how == "file"
        }
        for name, settled in typed.settled.items():
            value, how = settled.get(topic, ("", ""))
            if how == "recalled" and shown and value not in shown:
                before = [answers.drop(n) for n in (f"{name}.{topic}", topic)]
                other = next(iter(shown.items()))
                questions.append(_ask(name, topic, typed, other, next(filter(None, before), None)))
    return questions


def _ask(
    name: str, topic: str, typed: Typed, other: tuple[str, str], before: Remembered | None
) -> Question:
    header = typed.frames[name].header
    shown = WORDS.get(other[0], other[0])
    was = WORDS.get(before.value, before.value) if before else ""
    why = f" '{other[1]}' of this file shows {shown} by its own cells"
    when = f"; {was} was answered{f' on {before.on}' if before.on else ''}" if before else ""
    return Question(
        id=f"{name}.{topic}", column=header, choices=CHOICES[topic], for_all=topic,
        ask=f"{ASKS[topic].format(header=header)}{why}{when}.",
    )  # fmt: skip
