"""The firm's own figures beside ours: which definition each equals, or what lies between."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from cxaudit.audit.causes import Cause, Gap, find_causes, is_same
from cxaudit.catalogue import Kpi
from cxaudit.maturity import load_maturity
from cxaudit.measure import Measurement, measure_kpi
from cxaudit.outcome import Outcome
from cxaudit.period import Period, add_months
from cxaudit.store import ReportedFigure
from cxaudit.wording import show_number, show_value

if TYPE_CHECKING:
    from cxaudit.audit.audit import Audit

MOST_NAMED = 3


@dataclass(frozen=True)
class Comparison:
    """One figure that the firm reported, beside the same measured from its rows.

    ``variant``: the definition that gives the firm's figure, "" where none does; ``label`` the
    same in words. ``causes``: readings that give it or explain a part of the gap. ``ours`` is
    None where the rows carry no figure for that period, ``reason`` says why.
    """

    kpi_id: str
    period: Period
    reported: float
    ours: float | None
    unit: str
    outcome: Outcome
    variant: str = ""
    label: str = ""
    reason: str = ""
    causes: tuple[Cause, ...] = ()

    @property
    def is_compared(self) -> bool:
        """Tell whether the rows carry a figure for the period."""
        return self.ours is not None

    @property
    def is_explained(self) -> bool:
        """Tell whether a reading gives the firm's figure though no definition does."""
        return any(cause.closes for cause in self.causes)

    @property
    def verdict(self) -> str:
        """Return "equal", "explained", "differs" or "not_compared"."""
        if not self.is_compared:
            return "not_compared"
        return "equal" if self.variant else "explained" if self.is_explained else "differs"

    @property
    def in_words(self) -> str:
        """Return one plain sentence: what the firm's figure equals, or what lies between."""
        own = show_value(self.reported, self.unit)
        if self.ours is None:
            return f"No figure of ours to compare with: {self.reason}."
        if self.variant:
            named = f", by the definition: {self.label}" if self.label else ""
            return f"{own} equals {'our figure' if not self.label else 'ours'}{named}."
        closing = [cause.words for cause in self.causes if cause.closes]
        if closing:
            return f"{own} comes out {'; or '.join(closing[:MOST_NAMED])}."
        return f"Nothing tried gives {own}: no named definition, exclusion, mean of rates, " + (
            f"neighbouring period or unit. {_say_parts(self.causes)}".strip()
        )

    def to_json(self) -> dict[str, Any]:
        """Return the fields as plain values, with verdict and sentence."""
        start = self.period.start.isoformat() if self.period.start else None
        return {
            "period": {"start": start, "end": self.period.end.isoformat()},
            "reported": self.reported, "value": self.ours, "unit": self.unit,
            "outcome": str(self.outcome), "verdict": self.verdict, "variant": self.variant or None,
            "causes": [cause.to_json() for cause in self.causes], "wording": self.in_words,
        }  # fmt: skip


def _say_parts(causes: tuple[Cause, ...]) -> str:
    """Say how much of the gap each reason for leaving rows out explains."""
    said = [
        f"'{cause.reasons[0]}' {'explains' if cause.share > 0 else 'widens it by'} "
        f"{show_number(abs(cause.share) * 100)}%"
        for cause in causes[:MOST_NAMED]
    ]
    return f"Of the gap, {', '.join(said)}." if said else ""


def compare_reported(audit: Audit) -> dict[str, tuple[Comparison, ...]]:
    """Return the comparisons of every entry for which the firm reported something, by id."""
    found: dict[str, tuple[Comparison, ...]] = {}
    for reported in audit.file.reported:
        if reported.kpi_id in audit.catalogue:
            one = compare(audit, audit.catalogue[reported.kpi_id], reported)
            found[reported.kpi_id] = (*found.get(reported.kpi_id, ()), one)
    return found


def to_main(audit: Audit, kpi_id: str) -> Comparison | None:
    """Return the comparison that judges the formula; None where nothing can be compared.

    The one for the KPI's own period, else the one with the newest end that has a figure.
    """
    known = [c for c in audit.reported.get(kpi_id, ()) if c.is_compared]
    own = [c for c in known if c.period == audit.period_of(kpi_id)]
    return own[-1] if own else max(known, key=lambda c: c.period.end, default=None)


def compare(audit: Audit, kpi: Kpi, reported: ReportedFigure) -> Comparison:
    """Measure the KPI in the reported figure's own period and lay the two side by side."""
    period = _period_of(audit, kpi, reported)
    own = audit.measurements[kpi.kpi_id]
    if period != audit.period_of(kpi.kpi_id):
        if own.outcome is Outcome.FAILED:
            return Comparison(
                kpi.kpi_id, period, reported.value, None, own.unit, own.outcome,
                reason="our statement did not run",
            )  # fmt: skip
        own = measure_kpi(audit.engine, kpi, audit.settings, audit.supply, period)
    return _lay_beside(audit, kpi, period, reported, own)


def _lay_beside(
    audit: Audit, kpi: Kpi, period: Period, reported: ReportedFigure, measured: Measurement
) -> Comparison:
    plain = Comparison(
        kpi.kpi_id, period, reported.value, measured.value, measured.unit, measured.outcome,
        reason=measured.reason or "no figure",
    )  # fmt: skip
    if measured.value is None:
        return plain
    known = _definitions(kpi, measured)
    within = tolerance()
    for name, (label, value) in known.items():
        if is_same(reported.value, value, within):
            return replace(plain, variant=name, label=label)
    gap = Gap(reported.value, measured.value, measured.unit, within)
    values = {"" if name == measured.variant else label: v for name, (label, v) in known.items()}
    return replace(plain, causes=find_causes(audit, kpi, period, gap, values))


def tolerance() -> float:
    """Return the relative difference within which two figures are the same."""
    criterion = load_maturity().links["compute"].criteria["formula"]
    found = criterion.machine.tolerance if criterion.machine else None
    return float(found) if found else 0.005


def _definitions(kpi: Kpi, measured: Measurement) -> dict[str, tuple[str, float]]:
    """Return each definition with its label and value, the one that stands first."""
    known = kpi.variant.get(measured.variant)
    found = {measured.variant: (known.label if known else "", measured.value)}
    found |= {name: (v.label, v.figure.value) for name, v in measured.variants.items()}
    return {n: (said, value) for n, (said, value) in found.items() if value is not None}


def _period_of(audit: Audit, kpi: Kpi, reported: ReportedFigure) -> Period:
    """Return the span that the reported figure stands for, in the KPI's own terms."""
    if kpi.window_months == "snapshot":
        return Period(reported.period_end, reported.period_end)
    if kpi.window_months == "all":
        return Period(None, reported.period_end)
    if reported.period_start is not None:
        return Period(reported.period_start, reported.period_end)
    own = audit.period_of(kpi.kpi_id)
    if own.end == reported.period_end:
        return own
    after = reported.period_end + timedelta(days=1)
    return Period(add_months(after, -int(kpi.window_months)), reported.period_end)
