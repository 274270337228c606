"""The aggregates that may leave the pool, each cell with the rule that shows or withholds it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from cxaudit.benchmark import thresholds as limit
from cxaudit.benchmark.disclosure.peerset import PeerSet
from cxaudit.benchmark.disclosure.rounding import round_shown, smoothed_quantile, to_n_band
from cxaudit.benchmark.figure import Average
from cxaudit.peers.cells import ALL, REST

SHOWN_BY = {"n_band": "D8", "median": "D1", "mean": "D4", "position": "D9", "quartiles": "D2",
            "deciles": "D2"}  # fmt: skip
ASSESSED = {"self": "assessed by themselves", "consultant": "assessed by a consultant"}


@dataclass(frozen=True)
class CellNote:
    """One line of the audit log: a cell, whether it is shown, and the rule that says so."""

    cell: str
    shown: bool
    rule: str

    def to_json(self) -> dict[str, object]:
        """Return the line as an object."""
        return {"cell": self.cell, "shown": self.shown, "rule": self.rule}


@dataclass(frozen=True)
class PeerStatistics:
    """The cells of one KPI that may leave the benchmark, rounded; None where withheld.

    ``mean`` is made only where the firm reads the peers' average as the mean.

    ``rung``: the cohort, "all" or dimension=value; ``among``: the same in words. ``cells``: the
    log, a rule for every cell, shown or not; ``withheld``: those that are not.
    """

    n_band: str | None
    median: float | None
    mean: float | None
    q1: float | None
    q3: float | None
    p10: float | None
    p90: float | None
    rung: str
    among: str
    suppressed: str | None
    source: str
    vintage: str | None
    invented: bool
    cells: tuple[CellNote, ...]
    wording: str

    @property
    def average(self) -> float | None:
        """Return the mean where it was asked for, else the median; None where withheld."""
        is_mean = any(note.cell == "mean" for note in self.cells)
        return self.mean if is_mean else self.median

    @property
    def withheld(self) -> tuple[tuple[str, str], ...]:
        """Return the cells that are not shown, each with its rule."""
        return tuple((note.cell, note.rule) for note in self.cells if not note.shown)

    def to_json(self) -> dict[str, object]:
        """Return the shape of ``peers`` in the JSON contract."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        withheld = [{"cell": cell, "rule": rule} for cell, rule in self.withheld]
        how = {"rules_version": limit.RULES_VERSION, "quantiles": limit.QUANTILES}
        cells = [note.to_json() for note in self.cells]
        return plain | how | {"cells": cells, "withheld": withheld}


def to_statistics(peers: PeerSet, unit: str, average: Average = "median") -> PeerStatistics:
    """Return the rounded cells; a blank one is explained by its rule in ``cells``."""
    asked = [cell for cell in limit.LEAST_OTHERS if cell != "mean" or average == "mean"]
    rules = {cell: peers.rule_of(cell) for cell in asked}
    values = np.sort(peers.stated.value)

    def show(cell: str, p: str) -> float | None:
        return None if rules[cell] else round_shown(smoothed_quantile(values, Fraction(p)), unit)

    kind = "invented demo pool" if peers.invented else "peer pool"
    return PeerStatistics(
        n_band=None if peers.rule else to_n_band(peers.others),
        median=show("median", "1/2"),
        mean=round_shown(float(values.mean()), unit) if rules.get("mean", "") is None else None,
        q1=show("quartiles", "1/4"),
        q3=show("quartiles", "3/4"),
        p10=show("deciles", "1/10"),
        p90=show("deciles", "9/10"),
        rung=peers.rung,
        among=to_among(peers),
        suppressed=peers.rule,
        source=f"{kind} {peers.vintage}" if peers.vintage else "none",
        vintage=peers.vintage,
        invented=peers.invented,
        cells=_to_notes(peers, rules),
        wording=f"nothing is shown: {limit.RULES[peers.rule]}" if peers.rule else "",
    )


def _to_notes(peers: PeerSet, rules: dict[str, str | None]) -> tuple[CellNote, ...]:
    asked = [CellNote(cell, False, rule) for cell, rule in peers.withheld]
    every = {"n_band": peers.rule} | rules
    return (
        *asked,
        *(CellNote(cell, not rule, rule or SHOWN_BY[cell]) for cell, rule in every.items()),
    )


def to_among(peers: PeerSet) -> str:
    """Return in words among whom the figure stands: the cohort and who assessed."""
    name, _, value = peers.rung.partition("=")
    what, kind = name.replace("_", " "), value.replace("_", " ")
    who = "all firms" if peers.rung == ALL else f"firms of {what} {kind}"
    if value == REST:
        who = f"firms of the {what}s too small to stand alone"
    return f"{who} {ASSESSED[peers.assessor]}"
