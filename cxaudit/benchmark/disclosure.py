"""What of the pool may be shown, cell by cell, with the rule that withholds the rest."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from statistics import fmean
from typing import Literal

import numpy as np

from cxaudit.benchmark import thresholds as limit
from cxaudit.benchmark.uncertainty import Array, Stated
from cxaudit.outcome import Outcome
from cxaudit.peers.rows import PeerPool, PeerRow
from cxaudit.period import add_months

CELLS = ("median", "position", "quartiles", "deciles")


@dataclass(frozen=True)
class Cohort:
    """One fixed group of peers: a dimension of the pool, chosen once a vintage, and its value."""

    dimension: Literal["size_band", "segment", "region"]
    value: str


@dataclass(frozen=True)
class Reader:
    """Who looks: the random id of the firm's own contribution, and the ids of firms known.

    ``known`` are the clients of the consultant who reads; the firm itself need not be in it.
    """

    own: str | None = None
    known: frozenset[str] = frozenset()


ANYBODY = Reader()


@dataclass(frozen=True)
class PeerSet:
    """The other firms behind one KPI, one vote a parent, and the rule that closes them or None.

    ``own``: the reader's frozen row. ``rung``: "all" or dimension=value. ``withheld``: cells
    that were asked for and are not shown, each with its rule. Never serialised.
    """

    stated: Stated
    rule: str | None
    vintage: str | None
    rung: str
    invented: bool
    own: PeerRow | None = None
    withheld: tuple[tuple[str, str], ...] = ()

    @property
    def others(self) -> int:
        """Return the number of other firms; for rules, never for display."""
        return len(self.stated.value)

    def rule_of(self, cell: str) -> str | None:
        """Return the rule that withholds median, position, quartiles or deciles, or None.

        Real peers give a position to contributors only: whoever may ask again with another
        value could search out every firm.
        """
        if self.rule:
            return self.rule
        if cell == "position" and not self.invented and self.own is None:
            return "D9"
        return "D2" if self.others < limit.LEAST_OTHERS[cell] else None


@dataclass(frozen=True)
class PeerStatistics:
    """The cells of one KPI that may leave the benchmark, rounded; None where withheld."""

    n_band: str | None
    median: float | None
    q1: float | None
    q3: float | None
    p10: float | None
    p90: float | None
    rung: str
    suppressed: str | None
    source: str
    vintage: str | None
    invented: bool
    withheld: tuple[tuple[str, str], ...]
    wording: str

    def to_json(self) -> dict[str, object]:
        """Return the shape of ``peers`` in the JSON contract."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        cells = [{"cell": cell, "rule": rule} for cell, rule in self.withheld]
        return plain | {"withheld": cells}


def why_not_contributed(outcome: Outcome, evidenced_level: int) -> str | None:
    """Return the rule that keeps a firm's own figure out of the pool, or None."""
    strong = evidenced_level >= limit.LEAST_LEVEL_TO_CONTRIBUTE
    return None if strong and outcome.is_shown else "E2"


def pick_peers(
    pool: PeerPool | None,
    kpi_id: str,
    variant: str,
    *,
    as_of: date,
    scale: float = 1.0,
    reader: Reader = ANYBODY,
    cohort: Cohort | None = None,
) -> PeerSet:
    """Return the other firms of the newest vintage that may stand beside this figure.

    Same variant only (E1), data at least a quarter and at most 24 months old (D11), own
    firm and its group out, subsidiaries merged into one vote (D1); a cohort whose complement
    would be too small is refused for the whole pool (D6).
    """
    if pool is None or not pool.rows:
        return _close("no_pool")
    of_kpi = pool.rows_of(kpi_id)
    same = [row for row in of_kpi if row.variant == variant]
    if not same:
        return _close("E1", invented=pool.invented)
    fresh = [row for row in same if _is_of_age(row, as_of)]
    if not fresh:
        return _close("D11", invented=pool.invented)
    vintage = max(row.vintage for row in fresh)
    rows = [row for row in fresh if row.vintage == vintage]
    own = next((row for row in rows if row.contributor == reader.own), None)
    kin = pool.parent_of(reader.own)
    groups = _to_groups([row for row in rows if row.parent != kin])
    chosen, rung, withheld = _pick_cohort(groups, cohort)
    stated = _to_stated(list(chosen.values()), scale)
    rule = _find_rule(chosen, stated, reader.known)
    return PeerSet(stated, rule, vintage, rung, pool.invented, own, withheld)


def to_statistics(peers: PeerSet, unit: str) -> PeerStatistics:
    """Return the rounded cells; a blank one is explained by its rule in ``withheld``."""
    rules = {cell: peers.rule_of(cell) for cell in CELLS}
    values = np.sort(peers.stated.value)

    def show(cell: str, p: str) -> float | None:
        return None if rules[cell] else round_shown(smoothed_quantile(values, Fraction(p)), unit)

    kind = "invented demo pool" if peers.invented else "peer pool"
    return PeerStatistics(
        n_band=None if peers.rule else to_n_band(peers.others),
        median=show("median", "1/2"),
        q1=show("quartiles", "1/4"),
        q3=show("quartiles", "3/4"),
        p10=show("deciles", "1/10"),
        p90=show("deciles", "9/10"),
        rung=peers.rung,
        suppressed=peers.rule,
        source=f"{kind} {peers.vintage}" if peers.vintage else "none",
        vintage=peers.vintage,
        invented=peers.invented,
        withheld=peers.withheld + tuple((cell, rule) for cell, rule in rules.items() if rule),
        wording=f"nothing is shown: {limit.RULES[peers.rule]}" if peers.rule else "",
    )


def smoothed_quantile(ordered: Array, p: Fraction) -> float:
    """Return the mean of the order statistics around h = (n + 1/3) p + 1/3 (Hyndman-Fan 8).

    Three of them, or four where h lies halfway, so that no result is one firm's value.
    """
    n = len(ordered)
    h = (n + Fraction(1, 3)) * p + Fraction(1, 3)
    if h % 1 == Fraction(1, 2):
        first, last = int(h) - 1, int(h) + 2
    else:
        first, last = round(h) - 1, round(h) + 1
    if first < 1 or last > n:
        raise ValueError(f"{n} values are too few for the quantile {p}")
    return float(np.mean(ordered[first - 1 : last]))


def round_shown(value: float, unit: str) -> float:
    """Round as the pool may show it: shares to whole points, others to two digits, half up."""
    exact = Decimal(repr(float(value)))
    if unit == "fraction" or exact == 0:
        return float(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))
    step = Decimal(1).scaleb(exact.adjusted() - 1)
    return float((exact / step).quantize(Decimal(1), ROUND_HALF_UP) * step)


def to_n_band(others: int) -> str | None:
    """Return the band in which the number of other firms lies; None under the least."""
    return next((band for least, band in limit.N_BANDS if others >= least), None)


def _close(rule: str, invented: bool = False) -> PeerSet:
    none = np.array([])
    return PeerSet(Stated(none, none, none, none, none), rule, None, "all", invented)


def _is_of_age(row: PeerRow, as_of: date) -> bool:
    young = row.period.end > add_months(as_of, -limit.LEAST_AGE_MONTHS)
    old = row.period.end < add_months(as_of, -limit.GREATEST_AGE_MONTHS)
    return not young and not old


def _to_groups(rows: list[PeerRow]) -> dict[str, list[PeerRow]]:
    groups: dict[str, list[PeerRow]] = {}
    for row in sorted(rows, key=lambda row: (row.parent, row.contributor)):
        groups.setdefault(row.parent, []).append(row)
    return groups


def _pick_cohort(
    groups: dict[str, list[PeerRow]], cohort: Cohort | None
) -> tuple[dict[str, list[PeerRow]], str, tuple[tuple[str, str], ...]]:
    if cohort is None:
        return groups, "all", ()
    inside = {
        parent: members
        for parent, members in groups.items()
        if all(getattr(row, cohort.dimension) == cohort.value for row in members)
    }
    rung, least = f"{cohort.dimension}={cohort.value}", limit.LEAST_OTHERS["median"]
    if len(inside) < least:
        return groups, "all", ((rung, "D1"),)
    if 0 < len(groups) - len(inside) < least:
        return groups, "all", ((rung, "D6"),)
    return inside, rung, ()


def _to_stated(groups: list[list[PeerRow]], scale: float) -> Stated:
    merged = [_merge(members, scale) for members in groups]
    table = np.array(merged, dtype=float).reshape(len(merged), 5)
    return Stated(*table.T)


def _merge(members: list[PeerRow], scale: float) -> tuple[float | None, ...]:
    """Return value, numerator, denominator, low and high of one parent's firms together."""
    value, top, base = members[0].value, members[0].numerator, members[0].denominator
    if len(members) > 1 and all(_is_ratio(row, scale) for row in members):
        top = sum(row.numerator for row in members)  # type: ignore[misc]
        base = sum(row.denominator for row in members)  # type: ignore[misc]
        value = None
    elif len(members) > 1:
        value, top, base = fmean(_to_value(row, scale) for row in members), None, None
    bounded = all(row.low is not None for row in members)
    low, high = (
        fmean(getattr(row, name) for row in members) if bounded else None
        for name in ("low", "high")
    )
    return scale * top / base if value is None else value, top, base, low, high  # type: ignore[operator]


def _to_value(row: PeerRow, scale: float) -> float:
    return scale * row.numerator / row.denominator if row.value is None else row.value  # type: ignore[operator]


def _is_ratio(row: PeerRow, scale: float) -> bool:
    if row.numerator is None or row.denominator is None:
        return False
    made = scale * row.numerator / row.denominator
    return row.value is None or math.isclose(row.value, made, rel_tol=1e-4, abs_tol=1e-9)


def _find_rule(
    groups: dict[str, list[PeerRow]], stated: Stated, known: frozenset[str]
) -> str | None:
    if len(groups) < limit.LEAST_OTHERS["median"]:
        return "D1"
    unknown = [g for g in groups.values() if not any(row.contributor in known for row in g)]
    if known and len(unknown) < limit.LEAST_UNKNOWN:
        return "D15"
    commonest = Counter(stated.value.tolist()).most_common(1)[0][1]
    return "D10" if commonest >= limit.EQUAL_SHARE * len(groups) else None
