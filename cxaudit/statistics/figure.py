"""One figure with its interval, n and method; and the outcome that its sample earns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from fractions import Fraction

from cxaudit.catalogue import Sample
from cxaudit.outcome import Outcome
from cxaudit.wording import to_noun

NO_OBSERVATION = "no observation counted"
ZERO_DENOMINATOR = "denominator is zero"
NOT_REACHED = "not_reached"

_NOUNS = {"observations": "observation", "units": "unit"}
_WORDS = {
    "n": "counted",
    "denominator": "in the denominator",
    "exposure": "of exposure",
    "ended": "ended",
    "at_risk_at_median": "at risk at the median",
}


@dataclass(frozen=True)
class Figure:
    """A value and how sure it is.

    ``value``, ``low``, ``high`` and ``bracket`` are in ``unit`` (scale applied); None where the
    outcome or ``reason`` says so. ``numerator`` and ``denominator`` are the plain sums (events
    and exposure of a rate). ``units``: clusters that contribute. ``counts``: of a duration
    ended, competing, open and, where the median is reached, at_risk_at_median.
    """

    outcome: Outcome
    value: float | None
    low: float | None
    high: float | None
    n: float
    unit: str
    method: str
    reason: str | None = None
    bracket: tuple[float, float] | None = None
    numerator: float | None = None
    denominator: float | None = None
    observations: int = 0
    units: int = 0
    flags: tuple[str, ...] = ()
    counts: Mapping[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, object]:
        """Return every field as plain values; the bracket as {"low", "high"}."""
        low_high = self.bracket and {"low": self.bracket[0], "high": self.bracket[1]}
        plain = asdict(self) | {"outcome": self.outcome.value, "bracket": low_high}
        return plain | {"flags": list(self.flags)}


def to_number(value: Fraction | int | None) -> float | None:
    """Return an exact number as int where whole, else as the nearest float."""
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


def to_empty(unit: str, method: str, reason: str, **known: object) -> Figure:
    """Return a figure without value: too few, with the reason."""
    known.setdefault("n", 0)
    return Figure(
        Outcome.TOO_FEW, None, None, None, unit=unit, method=method, reason=reason, **known
    )


def judge(figure: Figure, sample: Sample, exposure: float | None = None) -> Figure:
    """Return the figure with the outcome its sizes earn under ``sample``.

    Under ``shown`` the value goes and too_few remains; under ``ok`` it is indicative. Sizes that
    a shape does not have are passed over, as is at_risk_at_median where no median is reached.
    """
    if figure.outcome is not Outcome.MEASURED:
        return figure
    sizes = {
        "n": figure.n,
        "observations": figure.observations,
        "units": figure.units,
        "denominator": figure.denominator,
        "exposure": exposure,
        **figure.counts,
    }
    lacking = _lacking(sizes, sample.shown)
    if lacking:
        gone = {"value": None, "low": None, "high": None, "bracket": None}
        return replace(figure, outcome=Outcome.TOO_FEW, reason=lacking, **gone)
    short = _lacking(sizes, sample.ok)
    if short:
        return replace(figure, outcome=Outcome.INDICATIVE, reason=figure.reason or short)
    return figure


def _lacking(sizes: Mapping[str, float | None], wanted: Mapping[str, float]) -> str:
    """Return what was found and wanted for every size that falls short; "" where none does."""
    short = [
        f"{sizes[name]:,.10g} {_to_word(name, sizes[name])}, {least:,g} wanted"
        for name, least in wanted.items()
        if sizes.get(name) is not None and sizes[name] < least
    ]
    return "; ".join(short)


def _to_word(name: str, size: float) -> str:
    return to_noun(size, _NOUNS[name]) if name in _NOUNS else _WORDS[name]
