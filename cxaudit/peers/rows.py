"""What the readers hand on: published values, pool rows and the pool. Plain values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from cxaudit.canon import FIRM_WORDS
from cxaudit.period import Period, add_months

SIZE_BANDS, SEGMENTS, REGIONS = FIRM_WORDS.values()
ASSESSORS = ("self", "consultant")
DIMENSIONS = tuple(FIRM_WORDS)


@dataclass(frozen=True)
class PublishedValue:
    """One figure that somebody printed, as printed, with what is known of its making.

    ``value`` is in ``unit`` (the publisher's, such as percent); ``population`` is who was
    counted; ``data_end`` is the last day the figure speaks of, None where the page is undated;
    ``expires_on`` is the last day on which it may stand beside a firm's value; grade A to D.
    """

    kpi_id: str
    statistic: str
    value: float
    unit: str
    population: str
    region: str
    period: str
    sample_size: str
    publisher: str
    title: str
    url: str
    definition: str
    note: str
    grade: str
    retrieved_on: date
    data_end: date | None
    months_valid: int

    @property
    def expires_on(self) -> date | None:
        """Return the last day of use; None where the page bears no date."""
        return add_months(self.data_end, self.months_valid) if self.data_end else None

    def is_expired(self, as_of: date) -> bool:
        """Tell whether the value is too old at this date; an undated one has no known age."""
        return self.expires_on is not None and as_of > self.expires_on


@dataclass(frozen=True)
class PeerRow:
    """One contributor's figure of one KPI in one frozen vintage; ids are random per vintage.

    ``numerator`` over ``denominator`` (times the KPI's scale), or ``value`` with its interval
    ``low`` to ``high``, or both. Units as in the catalogue.
    """

    vintage: str
    contributor: str
    parent: str
    kpi_id: str
    variant: str
    numerator: float | None
    denominator: float | None
    value: float | None
    low: float | None
    high: float | None
    period: Period
    size_band: str
    segment: str
    region: str
    assessor: str
    invented: bool

    @property
    def cell(self) -> tuple[str, str, str, str]:
        """Return what the row is counted in: vintage, KPI, variant and type of assessor."""
        return self.vintage, self.kpi_id, self.variant, self.assessor


@dataclass(frozen=True)
class PeerPool:
    """Every row of a pool. It never reaches a renderer; only shown cells do.

    ``dimensions``: the cohort dimension chosen for a vintage. ``held``: cells (vintage, KPI,
    variant, assessor) that differ too little from one shown before, and stay closed (D5).
    """

    rows: tuple[PeerRow, ...]
    invented: bool
    dimensions: Mapping[str, str] = field(default_factory=dict)
    held: frozenset[tuple[str, str, str, str]] = frozenset()

    @cached_property
    def _by_kpi(self) -> dict[str, tuple[PeerRow, ...]]:
        groups: dict[str, list[PeerRow]] = {}
        for row in self.rows:
            groups.setdefault(row.kpi_id, []).append(row)
        return {kpi_id: tuple(rows) for kpi_id, rows in groups.items()}

    @cached_property
    def _parents(self) -> dict[str, str]:
        return {row.contributor: row.parent for row in self.rows}

    @cached_property
    def vintages(self) -> tuple[str, ...]:
        """Return the vintages present, oldest first."""
        return tuple(sorted({row.vintage for row in self.rows}))

    def rows_of(self, kpi_id: str) -> tuple[PeerRow, ...]:
        """Return the rows of one KPI, of all variants and vintages."""
        return self._by_kpi.get(kpi_id, ())

    def parent_of(self, contributor: str | None) -> str | None:
        """Return the random id of a contributor's group; None where it is not in the pool."""
        return self._parents.get(contributor) if contributor else None
