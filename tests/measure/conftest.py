"""An engine with a year of meetings of eight clients."""

from __future__ import annotations

import pytest

from tests.measure.small_kpi import fill, meeting

MEETINGS = [
    *(meeting(f"c{n}", "2025-03-03") for n in range(8)),
    *(meeting(f"c{n}", "2025-06-02", "cancelled") for n in range(4)),
    meeting("c0", "2025-07-01", staff=True),
    meeting("c0", "2025-08-01", status=None),
    meeting("c0", "2024-12-31"),
    meeting("c0", "2025-09-01", kind="portal"),
]


@pytest.fixture
def meetings(engine):
    """Return an engine: 8 held, 4 cancelled, one of staff, one without status, in 2025."""
    fill(engine, MEETINGS)
    return engine
