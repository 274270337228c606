"""Verbs that print results: measure, maturity, benchmark, value, scorecard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cxaudit.audit import Audit
from cxaudit.audit.evidence import to_json as to_proofs
from cxaudit.audit.outside import files_outside
from cxaudit.catalogue import pick_kpi
from cxaudit.cli.context import Context
from cxaudit.cli.printing import print_json, print_table
from cxaudit.measure import Measurement
from cxaudit.wording import show_count, show_interval, show_value


def measure(context: Context, client: str, kpis: list[str]) -> None:
    """Print figures."""
    wanted = {pick_kpi(name).kpi_id for name in kpis}
    audit = Audit.open(client, context.where.root)
    figures = [m for m in audit.measurements.values() if not wanted or m.kpi_id in wanted]
    if context.as_json:
        told = [m.to_json() | {"reported": _reported(audit, m.kpi_id)} for m in figures]
        return print_json(to_head(audit) | {"kpis": told})
    print_figures(f"{audit.name}, as of {audit.as_of}", audit, figures)
    return _print_next(audit, figures)


def to_head(audit: Audit) -> dict[str, Any]:
    """Return what every document of figures begins with: client, day and period."""
    period = audit.period
    return {
        "client": audit.client, "as_of": audit.as_of.isoformat(),
        "period": {"start": str(period.start), "end": str(period.end)},
    }  # fmt: skip


def print_figures(title: str, audit: Audit, figures: Sequence[Measurement]) -> None:
    """Print a table of figures, each with its variant, or why there is none."""
    rows = [
        [m.code, audit.catalogue[m.kpi_id].name, show_value(m.value, m.unit),
         show_interval(m.low, m.high, m.unit), f"{m.n:,}", str(m.outcome), m.variant,
         m.reason or ""]
        for m in figures
    ]  # fmt: skip
    columns = ["code", "KPI", "#value", "95 % interval", "#n", "outcome", "variant", "why not"]
    print_table(title, columns, rows)


def _print_next(audit: Audit, figures: list[Measurement]) -> None:
    """Print what would fill the figures that have no data, and the step after."""
    empty = [m.kpi_id for m in figures if str(m.outcome) == "no_data"]
    wanted = dict.fromkeys(name for kpi_id in empty for name in audit.catalogue[kpi_id].settings)
    unset = [f"{name}=..." for name in wanted if not audit.settings.get(name)]
    apart = files_outside(audit) if empty else {}
    if apart:
        listed = ", ".join(f"{file} ({days.in_words})" for file, days in apart.items())
        print(f"in no figure, all of their rows lie outside its days: {listed}; other days: "
              f"cxaudit set {audit.client} as_of=YYYY-MM-DD")  # fmt: skip
    if unset:
        print(f"settings that figures wait for: cxaudit set {audit.client} {' '.join(unset)}")
    if empty:
        print(f"what is still to be asked for, and from whom: cxaudit request {audit.client}")
    print(f"next: cxaudit report {audit.client}")


def _reported(audit: Audit, kpi_id: str) -> list[dict[str, Any]]:
    return [comparison.to_json() for comparison in audit.reported.get(kpi_id, ())]


def maturity(context: Context, client: str, kpis: list[str]) -> None:
    """Print levels and the firm's index; of the KPIs named, what the tests on their rows found."""
    wanted = {pick_kpi(name).kpi_id for name in kpis}
    audit = Audit.open(client, context.where.root)
    found = audit.readiness.to_json(criteria=bool(wanted))
    if context.as_json:
        for row in found["kpis"]:
            if row["kpi_id"] not in wanted:
                row.pop("criteria", None)
        proofs = [p for p in to_proofs(audit) if not wanted or p["kpi_id"] in wanted]
        return print_json(found | {"proofs": proofs})
    if wanted:
        return _print_proofs([p for p in to_proofs(audit) if p["kpi_id"] in wanted])
    rows = [
        [audit.catalogue[k["kpi_id"]].code, audit.catalogue[k["kpi_id"]].name, k["state"],
         k["declared_level"], k["evidenced_level"], k["limiting_link"] or "", f"{k['prize']:.2f}"]
        for k in found["kpis"]
    ]  # fmt: skip
    columns = [
        "code",
        "KPI",
        "use case",
        "#declared",
        "#evidenced",
        "first link to break",
        "#prize",
    ]
    print_table(f"{audit.name}, as of {audit.as_of}", columns, rows)
    funnel = found["funnel"]
    steps = ("kpis", "applicable", "purposed", "captured", "trusted", "repeatable", "used")
    print("funnel: " + " -> ".join(f"{funnel[step]} {step}" for step in steps))
    grade = found["confidence"]["grade"]
    print(f"stage {found['stage']}, evidenced index {found['index']:.2f}, confidence {grade}")
    return None


def _print_proofs(proofs: list[dict[str, Any]]) -> None:
    for kpi in proofs:
        if not kpi["files"]:
            print(f"{kpi['code']}: {kpi['tests'][0]['why']}; {kpi['tests'][0]['to_raise']}")
            continue
        rows = [
            [f"{t['link']}: {t['criterion']}", t.get("found") or f"not tested: {t['why']}",
             t.get("proves", ""), "; ".join(filter(None, [t["to_raise"], *t.get("settings", [])]))]
            for t in kpi["tests"]
        ]  # fmt: skip
        title = f"{kpi['code']}: what running the exports proved"
        print_table(title, ["criterion", "what was found", "proves", "what would raise it"], rows)
        for file in kpi["files"]:
            days = f", {file['start']} to {file['end']}" if file["start"] else ""
            print(f"  {file['file']}: {file['hash'][:8]}, {show_count(file['rows'], 'row')}{days}")


def benchmark(context: Context, client: str) -> None:
    """Print positions and target verdicts."""
    audit = Audit.open(client, context.where.root)
    found = [b.to_json() for b in audit.benchmarks.values()]
    if context.as_json:
        return print_json({"client": client, "kpis": found})
    rows = []
    for entry in found:
        kpi, peers = audit.catalogue[entry["kpi_id"]], entry["peers"]
        unit = kpi.figure["headline"].unit
        rows.append([
            kpi.code, kpi.name, show_value(peers["median"], unit),
            f"{peers['n_band']} ({peers['rung']})" if peers["n_band"] else "",
            (entry["position"] or {}).get("wording", ""), entry["target"]["met"],
            entry["target"]["wording"],
        ])  # fmt: skip
    columns = ["code", "KPI", "#peer median", "peers", "position", "target", "in words"]
    return print_table(f"{audit.name}, as of {audit.as_of}", columns, rows)


def value(context: Context, client: str) -> None:
    """Print what it is worth."""
    audit = Audit.open(client, context.where.root)
    found = audit.worth_json()
    if context.as_json:
        return print_json(found)
    rows = [
        [audit.catalogue[k["kpi_id"]].code, audit.catalogue[k["kpi_id"]].name, k["class"],
         show_value(k["amount"], "currency", found["currency"]), k["wording"]]
        for k in found["kpis"]
    ]  # fmt: skip
    return print_table(
        f"{audit.name}, as of {audit.as_of}", ["code", "KPI", "class", "#amount", "in words"], rows
    )


def scorecard(context: Context, client: str) -> None:
    """Print the joined rows, the findings and the actions."""
    audit = Audit.open(client, context.where.root)
    card = audit.scorecard
    if context.as_json:
        return print_json(card.to_json())
    rows = [
        [r.kpi.code, r.kpi.name, r.value_text, r.declared_level,
         r.evidenced_level, r.target.met, r.target.wording]
        for r in card.rows
    ]  # fmt: skip
    columns = ["code", "KPI", "#figure", "#declared", "#evidenced", "target", "in words"]
    print_table(f"{audit.name}, as of {audit.as_of}", columns, rows)
    for finding in card.findings:
        print(f"[{finding.severity}] {finding.title} ({', '.join(finding.kpi_ids)})")
    actions = [
        [a.kpi.code, a.text, a.owner, a.due_on, a.effort, f"{float(a.prize):.2f}"]
        for a in card.actions[:10]
    ]
    print_table("next actions", ["code", "action", "owner", "due", "effort", "#prize"], actions)
    return None
