"""What measuring returns: one Measurement an entry, never a vanished row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cxaudit.outcome import Outcome
from cxaudit.period import Period
from cxaudit.statistics import Figure


@dataclass(frozen=True)
class Exclusion:
    """Why rows were left out, and how many source rows."""

    reason: str
    rows: int


@dataclass(frozen=True)
class PartFigure:
    """A companion figure that stands beside the headline."""

    outcome: Outcome
    unit: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: float = 0
    reason: str | None = None
    method: str = ""
    numerator: float | None = None
    denominator: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the fields of cli.md, parts."""
        return {
            "outcome": str(self.outcome), "value": self.value, "low": self.low, "high": self.high,
            "n": self.n, "unit": self.unit, "reason": self.reason, "method": self.method,
        }  # fmt: skip


@dataclass(frozen=True)
class VariantFigure:
    """The same KPI by another named definition."""

    label: str
    figure: PartFigure

    def to_json(self) -> dict[str, Any]:
        """Return the fields of cli.md, variants."""
        return {"label": self.label} | self.figure.to_json()


@dataclass(frozen=True)
class Measurement:
    """One catalogue entry measured.

    value, low, high in ``unit``: fractions 0-1, seconds, days, years, counts or currency.
    ``numerator`` and ``denominator`` are the sums behind a ratio, proportion or rate.
    ``missing`` names the needed columns that no import supplied or filled, as table.column, and
    unset settings; ``missing_beside`` what the use case turns on though the figure stands.
    """

    kpi_id: str
    code: str
    outcome: Outcome
    unit: str
    period: Period
    value: float | None = None
    low: float | None = None
    high: float | None = None
    n: float = 0
    variant: str = "headline"
    method: str = ""
    reason: str | None = None
    missing: tuple[str, ...] = ()
    missing_beside: tuple[str, ...] = ()
    excluded: tuple[Exclusion, ...] = ()
    bracket: tuple[float, float] | None = None
    parts: dict[str, PartFigure] = field(default_factory=dict)
    variants: dict[str, VariantFigure] = field(default_factory=dict)
    numerator: float | None = None
    denominator: float | None = None
    units: int = 0
    flags: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the object of cli.md, measure."""
        start = self.period.start.isoformat() if self.period.start else None
        bracket = {"low": self.bracket[0], "high": self.bracket[1]} if self.bracket else None
        return {
            "kpi_id": self.kpi_id, "code": self.code, "outcome": str(self.outcome),
            "value": self.value, "unit": self.unit, "low": self.low, "high": self.high,
            "n": self.n, "variant": self.variant, "method": self.method, "reason": self.reason,
            "missing": list(self.missing), "missing_beside": list(self.missing_beside),
            "period": {"start": start, "end": self.period.end.isoformat()},
            "excluded": [{"reason": e.reason, "rows": e.rows} for e in self.excluded],
            "bracket": bracket,
            "parts": {name: part.to_json() for name, part in self.parts.items()},
            "variants": {name: variant.to_json() for name, variant in self.variants.items()},
            "numerator": self.numerator, "denominator": self.denominator, "units": self.units,
            "flags": list(self.flags),
        }  # fmt: skip


def to_part(figure: Figure) -> PartFigure:
    """Return a Figure as a part."""
    names = ("outcome", "unit", "value", "low", "high", "n", "reason", "method")
    sums = {"numerator": figure.numerator, "denominator": figure.denominator}
    return PartFigure(**{name: getattr(figure, name) for name in names}, **sums)
