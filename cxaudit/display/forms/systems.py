"""The firm's systems: which tool holds which kind of data, so that questions are asked once."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from ipywidgets import VBox

from cxaudit.canon import load_tables
from cxaudit.display.forms.controls import ask, choice, prose, put, text, tick
from cxaudit.intake.workbook.layout import HOLDS
from cxaudit.store import to_slug

if TYPE_CHECKING:
    from cxaudit.display.forms.firm import FirmForm

NEW = "+"
LONGEST_ID = 40
ABOUT = (
    "Questions about how data are captured and trusted are asked once a system, and every figure "
    "that reads from it inherits the answer."
)


class SystemEditor:
    """Choose a system or start one; its name and its tables are saved as they change."""

    def __init__(self, form: FirmForm) -> None:
        self.form = form
        self.pick = choice("System", "cx-firm-system", [])
        self.new_id = text("New system", "cx-firm-system-id", hint="as in: CRM")
        self.name = text("Its name", "cx-firm-system-name", hint="as in: CRM and client register")
        self.tables = {
            table: tick(HOLDS.get(table, table), f"cx-firm-table-{table}")
            for table in load_tables()
        }
        self.listed = prose(look="cx-firm-systems-listed")
        form.controls |= {"system": self.pick, "system.id": self.new_id, "system.name": self.name}
        form.controls |= {f"system.{table}": box for table, box in self.tables.items()}
        form.on_pick(self.pick, form.follow)
        form.on_pick(self.new_id, self._start)
        form.on(self.name, self._save_name)
        for box in self.tables.values():
            form.on(box, self._save_tables)
        self.box = VBox(
            [
                prose(f'<p class="cx-note">{ABOUT}</p>'),
                ask("Which system is this about?", self.pick, self.new_id,
                    help="Choose one, or give a new one a name; then tick what it holds."),
                ask("What is it called in the firm?", self.name),
                ask("Which kinds of data does it hold?", *self.tables.values()),
                self.listed,
            ]
        )  # fmt: skip

    @property
    def chosen(self) -> str:
        """Return the id of the system in hand, or nothing."""
        if self.pick.value not in (None, NEW):
            return self.pick.value
        typed = self.new_id.value.strip()
        return to_slug(typed)[:LONGEST_ID].strip("-") if typed else ""

    def _start(self) -> None:
        """Start a system under the name typed, or turn to the one that has it."""
        with self.form.filling():
            self.pick.value = NEW
        typed = self.new_id.value.strip()
        if typed and self.chosen not in (self.form.desk.file.profile.get("systems") or {}):
            self._put("name", typed)
        self.form.follow()

    def _save_name(self) -> None:
        self._put("name", self.name.value)

    def _save_tables(self) -> None:
        ticked = [table for table, box in self.tables.items() if box.value]
        self._put("tables", ", ".join(ticked))

    def _put(self, what: str, value: str) -> None:
        if not self.chosen:
            self.form.refuse("say first which system this is about", "system")
            return
        self.form.troubles.pop("system", None)
        key = f"systems.{self.chosen}.{what}"
        if not self.form.put(key, value) and key in self.form.troubles:
            self.form.refuse(self.form.troubles.pop(key), "system")

    def fill(self, profile: dict[str, Any]) -> None:
        """List the systems, and show the one in hand."""
        systems = profile.get("systems") or {}
        chosen = self.chosen
        options = [(about.get("name") or known, known) for known, about in sorted(systems.items())]
        self.pick.options = [
            ("(choose, or start a new one)", None),
            *options,
            ("a new system", NEW),
        ]
        put(self.pick, chosen if chosen in systems else NEW if chosen else None)
        about = systems.get(chosen, {})
        if about:
            self.new_id.value = ""
        self.name.value = about.get("name") or ""
        for table, box in self.tables.items():
            box.value = table in about.get("tables", ())
        for control in (self.name, *self.tables.values()):
            control.disabled = not chosen
        lines = [to_line(known, about) for known, about in sorted(systems.items())]
        inside = "".join(f"<li>{escape(line)}</li>" for line in lines)
        self.listed.value = f'<ul class="cx-list">{inside}</ul>' if lines else ""


def to_line(system: str, about: dict[str, Any]) -> str:
    """Return a system and what it holds, in words."""
    holds = [HOLDS.get(table, table).split(":")[0].lower() for table in about.get("tables", ())]
    return f"{about.get('name') or system}: {'; '.join(holds) or 'no data named'}"
