"""Settings that are kept by name: targets, norms and reviews by KPI, positions, counts of lists."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ipywidgets import VBox

from cxaudit.catalogue import load_catalogue
from cxaudit.display.forms.controls import ask, choice, prose, text
from cxaudit.maturity import load_maturity
from cxaudit.wording import show_value

if TYPE_CHECKING:
    from cxaudit.display.forms.firm import FirmForm


class MapAsked(NamedTuple):
    """One map of the profile: its question, what its names are, and the unit where it is one."""

    key: str
    label: str
    question: str
    help: str
    by: Literal["kpi", "pages", "list"] = "kpi"
    unit: str = ""


MAPS = (
    MapAsked("own_targets", "Own target", "Which target has the firm set itself, for which figure?",
             "Where the firm's own target is the rule, a figure without one stays open."),
    MapAsked("norms", "Norm", "Which norm does the firm hold itself to, and for which figure?",
             "Complaints, for instance, are judged against a norm rather than against peers."),
    MapAsked("cta_positions", "Position", "How far down the page does its main point stand?",
             "A share of the page, by pattern of the page's path: 0.4 or 40% for /insights/*.",
             by="pages"),
    MapAsked("declared_counts", "How many", "How many does the firm's own list or calendar name?",
             "Count them where somebody else keeps them, for the audited period or at its end. "
             "The rows are held against that number.", by="list", unit="count"),
    MapAsked("review_days", "Days", "How many days lie between two reviews of the figure?",
             "31 unless said otherwise. The age of the data and the dates of the exports are "
             "held against it.", unit="days"),
)  # fmt: skip

UNITS = {
    "fraction": "a share: 0.25 or 25%",
    "ratio": "a number, as in 1.4",
    "seconds": "seconds",
    "days": "days",
    "years": "years",
    "count": "a whole number",
    "currency": "an amount",
}


class MapEditor:
    """Name first, then its value; what is set stands listed below."""

    def __init__(self, form: FirmForm, asked: MapAsked) -> None:
        self.form, self.asked = form, asked
        look = f"cx-firm-{asked.key}"
        self.kpis = {k.kpi_id: k for k in load_catalogue().values() if k.is_kpi}
        self.lists = load_maturity().populations
        if asked.by == "kpi":
            options = [(f"{k.code} {k.name}", k.kpi_id) for k in self.kpis.values()]
            self.name: Any = choice("Figure", f"{look}-name", options, "(choose a figure)")
        elif asked.by == "list":
            options = [(f"{p.name} ({p.list})", p.id) for p in self.lists.values()]
            self.name = choice("List", f"{look}-name", options, "(choose a list)")
        else:
            self.name = text("Pages", f"{look}-name", hint="as in: /insights/*")
        self.value = text(asked.label, look, hint="choose the figure first")
        self.listed = prose(look=f"{look}-listed")
        form.controls |= {f"{asked.key}.name": self.name, f"{asked.key}.value": self.value}
        form.on_pick(self.name, form.follow)
        form.on(self.value, self._save)
        self.box: VBox = ask(asked.question, self.name, self.value, self.listed, help=asked.help)

    def _save(self) -> None:
        name = (self.name.value or "").strip()
        trouble = f"{self.asked.key}.value"
        if not name:
            self.form.refuse(f"{self.asked.label}: say first what it is for", trouble)
            return
        self.form.troubles.pop(trouble, None)
        key = f"{self.asked.key}.{name}"
        if not self.form.put(key, self.value.value) and key in self.form.troubles:
            words = self.form.troubles.pop(key)
            self.form.refuse(f"{self.asked.label}: {words}", trouble)

    def fill(self, profile: dict[str, Any]) -> None:
        """Show the value of the name chosen, and list all that is set."""
        known = profile.get(self.asked.key) or {}
        name = (self.name.value or "").strip()
        self.form.set(f"{self.asked.key}.value", to_typed(known.get(name)))
        self.value.disabled = not name
        self.value.placeholder = UNITS[self._unit(name)] if name else "say first what it is for"
        lines = [self._line(name, value) for name, value in sorted(known.items())]
        inside = "".join(f"<li>{escape(line)}</li>" for line in lines)
        self.listed.value = f'<ul class="cx-list">{inside}</ul>' if lines else ""

    def _line(self, name: str, value: float) -> str:
        known = self.kpis.get(name) or self.lists.get(name)
        return f"{known.name if known else name}: {show_value(value, self._unit(name))}"

    def _unit(self, name: str) -> str:
        if self.asked.unit or name not in self.kpis:
            return self.asked.unit or "fraction"
        return self.kpis[name].figure["headline"].unit


def to_typed(value: float | int | None) -> str:
    """Return a stored number as a person would type it."""
    return "" if value is None else f"{value:.10g}"
