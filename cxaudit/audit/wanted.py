"""What to ask a firm for: the rows that its use cases need, what came already, what still lacks."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from cxaudit.canon import Table, load_tables
from cxaudit.catalogue import Kpi
from cxaudit.errors import ClientDataError
from cxaudit.intake.known.form import TEMPLATE, Form, load_forms
from cxaudit.measure.guard import lacking_columns, lacking_settings
from cxaudit.modelfile import MODEL_ROOT
from cxaudit.period import Period

if TYPE_CHECKING:
    from cxaudit.audit.audit import Audit

Status = Literal["missing", "partly", "second_best", "received"]
GENERIC = "generic__"
LIFETIME = ("period_start", "period_end")
MONTH = timedelta(days=31)
"""Rows that start or end within a month of the period, and the quiet months, cover it."""


@dataclass(frozen=True)
class WantedColumn:
    """One column that use cases need: whether it came, and the codes of those that read it."""

    name: str
    about: str
    supplied: bool
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """A known export that brings such rows, and which of the wanted columns it brings."""

    form: Form
    brings: frozenset[str]


@dataclass(frozen=True)
class DataRequest:
    """One set of rows to ask for.

    ``kind``: which rows of the table, "" for all. ``kpis``: the use cases that read them.
    ``period``: None where no date is set; ``sources``: exports that bring them, the best first;
    ``log``: our own layout to fill in. ``instead``: labels of exports that would do for a simpler
    figure. ``owner``: the function that usually keeps them; ``systems``: what the firm says holds
    them. ``files``: what came. ``uncovered``: what of the period the files do not cover.
    """

    table: Table
    kind: str
    kpis: tuple[Kpi, ...]
    columns: tuple[WantedColumn, ...]
    status: Status
    owner: str
    period: Period | None = None
    systems: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    log: Form | None = None
    instead: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    uncovered: str = ""

    @property
    def lacking(self) -> tuple[WantedColumn, ...]:
        """Return the columns that did not come."""
        return tuple(column for column in self.columns if not column.supplied)

    @property
    def is_open(self) -> bool:
        """Tell whether something is still asked for."""
        return self.status != "received" or bool(self.uncovered)


def to_requests(audit: Audit) -> tuple[DataRequest, ...]:
    """Return the sets of rows that the firm's use cases need, by the owner who keeps them."""
    wanted: dict[tuple[str, str], list[Kpi]] = {}
    for kpi in audit.kpis.values():
        if audit.states[kpi.kpi_id].in_index:
            for table in kpi.needs:
                for kind in _split(table, kpi.rows.get(table)):
                    wanted.setdefault((table, kind), []).append(kpi)
    context = [kpi for kpi in audit.catalogue.values() if not kpi.is_kpi]
    for kpi in context:
        for table in kpi.needs:
            wanted.setdefault((table, ""), []).append(kpi)
    requests = [_to_request(audit, *key, kpis) for key, kpis in wanted.items()]
    owners = list(dict.fromkeys(kpi.owner for kpi in audit.kpis.values()))
    return tuple(sorted(requests, key=lambda r: (owners.index(r.owner), r.table.name, r.kind)))


def _split(table: str, kinds: Sequence[str] | None) -> tuple[str, ...]:
    """Return the kinds of row that are asked for apart: those that exports hold one at a time."""
    apart = _kinds_apart(table)
    return tuple(kind for kind in kinds or () if kind in apart) or ("",)


@cache
def _kinds_apart(table: str) -> frozenset[str]:
    forms = [form for form in load_forms().values() if form.table == table and not form.refuse]
    return frozenset(kind for form in forms if (kind := _constant_kind(form)))


def _constant_kind(form: Form) -> str | None:
    """Return the one kind of row that an export can hold, None where its rows say it."""
    field = form.columns.get(load_tables()[form.table or ""].discriminator or "")
    return field.is_ if field is not None else None


@cache
def _sample_rows(name: str) -> tuple[Mapping[str, str], ...]:
    path = MODEL_ROOT / "exports" / name / "expected.csv"
    if not path.exists():
        return ()
    with path.open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


def _kinds_of(form: Form) -> frozenset[str]:
    """Return the kinds of row that an export holds: its constant, else those of its sample."""
    constant, discriminator = _constant_kind(form), load_tables()[form.table or ""].discriminator
    if constant:
        return frozenset([constant])
    rows = _sample_rows(form.format)
    return frozenset(row[discriminator] for row in rows if discriminator and row.get(discriminator))


def _columns_of(form: Form) -> frozenset[str]:
    """Return the columns that an export brings: those it maps, or those its sample fills."""
    if form.columns and not form.is_combined:
        derived = LIFETIME if form.lifetime else ()
        return frozenset((*form.columns, *form.answered, *derived))
    rows = _sample_rows(form.format)
    return frozenset(name for row in rows for name, value in row.items() if value)


def _to_request(audit: Audit, name: str, kind: str, kpis: list[Kpi]) -> DataRequest:
    table = load_tables()[name]
    rows = {name: (kind,)} if kind else {}
    kinds = rows.get(name) or {k for kpi in kpis for k in kpi.rows.get(name, ())}
    columns = _to_columns(audit, table, kpis, rows)
    records = [r for r in audit.imports if _brought(r, table, kind, kpis)]
    fed = [k for k in kpis if _has_fallback(audit, k)]
    status: Status = "received" if all(c.supplied for c in columns) else "missing"
    if status == "missing":
        status = "partly" if records else "second_best" if len(fed) == len(kpis) else "missing"
    period = _to_period(audit, kpis)
    lasting = table.lasting or any(kpi.window_months == "snapshot" for kpi in kpis)
    named = {column.name for column in columns}
    sources = _to_sources(table, kind, kpis, named)
    log = next((s.form for s in sources if s.form.format.startswith(GENERIC)), None)
    return DataRequest(
        table, kind, tuple(kpis), columns, status, _to_owner(kpis), period,
        _to_systems(audit, name), tuple(s for s in sources if s.form is not log),
        log or load_forms()[f"{TEMPLATE}__{name}"], _to_instead(kpis, name),
        tuple(dict.fromkeys(r["file"] for r in records)),
        "" if lasting or not records else _to_uncovered(records, period, table.quiet_for(kinds)),
    )  # fmt: skip


def _to_columns(
    audit: Audit, table: Table, kpis: Sequence[Kpi], rows: Mapping[str, tuple[str, ...]]
) -> tuple[WantedColumn, ...]:
    readers: dict[str, list[str]] = {name: [] for name in table.key[:1]}
    for kpi in kpis:
        asked = [name.partition(".")[2] for name in kpi.asks if name.startswith(f"{table.name}.")]
        for column in (*kpi.needs.get(table.name, ()), *asked):
            readers.setdefault(column, []).append(kpi.code)
    found = []
    for column, codes in readers.items():
        if column not in table.columns or column == table.discriminator:
            continue
        kinds = rows or {t: k for kpi in kpis for t, k in kpi.rows.items()}
        lacks = lacking_columns({table.name: (column,)}, kinds, audit.supply)
        found.append(WantedColumn(column, table.columns[column].about, not lacks, tuple(codes)))
    return tuple(found)


def _brought(record: Mapping[str, Any], table: Table, kind: str, kpis: Sequence[Kpi]) -> bool:
    kinds = set(record["supplied"].get(table.name, {}))
    wanted = {kind} if kind else {k for kpi in kpis for k in kpi.rows.get(table.name, ())}
    return bool(kinds) and (not wanted or bool(kinds & {*wanted, ""}))


def _has_fallback(audit: Audit, kpi: Kpi) -> bool:
    """Tell whether what came is enough for a simpler definition of the figure."""
    return any(
        variant.fallback is not None
        and not lacking_columns(variant.needs, variant.rows or kpi.rows, audit.supply)
        for variant in kpi.variant.values()
    )


def _to_owner(kpis: Sequence[Kpi]) -> str:
    owners = Counter(kpi.owner for kpi in kpis if kpi.owner)
    return owners.most_common(1)[0][0] if owners else "client_service"


def _to_systems(audit: Audit, table: str) -> tuple[str, ...]:
    listed = audit.file.profile.get("systems") or {}
    return tuple(
        about.get("name") or system
        for system, about in sorted(listed.items())
        if table in about.get("tables", ())
    )


def _to_period(audit: Audit, kpis: Sequence[Kpi]) -> Period | None:
    """Return the days that the figures look at together; None while no date is set."""
    try:
        periods = [audit.period_of(kpi.kpi_id) for kpi in kpis]
    except ClientDataError:
        return None
    starts = [period.start for period in periods]
    start = None if None in starts else min(day for day in starts if day is not None)
    return Period(start, max(period.end for period in periods))


def _to_sources(
    table: Table, kind: str, kpis: Sequence[Kpi], wanted: Collection[str]
) -> list[Source]:
    kinds = {kind} if kind else {k for kpi in kpis for k in kpi.rows.get(table.name, ())}
    found = []
    for form in load_forms().values():
        if form.table != table.name or form.refuse or form.is_template:
            continue
        held = _kinds_of(form)
        brings = _columns_of(form) & set(wanted)
        if brings - set(table.key) and (not kinds or not held or kinds & held):
            found.append(Source(form, frozenset(brings)))
    return sorted(found, key=lambda s: (-len(s.brings), s.form.format))


def _to_instead(kpis: Sequence[Kpi], table: str) -> tuple[str, ...]:
    """Return the exports that feed a simpler definition where these rows cannot be had."""
    tables = {
        name: (variant.rows or kpi.rows).get(name, ())
        for kpi in kpis
        for variant in kpi.variant.values()
        if variant.fallback is not None
        for name in variant.needs
        if name != table and name not in kpi.needs
    }
    return tuple(
        form.label
        for form in load_forms().values()
        if form.table in tables and not form.refuse and not form.is_template
        and (not tables[form.table] or set(tables[form.table]) & _kinds_of(form))
    )  # fmt: skip


def _to_uncovered(
    records: Sequence[Mapping[str, Any]], period: Period | None, quiet_months: int
) -> str:
    """Return the days of the period before and after all rows that came, in words."""
    grace = MONTH * (1 + quiet_months)
    spans = [(r["period"]["start"], r["period"]["end"]) for r in records]
    days = [(date.fromisoformat(a), date.fromisoformat(b)) for a, b in spans if a and b]
    if period is None or not days:
        return ""
    first, last = min(start for start, _ in days), max(end for _, end in days)
    gaps = []
    if period.start is not None and first > period.start + grace:
        gaps.append(Period(period.start, min(first - timedelta(days=1), period.end)).in_words)
    if last < period.end - grace:
        start = max(last + timedelta(days=1), period.start or date.min)
        gaps.append(Period(start, period.end).in_words)
    return " and ".join(gaps)


def to_open_settings(audit: Audit) -> dict[str, tuple[Kpi, ...]]:
    """Return the settings that use cases need and nobody gave, each with those that wait.

    Own targets and norms are named by KPI, as in own_targets.email_open_rate.
    """
    found: dict[str, list[Kpi]] = {}
    profile = audit.file.profile
    for kpi in audit.kpis.values():
        if not audit.states[kpi.kpi_id].in_index:
            continue
        asked = [name for name in kpi.asks if "." not in name]
        names = list(lacking_settings([*kpi.settings, *asked], profile))
        rule = kpi.target.rule if kpi.target else ""
        held = {"own_target": "own_targets", "at_most_norm": "norms"}.get(rule)
        if held and kpi.kpi_id not in (profile.get(held) or {}):
            names.append(f"{held}.{kpi.kpi_id}")
        for name in names:
            found.setdefault(name, []).append(kpi)
    return {name: tuple(kpis) for name, kpis in found.items()}
