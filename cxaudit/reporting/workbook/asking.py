"""What a workbook asks, and of whom: the firm's applicable KPIs and what is known of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from cxaudit.audit import Audit
from cxaudit.audit.parts import to_part_of
from cxaudit.catalogue import Kpi, load_catalogue
from cxaudit.display.names import OWNERS
from cxaudit.errors import ClientDataError
from cxaudit.intake.known.form import Form
from cxaudit.intake.workbook.layout import FIRM_PART, WHOLE, log_forms
from cxaudit.maturity import Population, load_maturity
from cxaudit.period import Period
from cxaudit.readiness import JudgedCriterion
from cxaudit.store import ClientFile

Criterion = tuple[str, str, str]
"""KPI, link, criterion."""


@dataclass(frozen=True)
class Asking:
    """What a workbook is made from.

    ``file``: the answers that stand. ``kpis``: the use cases that apply, which alone are asked
    about. ``periods``: the period each figure looks at. ``known``: what an export or a system
    answers already, by criterion. ``had``: the files that brought such rows, by log. ``part``: the
    owner function that is asked, "firm" for what belongs to none of them, "" for all.
    """

    file: ClientFile
    catalogue: Mapping[str, Kpi]
    kpis: tuple[Kpi, ...]
    as_of: str = ""
    period: str = ""
    periods: Mapping[str, Period] = field(default_factory=dict)
    known: Mapping[Criterion, str] = field(default_factory=dict)
    had: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    part: str = WHOLE

    @property
    def asks_firm(self) -> bool:
        """Tell whether settings and systems are asked: of one function they are not."""
        return self.part in (WHOLE, FIRM_PART)

    @property
    def asks_owners(self) -> bool:
        """Tell whether use cases and targets are asked."""
        return self.part != FIRM_PART

    @property
    def systems(self) -> dict[str, str]:
        """Return the firm's systems: id -> name."""
        listed = self.file.profile.get("systems") or {}
        return {system: about.get("name") or system for system, about in sorted(listed.items())}

    @property
    def logs(self) -> dict[str, Form]:
        """Return the plain logs that a figure asked about could read, by sheet name."""
        context = [kpi for kpi in self.catalogue.values() if not kpi.is_kpi]
        asked = (*self.kpis, *context)
        return {n: f for n, f in log_forms().items() if any(reads(kpi, f) for kpi in asked)}

    @property
    def lists(self) -> tuple[Population, ...]:
        """Return the lists kept elsewhere that a figure asked about can be held against.

        A workbook for all also holds those that were counted already.
        """
        counted = self.file.profile.get("declared_counts") or {} if self.part == WHOLE else {}
        return tuple(
            population
            for population in load_maturity().populations.values()
            if population.id in counted
            or any(is_held_against(kpi, population) for kpi in self.kpis)
        )

    def owners_of(self, form: Form) -> str:
        """Return the functions whose figures read a log, in words."""
        owners = [OWNERS[k.owner] for k in self.kpis if k.owner and reads(k, form)]
        return ", ".join(dict.fromkeys(owners))


def is_held_against(kpi: Kpi, population: Population) -> bool:
    """Tell whether a figure, or one of its named variants, reads rows that a list could name."""
    for needs, rows in ((kpi.needs, kpi.rows), *((v.needs, v.rows) for v in kpi.variant.values())):
        kinds = set((rows or kpi.rows).get(population.table) or population.kinds)
        reads_it = population.table in needs and set(population.reads) <= {*needs[population.table]}
        if reads_it and (not population.kinds or kinds & set(population.kinds)):
            return True
    return False


def reads(kpi: Kpi, form: Form) -> bool:
    """Tell whether a figure, or one of its named variants, reads rows of an export."""
    kind = form.columns.get("kind")
    constant = kind.is_ if kind else None
    for needs, rows in ((kpi.needs, kpi.rows), *((v.needs, v.rows) for v in kpi.variant.values())):
        wanted = (rows or kpi.rows).get(form.table or "")
        if form.table in needs and (not constant or not wanted or constant in wanted):
            return True
    return False


def to_asking(audit: Audit) -> Asking:
    """Return what the workbook of one firm asks."""
    asked = tuple(k for k in audit.kpis.values() if audit.states[k.kpi_id].in_index)
    made = Asking(audit.file, audit.catalogue, asked, had=_had(audit))
    try:
        as_of, period = audit.as_of, audit.period.in_words
    except ClientDataError:
        return made
    periods = {kpi_id: audit.period_of(kpi_id) for kpi_id in audit.catalogue}
    return Asking(
        audit.file, audit.catalogue, asked, as_of.isoformat(), period, periods, _known(audit),
        made.had,
    )  # fmt: skip


def to_blank() -> Asking:
    """Return what a workbook for any firm asks: everything, and nothing is known."""
    catalogue = load_catalogue()
    kpis = tuple(kpi for kpi in catalogue.values() if kpi.is_kpi)
    return Asking(ClientFile("", 0), catalogue, kpis)


def to_parts(asking: Asking) -> dict[str, Asking]:
    """Return what each owner function is asked, and what belongs to none of them, by part."""
    owners = dict.fromkeys(str(kpi.owner) for kpi in asking.kpis)
    return {part: _to_part(asking, part) for part in (*owners, FIRM_PART)}


def _to_part(asking: Asking, part: str) -> Asking:
    owned = {k: str(kpi.owner or "") for k, kpi in asking.catalogue.items() if kpi.is_kpi}
    catalogue = {k: kpi for k, kpi in asking.catalogue.items() if owned.get(k, FIRM_PART) == part}
    return replace(
        asking, part=part, catalogue=catalogue, file=to_part_of(asking.file, part, owned),
        kpis=tuple(kpi for kpi in asking.kpis if kpi.kpi_id in catalogue),
    )  # fmt: skip


def _had(audit: Audit) -> dict[str, tuple[str, ...]]:
    """Return the imported files whose rows a log's sheet could only repeat."""
    found: dict[str, tuple[str, ...]] = {}
    for name, form in log_forms().items():
        kind = form.columns.get("kind")
        constant = kind.is_ if kind else None
        files = [
            record["file"]
            for record in audit.imports
            if (kinds := record["supplied"].get(form.table)) and (not constant or constant in kinds)
        ]
        found |= {name: tuple(dict.fromkeys(files))} if files else {}
    return found


def _known(audit: Audit) -> dict[Criterion, str]:
    """Return what an export or a system answers for a figure, in words."""
    if not audit.imports and not audit.file.criteria:
        return {}
    names = {s: a.get("name") or s for s, a in (audit.file.profile.get("systems") or {}).items()}
    return {
        (kpi.kpi_id, judged.link, judged.criterion): text
        for kpi in audit.readiness.kpis
        for judged in kpi.criteria
        if (text := _tell(judged, names))
    }


def _tell(judged: JudgedCriterion, systems: Mapping[str, str]) -> str:
    if judged.finding is not None:
        return f"Tested on the export: {judged.finding.found}"
    origin, _, system = judged.origin.partition(":")
    if judged.status != "answered" or origin not in ("system", "firm"):
        return ""
    points = {float(a.value): a.label for a in load_maturity().answers.scale}
    said = points.get(float(judged.declared.low), "").lower()
    return f"{systems.get(system, system) if system else 'The firm'}: {said}" if said else ""
