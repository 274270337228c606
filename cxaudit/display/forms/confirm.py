"""Answers that were carried into a new period: each is said to be still true, or changed."""

from __future__ import annotations

from dataclasses import replace
from html import escape

from ipywidgets import Checkbox, HBox, Layout, VBox

from cxaudit.audit import Audit
from cxaudit.catalogue import load_catalogue
from cxaudit.display.changes import to_words
from cxaudit.display.forms.controls import ask, button, choice, prose, put, show
from cxaudit.display.forms.desk import open_desk
from cxaudit.display.forms.form import Form
from cxaudit.display.names import LINKS
from cxaudit.intake.workbook import layout
from cxaudit.maturity import load_maturity
from cxaudit.store import ClientFile, CriterionAnswer, UseCaseAnswer
from cxaudit.wording import show_count

Answer = UseCaseAnswer | CriterionAnswer
NOTE = (
    "Tick what is still true; it is saved at once. What is no longer true is changed where it was "
    "answered, in notebook 02 or 04: that confirms it too."
)


def edit_confirm(audit: Audit) -> ConfirmForm:
    """Return the form over the answers that wait to be confirmed."""
    return ConfirmForm(audit)


class ConfirmForm(Form):
    """One figure, system or the firm at a time: its carried answers, each with a box to tick."""

    def __init__(self, audit: Audit) -> None:
        super().__init__(open_desk(audit.folder), "cx-edit-confirm")
        self.confirmed: set[tuple[str, ...]] = set()
        pick = choice("About", "cx-confirm-about", [], "(choose)")
        whole = button("All of these are still true", "cx-confirm-all")
        following = button("Next", "cx-confirm-next")
        whole.on_click(lambda _: self._confirm(self._listed(), True))
        following.on_click(lambda _: self._pick_next())
        self.controls |= {"about": pick, "all": whole, "next": following}
        self.on_pick(pick, self._turn)
        self.ticks = VBox()
        self.asking = ask("Which carried answers are still true?", pick, self.ticks,
                          HBox([whole, following]), help=NOTE)  # fmt: skip
        self.lay_out(self.asking)

    def _answers(self) -> list[Answer]:
        """Return the answers that wait, or were confirmed in this sitting."""
        order = load_maturity().criterion_ids
        criteria = sorted(self.desk.file.criteria, key=lambda a: order.index((a.link, a.criterion)))
        every = (*self.desk.file.use_cases, *criteria)
        return [a for a in every if a.to_confirm or to_key(a) in self.confirmed]

    def _listed(self) -> list[Answer]:
        return [a for a in self._answers() if to_scope(a) == self.controls["about"].value]

    def _turn(self) -> None:
        self.confirmed.clear()
        self.follow()

    def _pick_next(self) -> None:
        """Go on to the next scope in which an answer waits."""
        waiting = [scope for scope, count in self._waiting().items() if count]
        now = self.controls["about"].value
        places = list(self._waiting())
        after = [s for s in waiting if now in places and places.index(s) > places.index(now)]
        following = next(iter([*after, *waiting]), None)
        if following is not None and following != now:
            self.controls["about"].value = following

    def _waiting(self) -> dict[str, int]:
        """Return how many answers wait by scope, figures in the catalogue's order first."""
        counts: dict[str, int] = {}
        for answer in self._answers():
            scope = to_scope(answer)
            counts[scope] = counts.get(scope, 0) + bool(answer.to_confirm)
        order = {f"kpi:{kpi_id}": place for place, kpi_id in enumerate(load_catalogue())}
        return dict(sorted(counts.items(), key=lambda pair: order.get(pair[0], len(order))))

    def _confirm(self, answers: list[Answer], is_true: bool) -> None:
        keys = {to_key(answer) for answer in answers}
        self.confirmed |= keys
        self.save(lambda file: set_waiting(file, keys, not is_true))

    def fill(self) -> None:
        """Show what waits, scope by scope."""
        counts, chosen = self._waiting(), self.controls["about"].value
        options = [
            (f"{to_name(scope)}: {f'{count} to confirm' if count else 'confirmed'}", scope)
            for scope, count in counts.items()
        ]
        self.controls["about"].options = [("(choose)", None), *options]
        put(self.controls["about"], chosen if chosen in counts else None)
        listed = self._listed()
        self.ticks.children = [self._tick(answer) for answer in listed]
        show(self.asking, bool(counts))
        show(self.controls["all"], any(answer.to_confirm for answer in listed))
        self.controls["next"].description = "Next" if listed else "Begin"

    def _tick(self, answer: Answer) -> HBox:
        box = Checkbox(description="Still true", value=not answer.to_confirm, indent=False,
                       layout=Layout(width="7rem", flex="0 0 auto"))  # fmt: skip
        box.add_class("cx-confirm-tick")
        self.on(box, lambda: self._confirm([answer], box.value))
        told = prose(f'<p class="cx-carried">{escape(to_said(answer))}</p>')
        return HBox([box, told], layout=Layout(align_items="baseline"))

    def progress(self) -> str:
        """Return how many answers still wait."""
        waiting = sum(self._waiting().values())
        if not waiting:
            return "no answer waits to be confirmed"
        return f"{show_count(waiting, 'answer waits', 'answers wait')} to be confirmed"


def to_key(answer: Answer) -> tuple[str, ...]:
    """Return what tells one answer from all others, use cases from criteria too."""
    return (type(answer).__name__, *answer.key)


def to_scope(answer: Answer) -> str:
    """Return what an answer is about: a KPI, a system, or the firm."""
    return answer.scope if isinstance(answer, CriterionAnswer) else f"kpi:{answer.kpi_id}"


def to_name(scope: str) -> str:
    """Return a scope as a person calls it."""
    kind, _, name = scope.partition(":")
    kpi = load_catalogue().get(name)
    if kind == "kpi":
        return f"{kpi.code} {kpi.name}" if kpi else name
    return f"System {name}" if kind == "system" else "The whole firm"


def to_said(answer: Answer) -> str:
    """Return what an answer says, and whose it is."""
    by = f" ({answer.respondent})" if answer.respondent else ""
    if isinstance(answer, UseCaseAnswer):
        state = to_words(answer.state, layout.use_cases().column("state"))
        said = " ".join(part for part in (answer.who, answer.does) if part)
        why = f", because {answer.why}" if answer.why else ""
        return ". ".join(filter(None, [f"Use case: {state}", said + why, answer.reason])) + by
    sheet = layout.questionnaire()
    value = to_words(answer.value, sheet.column("value")) if answer.value is not None else "unknown"
    grade = to_words(answer.evidence, sheet.column("evidence"))
    seen = f", seen on {answer.evidence_on}" if answer.evidence_on else ""
    remark = f". {answer.reason}" if answer.reason else ""
    head = f"{LINKS[answer.link]}, {answer.criterion}: {value}; {grade}{seen}"
    return head + remark + by


def set_waiting(file: ClientFile, keys: set[tuple[str, ...]], waits: bool) -> ClientFile:
    """Return the file with these answers waiting to be confirmed, or confirmed."""
    told = True if waits else None
    return replace(
        file,
        use_cases=tuple(replace(a, to_confirm=told) if to_key(a) in keys else a
                        for a in file.use_cases),
        criteria=tuple(replace(a, to_confirm=told) if to_key(a) in keys else a
                       for a in file.criteria),
    )  # fmt: skip
