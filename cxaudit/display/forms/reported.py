"""The firm's own figures, as last reported: the strongest proof there is, once ours equals them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from html import escape
from typing import TYPE_CHECKING

from ipywidgets import VBox

from cxaudit.audit import Audit
from cxaudit.display.forms.controls import ask, button, choice, heading, prose, show, text
from cxaudit.display.forms.targets import UNITS, to_typed
from cxaudit.errors import ClientDataError
from cxaudit.store import ClientFile, ReportedFigure, merge_answers
from cxaudit.wording import show_value

if TYPE_CHECKING:
    from cxaudit.display.forms.data import DataForm

ABOUT = (
    "Enter figures from the firm's last board paper or dashboard, with the period they stood for. "
    "The same period is computed again from the rows. Where both agree, the firm's own formula is "
    "proved; where they differ, the difference is a finding."
)
NUMBER = "reported.value"


class ReportedBox:
    """Choose a figure, its period and the value as reported; it is saved with the value."""

    def __init__(self, form: DataForm, audit: Audit) -> None:
        self.form, self.audit, self.kpis = form, audit, audit.catalogue
        options = [(f"{k.code} {k.name}", k.kpi_id) for k in self.kpis.values()]
        controls = {
            "reported.kpi": choice("Figure", "cx-reported-kpi", options, "(choose a figure)"),
            "reported.start": text("First day", "cx-reported-start", hint="as in: 2025-01-01"),
            "reported.end": text("Last day", "cx-reported-end", hint="as in: 2025-12-31"),
            NUMBER: text("Value", "cx-reported-value"),
            "reported.remove": button("Take this figure back", "cx-reported-remove"),
        }
        form.controls |= controls
        self.pick, self.start, self.end, self.value, self.remove = controls.values()
        form.on_pick(self.pick, self._turn)
        form.on(self.value, self._save)
        for control in (self.start, self.end):
            form.on_pick(control, form.follow)
        self.remove.on_click(lambda _: self._drop())
        self.unit, self.listed = prose(), prose()
        self.box = VBox(
            [
                heading("Figures that the firm itself reported", ABOUT),
                ask("Which figure, for which period?", self.pick, self.start, self.end),
                ask("What did the firm report?", self.unit, self.value, self.remove),
                self.listed,
            ]
        )

    def _turn(self) -> None:
        """Offer the period that the figure looks at, and show what is reported for it."""
        self.form.troubles.pop(NUMBER, None)
        with self.form.filling():
            self.start.value, self.end.value = self._default_period()
        self.form.follow()

    def _default_period(self) -> tuple[str, str]:
        if self.pick.value is None:
            return "", ""
        try:
            period = self.audit.period_of(self.pick.value)
        except ClientDataError:
            return "", ""
        return str(period.start or ""), str(period.end)

    def _stored(self) -> ReportedFigure | None:
        key = (self.pick.value, self.start.value.strip(), self.end.value.strip())
        return next((r for r in self.form.desk.file.reported if r.key == key), None)

    def _save(self) -> None:
        if self.pick.value is None or not self.end.value.strip():
            self.form.refuse("say first which figure it is, and for which period", NUMBER)
            return
        typed = self.value.value.strip()
        if not typed:
            self._drop()
            return
        number = to_number(typed)
        if number is None:
            self.form.refuse(f"{typed} is not a number with a decimal point, as in 0.25", NUMBER)
            return
        row = {
            "kpi_id": self.pick.value, "period_start": self.start.value.strip() or None,
            "period_end": self.end.value.strip(), "value": number,
        }  # fmt: skip
        known = set(self.kpis)
        self.form.save(lambda file: merge_answers(file, {"reported": [row]}, known, known), NUMBER)

    def _drop(self) -> None:
        stored = self._stored()
        self.form.troubles.pop(NUMBER, None)
        if stored is None:
            self.form.follow()
            return

        def change(file: ClientFile) -> ClientFile:
            return replace(file, reported=tuple(r for r in file.reported if r.key != stored.key))

        self.form.save(change, NUMBER)

    def fill(self) -> None:
        """Show the value stored for the figure and period chosen, and list all of them."""
        stored = self._stored()
        self.form.set(NUMBER, to_typed(stored.value) if stored else "")
        show(self.remove, stored is not None)
        unit = self.kpis[self.pick.value].figure["headline"].unit if self.pick.value else ""
        said = f"Wanted: {UNITS.get(unit, '')}."
        self.unit.value = f'<p class="cx-note">{escape(said)}</p>' if unit else ""
        lines = [self._line(r) for r in self.form.desk.file.reported]
        inside = "".join(f"<li>{escape(line)}</li>" for line in lines)
        self.listed.value = f'<ul class="cx-list">{inside}</ul>' if lines else ""

    def _line(self, reported: ReportedFigure) -> str:
        kpi = self.kpis[reported.kpi_id]
        value = show_value(reported.value, kpi.figure["headline"].unit)
        return f"{kpi.name}, {_span(reported.period_start)} to {reported.period_end}: {value}"


def _span(start: date | None) -> str:
    return str(start) if start else "the first row"


def to_number(typed: str) -> float | None:
    """Return a number as typed, 25% as 0.25; None where it is none, or its comma is ambiguous."""
    plain, percent = (typed[:-1].strip(), True) if typed.endswith("%") else (typed, False)
    try:
        number = float(plain)
    except ValueError:
        return None
    if number != number or abs(number) == float("inf") or "_" in plain:
        return None
    return number / 100 if percent else number
