"""Who may stand beside a figure: the cell of the pool that this reader sees, and its rule."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from statistics import fmean

import numpy as np

from cxaudit.benchmark import thresholds as limit
from cxaudit.benchmark.disclosure.rounding import to_span
from cxaudit.benchmark.disclosure.weights import find_dominance
from cxaudit.benchmark.uncertainty import Array, Stated
from cxaudit.outcome import Outcome
from cxaudit.peers.cells import ALL, LEAST_IN_PART, REST, Groups, to_groups, to_parts
from cxaudit.peers.rows import PeerPool, PeerRow
from cxaudit.period import add_months


@dataclass(frozen=True)
class Reader:
    """Who looks: the random ids of its own contributions, and what it knows of others.

    ``kin``: random ids of its group, as parents. ``known``: contributions of the clients of the
    consultant who reads; the firm itself need not be in it. ``is_blind``: a consultant reads and
    the register that names its clients is not at hand. ``names_group``: it says that it belongs
    to a group, and a firm of that group may be among the peers. ``assessor``: self or consultant;
    the two are never mixed. Size band, segment and region: of the firm, for the cohort.
    """

    own: frozenset[str] = frozenset()
    kin: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    is_blind: bool = False
    names_group: bool = False
    assessor: str = "self"
    size_band: str = ""
    segment: str = ""
    region: str = ""


ANYBODY = Reader()
QUANTILES = {
    "median": (Fraction(1, 2),),
    "quartiles": (Fraction(1, 4), Fraction(3, 4)),
    "deciles": (Fraction(1, 10), Fraction(9, 10)),
}


@dataclass(frozen=True)
class PeerSet:
    """The other firms behind one KPI, one vote a parent, and the rule that closes them or None.

    ``own``: the reader's frozen row. ``rung``: "all" or dimension=value. ``withheld``: cells
    that were asked for and are not shown, each with its rule. ``is_known``: which of the firms
    the reader knows. ``sisters``: firms that may be of the reader's own group, 0 or 1, and do not
    count. Never serialised.
    """

    stated: Stated
    rule: str | None
    vintage: str | None
    rung: str
    invented: bool
    own: PeerRow | None = None
    withheld: tuple[tuple[str, str], ...] = ()
    assessor: str = "self"
    is_known: Array = field(default_factory=lambda: np.array([], dtype=bool))
    sisters: int = 0

    @property
    def others(self) -> int:
        """Return the number of other firms; for rules, never for display."""
        return len(self.stated.value)

    def rule_of(self, cell: str) -> str | None:
        """Return the rule that withholds a cell, or None.

        Real peers give a position to contributors only: whoever may ask again with another
        value could search out every firm.
        """
        if self.rule:
            return self.rule
        if cell == "position" and not self.invented and self.own is None:
            return "D9"
        if self.others - self.sisters < limit.LEAST_OTHERS[cell]:
            return "D2"
        if cell == "mean" and (rule := find_dominance(self.stated.value.tolist())):
            return rule
        return "D15" if self._is_seen_through(cell) else None

    def _is_seen_through(self, cell: str) -> bool:
        """Tell whether all firms but one behind a quantile are known, so that it is the one."""
        if not self.is_known.any():
            return False
        unknown = ~self.is_known[np.argsort(self.stated.value, kind="stable")]
        spans = [to_span(self.others, p) for p in QUANTILES.get(cell, ())]
        return any(unknown[first - 1 : last].sum() < 2 for first, last in spans)


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
) -> PeerSet:
    """Return the other firms of the newest vintage that may stand beside this figure.

    Same variant (E1) and assessor (E3) only; vintages that were held back are passed over (D5),
    and a cell is open only when all of it is at least a quarter and at most 24 months old (D11):
    dropping single firms by age would tell them apart. Cohorts are cut the same for every
    reader (D6); own firm and group are out, subsidiaries merged into one vote (D1).

    A group that a reader names and has not proved takes one firm more and changes no number:
    otherwise a name would show the pool without that group, and tell what is in it.
    """
    if pool is None or not pool.rows:
        return close_peers("no_pool")
    alike = [row for row in pool.rows_of(kpi_id) if row.variant == variant]
    if not alike:
        return close_peers("E1", invented=pool.invented)
    mine = [row for row in alike if row.assessor == reader.assessor]
    if not mine:
        return close_peers("E3", invented=pool.invented)
    rows, passed = _pick_vintage(pool, mine, as_of)
    if not rows:
        return close_peers("D11", pool.invented, passed)
    own = next((row for row in rows if row.contributor in reader.own), None)
    vintage = rows[0].vintage
    groups, rung, refused = _pick_part(rows, pool.dimensions.get(vintage), reader, own)
    kin = reader.kin | {pool.parent_of(contributor) for contributor in reader.own}
    others = {parent: group for parent, group in groups.items() if parent not in kin}
    stated = _to_stated(others.values(), scale)
    is_known = [any(row.contributor in reader.known for row in g) for g in others.values()]
    sisters = int(reader.names_group and not kin - {None})
    return PeerSet(
        stated, _find_rule(stated, is_known, reader, sisters), vintage, rung, pool.invented, own,
        passed + refused, reader.assessor, np.array(is_known, dtype=bool), sisters,
    )  # fmt: skip


def close_peers(
    rule: str, invented: bool = False, withheld: tuple[tuple[str, str], ...] = ()
) -> PeerSet:
    """Return no peers, and the rule that closed the pool."""
    none = np.array([])
    return PeerSet(Stated(none, none, none, none, none), rule, None, ALL, invented, None, withheld)


def _pick_vintage(
    pool: PeerPool, rows: list[PeerRow], as_of: date
) -> tuple[list[PeerRow], tuple[tuple[str, str], ...]]:
    """Return the rows of the newest open vintage of age, and the vintages passed over."""
    passed: list[tuple[str, str]] = []
    newest = add_months(as_of, -limit.LEAST_AGE_MONTHS)
    oldest = add_months(as_of, -limit.GREATEST_AGE_MONTHS)
    for vintage in sorted({row.vintage for row in rows}, reverse=True):
        found = [row for row in rows if row.vintage == vintage]
        if found[0].cell in pool.held:
            passed.append((f"vintage {vintage}", "D5"))
        elif all(oldest <= row.period.end <= newest for row in found):
            return found, tuple(passed)
        else:
            passed.append((f"vintage {vintage}", "D11"))
    return [], tuple(passed)


def _pick_part(
    rows: list[PeerRow], dimension: str | None, reader: Reader, own: PeerRow | None
) -> tuple[Groups, str, tuple[tuple[str, str], ...]]:
    """Return the cell that this reader sees; a frozen row decides before what is said today."""
    groups = to_groups(rows)
    if dimension is None:
        return groups, ALL, ()
    parts = to_parts(groups, dimension)
    value = getattr(own or reader, dimension)
    rung = f"{dimension}={value}"
    if ALL in parts:
        alike = sum(all(getattr(r, dimension) == value for r in g) for g in groups.values())
        return groups, ALL, ((rung, "D1" if alike < LEAST_IN_PART else "D6"),)
    for name in (rung, f"{dimension}={REST}"):
        if name in parts:
            return parts[name], name, ()
    return {}, rung, ((rung, "D1"),)


def _to_stated(groups: Iterable[list[PeerRow]], scale: float) -> Stated:
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


def _find_rule(stated: Stated, is_known: list[bool], reader: Reader, sisters: int) -> str | None:
    others = len(is_known)
    if others - sisters < limit.LEAST_OTHERS["median"]:
        return "D1"
    if reader.is_blind or others - sisters - sum(is_known) < limit.LEAST_UNKNOWN:
        return "D15"
    commonest = Counter(stated.value.tolist()).most_common(1)[0][1]
    return "D10" if commonest >= limit.EQUAL_SHARE * others else find_dominance([1] * others)
