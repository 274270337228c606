"""What the KPI library says of an entry, and how the entry acts on money."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from cxaudit.modelfile import Frozen


class Money(Frozen):
    """How the figure acts on money: class direct (D), scenario (S) or cost, and on what."""

    kind: Literal["direct", "scenario"]
    acts_on: tuple[Literal["buy", "stay", "buy_more", "cost", "foregone_revenue"], ...]
    formula: str


class Library(Frozen):
    """The twelve attributes of the KPI library, and a category for search."""

    category: str
    definition: str
    business_insight: str
    measurement_approach: str
    formula: str
    trend_analysis: str
    diagnostics: str
    tips: str
    visualization: str
    risk_warnings: str
    tools: str
    integration: str
    change_impact: str
    moves_with: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _none_is_blank(self) -> Library:
        blank = [
            n for n, v in self if isinstance(v, str) and len(v.strip()) < 8 and n != "category"
        ]
        if blank or not self.category.strip():
            raise ValueError(f"blank library attributes: {', '.join(blank) or 'category'}")
        return self
