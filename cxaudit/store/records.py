"""What a client's audit file holds: the profile and three lists of answers."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

SCHEMA_VERSION = 1

Value = int | float | str | None
"""0, 0.25, 0.5, 1, "na" (not applicable), or None (not answered)."""


@dataclass(frozen=True, kw_only=True)
class UseCaseAnswer:
    """One respondent's word on one use case.

    ``state``: applies, no_use_case, deferred, not_applicable, unknown. ``strategy_link`` and
    ``materiality``: 0, 1, 2. ``theme``: of the strategy, an id of the model's or the firm's own
    words. ``target_level``: 1 to 5. ``until``: the last day of a deferral.
    ``adjudicates``: settles a disagreement. ``to_confirm``: carried over, not yet confirmed.
    """

    kpi_id: str
    state: str
    reason_code: str | None = None
    reason: str | None = None
    who: str | None = None
    does: str | None = None
    why: str | None = None
    strategy_link: int | None = None
    theme: str | None = None
    materiality: int | None = None
    target_level: int | None = None
    proof: str | None = None
    reviewer: str | None = None
    approver: str | None = None
    until: date | None = None
    respondent: str | None = None
    adjudicates: bool | None = None
    to_confirm: bool | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """Return what the answer is about, and whose it is."""
        return (self.kpi_id, self.respondent or "")


@dataclass(frozen=True, kw_only=True)
class CriterionAnswer:
    """One respondent's answer to one criterion, of a KPI, a system or (neither named) the firm.

    ``value`` is what is declared; ``evidenced`` what ``evidence`` (E0 said, E1 named, E2
    inspected, E3 tested) proves, where that differs. ``evidence_on``: the day that the evidence
    is of; ``received_on``: the day it was handed over. ``adjudicates``: settles the criterion.
    ``to_confirm``: carried over, not yet confirmed.
    """

    kpi_id: str | None = None
    system: str | None = None
    link: str
    criterion: str
    value: Value = None
    evidenced: int | float | None = None
    evidence: str = "E0"
    evidence_on: date | None = None
    received_on: date | None = None
    proof_hash: str | None = None
    reason_code: str | None = None
    reason: str | None = None
    respondent: str | None = None
    adjudicates: bool | None = None
    to_confirm: bool | None = None

    @property
    def scope(self) -> str:
        """Return "kpi:<id>", "system:<id>" or "firm"."""
        if self.kpi_id is not None:
            return f"kpi:{self.kpi_id}"
        return f"system:{self.system}" if self.system is not None else "firm"

    @property
    def key(self) -> tuple[str, ...]:
        """Return what the answer is about, and whose it is."""
        return (self.scope, self.link, self.criterion, self.respondent or "")


@dataclass(frozen=True, kw_only=True)
class ReportedFigure:
    """A figure that the firm itself reported for a period (start None: all of history)."""

    kpi_id: str
    period_start: date | None = None
    period_end: date
    value: float

    @property
    def key(self) -> tuple[str, ...]:
        """Return what the figure is about."""
        return (self.kpi_id, str(self.period_start or ""), str(self.period_end))


Record = UseCaseAnswer | CriterionAnswer | ReportedFigure

RECORDS: dict[str, type[Record]] = {
    "use_cases": UseCaseAnswer,
    "criteria": CriterionAnswer,
    "reported": ReportedFigure,
}


@dataclass(frozen=True)
class ClientFile:
    """A client's audit file at one revision; the tuples are sorted by key, each key once."""

    client: str
    revision: int
    schema_version: int = SCHEMA_VERSION
    profile: dict[str, Any] = field(default_factory=dict)
    use_cases: tuple[UseCaseAnswer, ...] = ()
    criteria: tuple[CriterionAnswer, ...] = ()
    reported: tuple[ReportedFigure, ...] = ()
    unread: tuple[str, ...] = ()
    """What of a newer version's file this one does not understand."""

    @property
    def is_newer(self) -> bool:
        """Tell whether a newer version of this program wrote the file: it is only read."""
        return self.schema_version > SCHEMA_VERSION

    @property
    def name(self) -> str:
        """Return the display name, else the id."""
        return str(self.profile.get("name") or self.client)


def to_row(record: Record, *, complete: bool = False) -> dict[str, Any]:
    """Return a record as JSON-ready fields in order; unset ones only where complete."""
    found = {f.name: getattr(record, f.name) for f in fields(record)}
    rows = {n: v.isoformat() if isinstance(v, date) else v for n, v in found.items()}
    return rows if complete else {n: v for n, v in rows.items() if v is not None}


def sort_records(records: Any) -> tuple[Any, ...]:
    """Return records sorted by key; of several with one key the last stands."""
    by_key = {record.key: record for record in records}
    return tuple(by_key[key] for key in sorted(by_key))
