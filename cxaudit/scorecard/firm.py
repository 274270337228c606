"""The firm then and now: stage, index, way to the targets and figures, out of two scorecards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cxaudit.wording import NO_VALUE, round_half_up

Card = Mapping[str, Any]
Read = Callable[[Card], Any]


@dataclass(frozen=True)
class FirmMove:
    """One figure of the firm in two scorecards; null where a scorecard does not give it.

    ``unit``: count, index, fraction, or text.
    """

    name: str
    label: str
    unit: str
    before: Any
    now: Any

    @property
    def has_moved(self) -> bool:
        """Tell whether a reader would see two different things."""
        return self.then_text != self.now_text

    @property
    def then_text(self) -> str:
        """Return what it was, in words."""
        return _show(self.before, self.unit)

    @property
    def now_text(self) -> str:
        """Return what it is, in words."""
        return _show(self.now, self.unit)

    def to_json(self) -> dict[str, Any]:
        """Return both ends as the scorecards give them."""
        return {"from": self.before, "to": self.now}


def compare_firm(before: Card, after: Card) -> tuple[FirmMove, ...]:
    """Return the firm's figures in both scorecards, proved ones by their low ends."""
    return tuple(
        FirmMove(name, label, unit, read(before), read(after))
        for name, label, unit, read in FIGURES
    )


def _maturity(name: str) -> Read:
    return lambda card: (card.get("maturity") or {}).get(name)


def _stage(card: Card) -> str | None:
    ready = card.get("maturity") or {}
    stage, name = ready.get("stage"), ready.get("stage_name")
    return None if stage is None else f"{stage} {name or ''}".strip()


def _grade(card: Card) -> str | None:
    return ((card.get("maturity") or {}).get("confidence") or {}).get("grade")


def _applicable(card: Card) -> int | None:
    return ((card.get("maturity") or {}).get("funnel") or {}).get("applicable")


def _computed(card: Card) -> int:
    return sum((row.get("figure") or {}).get("value") is not None for row in card["kpis"])


FIGURES: tuple[tuple[str, str, str, Read], ...] = (
    ("stage", "Stage", "text", _stage),
    ("index", "Chain index, as proved", "index", _maturity("index")),
    ("index_declared", "Chain index, as said", "index", _maturity("index_declared")),
    ("to_target", "Way to the targets", "fraction", _maturity("to_target")),
    ("confidence", "Confidence", "text", _grade),
    ("applicable", "Use cases that apply", "count", _applicable),
    ("computed", "Figures computed", "count", _computed),
)


def _show(value: Any, unit: str) -> str:
    if value is None:
        return NO_VALUE
    if unit == "index":
        return str(round_half_up(value, 3))
    return f"{round_half_up(value * 100, 0)}%" if unit == "fraction" else str(value)
