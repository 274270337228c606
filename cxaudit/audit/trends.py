"""Each KPI beside its like period before: what has moved, and how much of that chance makes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from cxaudit.audit.earlier import measure_in
from cxaudit.catalogue import Kpi
from cxaudit.measure import Change, Measurement, ripens_in_days, to_change
from cxaudit.period import Period, add_months

if TYPE_CHECKING:
    from cxaudit.audit.audit import Audit

CHANCE = 0.05
Verdict = Literal["up", "down", "no clear change", "not tested", "nothing before"]


@dataclass(frozen=True)
class Trend:
    """One KPI now and in the like period before: same length, and cases of the same ages.

    ``shared``: both are looks at the same firm on two days, so that the two are not
    independent and no test is made. ``waits_days``: both periods end that much earlier, so that
    their cases had the same time to be decided.
    """

    now: Measurement
    before: Measurement
    change: Change | None
    shared: bool = False
    waits_days: int = 0

    @property
    def is_tested(self) -> bool:
        """Tell whether the change has an interval to judge it by."""
        return self.change is not None and self.change.low is not None and not self.shared

    @property
    def verdict(self) -> Verdict:
        """Return which way it moved, where the interval of the difference says so."""
        if self.change is None:
            return "nothing before"
        if not self.is_tested:
            return "not tested"
        if not self.change.is_clear:
            return "no clear change"
        return "up" if self.change.value > 0 else "down"


def to_trends(audit: Audit) -> dict[str, Trend]:
    """Return the trend of each KPI that has a figure in its own period, by id."""
    found = {}
    for kpi_id, kpi in audit.kpis.items():
        if audit.measurements[kpi_id].value is not None:
            found[kpi_id] = _trend(audit, kpi)
    return found


def _trend(audit: Audit, kpi: Kpi) -> Trend:
    waits = ripens_in_days(kpi, audit.settings)
    period, shared = audit.period_of(kpi.kpi_id), not isinstance(kpi.window_months, int)
    if shared:
        end = add_months(period.end, -12)
        before = Period(period.start and end, end)
    else:
        period = _earlier(period, waits)
        before = period.before()
    now = audit.measurements[kpi.kpi_id] if not waits else measure_in(audit, kpi, period)
    then = measure_in(audit, kpi, before)
    return Trend(now, then, to_change(then, now), shared, waits)


def _earlier(period: Period, days: int) -> Period:
    back = timedelta(days=days)
    return Period(period.start and period.start - back, period.end - back)


def expected_by_chance(comparisons: int) -> float:
    """Return how many of these comparisons call a change where nothing changed, on average."""
    return comparisons * CHANCE
