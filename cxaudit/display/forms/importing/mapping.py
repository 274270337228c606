"""A table that no known export has: its columns are guessed, and confirmed by a person."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from ipywidgets import HTML, Dropdown, HBox, Layout, VBox, Widget

from cxaudit.canon import load_tables
from cxaudit.display.forms.controls import (
    LABELLED,
    ask,
    button,
    choice,
    heading,
    prose,
    put,
    show,
    text,
)
from cxaudit.display.forms.desk import to_words
from cxaudit.errors import ClientDataError
from cxaudit.intake import Form, Guess, Proposal, TableMapping, list_layouts, parse_mapping
from cxaudit.intake.mapping import (
    needed_columns,
    numbered_column,
    to_digest,
    units_of,
    words_of,
)

Propose = Callable[[str | None], Proposal]
NOT_READ = "(not read)"
ABOUT = (
    "No known export has these headers. What follows is a guess, by the names and by what the "
    "cells look like: look at every line, mend what is wrong, then confirm. It is kept for this "
    "client, and the next file with these headers is read by it."
)
MADE = "made of the row's own cells: no column numbers the rows"
LIFETIME = ("counts since publication", "counts of one period, which I give next")
MARKS = {"sure": "to confirm", "likely": "to confirm, a weaker guess", "weak": "no guess"}
FIRST_PART = re.compile(r" \(|[;:]| = ")
UNIT_WORDS = {"dmy": "day-month", "mdy": "month-day"}


class MappingBox:
    """The mapping of one file: what a row is, what fills each column, what the file lacks.

    ``columns``: header -> the choice of its column; ``units`` beside it, where numbers or dates
    may come in several; ``constants``: column -> what it is in every row.
    """

    def __init__(
        self, name: str, propose: Propose, confirm: Callable[[TableMapping], None]
    ) -> None:
        self.name, self._propose, self._confirm = name, propose, confirm
        self.proposal = propose(None)
        self.columns: dict[str, Dropdown] = {}
        self.units: dict[str, Dropdown] = {}
        self.constants: dict[str, Any] = {}
        self.lifetime: Dropdown | None = None
        self.layout = choice("One row is", "cx-map-layout", self._list_layouts(), "(choose)")
        put(self.layout, self.proposal.like)
        self.layout.observe(lambda change: self.guess_again(change["new"]), names="value")
        self.told, self.lines, self.lacking = prose(), VBox([]), VBox([])
        self.button = button(f"This is right: import {name}", "cx-map-confirm", leading=True)
        self.button.on_click(lambda _: self.confirm())
        self.box = VBox(
            [
                heading(f"How is {name} to be read?", ABOUT),
                ask("What does one row of this table stand for?", self.layout),
                self.lines, self.lacking, self.told, self.button,
            ]
        )  # fmt: skip
        self._fill()

    @property
    def form(self) -> Form:
        """Return the layout of ours that was chosen."""
        return self.proposal.form

    def _list_layouts(self) -> list[tuple[str, str]]:
        near = [(f"{label} (near)", name) for name, label in self.proposal.nearest]
        taken = {name for _, name in near}
        rest = [(form.label, name) for name, form in list_layouts().items() if name not in taken]
        return [*near, *rest]

    def guess_again(self, like: str | None) -> None:
        """Guess the columns by another layout."""
        if like is not None:
            self.proposal = self._propose(like)
            self._fill()

    def _fill(self) -> None:
        self.columns, self.units, self.constants, self.lifetime = {}, {}, {}, None
        place = f" of {self.proposal.place}" if self.proposal.place else ""
        found = f"The header was found in row {self.proposal.header_row}{place}."
        by_place = " The columns are guessed by their places alone." * self.proposal.is_by_position
        head = HTML(f'<p class="cx-question">What is in each column?'
                    f'<span class="cx-small">{escape(found + by_place)}</span></p>')  # fmt: skip
        self.lines.children = [head, *(self._to_line(g) for g in self.proposal.guesses)]
        self._fill_lacking()

    def _to_line(self, guess: Guess) -> HBox:
        samples = ", ".join(guess.samples) or "no cells"
        about = HTML(
            f'<div class="cx-map-header"><strong>{escape(guess.header)}</strong>'
            f'<span class="cx-small">{escape(samples)}</span></div>',
            layout=Layout(width="28%", flex="0 0 28%"),
        )
        column = Dropdown(
            options=[(NOT_READ, None), *_to_options(self.form)], style=LABELLED,
            tooltip=f"What the column {guess.header} is",
            layout=Layout(width="42%", flex="1 1 auto"), value=None,
        )  # fmt: skip
        chosen = guess.column if guess.certainty != "weak" else None
        put(column, chosen)
        column.add_class("cx-map-column")
        unit = Dropdown(
            options=[("", None)], value=None, tooltip=f"Unit of {guess.header}",
            layout=Layout(width="16%", min_width="7.5rem"),
        )  # fmt: skip
        unit.add_class("cx-map-unit")
        mark = HTML(_to_mark(guess, chosen), layout=Layout(width="14%"))
        self.columns[guess.header], self.units[guess.header] = column, unit
        self._offer_units(guess.header, guess.unit)
        self._explain(guess.header)

        def react(_: dict[str, Any]) -> None:
            mark.value = '<span class="cx-small">chosen</span>'
            self._offer_units(guess.header, None)
            self._explain(guess.header)
            self._fill_lacking()

        column.observe(react, names="value")
        return HBox([about, column, unit, mark])

    def _explain(self, header: str) -> None:
        """Tell in the tooltip all of what the column chosen holds: a list shows only its start."""
        chosen = self.columns[header].value
        about = f": {_about(self.form, chosen)}" if chosen else ""
        self.columns[header].tooltip = f"What the column {header} is{about}"

    def _offer_units(self, header: str, unit: str | None) -> None:
        column = self.columns[header].value
        units = list(units_of(self.form, column)) if column else []
        control = self.units[header]
        usual = "by its cells" if "dmy" in units else "as it stands"
        control.options = [(usual, None), *((UNIT_WORDS.get(u, u), u) for u in units)]
        put(control, unit if unit in units else None)
        show(control, bool(units))

    def _fill_lacking(self) -> None:
        """Ask for what every row needs and no header gives."""
        given = {control.value for control in self.columns.values()}
        lacking = [name for name in needed_columns(self.form) if name not in given]
        before = {name: control.value for name, control in self.constants.items()}
        guessed = self.proposal.constant | {n: v for n, v in before.items() if v}
        self.constants = {name: self._to_constant(name, guessed.get(name)) for name in lacking}
        parts: list[Widget] = [
            ask(f"What is '{name.replace('_', ' ')}' in every row? {_about(self.form, name)}", c)
            for name, c in self.constants.items()
        ]
        table = load_tables()[self.form.table or ""]
        asks_period = "basis" in table.columns and not self.form.lifetime
        if asks_period and "period_start" not in given:
            chosen = self.lifetime.value if self.lifetime else True
            self.lifetime = choice("They are", "cx-map-lifetime", list(zip(LIFETIME, (True, False),
                                   strict=True)), "(choose)")  # fmt: skip
            put(self.lifetime, chosen)
            parts.append(ask("What do the counts of this table cover?", self.lifetime))
        self.lacking.children = parts

    def _to_constant(self, name: str, value: Any) -> Any:
        words = words_of(self.form, name)
        if words:
            control = choice("All rows", f"cx-map-constant-{name}", [(w, w) for w in words],
                             "(choose)")  # fmt: skip
            put(control, value if value in words else None)
            return control
        if name == numbered_column(self.form):
            control = choice("It is", f"cx-map-constant-{name}", [(MADE, MADE)], "(choose)")
            put(control, MADE)
            return control
        control = text("All rows", f"cx-map-constant-{name}")
        control.value = str(value or "")
        return control

    def to_mapping(self) -> TableMapping:
        """Return what stands on the page as a mapping; raises ClientDataError."""
        columns: dict[str, Any] = {}
        for header, control in self.columns.items():
            if control.value is None:
                continue
            if control.value in columns:
                raise ClientDataError(
                    f"two headers for {control.value}: "
                    f"'{columns[control.value]['header']}' and '{header}'"
                )
            unit = self.units[header].value
            columns[control.value] = {"header": header} | ({"unit": unit} if unit else {})
        said = {n: c.value for n, c in self.constants.items() if c.value and c.value != MADE}
        headers = {name: column["header"] for name, column in columns.items()}
        digest = to_digest(self.form, headers)
        made = {n: {"digest": digest} for n, c in self.constants.items() if c.value == MADE}
        lifetime = bool(self.lifetime.value) if self.lifetime else False
        plain = {"as": self.proposal.like, "headers": list(self.proposal.headers),
                 "columns": columns | made, "constants": said, "lifetime": lifetime}  # fmt: skip
        return parse_mapping(plain, self.name)

    def confirm(self) -> None:
        """Import by what stands on the page; a fault is told beside the button."""
        try:
            mapping = self.to_mapping()
        except ClientDataError as error:
            words = error.found or to_words(error)
            self.told.value = f'<div class="cx-state cx-is-unsaved">{escape(words)}</div>'
            return
        self.told.value = ""
        self._confirm(mapping)


def _to_mark(guess: Guess, chosen: str | None) -> str:
    if guess.column and not chosen:
        perhaps = guess.column.replace("_", " ")
        return f'<span class="cx-small">perhaps: {escape(perhaps)}</span>'
    words = MARKS[guess.certainty] if guess.column else MARKS["weak"]
    return f'<span class="cx-small cx-to-confirm" title="{escape(guess.why)}">{words}</span>'


def _to_options(form: Form) -> Sequence[tuple[str, str]]:
    must = needed_columns(form)
    names = [n for n, field in form.columns.items() if field.is_ is None and n != "src_system"]
    ordered = [*must, *(name for name in names if name not in must)]
    return [(f"{n.replace('_', ' ')}{' (needed)' if n in must else ''}: {_in_short(form, n)}", n)
            for n in ordered if n in names]  # fmt: skip


def _in_short(form: Form, name: str) -> str:
    """Return what a column holds up to its first aside; the whole of it stands in the tooltip."""
    return FIRST_PART.split(_about(form, name), maxsplit=1)[0].rstrip(".")


def _about(form: Form, name: str) -> str:
    column = load_tables()[form.table].columns.get(name) if form.table else None
    return column.about if column else ", ".join(form.columns[name].header[:2])
