"""The questions that one file leaves open, each with its control; alike ones are asked once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ipywidgets import VBox, Widget

from cxaudit.display.forms.controls import ask, choice, heading, put, show, text, tick

Asked = Mapping[str, Any]
TOGETHER: Mapping[str, str] = {
    "date_order": "Does the day or the month stand first?",
    "decimal": "Which sign is the decimal one?",
    "scale": "Are the numbers without a percent sign fractions or percent?",
    "unit": "In which unit are the amounts?",
}


class Asking:
    """The open questions of a file. ``controls``: question id -> control, also those asked once.

    Questions that several columns put alike share one control, unless a person says that the
    columns differ.
    """

    def __init__(self, questions: Sequence[Asked], given: Mapping[str, str]) -> None:
        self.controls = {q["id"]: to_control(q, given.get(q["id"])) for q in questions}
        self.groups = {name: alike for name, alike in _group(questions).items() if len(alike) > 1}
        self.differ: dict[str, Any] = {}
        self.parts: list[Widget] = []
        grouped = {q["id"] for alike in self.groups.values() for q in alike}
        for name, alike in self.groups.items():
            self._ask_together(name, alike, given.get(name))
        self.parts += [
            ask(to_question(q), self.controls[q["id"]]) for q in questions if q["id"] not in grouped
        ]

    def _ask_together(self, name: str, alike: Sequence[Asked], given: str | None) -> None:
        self.controls[name] = to_control({**alike[0], "id": name}, given)
        columns = [f"'{q['column']}'" for q in alike]
        shown = [f"'{q['column']}' has {q['example']}" for q in alike if q.get("example")]
        self.differ[name] = tick("The columns differ: ask for each", f"cx-data-differ-{name}")
        each = VBox([ask(to_question(q), self.controls[q["id"]]) for q in alike])
        together = ask(
            f"Columns {', '.join(columns[:-1])} and {columns[-1]}: {TOGETHER[name]}",
            self.controls[name], help=f"{'; '.join(shown)}. None of these columns tells.",
        )  # fmt: skip
        show(each, False)

        def react(change: dict[str, Any]) -> None:
            show(each, change["new"])
            self.controls[name].disabled = change["new"]

        self.differ[name].observe(react, names="value")
        self.parts += [together, self.differ[name], each]

    def answers(self) -> dict[str, str]:
        """Return what is answered so far, by question id; a group under the id for all."""
        apart = {name for name, box in self.differ.items() if box.value}
        given = {
            name: str(control.value).strip()
            for name, control in self.controls.items()
            if control.value not in (None, "") and name not in apart
        }
        one_by_one = {q["id"] for name, alike in self.groups.items() if name not in apart
                      and name in given for q in alike}  # fmt: skip
        return {name: value for name, value in given.items() if name not in one_by_one}

    def lay_out(self, title: str, button: Widget) -> VBox:
        """Return the questions under a heading, with the button that hands them in."""
        return VBox([heading(title), *self.parts, button])


def _group(questions: Sequence[Asked]) -> dict[str, list[Asked]]:
    groups: dict[str, list[Asked]] = {}
    for question in questions:
        name = question.get("for_all")
        if name in TOGETHER:
            groups.setdefault(name, []).append(question)
    return groups


def to_question(question: Asked) -> str:
    """Return what is asked; the column is named where the words do not name it."""
    column = question.get("column")
    named = f"Column '{column}': " if column and f"'{column}'" not in question["ask"] else ""
    optional = " (may stay open)" if question.get("optional") else ""
    return f"{named}{question['ask']}{optional}"


def to_control(question: Asked, given: str | None) -> Any:
    """Return a choice, or a text where anything may be answered."""
    look = "cx-data-ask-" + "".join(c if c.isalnum() else "-" for c in question["id"])
    if not question["choices"]:
        control = text("Answer", look)
        control.value = given or ""
        return control
    options = [(c["label"], c["value"]) for c in question["choices"]]
    control = choice("Answer", look, options)
    put(control, given if given in dict(options).values() else None)
    return control
