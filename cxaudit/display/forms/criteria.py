"""One criterion as a box of controls: the answer, how it is proved, since when, and a remark."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from ipywidgets import VBox

from cxaudit.display.forms.controls import (
    NOT_ANSWERED,
    ask,
    button,
    choice,
    prose,
    put,
    show,
    text,
    tick,
)
from cxaudit.display.forms.respondents import pick_answer, tell_others
from cxaudit.maturity import load_maturity
from cxaudit.readiness import JudgedCriterion
from cxaudit.store import CriterionAnswer, merge_answers
from cxaudit.store.records import to_row

if TYPE_CHECKING:
    from cxaudit.display.forms.maturity import MaturityForm

DONT_KNOW = "unknown"
FIELDS = ("value", "evidence", "evidence_on", "reason_code", "reason", "adjudicates")


class CriterionBox:
    """The controls of one criterion. "Don't know" is stored as an answer without a value."""

    def __init__(self, form: MaturityForm, link: str, criterion: str) -> None:
        self.form, self.link, self.criterion = form, link, criterion
        model = load_maturity()
        asked = model.links[link].criteria[criterion]
        look = f"cx-criterion-{link}-{criterion}"
        scale = [(f"{a.label}: {a.wording}", float(a.value)) for a in model.answers.scale]
        reasons = [(r.label, r.id) for r in model.answers.reason if r.of == "criterion"]
        closing = [("Don't know", DONT_KNOW), ("Not applicable", "na")]
        self.controls: dict[str, Any] = {
            "value": choice("Answer", f"{look}-value", [*reversed(scale), *closing]),
            "evidence": choice("Evidence", f"{look}-evidence", to_grades(None)),
            "evidence_on": text("Seen on", f"{look}-seen-on", hint="as in: 2025-11-30"),
            "reason_code": choice("Why not", f"{look}-reason-code", reasons),
            "reason": text("Remark", f"{look}-reason", hint="the document, or what was seen"),
            "adjudicates": tick("This answer settles it", f"{look}-settles"),
        }
        form.controls |= {f"{link}.{criterion}.{n}": c for n, c in self.controls.items()}
        for control in self.controls.values():
            form.on(control, self._save)
        self.confirm = button("Still true, confirm", f"{look}-confirm")
        self.confirm.on_click(lambda _: self._save())
        self.now, self.others = prose(), prose()
        examples = prose(
            f"<details><summary>What is enough, and what is not</summary>"
            f"<p>Enough: {escape(asked.sufficient)}</p>"
            f"<p>Not enough: {escape(asked.insufficient)}</p>"
            "</details>"
        )
        self.box: VBox = ask(
            asked.question, examples, self.now, *self.controls.values(), self.confirm, self.others,
            help=f"Test: {asked.test}",
        )  # fmt: skip

    @property
    def about(self) -> str:
        """Return what a trouble of this box is kept under."""
        return f"{self.link}.{self.criterion}"

    @property
    def answer(self) -> CriterionAnswer | None:
        """Return the stored answer in hand."""
        answers = self.form.stored(self.link, self.criterion)
        return pick_answer(answers, self.form.controls["respondent"].value)

    def _save(self) -> None:
        value = self.controls["value"].value
        stored = self.answer
        if value is None:
            self.form.troubles.pop(self.about, None)
            if stored:
                self.form.drop(stored.key)
            return
        question = load_maturity().links[self.link].criteria[self.criterion].question
        if value == "na" and not self.controls["reason_code"].value:
            show(self.controls["reason_code"], True)
            self.form.refuse(f"{question} Say why it is not applicable", self.about)
            return
        row = self._entered(stored)
        known = {row["kpi_id"]} if "kpi_id" in row else set()
        self.form.save(lambda file: merge_answers(file, {"criteria": [row]}, known), self.about)

    def _entered(self, stored: CriterionAnswer | None) -> dict[str, Any]:
        kept = to_row(stored) if stored else {}
        entered = {name: self.controls[name].value for name in FIELDS}
        plain = {n: v.strip() if isinstance(v, str) else v for n, v in entered.items()}
        plain |= {
            "value": None if plain["value"] == DONT_KNOW else plain["value"],
            "evidence": plain["evidence"] or "E0",
            "adjudicates": plain["adjudicates"] or None,
            "reason_code": plain["reason_code"] if plain["value"] == "na" else None,
        }
        named = kept.get("respondent") or self.form.controls["respondent"].value.strip()
        row = kept | plain | self.form.named() | {"respondent": named, "to_confirm": None}
        row |= {"link": self.link, "criterion": self.criterion}
        return {name: value if value != "" else None for name, value in row.items()}

    def fill(self, judged: JudgedCriterion | None) -> None:
        """Show the answer as it stands on disk, and what holds now without it."""
        stored, c = self.answer, self.controls
        answers = self.form.stored(self.link, self.criterion)
        if self.about not in self.form.troubles:
            self._show_stored(stored)
        given = c["value"].value
        for name in ("evidence", "evidence_on", "reason"):
            show(c[name], given not in (None, DONT_KNOW))
        show(c["reason_code"], given == "na")
        show(c["adjudicates"], len(answers) > 1)
        show(self.confirm, bool(stored and stored.to_confirm))
        self.others.value = tell_others(answers, to_said)
        self.now.value = to_standing(judged) if judged else ""

    def _show_stored(self, stored: CriterionAnswer | None) -> None:
        row = to_row(stored, complete=True) if stored else {}
        value = row.get("value")
        given = value if isinstance(value, str) or value is None else float(value)
        shown = {
            "value": DONT_KNOW if stored and value is None else given,
            "evidence": row.get("evidence"), "evidence_on": row.get("evidence_on") or "",
            "reason_code": row.get("reason_code"), "reason": row.get("reason") or "",
            "adjudicates": bool(row.get("adjudicates")),
        }  # fmt: skip
        self.controls["evidence"].options = to_grades(row.get("evidence"))
        for name, entry in shown.items():
            put(self.controls[name], entry)


def to_grades(stored: str | None) -> list[tuple[str, str | None]]:
    """Return the grades a person may give: a test is not claimed, it is run on the export."""
    grades = load_maturity().answers.grade
    given = [g for g in grades if g.id != grades[-1].id or stored == g.id]
    return [(NOT_ANSWERED, None), *((f"{g.id} {g.label}: {g.about}", g.id) for g in given)]


def to_said(answer: CriterionAnswer) -> str:
    """Return what an answer says, in words."""
    if answer.value in (None, "na"):
        return "not applicable" if answer.value == "na" else "don't know"
    return to_label(float(answer.value))  # type: ignore[arg-type]


def to_label(value: float) -> str:
    """Return a point of the scale in words."""
    return {float(a.value): a.label for a in load_maturity().answers.scale}.get(
        value, str(value)
    ).lower()


def to_standing(judged: JudgedCriterion) -> str:
    """Return what stands for this figure when the form was opened, and where it comes from."""
    if judged.origin in ("nobody", "kpi"):
        return ""
    origin = {"firm": "Inherited from the firm", "export": "Found on the export"}
    kind, _, name = judged.origin.partition(":")
    where = f"Inherited from the system {name}" if kind == "system" else origin.get(kind, "")
    said = (
        "not applicable"
        if judged.status == "not_applicable"
        else to_label(float(judged.declared.low))
    )
    tested = f" The data themselves were tested: {judged.finding.found}." if judged.finding else ""
    return f'<p class="cx-hint">{escape(f"{where}: {said} ({judged.why}).")}{escape(tested)}</p>'
