"""The criteria of the five links: asked once a system or firm, inherited by every figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from html import escape

from ipywidgets import Accordion, HBox, VBox

from cxaudit.audit import Audit
from cxaudit.catalogue import load_catalogue, pick_kpi
from cxaudit.display.forms.controls import ask, button, choice, prose, text
from cxaudit.display.forms.criteria import CriterionBox
from cxaudit.display.forms.desk import Desk, open_desk
from cxaudit.display.forms.form import Form
from cxaudit.errors import ClientDataError
from cxaudit.maturity import load_maturity
from cxaudit.readiness import KpiReadiness
from cxaudit.store import ClientFile, CriterionAnswer

FIRM = "firm"


def edit_maturity(audit: Audit, kpi_or_system: str = FIRM) -> MaturityForm:
    """Return the form over the criteria of a KPI (id or code), a system, or the whole firm.

    An unknown name is refused with the systems that the profile lists.
    """
    systems = audit.file.profile.get("systems") or {}
    if kpi_or_system == FIRM or kpi_or_system in systems:
        scope = FIRM if kpi_or_system == FIRM else f"system:{kpi_or_system}"
    else:
        try:
            scope = f"kpi:{pick_kpi(kpi_or_system, dict(audit.kpis)).kpi_id}"
        except ClientDataError as error:
            raise ClientDataError(
                "this is neither a figure nor a system of the firm", found=kpi_or_system,
                wanted=f"firm, a KPI such as K16, or one of: {', '.join(systems) or 'none yet'}",
                next="name the firm's systems in notebook 01",
            ) from error  # fmt: skip
    return MaturityForm(open_desk(audit.folder), scope, _judged(audit))


def _judged(audit: Audit) -> dict[str, KpiReadiness]:
    """Return what each KPI's criteria stand at now; nothing while the audit cannot be judged."""
    try:
        return {row.kpi_id: row for row in audit.readiness.kpis}
    except ClientDataError:
        return {}


class MaturityForm(Form):
    """The criteria of one scope, link by link; each answer is saved as it is given.

    ``scope``: "firm", "system:<id>" or "kpi:<kpi_id>", as picked.
    """

    def __init__(self, desk: Desk, scope: str, judged: Mapping[str, KpiReadiness]) -> None:
        super().__init__(desk, "cx-edit-maturity")
        self.judged = judged
        self.controls["scope"] = choice("About", "cx-maturity-scope", self._scopes())
        self.controls["scope"].value = scope
        self.controls["respondent"] = text(
            "Answering", "cx-maturity-respondent", hint="as in: Head of sales"
        )
        following = button("Next link", "cx-maturity-next")
        following.on_click(lambda _: self._go_on())
        onward = button("Next with open questions", "cx-maturity-next-open")
        onward.on_click(lambda _: self._pick_open())
        self.controls |= {"next": following, "next_open": onward}
        self.about = prose()
        self.boxes = {
            (link, criterion): CriterionBox(self, link, criterion)
            for link, criterion in load_maturity().criterion_ids
        }
        self.links = Accordion()
        self.on_pick(self.controls["scope"], self._turn)
        self.on_pick(self.controls["respondent"], self.follow)
        self._turn()
        self.lay_out(
            ask("What are these answers about?", self.controls["scope"], self.about),
            ask("Who is answering?", self.controls["respondent"],
                help="Left empty, the answer that is there is edited."),
            self.links, HBox([following, onward]),
        )  # fmt: skip

    @property
    def scope(self) -> str:
        """Return what the answers are about."""
        return self.controls["scope"].value or FIRM

    @property
    def asked(self) -> list[tuple[str, str]]:
        """Return the criteria asked here: a system is only asked what its keeper can know."""
        return self.asked_of(self.scope)

    def asked_of(self, scope: str) -> list[tuple[str, str]]:
        """Return the criteria asked of a scope."""
        model = load_maturity()
        if not scope.startswith("system:"):
            return list(model.criterion_ids)
        links = model.links
        return [p for p in model.criterion_ids if links[p[0]].criteria[p[1]].scope == "system"]

    def open_of(self, scope: str) -> int:
        """Return how many questions of a scope nobody and nothing has answered yet.

        What a system, the firm or an export answers for every figure that reads it is not open.
        """
        kind, _, name = scope.partition(":")
        answered = {(a.link, a.criterion) for a in self.desk.file.criteria if a.scope == scope}
        if kind == "kpi" and name not in self.judged:
            return 0
        if not self.judged:
            return len(set(self.asked_of(scope)) - answered)
        rows = [self.judged[name]] if kind == "kpi" else self.judged.values()
        unknown = {(c.link, c.criterion) for r in rows for c in r.criteria if c.status == "unknown"}
        return len((unknown & set(self.asked_of(scope))) - answered)

    def named(self) -> dict[str, str]:
        """Return the fields of a record that say what it is about."""
        kind, _, name = self.scope.partition(":")
        return {} if kind == FIRM else {"kpi_id" if kind == "kpi" else kind: name}

    def stored(self, link: str, criterion: str) -> list[CriterionAnswer]:
        """Return the answers of this scope to one criterion."""
        wanted = (self.scope, link, criterion)
        return [a for a in self.desk.file.criteria if (a.scope, a.link, a.criterion) == wanted]

    def drop(self, key: tuple[str, ...]) -> bool:
        """Take one answer back: not answered again."""

        def change(file: ClientFile) -> ClientFile:
            return replace(file, criteria=tuple(a for a in file.criteria if a.key != key))

        return self.save(change)

    def _scopes(self) -> list[tuple[str, str]]:
        """Return what can be asked about, and how many questions of each are open."""
        systems = self.desk.file.profile.get("systems") or {}
        found = [("The whole firm", FIRM)]
        found += [
            (f"System: {a.get('name') or s}", f"system:{s}") for s, a in sorted(systems.items())
        ]
        kpis = [k for k in load_catalogue().values() if k.is_kpi]
        found += [(f"{k.code} {k.name}", f"kpi:{k.kpi_id}") for k in kpis]
        counted = [(label, scope, self.open_of(scope)) for label, scope in found]
        return [(f"{label}: {count} open" if count else label, scope)
                for label, scope, count in counted]  # fmt: skip

    def _pick_open(self) -> None:
        """Go on to the next system or figure with a question that nobody has answered."""
        scopes = [scope for _, scope in self._scopes()]
        place = scopes.index(self.scope) + 1
        following = [s for s in scopes[place:] + scopes[:place] if self.open_of(s)]
        if following:
            self.controls["scope"].value = following[0]

    def _turn(self) -> None:
        """Lay out the criteria of the scope picked."""
        self.troubles.clear()
        links = load_maturity().links
        shown = [name for name in links if any(link == name for link, _ in self.asked)]
        parts = []
        for name in shown:
            about = prose(f'<p class="cx-note">{escape(links[name].about)}</p>')
            boxes = [self.boxes[pair].box for pair in self.asked if pair[0] == name]
            parts.append(VBox([about, *boxes]))
        self.links.children = parts
        self.links.titles = tuple(f"{links[n].step} {links[n].name}" for n in shown)
        self.links.selected_index = 0
        self.follow()

    def _go_on(self) -> None:
        count = len(self.links.children)
        self.links.selected_index = ((self.links.selected_index or 0) + 1) % count

    def fill(self) -> None:
        """Show every criterion of the scope as it stands on disk."""
        chosen = self.scope
        self.controls["scope"].options = [("(choose)", None), *self._scopes()]
        self.controls["scope"].value = chosen
        row = self.judged.get(self.named().get("kpi_id", ""))
        now = {(c.link, c.criterion): c for c in row.criteria} if row else {}
        for pair in self.asked:
            self.boxes[pair].fill(now.get(pair))
        self.about.value = f'<p class="cx-note">{escape(self._words())}</p>'

    def _words(self) -> str:
        if self.scope == FIRM:
            return (
                "Answered here, it holds for every figure that has no answer of its own, nor one "
                "of its system."
            )
        if self.scope.startswith("system:"):
            return "Answered here, it holds for every figure that reads from this system."
        return (
            "A figure's own answer goes before its system's and the firm's. Leave a question open "
            "where the answer from there is right."
        )

    def progress(self) -> str:
        """Return how many criteria of the scope are answered."""
        answered = [self.stored(*pair) for pair in self.asked]
        unknown = sum(bool(a) and all(x.value is None for x in a) for a in answered)
        words = f"{sum(map(bool, answered))} of {len(self.asked)} answered"
        return f"{words}, {unknown} of them with don't know" if unknown else words
