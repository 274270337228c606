"""The seven ways a KPI can end. A zero never stands in for one of them."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """How a figure ended.

    measured: the sample is large enough; indicative: shown, but the sample is small;
    too_few: only counts are shown; no_data: needed columns or rows lack;
    not_applicable: the firm has no such activity; conflict: two sources disagree;
    failed: our own fault.
    """

    MEASURED = "measured"
    INDICATIVE = "indicative"
    TOO_FEW = "too_few"
    NO_DATA = "no_data"
    NOT_APPLICABLE = "not_applicable"
    CONFLICT = "conflict"
    FAILED = "failed"

    @property
    def is_shown(self) -> bool:
        """Tell whether a figure with this outcome may carry a value."""
        return self in (Outcome.MEASURED, Outcome.INDICATIVE)
