"""What is remembered for later files: answers and mappings, by layout, and forgetting them."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from ipywidgets import VBox

from cxaudit.audit import Audit, forget, list_remembered
from cxaudit.display.forms.controls import button, choice, heading, prose, show
from cxaudit.intake import say
from cxaudit.wording import show_count

if TYPE_CHECKING:
    from cxaudit.display.forms.data import DataForm

ABOUT = (
    "Answers hold for the next file of the same layout, unless that file shows otherwise by its "
    "own cells. Forgetting asks anew; files that are in stay as they were read."
)


class KeptBox:
    """Lists what is remembered, and forgets a layout. Not on the page while nothing is."""

    def __init__(self, form: DataForm, audit: Audit) -> None:
        self.audit = audit
        self.told = prose()
        self.layout = choice("Layout", "cx-kept-layout", [], "(choose)")
        self.forget = button("Forget it", "cx-kept-forget")
        self.forget.on_click(lambda _: self.drop())
        form.controls |= {"kept.layout": self.layout, "kept.forget": self.forget}
        self.form = form
        self.box = VBox(
            [heading("What is remembered for later files", ABOUT), self.told,
             self.layout, self.forget]
        )  # fmt: skip

    def fill(self) -> None:
        """List what is remembered now."""
        known = list_remembered(self.audit)
        show(self.box, bool(known))
        chosen = self.layout.value
        self.layout.options = [("(choose)", None), *((_name(k), k["layout"]) for k in known)]
        self.layout.value = chosen if chosen in [k["layout"] for k in known] else None
        if self.layout.value is None:
            self.layout.index = 0
        self.told.value = "".join(map(_to_markup, known))

    def drop(self) -> None:
        """Forget the layout chosen."""
        if self.layout.value is not None:
            forget(self.audit, self.layout.value)
            self.form.follow()


def _name(entry: Mapping[str, Any]) -> str:
    mapping = entry["mapping"]
    if mapping is None:
        return entry["layout"].replace("__", ": ").replace("_", " ")
    return f"table of {mapping.get('confirmed', {}).get('file') or 'your own'}"


def _to_markup(entry: Mapping[str, Any]) -> str:
    """Return one layout with everything remembered of it, folded."""
    lines = []
    if entry["mapping"]:
        about = entry["mapping"].get("confirmed", {})
        columns = "; ".join(
            f"'{column.get('header') or 'made of cells'}' is {name.replace('_', ' ')}"
            for name, column in entry["mapping"]["columns"].items()
        )
        lines.append(f"{escape(columns)}{_when(about)}")
    for said in entry["answers"]:
        lines.append(f"{escape(say(said['id'], said['value']))}{_when(said)}")
    count = show_count(len(lines), "thing")
    items = "".join(f"<li>{line}</li>" for line in lines)
    return (
        f"<details><summary>{escape(_name(entry))}: {count} remembered</summary>"
        f'<ul class="cx-kept">{items}</ul></details>'
    )


def _when(said: Mapping[str, Any]) -> str:
    who = f" by {said['who']}" if said.get("who") else ""
    words = f"{said.get('on') or ''}{who}"
    return f' <span class="cx-small">{escape(words)}</span>'
