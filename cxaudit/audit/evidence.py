"""What the imported data prove about a KPI's links: tests that run, each explaining itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from cxaudit.audit.proofs import (
    share_filled,
    share_fresh,
    share_of_months,
    share_resolved,
    share_valid,
)
from cxaudit.audit.reported import to_main
from cxaudit.catalogue import Kpi
from cxaudit.intake.workbook import FILLED
from cxaudit.maturity import MachineTest, load_maturity
from cxaudit.measure import measure_alone
from cxaudit.measure.guard import lacking_columns
from cxaudit.period import Period, add_months
from cxaudit.readiness import MachineFinding

if TYPE_CHECKING:
    from cxaudit.audit.audit import Audit

Proof = Callable[["Audit", Kpi, MachineTest], MachineFinding | None]
Findings = dict[tuple[str, str], MachineFinding]


def to_evidence(audit: Audit) -> dict[str, Findings]:
    """Return, for each of the 28, what tests on its imported rows found: grade E3.

    A KPI without imported rows has no entry; a test that does not apply has none either.
    """
    return {kpi_id: _of_kpi(audit, kpi) for kpi_id, kpi in audit.kpis.items() if is_fed(audit, kpi)}


def is_fed(audit: Audit, kpi: Kpi) -> bool:
    """Tell whether imports brought rows of the kinds that the KPI or a fallback of it reads."""
    return bool(fed_needs(audit, kpi))


def fed_needs(audit: Audit, kpi: Kpi) -> dict[str, tuple[str, ...]]:
    """Return the needs that the imports meet: the headline's, else of the first fallback."""
    if not lacking_columns(kpi.needs, kpi.rows, audit.supply):
        return dict(kpi.needs)
    fallbacks = [v for v in kpi.variant.values() if v.fallback is not None]
    for variant in sorted(fallbacks, key=lambda v: v.fallback or 0):
        if not lacking_columns(variant.needs, variant.rows or kpi.rows, audit.supply):
            return dict(variant.needs)
    return {}


def feeding(audit: Audit, kpi: Kpi) -> list[dict[str, Any]]:
    """Return the imports that brought rows of the kinds that the KPI reads."""
    tables = fed_needs(audit, kpi)
    return [record for record in audit.imports if _feeds(record, tables, kpi)]


def _feeds(record: dict[str, Any], tables: Iterable[str], kpi: Kpi) -> bool:
    for table in tables:
        kinds, wanted = set(record["supplied"].get(table, {})), kpi.rows.get(table)
        if kinds and (wanted is None or kinds & {*wanted, ""}):
            return True
    return False


def _of_kpi(audit: Audit, kpi: Kpi) -> Findings:
    found: Findings = {}
    for link_id, link in load_maturity().links.items():
        for criterion_id, criterion in link.criteria.items():
            prove = PROOFS.get(criterion.machine.name) if criterion.machine else None
            finding = prove(audit, kpi, criterion.machine) if prove and criterion.machine else None
            if finding is not None:
                found[(link_id, criterion_id)] = finding
    return found


def _is_filled_in(record: dict[str, Any]) -> bool:
    """Tell whether people filled the rows into a template of ours or into the intake workbook."""
    kinds = {part.get("kind") for part in record.get("source", ())}
    return record["format"].startswith("template__") or FILLED in kinds


def _recognised(audit: Audit, kpi: Kpi, test: MachineTest) -> MachineFinding | None:
    """All of it where the vendor's own layout was read, half where a template was filled."""
    records = feeding(audit, kpi)
    if not records:
        return None
    retyped = [r for r in records if _is_filled_in(r)]
    share = Fraction(1, 2) if retyped else Fraction(1)
    found = f"{len(records) - len(retyped)} of {len(records)} read in their own layout"
    return MachineFinding(
        value=share, evidenced=share, tested=test.about, found=found,
        rows=", ".join(sorted({r["file"] for r in records})[:3]),
        to_raise="import the tool's own export instead of a filled template" if retyped else "",
        hash=_hash(audit, kpi),
    )  # fmt: skip


def _reported(audit: Audit, kpi: Kpi, test: MachineTest) -> MachineFinding | None:
    """The strongest proof: the firm's own figure against ours, and against every variant."""
    match = to_main(audit, kpi.kpi_id)
    if match is None:
        return None
    share = Fraction(1) if match.variant else Fraction(0)
    differs = "lay both calculations side by side until they meet"
    if match.is_explained:
        differs = "take over the definition, or agree on the firm's own and name it"
    return MachineFinding(
        value=share, evidenced=share, tested=test.about, rows=match.period.in_words,
        found=match.in_words.rstrip("."), to_raise="" if match.variant else differs,
        hash=_hash(audit, kpi),
    )  # fmt: skip


def _restated(audit: Audit, kpi: Kpi, test: MachineTest) -> MachineFinding | None:
    """Whether the measure gives a figure for the period a year earlier; half where too few."""
    period = audit.period_of(kpi.kpi_id)
    if period.start is None or not isinstance(kpi.window_months, int):
        return None
    earlier = Period(add_months(period.start, -12), add_months(period.end, -12))
    measured = measure_alone(audit.engine, kpi, audit.settings, audit.supply, earlier)
    some = Fraction(1, 2) if measured.n else Fraction(0)
    share = Fraction(1) if measured.outcome.is_shown else some
    return MachineFinding(
        value=share, evidenced=share, tested=test.about, rows=earlier.in_words,
        found=f"{str(measured.outcome).replace('_', ' ')}, n = {measured.n:,}",
        to_raise="" if share == 1 else f"import the rows of {earlier.in_words} as well",
        hash=_hash(audit, kpi),
    )  # fmt: skip


def _by_share(measure: Callable[[Audit, Kpi, MachineTest], tuple[Fraction, str, str] | None],
              to_raise: str) -> Proof:  # fmt: skip
    """Return a proof from a measured share with the rows looked at and what was found."""

    def prove(audit: Audit, kpi: Kpi, test: MachineTest) -> MachineFinding | None:
        measured = measure(audit, kpi, test)
        if measured is None:
            return None
        share, rows, found = measured
        return MachineFinding.from_share(
            share, tested=test.about, rows=rows, found=found,
            to_raise="" if share == 1 else to_raise, hash=_hash(audit, kpi),
        )  # fmt: skip

    return prove


def _hash(audit: Audit, kpi: Kpi) -> str:
    hashes = sorted(record["content_hash"][:16] for record in feeding(audit, kpi))
    return "+".join(hashes)


PROOFS: dict[str, Proof] = {
    "months_without_gap": _by_share(share_of_months, "import the months that are missing"),
    "file_recognised": _recognised,
    "filled_cells": _by_share(share_filled, "fill the empty cells at the source"),
    "rows_within_rules": _by_share(share_valid, "mend the rows that were set aside or warned of"),
    "keys_that_resolve": _by_share(share_resolved, "use one key for a client in every system"),
    "age_of_newest_row": _by_share(share_fresh, "import a newer export"),
    "reported_equals_ours": _reported,
    "earlier_period_runs": _restated,
}
