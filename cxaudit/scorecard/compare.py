"""What changed between two scorecards: performance, data, scope and model, each told apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cxaudit.errors import ClientDataError
from cxaudit.scorecard.firm import FirmMove, compare_firm
from cxaudit.statistics import difference
from cxaudit.wording import show_interval, show_value

Card = Mapping[str, Any]
"""A scorecard as `cxaudit scorecard --json` writes it."""

NOT_COMPARABLE = "not comparable"


@dataclass(frozen=True)
class Performance:
    """How a figure moved, in its unit; ``verdict`` says whether that counts as a move.

    ``verdict``: better, worse, moved (where a band is best), no clear change, no interval, new,
    gone, none, not comparable.
    """

    verdict: str
    wording: str
    difference: float | None = None
    low: float | None = None
    high: float | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the fields of cli.md, compare."""
        return dict(vars(self))


@dataclass(frozen=True)
class KpiComparison:
    """One KPI in two scorecards: what moved, and what only looks like it."""

    kpi_id: str
    code: str
    name: str
    performance: Performance
    level_from: int | None
    level_to: int | None
    scope: str | None
    model: str | None

    @property
    def data_moved(self) -> bool:
        """Tell whether the evidenced level changed."""
        return self.level_from != self.level_to

    def to_json(self) -> dict[str, Any]:
        """Return the row of cli.md, compare."""
        return {
            "kpi_id": self.kpi_id, "code": self.code, "name": self.name,
            "performance": self.performance.to_json(),
            "data": {"level_from": self.level_from, "level_to": self.level_to},
            "scope": self.scope, "model": self.model,
        }  # fmt: skip


@dataclass(frozen=True)
class Comparison:
    """Two scorecards of one client: the firm as a whole, then row by row."""

    client: str
    start: Mapping[str, Any]
    end: Mapping[str, Any]
    kpis: tuple[KpiComparison, ...]
    firm: tuple[FirmMove, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the object of cli.md, compare."""
        return {
            "client": self.client, "from": dict(self.start), "to": dict(self.end),
            "firm": {move.name: move.to_json() for move in self.firm},
            "kpis": [row.to_json() for row in self.kpis],
        }  # fmt: skip


def compare(before: Card, after: Card, better: Mapping[str, str]) -> Comparison:
    """Return what changed from one scorecard to the other.

    ``better``: kpi_id -> higher, lower or band. A figure moved only where the definition and the
    variant are the same in both. Raises ClientDataError where the two are not of one client or
    the first is no scorecard.
    """
    _check(before, after)
    earlier = {row["kpi_id"]: row for row in before["kpis"]}
    rows = tuple(
        _compare_row(earlier.get(row["kpi_id"]), row, better.get(row["kpi_id"], "band"))
        for row in after["kpis"]
    )
    firm = compare_firm(before, after)
    return Comparison(after["client"], _span(before), _span(after), rows, firm)


def _check(before: Card, after: Card) -> None:
    rows = before.get("kpis") if isinstance(before, Mapping) else None
    whole = isinstance(rows, list) and all(isinstance(r, Mapping) and "figure" in r for r in rows)
    if not whole or not rows:
        raise ClientDataError(
            "this is no scorecard", wanted="what `cxaudit scorecard CLIENT --json` printed",
            next="give that file, or the name of a milestone",
        )  # fmt: skip
    if before.get("client") != after.get("client"):
        raise ClientDataError(
            "the two scorecards are of two clients", found=str(before.get("client")),
            wanted=str(after.get("client")), next="compare a client with itself",
        )  # fmt: skip


def _span(card: Card) -> dict[str, Any]:
    return {"as_of": card.get("as_of"), "period": card.get("period")}


def _compare_row(before: Mapping[str, Any] | None, now: Mapping[str, Any], better: str) -> Any:
    old = before or {}
    model = _model(old, now) if before else "the KPI is new in the catalogue"
    return KpiComparison(
        kpi_id=now["kpi_id"], code=now["code"], name=now["name"],
        performance=_performance(old.get("figure") or {}, now["figure"], better, model),
        level_from=(old.get("maturity") or {}).get("evidenced_level"),
        level_to=(now.get("maturity") or {}).get("evidenced_level"),
        scope=_scope(old, now), model=model,
    )  # fmt: skip


def _model(before: Mapping[str, Any], now: Mapping[str, Any]) -> str | None:
    old, new = before.get("definition"), now.get("definition")
    if old is None or new is None or old == new:
        return None
    return "the definition in the catalogue changed between the two"


def _scope(before: Mapping[str, Any], now: Mapping[str, Any]) -> str | None:
    old, new = ((row.get("use_case") or {}).get("state") for row in (before, now))
    if not old or old == new:
        return None
    return f"the use case went from {old} to {new}".replace("_", " ")


def _performance(
    before: Mapping[str, Any], now: Mapping[str, Any], better: str, model: str | None
) -> Performance:
    old, new = before.get("value"), now.get("value")
    if old is None and new is None:
        return Performance("none", "no figure then, none now")
    if old is None:
        return Performance("new", f"{show_value(new, now['unit'])} now, no figure then")
    if new is None:
        return Performance("gone", f"{show_value(old, before['unit'])} then, no figure now")
    if model or before.get("variant") != now.get("variant"):
        why = model or f"{before.get('variant')} then, {now.get('variant')} now"
        return Performance(NOT_COMPARABLE, f"{NOT_COMPARABLE}: {why}".replace("_", " "))
    return _difference(before, now, better)


def _difference(before: Mapping[str, Any], now: Mapping[str, Any], better: str) -> Performance:
    gap, unit = now["value"] - before["value"], now["unit"]
    if _overlap(before, now):
        words = f"{_signed(gap, unit)}; the two periods share days, so no interval judges it"
        return Performance("no interval", words, gap)
    limits = (now.get("low"), now.get("high"), before.get("low"), before.get("high"))
    if None in limits:
        return Performance("no interval", f"{_signed(gap, unit)}; no interval to judge it by", gap)
    first, other = (now["value"], *limits[:2]), (before["value"], *limits[2:])
    low, high = difference(first, other)
    words = f"{_signed(gap, unit)} ({show_interval(low, high, unit)})"
    if low <= 0 <= high:
        return Performance("no clear change", f"{words}: no clear change", gap, low, high)
    verdict = "moved" if better == "band" else _side(gap, better)
    return Performance(verdict, f"{words}: {verdict}", gap, low, high)


def _overlap(before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Tell whether the two periods share days: their figures are then not independent."""
    old, new = before.get("period") or {}, now.get("period") or {}
    if not old.get("end") or not new.get("end"):
        return False
    return (new.get("start") or "") <= old["end"] and (old.get("start") or "") <= new["end"]


def _side(gap: float, better: str) -> str:
    return "better" if (gap > 0) == (better == "higher") else "worse"


def _signed(gap: float, unit: str) -> str:
    return ("+" if gap > 0 else "") + show_value(gap, unit)
