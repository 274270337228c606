"""The firm's profile: who is audited, for which period, what counts, what was promised."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from zoneinfo import available_timezones

from ipywidgets import Accordion, VBox

from cxaudit.audit import Audit
from cxaudit.catalogue import load_catalogue
from cxaudit.display.forms.controls import ask, choice, prose, suggesting, text
from cxaudit.display.forms.desk import Change, Desk, open_desk
from cxaudit.display.forms.form import Form
from cxaudit.display.forms.questions import GROUPS, IN_MAPS, Asked
from cxaudit.display.forms.systems import SystemEditor
from cxaudit.display.forms.targets import MAPS, MapEditor
from cxaudit.store import ClientFile, apply_settings


def edit_firm(audit: Audit) -> FirmForm:
    """Return the form over a client's profile."""
    return FirmForm(open_desk(audit.folder))


class FirmForm(Form):
    """One control a setting, by its key; maps and systems have an editor of their own."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "cx-edit-firm")
        self.asked = {asked.key: asked for group in GROUPS for asked in group.asked}
        sections = [VBox([self._make(asked) for asked in group.asked]) for group in GROUPS]
        self.maps = [MapEditor(self, about) for about in MAPS]
        self.systems = SystemEditor(self)
        titles = [group.title for group in GROUPS]
        notes = [prose(f'<p class="cx-note">{group.about}</p>') for group in GROUPS]
        for note, section in zip(notes, sections, strict=True):
            section.children = (note, *section.children)
        sections += [VBox([editor.box for editor in self.maps]), self.systems.box]
        self.sections = Accordion(sections, selected_index=0)
        self.sections.titles = (
            *titles,
            "The firm's own targets and norms",
            "Which systems hold the data",
        )
        self.lay_out(self.sections)

    def _make(self, asked: Asked) -> VBox:
        look = f"cx-firm-{asked.key}"
        hint = f"as in: {asked.hint}" if asked.hint else ""
        if asked.kind == "choice":
            control = choice(asked.label, look, [(label, value) for value, label in asked.options])
        elif asked.kind == "zone":
            zones = sorted(zone for zone in available_timezones() if "/" in zone)
            hint = f"type a city and choose, {hint}"
            control = suggesting(asked.label, look, zones, hint=hint)
        else:
            lines = 3 if asked.kind == "lines" else 1
            control = text(asked.label, look, hint=hint, lines=lines)
        self.controls[asked.key] = control
        self.on(control, lambda: self._save(asked))
        return ask(asked.question, control, help=asked.help)

    def _save(self, asked: Asked) -> None:
        value = self.controls[asked.key].value
        self.put(asked.key, value or "", f"{asked.label}: ")

    def put(self, key: str, value: str, place: str = "") -> bool:
        """Save one setting as typed; blank unsets it."""
        known = set(load_catalogue())

        def change(file: ClientFile) -> ClientFile:
            return replace(file, profile=apply_settings(file.profile, [(key, value)], known))

        return self._save_named(change, key, place)

    def _save_named(self, change: Change, key: str, place: str) -> bool:
        saved = self.save(change, key)
        if key in self.troubles and place:
            return self.refuse(place + self.troubles[key], key)
        return saved

    def fill(self) -> None:
        """Set every control to what the profile says."""
        profile = self.desk.file.profile
        for key, asked in self.asked.items():
            self.set(key, to_entry(profile.get(key), asked))
        for editor in (*self.maps, self.systems):
            editor.fill(profile)

    def progress(self) -> str:
        """Return how many of the settings are set."""
        keys = [*self.asked, *IN_MAPS, "systems"]
        there = sum(self.desk.file.profile.get(key) not in (None, "", [], {}) for key in keys)
        lacking = not any(self.desk.file.profile.get(key) for key in ("as_of", "period_end"))
        words = f"{there} of {len(keys)} answered"
        needed = "and the as-of date is still needed, under Which period is judged"
        return f"{words}, {needed}" if lacking else words


def to_entry(value: Any, asked: Asked) -> Any:
    """Return a stored value as it is typed; a choice outside its options stays unanswered."""
    if asked.kind == "choice":
        return value if value in [option for option, _ in asked.options] else None
    if isinstance(value, list):
        return ", ".join(value)
    return "" if value is None else str(value)
