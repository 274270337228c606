"""What a figure needs: variants, parts, least sizes and possible values."""

from __future__ import annotations

from pydantic import Field, field_validator

from cxaudit.catalogue.figure import FigureSpec
from cxaudit.modelfile import Frozen

Needs = dict[str, tuple[str, ...]]


class Variant(Frozen):
    """A named variant: its label, the whole of what it needs, its own figure if any.

    ``settings``: those of the audit without which it says nothing. ``fallback`` is the order of
    automatic switching; None = only shown beside. ``gaps_only``: it steps in where a column of
    the headline lacks, not where the headline's period holds no row.
    """

    label: str
    needs: Needs = Field(default_factory=dict)
    rows: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    settings: tuple[str, ...] = ()
    fallback: int | None = None
    gaps_only: bool = False
    figure: FigureSpec | None = None
    parts: dict[str, FigureSpec] = Field(default_factory=dict)


class Sample(Frozen):
    """Least sizes: under ``ok`` a figure is indicative, under ``shown`` only counts are shown.

    Keys: n, observations, units, denominator, exposure, ended, at_risk_at_median.
    """

    ok: dict[str, float] = Field(default_factory=dict)
    shown: dict[str, float] = Field(default_factory=dict)

    @field_validator("ok", "shown")
    @classmethod
    def _known_keys(cls, sizes: dict[str, float]) -> dict[str, float]:
        known = {"n", "observations", "units", "denominator", "exposure", "ended",
                 "at_risk_at_median"}  # fmt: skip
        if not set(sizes) <= known:
            raise ValueError(f"unknown sample sizes {sorted(set(sizes) - known)}")
        return sizes


class Part(Frozen):
    """What a part needs beyond the headline, and its own least sizes.

    ``suppressed``: why nothing is shown under them, in words of the field.
    """

    label: str = ""
    needs: Needs = Field(default_factory=dict)
    rows: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    sample: Sample = Sample()
    suppressed: str = ""


class Bounds(Frozen):
    """The values that are possible at all, in the figure's unit."""

    low: float
    high: float
