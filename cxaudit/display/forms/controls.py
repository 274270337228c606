"""The controls of a form: a full question above, a short label beside, a class to find it by."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from ipywidgets import (
    HTML,
    Button,
    Checkbox,
    Combobox,
    Dropdown,
    Layout,
    Text,
    Textarea,
    VBox,
    Widget,
)

NOT_ANSWERED = "(not answered)"
LABELLED = {"description_width": "8.5rem"}
WIDE = "min(calc(100% - 6px), 46rem)"


def ask(question: str, *controls: Widget, help: str = "") -> VBox:
    """Return a question in full above its controls, with help in small type between."""
    small = f'<span class="cx-small">{escape(help)}</span>' if help else ""
    head = HTML(f'<p class="cx-question">{escape(question)}{small}</p>')
    return VBox([head, *controls], layout=Layout(margin="0 0 0.7rem 0"))


def text(label: str, look: str, *, hint: str = "", lines: int = 1) -> Text | Textarea:
    """Return a text control that reports when it is left, not at every key."""
    kind = Text if lines == 1 else Textarea
    control = kind(
        description=label, placeholder=hint, continuous_update=False, style=LABELLED,
        layout=Layout(width=WIDE),
    )  # fmt: skip
    if lines > 1:
        control.rows = lines
    return _named(control, look)


def suggesting(label: str, look: str, options: Sequence[str], *, hint: str = "") -> Combobox:
    """Return a text control that offers what fits as one types; anything may be typed."""
    control = Combobox(
        description=label, placeholder=hint, options=tuple(options), ensure_option=False,
        continuous_update=False, style=LABELLED, layout=Layout(width=WIDE),
    )  # fmt: skip
    return _named(control, look)


def choice(
    label: str, look: str, options: Sequence[tuple[str, Any]], unset: str = NOT_ANSWERED
) -> Dropdown:
    """Return a choice that starts unanswered; unanswered is an option of its own."""
    control = Dropdown(
        description=label, options=[(unset, None), *options], value=None, style=LABELLED,
        layout=Layout(width=WIDE),
    )  # fmt: skip
    control.index = 0
    return _named(control, look)


def put(control: Any, value: Any) -> None:
    """Set a control; a choice without a value shows its first option, not an empty box."""
    control.value = value
    if isinstance(control, Dropdown) and value is None:
        control.index = 0


def tick(label: str, look: str) -> Checkbox:
    """Return a box to tick."""
    box = Checkbox(description=label, value=False, indent=False, layout=Layout(width=WIDE))
    return _named(box, look)


def button(label: str, look: str, *, leading: bool = False) -> Button:
    """Return a button; the leading one of a form is coloured."""
    style = "primary" if leading else ""
    beside = Layout(width="auto", align_self="flex-start")
    made = Button(description=label, button_style=style, layout=beside)
    return _named(made, look)


def prose(markup: str = "", look: str = "") -> HTML:
    """Return text that the form changes as it goes; the caller escapes what clients wrote."""
    return _named(HTML(markup), look or "cx-said")


def heading(words: str, about: str = "") -> HTML:
    """Return a heading inside a form, with a sentence below it."""
    below = f'<p class="cx-note">{escape(about)}</p>' if about else ""
    return HTML(f'<h4 class="cx-form-heading">{escape(words)}</h4>{below}')


def show(widget: Widget, shown: bool) -> None:
    """Show a part of a form, or take it off the page."""
    widget.layout.display = None if shown else "none"


def _named(control: Any, look: str) -> Any:
    control.add_class(look)
    return control
