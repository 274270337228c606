"""How observations become one figure: shapes, the columns each names, units."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from pydantic import Field, model_validator

from cxaudit.modelfile import Frozen

Unit = Literal["fraction", "ratio", "seconds", "days", "years", "count", "currency"]
Shape = Literal[
    "proportion", "ratio", "median", "mean", "duration", "restricted_mean", "last_at_risk",
    "quantile", "chance_by", "rate", "bracket", "count",
]  # fmt: skip

COLUMNS_OF_SHAPE: dict[str, tuple[str, ...]] = {
    "proportion": ("numerator", "denominator"),
    "ratio": ("numerator", "denominator"),
    **dict.fromkeys(("median", "mean", "quantile", "count"), ("value",)),
    **dict.fromkeys(
        ("duration", "restricted_mean", "last_at_risk", "chance_by"),
        ("days", "ending", "entered_days"),
    ),
    "rate": ("events", "exposure"),
    "bracket": ("value_low", "value_high", "weight"),
}


class FigureSpec(Frozen):
    """How observations become one figure: its shape and the columns it names.

    ``scale``: exact fraction that multiplies the finished figure and its interval.
    ``n``: a column whose sum is shown as n. ``unfiltered``: columns that replace the named
    ones in the figure before exclusions, where these act below the grain. ``by``: a column
    whose values make one figure each, named ``part:value``. ``few``: what a ratio with too few
    clusters falls back on. ``at_day``: the day of a chance_by, or "median"; ``competing_above``:
    the share of cases ended in another way that must be passed for it to be shown.
    ``complete``: a ratio over everything there is, so that it has no sampling interval.
    """

    shape: Shape
    unit: Unit
    numerator: str | None = None
    denominator: str | None = None
    value: str | None = None
    days: str | None = None
    ending: str | None = None
    entered_days: str | None = None
    events: str | None = None
    exposure: str | None = None
    value_low: str | None = None
    value_high: str | None = None
    weight: str | None = None
    p: float | None = None
    at_day: int | Literal["median"] | None = None
    competing_above: float | None = None
    scale: str = "1"
    n: str | None = None
    by: str | None = None
    few: Literal["wilson"] | None = None
    clusters_from: int = 6
    overdispersed_at: float | None = None
    complete: bool = False
    unfiltered: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _names_its_columns(self) -> FigureSpec:
        wanted = set(COLUMNS_OF_SHAPE[self.shape])
        every = {name for names in COLUMNS_OF_SHAPE.values() for name in names}
        given = {name for name in every if getattr(self, name) is not None}
        if given != wanted:
            raise ValueError(f"{self.shape} names {sorted(wanted)}, found {sorted(given)}")
        for shape, role in (("quantile", "p"), ("chance_by", "at_day")):
            if (self.shape == shape) != (getattr(self, role) is not None):
                raise ValueError(f"{role} belongs to a {shape}, and a {shape} has one")
        if self.complete and self.shape not in ("ratio", "proportion"):
            raise ValueError("complete belongs to a ratio or a proportion; a count always is")
        try:
            Fraction(self.scale)
        except ZeroDivisionError as error:
            raise ValueError("scale divides by zero") from error
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the observation columns that the figure names, n and by included."""
        names = [getattr(self, role) for role in COLUMNS_OF_SHAPE[self.shape]]
        names += [name for name in (self.n, self.by) if name]
        return tuple(dict.fromkeys(names))
