"""What the imported data prove about a KPI's links: tests that run, each explaining itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from cxaudit.audit.earlier import measure_in
from cxaudit.audit.feeding import feeding, is_fed, to_sources
from cxaudit.audit.population import share_counted
from cxaudit.audit.proofs import Measured, name_some, share_filled, share_resolved, share_valid
from cxaudit.audit.reported import to_main
from cxaudit.audit.rhythm import share_fresh, share_of_months, share_on_schedule
from cxaudit.catalogue import Kpi
from cxaudit.intake.workbook import FILLED
from cxaudit.maturity import MachineTest, load_maturity
from cxaudit.measure.guard import lacking_columns
from cxaudit.period import Period, add_months
from cxaudit.readiness import MachineFinding, Untested
from cxaudit.wording import show_count, show_value

if TYPE_CHECKING:
    from cxaudit.audit.audit import Audit

NAMED = re.compile(r"\b([a-z_]+)\.([a-z_]+)\b")
Result = MachineFinding | Untested
Proof = Callable[["Audit", Kpi, MachineTest], Result]
Results = dict[tuple[str, str], Result]
Findings = dict[tuple[str, str], MachineFinding]


def run_tests(audit: Audit) -> dict[str, Results]:
    """Return, for each of the 28 and each criterion with a test, what it found or why it did not.

    Keys are the KPI's id, then (link, criterion). What a test found is evidence of grade E3.
    """
    return {kpi_id: _of_kpi(audit, kpi) for kpi_id, kpi in audit.kpis.items()}


def to_evidence(audit: Audit) -> dict[str, Findings]:
    """Return only what tests on imported rows found, by KPI and (link, criterion).

    A KPI without imported rows has no entry; a test that does not apply has none either.
    """
    return {
        kpi_id: {ids: found for ids, found in results.items() if isinstance(found, MachineFinding)}
        for kpi_id, results in audit.tests.items()
        if is_fed(audit, audit.kpis[kpi_id])
    }


def to_json(audit: Audit) -> list[dict[str, Any]]:
    """Return every test as plain values, one entry a KPI: what it tried, on what, what it found."""
    links, found = load_maturity().links, []
    for kpi_id, results in audit.tests.items():
        kpi = audit.kpis[kpi_id]
        files = [source.to_json() for source in to_sources(audit, kpi)]
        tests = []
        for (link, name), result in results.items():
            criterion = links[link].criteria[name]
            told = {"link": link, "criterion": name, "question": criterion.question}
            tests.append(told | _tell(result, criterion.machine))
        found.append({"kpi_id": kpi_id, "code": kpi.code, "files": files, "tests": tests})
    return found


def _tell(result: Result, test: MachineTest | None) -> dict[str, Any]:
    about = {"test": test.name, "tested": test.about} if test else {}
    if isinstance(result, Untested):
        return about | {"status": "not_tested"} | result.to_json()
    told = {name: value for name, value in result.to_json().items() if name != "files"}
    return about | {"status": "tested", "grade": "E3"} | told


def _of_kpi(audit: Audit, kpi: Kpi) -> Results:
    tests = {
        (link_id, criterion_id): criterion.machine
        for link_id, link in load_maturity().links.items()
        for criterion_id, criterion in link.criteria.items()
        if criterion.machine is not None
    }
    if not is_fed(audit, kpi):
        return dict.fromkeys(tests, _unfed(audit, kpi))
    sources = to_sources(audit, kpi)
    mark = "+".join(sorted(source.hash for source in sources))
    results: Results = {}
    for ids, test in tests.items():
        found = PROOFS[test.name](audit, kpi, test)
        if isinstance(found, MachineFinding):
            found = replace(found, hash=mark, sources=sources)
        results[ids] = found
    return results


def _unfed(audit: Audit, kpi: Kpi) -> Untested:
    lacking = lacking_columns(kpi.needs, kpi.rows, audit.supply)
    named = name_some([column.replace(".", " ").replace("_", " ") for column in lacking])
    return Untested("no export brought the rows it needs", f"import an export with {named}")


def _is_filled_in(record: dict[str, Any]) -> bool:
    """Tell whether people filled the rows into a template of ours or into the intake workbook."""
    kinds = {part.get("kind") for part in record.get("source", ())}
    return record["format"].startswith("template__") or FILLED in kinds


def _recognised(audit: Audit, kpi: Kpi, test: MachineTest) -> Result:
    """All of it where the vendor's own layout was read, half where a template was filled."""
    records = feeding(audit, kpi)
    retyped = sorted({r["file"] for r in records if _is_filled_in(r)})
    own = sum(not _is_filled_in(r) for r in records)
    return _found(
        test, Fraction(1, 2) if retyped else Fraction(1),
        name_some(sorted({r["file"] for r in records})),
        f"{own} of {show_count(len(records), 'file')} read in the tool's own layout",
        f"import the tool's own export instead of a filled template: {name_some(retyped)}",
    )  # fmt: skip


def _reported(audit: Audit, kpi: Kpi, test: MachineTest) -> Result:
    """The strongest proof: the firm's own figure against ours, and against every variant."""
    match = to_main(audit, kpi.kpi_id)
    if match is None:
        given = audit.reported.get(kpi.kpi_id, ())
        why = given[-1].in_words.rstrip(".") if given else (
            "the firm has reported no figure of its own for it"
        )  # fmt: skip
        return Untested(
            why[0].lower() + why[1:],
            "enter the figure that the firm last reported, with its period, in notebook 03",
        )
    differs = "lay both calculations side by side until they meet"
    if match.is_explained:
        differs = "take over the definition, or agree on the firm's own and name it"
    ours = "" if match.variant else f"; ours is {show_value(match.ours, match.unit)}"
    return _found(
        test, Fraction(1) if match.variant else Fraction(0), match.period.in_words,
        match.in_words.rstrip(".") + ours, differs,
    )  # fmt: skip


def _restated(audit: Audit, kpi: Kpi, test: MachineTest) -> Result:
    """Whether the measure gives a figure for the period a year earlier; half where too few."""
    period = audit.period_of(kpi.kpi_id)
    start = None if period.start is None else add_months(period.start, -12)
    earlier = Period(start, add_months(period.end, -12))
    measured = measure_in(audit, kpi, earlier)
    some = Fraction(1, 2) if measured.n else Fraction(0)
    figure = show_value(measured.value, measured.unit)
    said = f"the measure gives {figure}" if measured.outcome.is_shown else (
        str(measured.outcome).replace("_", " ")
    )  # fmt: skip
    if measured.reason and not measured.outcome.is_shown:
        why = NAMED.sub(r"\1 \2", measured.reason).replace("_", " ")
        said += f" ({why})"
    stands = audit.measurements[kpi.kpi_id].outcome.is_shown
    first = "bring about the figure of the audited period first"
    return _found(
        test, Fraction(1) if measured.outcome.is_shown else some, earlier.in_words,
        f"{said}, n = {measured.n:,}",
        f"import the rows of {earlier.in_words} as well" if stands else first,
    )  # fmt: skip


def _found(
    test: MachineTest, share: Fraction, rows: str, found: str, to_raise: str
) -> MachineFinding:  # fmt: skip
    finding = MachineFinding.from_share(
        share, tested=test.about, rows=rows, found=found, to_raise=to_raise, hash=""
    )
    return finding if finding.evidenced < 1 else replace(finding, to_raise="")


def _by_share(measure: Callable[[Audit, Kpi, MachineTest], Measured | Untested]) -> Proof:
    """Return a proof from a measured share with the rows looked at and what was found."""

    def prove(audit: Audit, kpi: Kpi, test: MachineTest) -> Result:
        measured = measure(audit, kpi, test)
        return measured if isinstance(measured, Untested) else _found(test, *measured)

    return prove


PROOFS: dict[str, Proof] = {
    "rows_against_list": _by_share(share_counted),
    "months_without_gap": _by_share(share_of_months),
    "file_recognised": _recognised,
    "filled_cells": _by_share(share_filled),
    "rows_within_rules": _by_share(share_valid),
    "keys_that_resolve": _by_share(share_resolved),
    "age_of_newest_row": _by_share(share_fresh),
    "reported_equals_ours": _reported,
    "exports_on_cadence": _by_share(share_on_schedule),
    "earlier_period_runs": _restated,
}
