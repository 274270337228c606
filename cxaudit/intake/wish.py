"""What a file is read with: answers, settings, the pseudonym key, and what is remembered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from cxaudit.intake.ask.answers import Answers, Remembered, given_answers

if TYPE_CHECKING:
    from cxaudit.intake.known.form import Form


@dataclass(frozen=True)
class Wish:
    """What an import is read with: the firm's answers and settings, and its pseudonym key.

    ``remembered``: layout -> question id -> the answer given for an earlier file of it.
    ``mapped``: layouts that the firm confirmed for tables of its own, by fingerprint.
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    key: bytes | None = None
    remembered: Mapping[str, Mapping[str, Remembered]] = field(default_factory=dict)
    mapped: Mapping[str, Form] = field(default_factory=dict)

    @property
    def timezone(self) -> str:
        """Return the zone of moments written without one."""
        return str(self.settings.get("timezone") or "UTC")

    @property
    def internal_domains(self) -> tuple[str, ...]:
        """Return the audited firm's e-mail domains, folded."""
        named = self.settings.get("internal_domains") or ()
        return tuple(str(name).strip().casefold().lstrip("@") for name in named)

    def of(self, layout: str) -> Wish:
        """Return the wish for a table of one layout, with what is remembered of it."""
        known = self.remembered.get(layout)
        return replace(self, answers=Answers(given_answers(self.answers), known))
