"""One KPI in another period of the same audit: measured once, however often it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxaudit.catalogue import Kpi
from cxaudit.engine import once
from cxaudit.measure import Measurement, measure_alone
from cxaudit.period import Period

if TYPE_CHECKING:
    from cxaudit.audit.audit import Audit


def measure_in(audit: Audit, kpi: Kpi, period: Period) -> Measurement:
    """Return the headline in that period, without parts and variants.

    History, trends and the proof that an earlier period runs ask for the same periods.
    """

    def measure() -> Measurement:
        return measure_alone(audit.engine, kpi, audit.settings, audit.supply, period)

    return once(audit.engine, ("headline in", kpi.kpi_id, period), measure)
