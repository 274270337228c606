"""One firm, one period: opened from its folder, every part handed its input, all joined."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from cxaudit.applicability import UseCaseState, judge_use_cases
from cxaudit.audit.evidence import to_evidence
from cxaudit.audit.facts import to_facts
from cxaudit.audit.measured import MeasuredParts
from cxaudit.audit.request import RunRequest, read_request
from cxaudit.audit.workspace import Workspace, find_workspace
from cxaudit.audit.worth import value_all
from cxaudit.catalogue import Kpi, load_catalogue, pick_kpi
from cxaudit.errors import ClientDataError
from cxaudit.intake import list_imports
from cxaudit.measure import (
    PartFigure,
    Point,
    period_of,
    to_rows,
    to_series,
    to_slices,
)
from cxaudit.period import Period, add_months, resolve_as_of, resolve_period
from cxaudit.readiness import KpiSupply, Readiness, assess, to_supply_systems
from cxaudit.scorecard import Scorecard, join
from cxaudit.store import (
    ClientFile,
    check_client_id,
    list_clients,
    read_client,
    to_answers,
    to_settings,
)
from cxaudit.value import Total, Value, total
from cxaudit.value import to_json as worth_to_json


@dataclass(frozen=True)
class Audit(MeasuredParts):
    """One client's audit at one revision. Parts are computed once, when first asked for."""

    workspace: Workspace
    file: ClientFile
    imports: tuple[dict[str, Any], ...]

    @classmethod
    def open(cls, client: str, root: str | Path | None = None) -> Audit:
        """Open a client's audit; an unknown client is refused with those there are."""
        workspace = find_workspace(root)
        folder = workspace.client_folder(check_client_id(client))
        if client not in list_clients(workspace.clients):
            known = ", ".join(list_clients(workspace.clients)) or "none yet"
            raise ClientDataError(
                "there is no such client", found=client, wanted=f"one of: {known}",
                next=f"cxaudit new {client}, or cxaudit demo for the invented firms",
            )  # fmt: skip
        return cls(workspace, read_client(folder), tuple(list_imports(folder)))

    @property
    def client(self) -> str:
        """Return the client's id."""
        return self.file.client

    @property
    def name(self) -> str:
        """Return the display name."""
        return self.file.name

    @property
    def is_invented(self) -> bool:
        """Tell whether the firm is one of the invented demo firms."""
        return self.file.profile.get("invented") == "yes"

    @property
    def has_unlike_peers(self) -> bool:
        """Tell whether the only peers at hand are invented and the firm is not."""
        return not self.is_invented and any(b.peers.invented for b in self.benchmarks.values())

    @property
    def folder(self) -> Path:
        """Return the client's folder."""
        return self.workspace.client_folder(self.client)

    @cached_property
    def settings(self) -> dict[str, Any]:
        """Return the typed settings, as_of resolved; raises ClientDataError where it cannot be."""
        try:
            settings = to_settings(self.file.profile)
            settings["as_of"] = resolve_as_of(settings.get("as_of"), settings.get("period_end"))
        except ClientDataError as error:
            raise error.for_client(self.client) from error
        return settings

    @property
    def as_of(self) -> date:
        """Return the date at which open cases and ages are judged."""
        return self.settings["as_of"]

    @property
    def period(self) -> Period:
        """Return the audited period: as set, else the twelve months to as_of."""
        start, end = self.settings.get("period_start"), self.settings.get("period_end")
        return resolve_period(12, self.as_of, start, end)

    @property
    def catalogue(self) -> dict[str, Kpi]:
        """Return the 28 KPIs and two context figures, by id."""
        return load_catalogue()

    @property
    def kpis(self) -> dict[str, Kpi]:
        """Return the 28 KPIs, by id."""
        return {kpi_id: kpi for kpi_id, kpi in self.catalogue.items() if kpi.is_kpi}

    @cached_property
    def data_hash(self) -> str:
        """Return 64 hex digits over the imports, the profile and the answers."""
        content = {
            "imports": sorted(
                [r["content_hash"], r["format"], r.get("mapping"), sorted(r["answers"].items())]
                for r in self.imports
            ),
            "profile": self.file.profile,
            "answers": to_answers(self.file),
        }
        text = json.dumps(content, sort_keys=True, default=str, ensure_ascii=False)
        return sha256(text.encode()).hexdigest()

    @cached_property
    def states(self) -> dict[str, UseCaseState]:
        """Return the state of each of the 28 use cases, by id."""
        return judge_use_cases(tuple(self.kpis), self.file.profile, self.file.use_cases)

    @cached_property
    def evidence(self) -> dict[str, dict[tuple[str, str], Any]]:
        """Return what the imported data prove, by KPI and (link, criterion)."""
        return to_evidence(self)

    @cached_property
    def readiness(self) -> Readiness:
        """Return links, levels, funnel and index over the 28."""
        return assess(
            self.kpis.values(),
            self.states,
            self.file.criteria,
            self.tests,
            self.systems,
            self.as_of,
        )

    @cached_property
    def systems(self) -> dict[str, KpiSupply]:
        """Return, for each KPI, the systems that feed it and whether their export came in."""
        listed = self.file.profile.get("systems") or {}
        tables = {name: about.get("tables") or () for name, about in listed.items()}
        needs = {kpi_id: kpi.needs for kpi_id, kpi in self.kpis.items()}
        return to_supply_systems(needs, tables, set(self.supply))

    @cached_property
    def values(self) -> dict[str, Value]:
        """Return what each of the 28 is worth, by id."""
        return value_all(self)

    @property
    def currency(self) -> str:
        """Return the reporting currency, or "" where none is set."""
        return self.settings.get("currency") or ""

    @cached_property
    def total(self) -> Total:
        """Return what may be summed of the values, and what is left out and why."""
        return total(tuple(self.values.values()))

    def worth_json(self) -> dict[str, Any]:
        """Return the object of cli.md, value."""
        return worth_to_json(tuple(self.values.values()), self.kpis.values(), self.currency)

    @cached_property
    def scorecard(self) -> Scorecard:
        """Return the 28 joined rows, findings and ordered actions."""
        return join(
            client=self.client, name=self.name, as_of=self.as_of, period=self.period,
            currency=self.settings.get("currency"), kpis=self.catalogue,
            measurements=self.measurements, readiness=self.readiness, states=self.states,
            benchmarks=self.benchmarks, values=self.values, facts=to_facts(self),
        )  # fmt: skip

    def series(self, kpi_id: str, periods: Sequence[Period]) -> tuple[Point, ...]:
        """Measure one KPI in each of the periods."""
        kpi = pick_kpi(kpi_id)
        return to_series(self.engine, kpi, self.settings, self.supply, list(periods))

    def quarters(self, kpi_id: str, count: int = 8) -> tuple[Point, ...]:
        """Measure one KPI in each of the newest whole quarters up to as_of, oldest first."""
        after = date(self.as_of.year, self.as_of.month, 1)
        after = add_months(after, -((after.month - 1) % 3))
        if add_months(after, 3) - timedelta(days=1) <= self.as_of:
            after = add_months(after, 3)
        starts = [add_months(after, -3 * back) for back in range(count, 0, -1)]
        return self.series(
            kpi_id, [Period(start, add_months(start, 3) - timedelta(days=1)) for start in starts]
        )

    def slices(self, kpi_id: str) -> dict[str, PartFigure]:
        """Return one figure a segment; slices of under five units are suppressed."""
        return to_slices(self.engine, pick_kpi(kpi_id), self.settings, self.supply)

    def rows(self, kpi_id: str, limit: int = 1000) -> dict[str, Any]:
        """Return the observations behind one figure, with source file and row."""
        return to_rows(self.engine, pick_kpi(kpi_id), self.settings, self.supply, limit)

    def period_of(self, kpi_id: str) -> Period:
        """Return the period that one KPI looks at."""
        return period_of(self.catalogue[kpi_id], self.settings)


def open_audit(client: str, root: str | Path | None = None) -> Audit:
    """Open a client's audit by its id."""
    return Audit.open(client, root)


def open_request(run_request: str) -> Audit:
    """Open the audit that a run request names; refused where its data are not the request's."""
    request: RunRequest = read_request(run_request)
    audit = Audit.open(request.client, request.root)
    found = (audit.client, str(audit.period), audit.data_hash)
    if found != (request.client, request.period, request.data_hash):
        raise ClientDataError(
            "the client's data changed after the report was asked for",
            found=" ".join(found), wanted=f"{request.client} {request.period} {request.data_hash}",
            next="run cxaudit report again",
        )  # fmt: skip
    return audit
