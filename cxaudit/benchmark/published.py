"""Published values beside a figure: through the gates first, and never as a probability."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cxaudit.benchmark.figure import JudgedFigure
from cxaudit.peers.published import Coverage, UnitGate
from cxaudit.peers.rows import PublishedValue

USE_OF_GRADE = {"A": "status", "B": "beside", "C": "on_request", "D": "hidden"}
NOT_TYPICAL = {"mean": "a mean, not the typical firm", "point": "a single point"}


@dataclass(frozen=True)
class PublishedBeside:
    """One published value as it may be read: converted to the figure's unit, or with its reason.

    ``use``: status, beside, on_request, hidden, expired or not_comparable. ``value`` is in
    ``unit``: the figure's where comparable, else the publisher's. ``inside``: whether it falls
    into the firm's interval, None where that cannot be said.
    """

    value: float
    unit: str
    statistic: str
    population: str
    period: str
    grade: str
    use: str
    inside: bool | None
    publisher: str
    title: str
    url: str
    wording: str

    def to_json(self) -> dict[str, object]:
        """Return one entry of ``published`` in the JSON contract."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def list_published(
    values: Iterable[PublishedValue],
    coverage: Coverage,
    figure: JudgedFigure,
    *,
    as_of: date,
    with_hidden: bool = False,
) -> tuple[PublishedBeside, ...]:
    """Return the published values of one KPI, best grade first; grade D only on request."""
    read = [_read_beside(value, coverage.unit[value.unit], figure, as_of) for value in values]
    kept = [beside for beside in read if with_hidden or beside.grade != "D"]
    return tuple(sorted(kept, key=lambda beside: beside.grade))


def find_gate(gate: UnitGate, published_unit: str, figure: JudgedFigure) -> str | None:
    """Return why a published unit may not stand beside this figure, or None."""
    if figure.unit not in gate.kinds:
        return gate.why or f"{published_unit.replace('_', ' ')} is not {figure.unit}"
    if gate.variants and figure.variant not in gate.variants and figure.name not in gate.variants:
        return gate.why
    return None


def _read_beside(
    value: PublishedValue, gate: UnitGate, figure: JudgedFigure, as_of: date
) -> PublishedBeside:
    reason = find_gate(gate, value.unit, figure)
    use = USE_OF_GRADE[value.grade]
    if value.grade != "D" and value.is_expired(as_of):
        use = "expired"
    if value.grade != "D" and reason:
        use = "not_comparable"
    shown = value.value if reason else gate.offset + gate.factor * value.value
    inside = None
    if reason is None and figure.is_shown and figure.low is not None and figure.high is not None:
        inside = figure.low <= shown <= figure.high
    return PublishedBeside(
        value=shown,
        unit=value.unit if reason else figure.unit,
        statistic=value.statistic,
        population=value.population,
        period=value.period,
        grade=value.grade,
        use=use,
        inside=inside,
        publisher=value.publisher,
        title=value.title,
        url=value.url,
        wording=_to_words(value, reason, use, inside),
    )


def _to_words(value: PublishedValue, reason: str | None, use: str, inside: bool | None) -> str:
    label = f"{value.population}, {value.period}, grade {value.grade}"
    if reason:
        return f"{label}: not comparable, {reason}"
    parts = [NOT_TYPICAL.get(value.statistic, f"a published {value.statistic}")]
    parts += [f"expired on {value.expires_on}"] if use == "expired" else []
    if inside is not None:
        parts.append(f"{'inside' if inside else 'outside'} the firm's interval")
    return f"{label}: {', '.join(parts)}; its own error is unknown"
