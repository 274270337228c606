"""The 28 use cases: does each apply, who does what with it and why, and how much it weighs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from html import escape
from typing import Any

from ipywidgets import HBox, Layout, Select, VBox

from cxaudit.applicability import suggest
from cxaudit.audit import Audit
from cxaudit.catalogue import Kpi, load_catalogue
from cxaudit.display.forms.controls import ask, button, choice, prose, put, show, text
from cxaudit.display.forms.desk import Desk, open_desk
from cxaudit.display.forms.form import Form
from cxaudit.display.forms.respondents import pick_answer, tell_others
from cxaudit.display.forms.use_case_fields import FIELDS, make_fields, to_entry, to_lacking
from cxaudit.display.names import OWNERS
from cxaudit.errors import ClientDataError
from cxaudit.maturity import load_maturity
from cxaudit.store import ClientFile, UseCaseAnswer, merge_answers
from cxaudit.store.records import to_row

SAID = {
    "applies": "applies", "no_use_case": "no use case yet", "deferred": "deferred",
    "not_applicable": "not applicable", "unknown": "don't know",
}  # fmt: skip


def edit_use_cases(audit: Audit, owner: str | None = None) -> UseCaseForm:
    """Return the form over the use cases, all 28 or those of one owner function."""
    kpis = {k.kpi_id: k for k in load_catalogue().values() if k.is_kpi}
    if owner is not None:
        kpis = {kpi_id: kpi for kpi_id, kpi in kpis.items() if kpi.owner == owner}
    if not kpis:
        raise ClientDataError(
            "no use case belongs to this owner", found=owner,
            wanted=f"one of {', '.join(OWNERS)}", next='as in cx.edit.use_cases(audit, "sales")',
        )  # fmt: skip
    return UseCaseForm(open_desk(audit.folder), kpis)


class UseCaseForm(Form):
    """One use case at a time, picked from the list; an answer is saved whole or told why not.

    ``kpi_id``: the use case in hand. ``drafts``: answers entered that are not whole yet.
    """

    def __init__(self, desk: Desk, kpis: Mapping[str, Kpi]) -> None:
        super().__init__(desk, "cx-edit-use-cases")
        self.every, self.kpis = dict(kpis), dict(kpis)
        self.drafts: dict[str, dict[str, Any]] = {}
        self._make_pickers()
        self.controls |= make_fields()
        for name in FIELDS:
            self.on(self.controls[name], self._save)
        self.about, self.test, self.sentence, self.others = (prose() for _ in range(4))
        self.boxes = self._make_boxes()
        state, *others = self.boxes.values()
        detail = VBox(
            [self.about, state, self.hint_box, *others, self.others],
            layout=Layout(flex="1 1 27rem", min_width="18rem"),
        )  # fmt: skip
        beside = HBox([self._list, detail], layout=Layout(flex_flow="row wrap", width="100%"))
        show(self._whose, len({kpi.owner for kpi in kpis.values()}) > 1)
        self.lay_out(self._whose, self._who, beside)

    def _make_pickers(self) -> None:
        self.controls["respondent"] = text(
            "Answering", "cx-use-respondent", hint="as in: Head of sales"
        )
        self._who = ask(
            "Who is answering?", self.controls["respondent"],
            help="Answers of different people are kept apart until somebody settles them. "
            "Left empty, the answer that is there is edited.",
        )  # fmt: skip
        found = {str(kpi.owner) for kpi in self.every.values()}
        owners = [(label, owner) for owner, label in OWNERS.items() if owner in found]
        self.controls["owner"] = choice("Function", "cx-use-owner", owners, "(all functions)")
        self.on_pick(self.controls["owner"], self._turn)
        self._whose = ask("Whose use cases?", self.controls["owner"])
        self.controls["kpi"] = Select(
            description="Use cases",
            options=self._options(),
            rows=20,
            layout=Layout(width="calc(100% - 6px)"),
        )
        self.controls["kpi"].add_class("cx-use-kpi")
        following = button("Next one not answered", "cx-use-next")
        following.on_click(lambda _: self.pick_next())
        self.controls["next"] = following
        self._list = VBox(
            [self.controls["kpi"], following],
            layout=Layout(flex="0 1 30rem", margin="0 1.4rem 0 0"),
        )
        self.on_pick(self.controls["respondent"], self.follow)
        self.on_pick(self.controls["kpi"], self.follow)
        self.confirm_hint = button("Yes, it does not apply", "cx-use-confirm-hint")
        self.confirm_hint.on_click(lambda _: self._confirm_hint())
        self.confirm = button("Still true, confirm", "cx-use-confirm")
        self.confirm.on_click(lambda _: self._save())
        self.controls |= {"confirm_hint": self.confirm_hint, "confirm": self.confirm}

    def _make_boxes(self) -> dict[str, VBox]:
        c = self.controls
        self.hint_box = VBox([prose(), self.confirm_hint])
        self.hint = self.hint_box.children[0]
        return {
            "state": ask("Does the firm have this activity, and does the figure serve anybody?",
                         c["state"], self.test, self.confirm),
            "purpose": VBox([
                ask("Who wants to do what with the figure, and why? Finish the sentence.",
                    c["who"], c["does"], c["why"]), self.sentence]),
            "absent": ask("Why does it not apply, and what shows it?",
                          c["reason_code"], c["proof"], c["reviewer"]),
            "deferred": ask("Who decided to wait, and until when?", c["approver"], c["until"]),
            "reason": ask("Is there anything to add?", c["reason"]),
            "weight": ask("How much does it weigh, and how far should the data carry?",
                          c["strategy_link"], c["theme"], c["materiality"], c["target_level"]),
            "settles": ask("Several people have answered.", c["adjudicates"]),
        }  # fmt: skip

    @property
    def kpi_id(self) -> str:
        """Return the use case in hand."""
        return self.controls["kpi"].value

    @property
    def answer(self) -> UseCaseAnswer | None:
        """Return the stored answer in hand: the respondent's own, or the one there is."""
        return pick_answer(self._answers(self.kpi_id), self.controls["respondent"].value)

    def pick_next(self) -> None:
        """Go on to the next use case that nobody has answered."""
        ids = list(self.kpis)
        place = ids.index(self.kpi_id) + 1
        open_ones = [k for k in ids[place:] + ids[:place] if not self._answers(k)]
        if open_ones:
            self.controls["kpi"].value = open_ones[0]

    def _turn(self) -> None:
        """List the use cases of the function picked, the first of them in hand."""
        owner = self.controls["owner"].value
        self.kpis = {k: kpi for k, kpi in self.every.items() if owner in (None, kpi.owner)}
        with self.filling():
            self.controls["kpi"].options = self._options()
            self.controls["kpi"].value = next(iter(self.kpis))
        self.follow()

    def _answers(self, kpi_id: str) -> list[UseCaseAnswer]:
        return [answer for answer in self.desk.file.use_cases if answer.kpi_id == kpi_id]

    def _entered(self) -> dict[str, Any]:
        """Return the whole answer as it stands in the controls; blank is unset."""
        kept = to_row(self.answer) if self.answer else {}
        entered = {name: self.controls[name].value for name in FIELDS}
        plain = {n: v.strip() if isinstance(v, str) else v for n, v in entered.items()}
        plain["adjudicates"] = plain["adjudicates"] or None
        named = {"respondent": kept.get("respondent") or self.controls["respondent"].value.strip()}
        row = kept | plain | named | {"kpi_id": self.kpi_id, "to_confirm": None}
        return {name: value if value != "" else None for name, value in row.items()}

    def _save(self) -> None:
        row = self._entered()
        lacking = to_lacking(row)
        self.drafts[self.kpi_id] = row
        if lacking:
            self.refuse(f"{self.kpis[self.kpi_id].code}: {lacking}", self.kpi_id)
            self._show_parts(row)
            self._list_again()
            return
        known = set(self.every)
        if row["state"] is None:
            gone = self.answer.key if self.answer else None
            saved = self.save(lambda file: drop_use_case(file, gone), self.kpi_id)
        else:
            saved = self.save(
                lambda file: merge_answers(file, {"use_cases": [row]}, known), self.kpi_id
            )
        if saved:
            self.drafts.pop(self.kpi_id, None)
            self.follow()

    def _confirm_hint(self) -> None:
        hint = suggest(self.kpi_id, self.desk.file.profile, load_maturity())
        if hint is None:
            return
        with self.filling():
            self.controls["state"].value = hint.state
            self.controls["reason_code"].value = hint.reason_code
            self.controls["reason"].value = hint.wording
        self._save()

    def fill(self) -> None:
        """Show the use case in hand as it stands on disk, or as it was left unfinished."""
        chosen = self.kpi_id
        self._list_again()
        stored = self.answer
        row = to_row(stored, complete=True) if stored else {}
        if chosen in self.troubles:
            row = self.drafts[chosen]
        for name in FIELDS:
            put(self.controls[name], to_entry(name, row.get(name)))
        self.about.value = to_about(self.kpis[chosen])
        self._show_parts(row)

    def _list_again(self) -> None:
        """Show the list with what is said of each now, the same one in hand."""
        chosen = self.kpi_id
        with self.filling():
            self.controls["kpi"].options = self._options()
            self.controls["kpi"].value = chosen

    def _show_parts(self, row: Mapping[str, Any]) -> None:
        state, c = row.get("state"), self.boxes
        applies = state in ("applies", "no_use_case", "deferred")
        show(c["purpose"], applies)
        show(c["weight"], applies)
        show(c["absent"], state == "not_applicable")
        show(c["deferred"], state == "deferred")
        show(c["reason"], state is not None)
        answers = self._answers(self.kpi_id)
        show(c["settles"], len(answers) > 1)
        self.others.value = tell_others(answers, lambda a: SAID[a.state])
        show(self.confirm, bool(self.answer and self.answer.to_confirm))
        hint = suggest(self.kpi_id, self.desk.file.profile, load_maturity())
        show(self.hint_box, hint is not None and not answers)
        said = f"Suggested, not decided: {SAID[hint.state]}, for {hint.wording}." if hint else ""
        self.hint.value = f'<p class="cx-hint">{escape(said)}</p>' if hint else ""
        self.sentence.value = to_sentence(row)
        self.test.value = to_test(state)

    def _options(self) -> list[tuple[str, str]]:
        model = {k: self._answers(k) for k in self.kpis}
        return [(f"{k.code} {to_mark(model[kpi_id], kpi_id in self.troubles)}: {k.name}", kpi_id)
                for kpi_id, k in self.kpis.items()]  # fmt: skip

    def progress(self) -> str:
        """Return how many use cases are answered, and how many with "don't know"."""
        answered = [self._answers(kpi_id) for kpi_id in self.kpis]
        unknown = sum(bool(a) and all(x.state == "unknown" for x in a) for a in answered)
        words = f"{sum(map(bool, answered))} of {len(self.kpis)} answered"
        return f"{words}, {unknown} of them with don't know" if unknown else words


def drop_use_case(file: ClientFile, key: tuple[str, ...] | None) -> ClientFile:
    """Return the file without one answer: not answered again."""
    return replace(file, use_cases=tuple(a for a in file.use_cases if a.key != key))


def to_mark(answers: list[UseCaseAnswer], is_unsaved: bool) -> str:
    """Return what the list says beside a use case."""
    if is_unsaved:
        return "unsaved"
    said = sorted({to_said(answer) for answer in answers})
    carried = ", to confirm" if any(answer.to_confirm for answer in answers) else ""
    return (" / ".join(said) or "not answered") + carried


def to_said(answer: UseCaseAnswer) -> str:
    """Return an answer in a word or two; one that applies and names no purpose yet says so."""
    is_open = answer.state == "applies" and not (answer.who and answer.does and answer.why)
    return f"{SAID[answer.state]}, sentence open" if is_open else SAID[answer.state]


def to_about(kpi: Kpi) -> str:
    """Return what a use case is about: the figure, its owner, and an example of the sentence."""
    case = kpi.use_case
    example = f"{case.who} {case.does}, because {case.why}." if case else ""
    owner = OWNERS.get(kpi.owner or "", "")
    return (
        f'<h4 class="cx-form-heading">{kpi.code} {escape(kpi.name)}</h4>'
        f'<p class="cx-note">{escape(owner)}. {escape(kpi.library.definition)}</p>'
        f'<p class="cx-example">For example: {escape(example)}</p>'
    )


def to_test(state: str | None) -> str:
    """Return what the answer in hand claims."""
    claims = {known.id: known.test for known in load_maturity().answers.state}
    said = "Somebody will find out." if state == "unknown" else claims.get(state or "", "")
    return f'<p class="cx-note">{escape(said)}</p>' if said else ""


def to_sentence(row: Mapping[str, Any]) -> str:
    """Return the sentence as far as it is finished, gaps shown as dots."""
    who, does, why = (escape(str(row.get(name) or "…")) for name in ("who", "does", "why"))
    if (who, does, why) == ("…", "…", "…"):
        return ""
    return f'<p class="cx-sentence">{who} {does}, because {why}.</p>'
