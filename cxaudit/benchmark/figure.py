"""What benchmarking is told of a KPI and of its figure: plain values, no measuring."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from cxaudit.catalogue import FigureSpec, Kpi, Target
from cxaudit.errors import ModelError
from cxaudit.outcome import Outcome

Spread = Literal["beta", "gamma", "interval"]
Average = Literal["median", "mean"]
Better = Literal["lower", "higher", "band"]

UNSUPPLIED, NAMED = "no import supplied ", 3
MISSING = re.compile(r"missing (\w+?)(?:_ms)?")
OUTCOME_WORDS = {
    Outcome.TOO_FEW: "too few cases to show a figure",
    Outcome.NO_DATA: "the data behind it are missing",
    Outcome.NOT_APPLICABLE: "the firm has no such activity",
    Outcome.CONFLICT: "two sources disagree",
    Outcome.FAILED: "the figure could not be computed",
}


@dataclass(frozen=True)
class JudgedFigure:
    """One measured figure, headline or part, in the catalogue's unit.

    ``complete``: a complete count, so that it has no interval by nature. ``numerator`` and
    ``denominator``: the sums behind it, where it is such a ratio. ``name``: headline or part.
    ``reason``: why there is none, as the measure says it; ``missing``: inputs it lacks by name.
    """

    outcome: Outcome
    unit: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    variant: str = "headline"
    name: str = "headline"
    complete: bool = False
    reason: str = ""
    missing: tuple[str, ...] = ()

    @property
    def is_shown(self) -> bool:
        """Tell whether there is a value to judge (a median not reached has none)."""
        return self.outcome.is_shown and self.value is not None

    @property
    def pool_variant(self) -> str:
        """Return the name under which the pool holds this figure: the variant, or the part."""
        return self.variant if self.name == "headline" else self.name

    @property
    def in_words(self) -> str:
        """Return why there is no value, in words; empty where there is one."""
        if self.is_shown:
            return ""
        return OUTCOME_WORDS.get(self.outcome, "the median is not reached yet")

    @property
    def why(self) -> str:
        """Return why there is no value with the input that lacks; empty where there is one."""
        if self.is_shown or not self.reason:
            return self.in_words
        said = say_missing(self.reason)
        return said if self.outcome is Outcome.NO_DATA else f"{self.in_words}, {said}"


def say_missing(reason: str) -> str:
    """Return a measure's reason as one plain clause; of many columns of a table the first few."""
    if reason.startswith(UNSUPPLIED):
        return UNSUPPLIED + _group(reason.removeprefix(UNSUPPLIED).split(", "))
    names = [MISSING.fullmatch(part) for part in reason.split("; ")]
    if not all(names):
        return reason
    return f"the rows at hand lack {' and '.join(found[1] for found in names if found)}"


def _group(columns: list[str]) -> str:
    """Return "table (a, b, c and 2 more)" for each table named."""
    tables: dict[str, list[str]] = {}
    for column in columns:
        table, _, name = column.rpartition(".")
        tables.setdefault(table, []).append(name)
    said = []
    for table, names in tables.items():
        more = len(names) - NAMED
        listed = ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")
        said.append(f"{table} ({listed})" if table else listed)
    return ", ".join(said)


@dataclass(frozen=True)
class FigureFacts:
    """How one figure is made, so that its own error can be drawn.

    ``spread``: beta (a share of counts), gamma (events over exposure), interval (normal or
    log-normal from low and high). ``scale``: value = scale x numerator / denominator.
    """

    unit: str
    spread: Spread = "interval"
    scale: float = 1.0


@dataclass(frozen=True)
class KpiFacts:
    """What of a catalogue entry benchmarking needs; ``judged`` is the figure of the target."""

    kpi_id: str
    better: Better
    target: Target
    headline: FigureFacts
    judged: FigureFacts

    def of(self, figure: JudgedFigure) -> FigureFacts:
        """Return the facts of the headline or of the part that the target names."""
        return self.headline if figure.name == "headline" else self.judged


def to_facts(kpi: Kpi, variant: str = "headline") -> KpiFacts:
    """Return the facts of a KPI whose headline was measured in this variant.

    Raises ModelError for a context figure, which has no target and is never benchmarked.
    """
    if kpi.better is None or kpi.target is None:
        raise ModelError("a context figure is not benchmarked", found=kpi.kpi_id)
    own = kpi.variant[variant].figure if variant in kpi.variant else None
    headline = _to_figure_facts(own or kpi.figure["headline"])
    named = kpi.figure.get(kpi.target.figure) if kpi.target.figure != "headline" else None
    judged = _to_figure_facts(named) if named else headline
    return KpiFacts(kpi.kpi_id, kpi.better, kpi.target, headline, judged)


def _to_figure_facts(spec: FigureSpec) -> FigureFacts:
    return FigureFacts(spec.unit, to_spread(spec), float(Fraction(spec.scale)))


def to_spread(spec: FigureSpec) -> Spread:
    """Return how the error of such a figure is drawn."""
    if spec.shape == "proportion" or spec.few == "wilson":
        return "beta"
    return "gamma" if spec.shape == "rate" else "interval"
